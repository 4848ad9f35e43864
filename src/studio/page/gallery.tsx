import { useEffect, useLayoutEffect, useMemo, useRef, useState } from 'preact/hooks';
import { counted } from '../../core/words.ts';
import { COMMANDS } from '../commands.ts';
import type { Tile, TileMark, TileState } from '../shapes.ts';
import { GAP, layOutGallery, rowsInView } from './gallery-rows.ts';
import { go } from './route.ts';
import { useStudio } from './studio-state.ts';
import { TileCard } from './tile-card.tsx';
import { MARKS, STATES } from './words.ts';

type Filter = TileState | TileMark;

/** Where one was, for coming back. */
let remembered = { top: 0, active: 0 };

/** All targets, by asset and scene. Only what can be seen is in the document, so that ten thousand are no more work than ten. */
export function Gallery({ query }: { query: string }) {
  const { board } = useStudio();
  const [filters, setFilters] = useState<ReadonlySet<Filter>>(new Set());
  const shown = useMemo(() => search(board.tiles, query, filters), [board.tiles, query, filters]);
  return (
    <>
      <h1 class="visually-hidden">Gallery</h1>
      <Filters tiles={board.tiles} filters={filters} onChange={setFilters} />
      {shown.length === 0 ? (
        <p class="empty">
          {board.tiles.length === 0 ? 'There are no pictures yet.' : 'No picture is like that.'}
        </p>
      ) : (
        <Grid tiles={shown} />
      )}
    </>
  );
}

function Filters({
  tiles,
  filters,
  onChange,
}: {
  tiles: readonly Tile[];
  filters: ReadonlySet<Filter>;
  onChange: (filters: ReadonlySet<Filter>) => void;
}) {
  const { source, board } = useStudio();
  const counts = useMemo(() => {
    const found = new Map<Filter, number>();
    for (const { state, marks } of tiles)
      for (const name of [state, ...marks]) found.set(name, (found.get(name) ?? 0) + 1);
    return found;
  }, [tiles]);
  const names = { ...STATES, ...MARKS };
  const toggle = (name: Filter) => {
    const next = new Set(filters);
    if (!next.delete(name)) next.add(name);
    onChange(next);
  };
  return (
    <fieldset class="filters">
      <legend class="visually-hidden">Show only</legend>
      <span class="count">{counted(tiles.length, 'picture')}</span>
      {(Object.keys(names) as Filter[])
        .filter((name) => counts.has(name) || filters.has(name))
        .map((name) => (
          <button
            key={name}
            type="button"
            class={`chip ${name}`}
            aria-pressed={filters.has(name)}
            onClick={() => toggle(name)}
          >
            {names[name]} <b>{(counts.get(name) ?? 0).toLocaleString('en')}</b>
          </button>
        ))}
      {source.live && <code class="command">{COMMANDS.build({ profile: board.profile })}</code>}
    </fieldset>
  );
}

function Grid({ tiles }: { tiles: readonly Tile[] }) {
  const place = useRef<HTMLDivElement>(null);
  const [width, setWidth] = useState(0);
  const [view, setView] = useState({ top: remembered.top, height: 900 });
  const [active, setActive] = useState(Math.min(remembered.active, tiles.length - 1));
  const focus = useRef(false);
  const layout = useMemo(() => layOutGallery(tiles, width), [tiles, width]);
  const order = useMemo(
    () => layout.rows.flatMap((row) => (row.kind === 'tiles' ? row.tiles : [])),
    [layout],
  );

  useLayoutEffect(() => {
    const element = place.current;
    const scroller = element?.closest('main');
    if (!element || !scroller) return;
    const measure = () => setWidth(element.clientWidth);
    const scrolled = () => {
      remembered = { ...remembered, top: scroller.scrollTop };
      setView({ top: scroller.scrollTop - element.offsetTop, height: scroller.clientHeight });
    };
    const sizes = new ResizeObserver(() => {
      measure();
      scrolled();
    });
    sizes.observe(element);
    sizes.observe(scroller);
    measure();
    scroller.scrollTop = remembered.top;
    scroller.addEventListener('scroll', scrolled, { passive: true });
    return () => {
      sizes.disconnect();
      scroller.removeEventListener('scroll', scrolled);
    };
  }, []);

  useEffect(() => {
    remembered = { ...remembered, active };
    if (!focus.current) return;
    focus.current = false;
    place.current?.querySelector<HTMLElement>('[aria-current="true"]')?.focus();
  }, [active]);

  const move = (to: number) => {
    const next = Math.min(order.length - 1, Math.max(0, to));
    const row = layout.rows.find(
      (row) => row.kind === 'tiles' && next >= row.first && next < row.first + row.tiles.length,
    );
    const scroller = place.current?.closest('main');
    if (row && scroller) {
      const top = row.top + (place.current?.offsetTop ?? 0);
      const bottom = top + ((width - GAP * (layout.columns - 1)) / layout.columns) * 0.75 + 90;
      if (top < scroller.scrollTop + 60) scroller.scrollTop = top - 60;
      else if (bottom > scroller.scrollTop + scroller.clientHeight)
        scroller.scrollTop = bottom - scroller.clientHeight;
    }
    focus.current = true;
    setActive(next);
  };
  /** Up and down go to the row above and below, which may be of another asset and shorter. */
  const vertically = (step: 1 | -1) => {
    const rows = layout.rows.filter((row) => row.kind === 'tiles');
    const at = rows.findIndex((row) => active >= row.first && active < row.first + row.tiles.length);
    const from = rows[at];
    const to = rows[at + step];
    if (from && to) move(Math.min(to.first + (active - from.first), to.first + to.tiles.length - 1));
  };
  const pressed = (event: KeyboardEvent) => {
    const moves: { readonly [key: string]: () => void } = {
      ArrowRight: () => move(active + 1),
      ArrowLeft: () => move(active - 1),
      ArrowDown: () => vertically(1),
      ArrowUp: () => vertically(-1),
      Home: () => move(0),
      End: () => move(order.length - 1),
      e: () => go({ view: 'explore', id: order[active]?.id ?? '' }),
      c: () => go({ view: 'compare', id: order[active]?.id ?? '', one: '', other: '' }),
    };
    const does = moves[event.key];
    if (does === undefined || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    does();
  };
  const column = `repeat(${layout.columns}, minmax(0, 1fr))`;
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: the keys go to the links inside
    <div class="gallery" ref={place} style={{ height: `${layout.height}px` }} onKeyDown={pressed}>
      {rowsInView(layout, view.top, view.height).map((row) =>
        row.kind === 'heading' ? (
          <h2 key={`heading ${row.asset}`} class="asset" style={{ transform: `translateY(${row.top}px)` }}>
            {row.asset === '' ? 'Single pictures' : row.asset} <span>{row.count}</span>
          </h2>
        ) : (
          <ul
            key={`row ${row.first}`}
            class="tiles"
            style={{ transform: `translateY(${row.top}px)`, gridTemplateColumns: column }}
          >
            {row.tiles.map((tile, index) => (
              <TileCard
                key={tile.id}
                tile={tile}
                active={row.first + index === active}
                position={row.first + index + 1}
                total={order.length}
                onFocus={() => setActive(row.first + index)}
              />
            ))}
          </ul>
        ),
      )}
    </div>
  );
}

/** Tiles that have every word somewhere, and one of the states and all of the marks that are asked for. */
function search(tiles: readonly Tile[], query: string, filters: ReadonlySet<Filter>): Tile[] {
  const words = query.toLowerCase().split(/\s+/).filter(Boolean);
  const states = [...filters].filter((name) => Object.hasOwn(STATES, name));
  const marks = [...filters].filter((name): name is TileMark => Object.hasOwn(MARKS, name));
  return tiles.filter((tile) => {
    if (states.length > 0 && !states.includes(tile.state)) return false;
    if (!marks.every((mark) => tile.marks.includes(mark))) return false;
    if (words.length === 0) return true;
    const text = [tile.id, tile.alt, tile.title, ...tile.tags].join(' ').toLowerCase();
    return words.every((word) => text.includes(word));
  });
}
