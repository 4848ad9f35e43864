import { COMMANDS } from '../commands.ts';
import type { Dossier, ShownOrigin } from '../shapes.ts';
import { Scroll } from './scroll.tsx';

/** Why a target would be made again, or not. */
export function Why({ dossier: { tile, reasons, adoption } }: { dossier: Dossier }) {
  return (
    <section aria-labelledby="why">
      <h2 id="why">Why</h2>
      {adoption && <p>Made by hand: {adoption.reason}</p>}
      <ul class="reasons">
        {reasons.map(({ code, field, from, to, origins }) => (
          <li key={`${code} ${field}`}>
            <b>{code}</b> {field} <Places origins={origins} />
            {from !== undefined && <del>{shownValue(from)}</del>}
            {to !== undefined && <ins>{shownValue(to)}</ins>}
          </li>
        ))}
      </ul>
      <p class="equal">
        <code>{COMMANDS.why({ id: tile.id })}</code>
      </p>
    </section>
  );
}

/** Every setting of a target, with the lines that it comes from. */
export function Recipe({ dossier: { tile, settings } }: { dossier: Dossier }) {
  return (
    <section aria-labelledby="recipe">
      <h2 id="recipe">Recipe</h2>
      <Scroll label="Table of settings">
        <table class="recipe">
          <thead>
            <tr>
              <th scope="col">Setting</th>
              <th scope="col">Value</th>
              <th scope="col">From</th>
            </tr>
          </thead>
          <tbody>
            {settings.map(({ key, value, origins }) => (
              <tr key={key}>
                <th scope="row">{key}</th>
                <td>{shownValue(value)}</td>
                <td>
                  <Places origins={origins} />
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </Scroll>
      <p class="equal">
        <code>{COMMANDS.config({ id: tile.id })}</code>
      </p>
    </section>
  );
}

function Places({ origins }: { origins: readonly ShownOrigin[] }) {
  return (
    <span class="places">
      {origins.map(({ layer, file, line }) => (
        <span key={`${layer}${line}`}>
          {layer}{' '}
          <span class="place">
            {file}:{line}
          </span>
        </span>
      ))}
    </span>
  );
}

function shownValue(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}
