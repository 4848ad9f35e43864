import { useEffect, useRef, useState } from 'preact/hooks';
import { counted, credits } from '../../core/words.ts';
import { COMMANDS } from '../commands.ts';
import type { ShownCell } from '../shapes.ts';
import { Act } from './act.tsx';
import { hex } from './live-source.ts';
import { addressOf } from './route.ts';
import { useLoaded, useStudio } from './studio-state.ts';
import { Crumbs } from './target-page.tsx';

/** A grid of pictures of one target to choose from. */
export function Explore({ id }: { id: string }) {
  const { source, board } = useStudio();
  const [round, setRound] = useState(0);
  const dossier = useLoaded(() => source.dossier(id), [source, id, board.revision, round]);
  const [seeds, setSeeds] = useState(12);
  const [axes, setAxes] = useState<readonly [string, string]>(['', '']);
  const input = { id, seeds, axes: axes.filter((axis) => axis.includes('=')) };
  const price = usePrice('explore', input);
  if (dossier === undefined) return <p class="empty">Looking…</p>;
  if (dossier instanceof Error) return <p class="empty">There is no picture {id}.</p>;
  return (
    <article class="explore">
      <Crumbs id={id} here="Explore" />
      {source.live && (
        <form class="controls" onSubmit={(event) => event.preventDefault()}>
          <label>
            Seeds
            <input
              type="number"
              min="1"
              max="400"
              value={seeds}
              onInput={({ currentTarget }) => setSeeds(Math.max(1, Number(currentTarget.value)))}
            />
          </label>
          {axes.map((axis, index) => (
            <label key={index}>
              {index === 0 ? 'Also vary' : 'And'}
              <input
                list="axes"
                placeholder={index === 0 ? 'style=a,b' : 'params.…=1,2'}
                value={axis}
                onInput={({ currentTarget }) =>
                  setAxes(
                    axes.map((old, at) => (at === index ? currentTarget.value : old)) as [string, string],
                  )
                }
              />
            </label>
          ))}
          <datalist id="axes">
            {dossier.axes.map((axis) => (
              <option key={axis} value={`${axis}=`} />
            ))}
          </datalist>
          <Act
            action="explore"
            input={input}
            label="Explore"
            primary
            hint={price}
            command={({ maxCost }) => COMMANDS.explore({ ...input, profile: board.profile, maxCost })}
            onDone={() => setRound(round + 1)}
          />
        </form>
      )}
      {dossier.explored.length === 0 ? (
        <p class="empty">
          Nothing was tried yet. Every picture is kept, so choosing one costs nothing again.
        </p>
      ) : (
        <Cells id={id} cells={dossier.explored} present={dossier.tile.picture?.digest} />
      )}
    </article>
  );
}

/** What it would cost, in words, asked when nothing has been typed for a moment. */
function usePrice(action: string, input: unknown): string | undefined {
  const { source, board } = useStudio();
  const [said, say] = useState<string>();
  const wanted = JSON.stringify(input);
  useEffect(() => {
    if (!source.trusted) return;
    let current = true;
    const timer = setTimeout(async () => {
      const answer = await source.price(action, JSON.parse(wanted));
      if (!current) return;
      if (!answer.ok) return say(answer.problems[0]?.message);
      const { credits: cost, images } = answer as unknown as { credits: number; images: number };
      say(cost === 0 ? 'costs nothing' : `${counted(images, 'picture')} to buy, for ${credits(cost)}`);
    }, 250);
    return () => {
      current = false;
      clearTimeout(timer);
    };
  }, [source, action, wanted, board.revision]);
  return said;
}

function Cells({
  id,
  cells,
  present,
}: {
  id: string;
  cells: readonly ShownCell[];
  present: string | undefined;
}) {
  const { source, board } = useStudio();
  const [active, setActive] = useState(
    Math.max(
      0,
      cells.findIndex(({ chosen }) => chosen),
    ),
  );
  const grid = useRef<HTMLUListElement>(null);
  const cell = cells[Math.min(active, cells.length - 1)];
  const move = (to: number) => {
    const next = Math.min(cells.length - 1, Math.max(0, to));
    setActive(next);
    grid.current?.querySelectorAll<HTMLElement>('button')[next]?.focus();
  };
  const pressed = (event: KeyboardEvent) => {
    const columns = getComputedStyle(event.currentTarget as Element).gridTemplateColumns.split(' ').length;
    const moves: { readonly [key: string]: () => void } = {
      ArrowRight: () => move(active + 1),
      ArrowLeft: () => move(active - 1),
      ArrowDown: () => move(active + columns),
      ArrowUp: () => move(active - columns),
      Home: () => move(0),
      End: () => move(cells.length - 1),
      p: () => document.querySelector<HTMLElement>('#pin button')?.click(),
    };
    const does = moves[event.key];
    if (does === undefined || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    does();
  };
  if (cell === undefined) return null;
  return (
    <div class="choosing">
      <ul class="cells" ref={grid} onKeyDown={pressed}>
        {cells.map((each, index) => {
          const address = each.picture && source.picture(each.picture, 320);
          return (
            <li key={each.number} class={each.chosen ? 'chosen' : undefined}>
              <button
                type="button"
                class="cell"
                tabIndex={index === active ? 0 : -1}
                aria-pressed={index === active}
                onFocus={() => setActive(index)}
                onClick={() => move(index)}
              >
                <span class="picture">
                  {address ? (
                    <img src={address} alt="" loading="lazy" />
                  ) : (
                    <span class="absent">not made</span>
                  )}
                  <b class="number">{each.number}</b>
                </span>
                <span class="label">
                  {each.label}
                  {each.chosen && <span class="mark approved">now</span>}
                </span>
              </button>
            </li>
          );
        })}
      </ul>
      <aside class="preview" aria-label="The picture that is looked at">
        {cell.picture && (
          <img src={source.picture(cell.picture, 640)} alt={`${cell.number}: ${cell.label}`} />
        )}
        <p>
          <b>{cell.number}</b> {cell.label}
        </p>
        {source.live && (
          <div id="pin">
            <Act
              action="pin"
              input={{ id, cell: cell.number, agreed: false }}
              label="Pin this one"
              primary
              disabled={cell.chosen || cell.picture === undefined}
              command={({ agreed = false }) =>
                COMMANDS.pin({ id, cell: cell.number, profile: board.profile, agreed })
              }
            />
          </div>
        )}
        {cell.picture && present && cell.picture.digest !== present && (
          <a
            class="button"
            href={addressOf({
              view: 'compare',
              id,
              one: present.replace('sha256:', ''),
              other: hex(cell.picture),
            })}
          >
            Compare with the present one
          </a>
        )}
      </aside>
    </div>
  );
}
