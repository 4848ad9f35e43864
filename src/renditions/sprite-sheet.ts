import type { Pixels, Size } from '../core/picture.ts';
import { sharpRaster } from './raster.ts';

/** Pixels from the top left corner of a sheet to that of a picture on it. */
export interface Place {
  readonly x: number;
  readonly y: number;
}

/** Where each picture lies on a sheet, by its name. */
export interface SheetLayout {
  readonly size: Size;
  readonly places: ReadonlyMap<string, Place>;
}

/** Bytes of a pixel: red, green, blue, opacity. */
const CHANNELS = 4;

/**
 * Names and sizes → a sheet, about square, with `gap` pixels between neighbours and none at its edges. Shelves, the
 * tallest pictures first, then by name: the same pictures give the same sheet, in whatever order they come.
 */
export function layOut(sizes: ReadonlyMap<string, Size>, gap: number): SheetLayout {
  const sorted = [...sizes].sort(
    ([name, one], [otherName, other]) => other.height - one.height || (name < otherName ? -1 : 1),
  );
  const most = shelfLength(
    sorted.map(([, size]) => size),
    gap,
  );
  const places = new Map<string, Place>();
  let [x, y, shelf, width, height] = [0, 0, 0, 0, 0];
  for (const [name, size] of sorted) {
    if (x > 0 && x + size.width > most) [x, y, shelf] = [0, y + shelf + gap, 0];
    places.set(name, { x, y });
    width = Math.max(width, x + size.width);
    height = Math.max(height, y + size.height);
    x += size.width + gap;
    shelf = Math.max(shelf, size.height);
  }
  return { size: { width, height }, places };
}

/** The side of a square with as much room as all of them take, or the widest if that is more. */
function shelfLength(sizes: readonly Size[], gap: number): number {
  const area = sizes.reduce((sum, { width, height }) => sum + (width + gap) * (height + gap), 0);
  return Math.max(Math.ceil(Math.sqrt(area)) - gap, ...sizes.map(({ width }) => width));
}

/**
 * Pictures by name → a PNG with each at its place and nothing between them. Pixels are copied, not blended, so that
 * every one is as it was, transparency too. One picture is decoded at a time.
 */
export async function drawSheet(
  pictures: ReadonlyMap<string, Uint8Array>,
  { size, places }: SheetLayout,
): Promise<Uint8Array> {
  const sheet = { ...size, data: new Uint8Array(size.width * size.height * CHANNELS) };
  for (const [name, bytes] of pictures) {
    const place = places.get(name);
    if (place === undefined) throw new Error(`the sheet has no place for ${name}`);
    copy(await sharpRaster.decode(bytes), sheet, place, name);
  }
  return sharpRaster.encodePng(sheet);
}

function copy({ data, width, height }: Pixels, sheet: Pixels, { x, y }: Place, name: string): void {
  if (x + width > sheet.width || y + height > sheet.height)
    throw new Error(`${name} at its place goes beyond the sheet`);
  for (let row = 0; row < height; row++)
    sheet.data.set(
      data.subarray(row * width * CHANNELS, (row + 1) * width * CHANNELS),
      ((y + row) * sheet.width + x) * CHANNELS,
    );
}
