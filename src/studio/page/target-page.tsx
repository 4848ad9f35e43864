import { useState } from 'preact/hooks';
import { byteSize, credits } from '../../core/words.ts';
import { COMMANDS } from '../commands.ts';
import type { Dossier, DossierFile, Shown, ShownOrigin } from '../shapes.ts';
import { Act } from './act.tsx';
import { Exact } from './exact.tsx';
import { hex } from './live-source.ts';
import { addressOf, go } from './route.ts';
import { Scroll } from './scroll.tsx';
import { useLoaded, useStudio } from './studio-state.ts';
import { Absent, State } from './tile-card.tsx';
import { MARKS } from './words.ts';

/** Everything about one target. */
export function TargetPage({ id }: { id: string }) {
  const { source, board } = useStudio();
  const dossier = useLoaded(() => source.dossier(id), [source, id, board.revision]);
  if (dossier === undefined) return <p class="empty">Looking…</p>;
  if (dossier instanceof Error) return <p class="empty">There is no picture {id}.</p>;
  // Of what the build tells meanwhile, the board knows first.
  const tile = board.tiles.find((tile) => tile.id === id) ?? dossier.tile;
  const { picture } = tile;
  const address = picture && source.picture(picture, 1280);
  return (
    <article class="target">
      <Crumbs id={id} here="" />
      <div class="split">
        <div class="master">
          {picture && address ? (
            <a href={source.live ? source.picture(picture) : address} title="the original, as it was made">
              <img src={address} alt={tile.alt ?? ''} width={picture.width} height={picture.height} />
            </a>
          ) : (
            <div class="picture">
              <Absent state={tile.state} />
            </div>
          )}
          <p class="facts">
            <State tile={tile} />
            {tile.marks.map((mark) => (
              <span key={mark} class={`mark ${mark}`}>
                {MARKS[mark]}
              </span>
            ))}
            {picture?.width && (
              <span>
                {picture.width} × {picture.height}
              </span>
            )}
          </p>
          {tile.trouble && <p class="trouble">{tile.trouble}</p>}
          <p class="alt">
            <b>Alt text</b> {tile.alt ?? <i>none</i>}
          </p>
        </div>
        <div class="side">
          {source.live && <Actions dossier={{ ...dossier, tile }} />}
          <Why dossier={{ ...dossier, tile }} />
        </div>
      </div>
      <Files files={dossier.files} alt={tile.alt} />
      <Recipe dossier={dossier} />
      <History dossier={{ ...dossier, tile }} />
    </article>
  );
}

/** The way back. */
export function Crumbs({ id, here }: { id: string; here: string }) {
  return (
    <nav class="crumbs" aria-label="Where this is">
      <a href={addressOf({ view: 'gallery' })}>Gallery</a>
      {here === '' ? <h1>{id}</h1> : <a href={addressOf({ view: 'target', id })}>{id}</a>}
      {here !== '' && <h1>{here}</h1>}
    </nav>
  );
}

function Actions({ dossier }: { dossier: Dossier }) {
  const { board } = useStudio();
  const { tile, drafts, seedable } = dossier;
  const { id, state } = tile;
  const isProtected = tile.marks.includes('protected');
  return (
    <section class="actions" aria-label="What can be done">
      {state !== 'current' && (
        <Act
          action="build"
          input={{ patterns: [id] }}
          label="Build this"
          primary
          command={({ maxCost }) => COMMANDS.build({ patterns: [id], profile: board.profile, maxCost })}
          hint={tile.credits === 0 ? undefined : credits(tile.credits)}
        />
      )}
      <div class="ways">
        {seedable && (
          <a class="button" href={addressOf({ view: 'explore', id })}>
            Explore <kbd>e</kbd>
          </a>
        )}
        <a class="button" href={addressOf({ view: 'compare', id, one: '', other: '' })}>
          Compare <kbd>c</kbd>
        </a>
      </div>
      {seedable && (
        <Act
          action="reroll"
          input={{ id, agreed: false }}
          label="Another seed"
          command={({ maxCost, agreed }) => COMMANDS.reroll({ id, profile: board.profile, maxCost, agreed })}
        />
      )}
      {drafts.map(({ profile }) => (
        <Promote key={profile} id={id} profile={profile} />
      ))}
      <Approval dossier={dossier} />
      <Act
        action="protect"
        input={{ id, on: !isProtected, agreed: false }}
        label={isProtected ? 'Protect no longer' : 'Protect'}
        command={({ agreed }) => COMMANDS.protect({ id, on: !isProtected, agreed })}
      />
    </section>
  );
}

/** The final picture of a draft, and then both side by side. */
function Promote({ id, profile }: { id: string; profile: string }) {
  const [fromDraft, begin] = useState(false);
  return (
    <div class="with-choice">
      <Act
        action="promote"
        input={{ id, profile, fromDraft }}
        label={`Make the final of the ${profile}`}
        hint={fromDraft ? 'begins with the draft' : 'made anew; its composition will differ'}
        command={({ maxCost }) => COMMANDS.promote({ id, profile, fromDraft, maxCost })}
        onDone={({ draft, final }) => {
          const [one, other] = [draft, final] as (Shown | undefined)[];
          if (one && other && one.digest !== other.digest)
            go({ view: 'compare', id, one: hex(one), other: hex(other) });
        }}
      />
      <label class="check">
        <input
          type="checkbox"
          checked={fromDraft}
          onChange={({ currentTarget }) => begin(currentTarget.checked)}
        />
        Begin with the draft
      </label>
    </div>
  );
}

/** Of the picture that is published, also where a draft is looked at. */
function Approval({ dossier: { tile, approval, final } }: { dossier: Dossier }) {
  const { board } = useStudio();
  const [by, setBy] = useState('');
  const { id } = tile;
  const draft = board.profile !== undefined;
  const given = draft ? final?.approval : approval;
  if (draft ? final === undefined : tile.state !== 'current') return null;
  if (given)
    return (
      <Act
        action="approve"
        input={{ id, revoke: true }}
        label="Take the approval back"
        hint={given.by ? `approved by ${given.by}` : 'approved'}
        command={() => COMMANDS.revoke({ id })}
      />
    );
  return (
    <div class="with-name">
      <input
        aria-label="Approved by"
        placeholder="your name (optional)"
        value={by}
        onInput={({ currentTarget }) => setBy(currentTarget.value)}
      />
      <Act
        action="approve"
        input={{ id, ...(by === '' ? {} : { by }) }}
        label={draft ? 'Approve the final' : 'Approve'}
        command={() => COMMANDS.approve({ id, by })}
      />
    </div>
  );
}

function Why({ dossier: { tile, reasons, adoption } }: { dossier: Dossier }) {
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

/** Files in a list; the one that is chosen is shown at its true size. */
function Files({ files, alt }: { files: readonly DossierFile[]; alt: string | undefined }) {
  const { source } = useStudio();
  const there = files.filter(({ state }) => state !== 'missing');
  const [chosen, choose] = useState<string>();
  const file = there.find(({ path }) => path === chosen) ?? there[0];
  return (
    <section aria-labelledby="files">
      <h2 id="files">Files</h2>
      <Scroll label="Table of files">
        <table class="files">
          <thead>
            <tr>
              <th scope="col">File</th>
              <th scope="col">Output</th>
              <th scope="col">Format</th>
              <th scope="col" class="number">
                Pixels
              </th>
              <th scope="col" class="number">
                Bytes
              </th>
              <th scope="col">State</th>
            </tr>
          </thead>
          <tbody>
            {files.map(({ path, output, format, width, height, bytes, state }) => (
              <tr key={path} aria-selected={file?.path === path}>
                <th scope="row">
                  <button
                    type="button"
                    class="plain"
                    disabled={state === 'missing'}
                    aria-pressed={file?.path === path}
                    onClick={() => choose(path)}
                  >
                    {path}
                  </button>
                </th>
                <td>{output}</td>
                <td>{format}</td>
                <td class="number">
                  {width} × {height}
                </td>
                <td class="number">{bytes === null ? '–' : byteSize(bytes)}</td>
                <td>{state}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </Scroll>
      {file && <Exact key={file.path} src={source.file(file)} alt={alt ?? ''} file={file} />}
    </section>
  );
}

function Recipe({ dossier: { tile, settings } }: { dossier: Dossier }) {
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

function History({ dossier: { tile, past, candidates, drafts, final } }: { dossier: Dossier }) {
  const { source } = useStudio();
  const present = tile.picture;
  const entries = [
    ...(final ? [{ label: 'final', note: '', picture: final.picture, held: true }] : []),
    ...drafts.map(({ profile, picture }) => ({ label: 'draft', note: profile, picture, held: true })),
    ...candidates.map(({ label, picture }) => ({ label, note: '', picture, held: true })),
    ...past.map(({ revision, date, subject, picture, held }) => ({
      label: date.slice(0, 10),
      note: `${revision.slice(0, 8)} ${subject}`,
      picture,
      held,
    })),
  ].filter(({ picture }) => picture.digest !== present?.digest);
  if (entries.length === 0) return null;
  return (
    <section aria-labelledby="history">
      <h2 id="history">Other pictures of it</h2>
      <ul class="strip-of-pictures">
        {entries.map(({ label, note, picture, held }) => {
          const address = held ? source.picture(picture, 320) : '';
          return (
            <li key={`${label}${picture.digest}`}>
              {address ? (
                <a
                  href={
                    present
                      ? addressOf({ view: 'compare', id: tile.id, one: hex(picture), other: hex(present) })
                      : source.picture(picture)
                  }
                >
                  <span class="picture">
                    <img src={address} alt={`${label} ${note}`} loading="lazy" />
                  </span>
                </a>
              ) : (
                <span class="picture">
                  <span class="absent">not in the store</span>
                </span>
              )}
              <b>{label}</b>
              <span>{note}</span>
            </li>
          );
        })}
      </ul>
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
