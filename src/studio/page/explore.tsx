import { useState } from 'preact/hooks';
import { COMMANDS } from '../commands.ts';
import { Act } from './act.tsx';
import { Cells } from './cells.tsx';
import { Crumbs } from './crumbs.tsx';
import { useLoaded, useStudio } from './studio-state.ts';
import { usePrice } from './use-price.ts';

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
