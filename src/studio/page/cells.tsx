import { useRef, useState } from 'preact/hooks';
import { COMMANDS } from '../commands.ts';
import type { ShownCell } from '../shapes.ts';
import { Act } from './act.tsx';
import { addressOf } from './address.ts';
import { hex } from './live-source.ts';
import { useStudio } from './studio-state.ts';

/** The pictures of a grid; the arrow keys choose one, `p` pins it. */
export function Cells({
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
