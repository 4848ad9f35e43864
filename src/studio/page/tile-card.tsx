import { credits } from '../../core/words.ts';
import type { Tile } from '../shapes.ts';
import { addressOf } from './address.ts';
import { useStudio } from './studio-state.ts';
import { MARKS, STATES } from './words.ts';

/** A target in the gallery. */
export function TileCard({
  tile,
  active,
  position,
  total,
  onFocus,
}: {
  tile: Tile;
  active: boolean;
  position: number;
  total: number;
  onFocus: () => void;
}) {
  const { source } = useStudio();
  const { id, asset, state, marks, picture } = tile;
  const address = picture && source.picture(picture, 320);
  const name = id === asset ? id : id.slice(asset.length).replace(/^\//, '');
  return (
    <li aria-setsize={total} aria-posinset={position}>
      <a
        class="tile"
        href={addressOf({ view: 'target', id })}
        tabIndex={active ? 0 : -1}
        aria-current={active}
        onFocus={onFocus}
      >
        <span class="picture">
          {address ? <img src={address} alt="" loading="lazy" decoding="async" /> : <Absent state={state} />}
        </span>
        <span class="caption">
          <span class="name">
            {name !== id && <span class="visually-hidden">{id.slice(0, id.length - name.length)}</span>}
            {name}
          </span>
          <span class="facts">
            <State tile={tile} />
            {marks.map((mark) => (
              <span key={mark} class={`mark ${mark}`}>
                {MARKS[mark]}
              </span>
            ))}
            {state !== 'current' && tile.credits !== 0 && <span class="price">{credits(tile.credits)}</span>}
          </span>
        </span>
      </a>
    </li>
  );
}

export function State({ tile: { state, trouble } }: { tile: Tile }) {
  return (
    <span class={`state ${state}`} title={trouble}>
      {trouble ? 'failed' : STATES[state]}
    </span>
  );
}

export function Absent({ state }: { state: Tile['state'] }) {
  return <span class="absent">{state === 'refused' ? 'declined by the provider' : 'not made yet'}</span>;
}
