import { Crumbs } from './crumbs.tsx';
import { Files } from './files.tsx';
import { History } from './history.tsx';
import { Recipe, Why } from './recipe.tsx';
import { useLoaded, useStudio } from './studio-state.ts';
import { TargetActions } from './target-actions.tsx';
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
      <Crumbs id={id} />
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
          {source.live && <TargetActions dossier={{ ...dossier, tile }} />}
          <Why dossier={{ ...dossier, tile }} />
        </div>
      </div>
      <Files files={dossier.files} alt={tile.alt} />
      <Recipe dossier={dossier} />
      <History dossier={{ ...dossier, tile }} />
    </article>
  );
}
