import type { Tile } from '../shapes.ts';

/** A line of the gallery: the name of an asset, or pictures beside each other. */
export type Row =
  | { readonly kind: 'heading'; readonly asset: string; readonly count: number; readonly top: number }
  | { readonly kind: 'tiles'; readonly tiles: readonly Tile[]; readonly first: number; readonly top: number };

export interface Layout {
  readonly rows: readonly Row[];
  readonly columns: number;
  /** Pixels. */
  readonly height: number;
}

/** Pixels; the style sheet has the same. */
export const HEADING = 44;
export const GAP = 14;
const CAPTION = 54;

/** Puts tiles into rows, an asset with several under its name; those with one beside each other. */
export function layOutGallery(tiles: readonly Tile[], width: number): Layout {
  const least = width < 560 ? 136 : 190;
  const columns = Math.max(1, Math.floor((width + GAP) / (least + GAP)));
  const rowHeight = Math.round(((width - GAP * (columns - 1)) / columns) * 0.75) + CAPTION + GAP;
  const rows: Row[] = [];
  let top = 0;
  let at = 0;
  for (const { asset, members } of groupsOf(tiles)) {
    rows.push({ kind: 'heading', asset, count: members.length, top });
    top += HEADING;
    for (let index = 0; index < members.length; index += columns) {
      rows.push({ kind: 'tiles', tiles: members.slice(index, index + columns), first: at + index, top });
      top += rowHeight;
    }
    at += members.length;
  }
  return { rows, columns, height: top };
}

/** Rows that can be seen, and a screenful before and after. */
export function rowsInView({ rows }: Layout, from: number, height: number): readonly Row[] {
  const begin = lowerBound(rows, from - height);
  const end = lowerBound(rows, from + 2 * height);
  return rows.slice(Math.max(0, begin - 1), end);
}

function groupsOf(tiles: readonly Tile[]): { asset: string; members: Tile[] }[] {
  const byAsset = new Map<string, Tile[]>();
  for (const tile of tiles) byAsset.set(tile.asset, [...(byAsset.get(tile.asset) ?? []), tile]);
  const groups: { asset: string; members: Tile[] }[] = [];
  const single: Tile[] = [];
  for (const [asset, members] of byAsset) {
    if (members.length === 1 && members[0]?.scene === undefined && members[0]?.variant === undefined)
      single.push(...members);
    else groups.push({ asset, members });
  }
  return single.length > 0 ? [...groups, { asset: '', members: single }] : groups;
}

/** The index of the first row at or below a height. */
function lowerBound(rows: readonly Row[], height: number): number {
  let [low, high] = [0, rows.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((rows[middle]?.top ?? 0) < height) low = middle + 1;
    else high = middle;
  }
  return low;
}
