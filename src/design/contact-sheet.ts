import type { Size } from '../core/picture.ts';
import { sharpRaster } from '../renditions/index.ts';

/** Pixels between and around pictures, and of the longer side of each in a grid. */
const GAP = 16;
export const CELL_SIDE = 320;
const GROUND = '#f3f1ec';

/** Pictures in rows, each with its mark in the corner → one PNG. A mark is a number, or DRAFT or FINAL. */
export async function drawContactSheet(
  pictures: readonly { readonly mark: string; readonly bytes: Uint8Array }[],
  columns: number,
  side: number = CELL_SIDE,
): Promise<Uint8Array> {
  const thumbnails = await Promise.all(pictures.map(({ bytes }) => thumbnail(bytes, side)));
  const cell = largest(thumbnails);
  const rows = Math.ceil(pictures.length / columns);
  const sheet = {
    width: columns * (cell.width + GAP) + GAP,
    height: rows * (cell.height + GAP) + GAP,
  };
  const images = pictures.map(({ mark }, index) => {
    const x = GAP + (index % columns) * (cell.width + GAP);
    const y = GAP + Math.floor(index / columns) * (cell.height + GAP);
    const { width, height, address } = thumbnails[index] as Thumbnail;
    return `<image x="${x}" y="${y}" width="${width}" height="${height}" href="${address}"/>${badge(mark, x, y)}`;
  });
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${sheet.width}" height="${sheet.height}"><rect width="100%" height="100%" fill="${GROUND}"/>${images.join('')}</svg>`;
  return sharpRaster.encodePng(await sharpRaster.drawSvg(svg, sheet));
}

interface Thumbnail extends Size {
  /** A data URI. */
  readonly address: string;
}

/** PNG, since that is what every reader of SVG knows. */
async function thumbnail(bytes: Uint8Array, side: number): Promise<Thumbnail> {
  const own = await sharpRaster.inspect(bytes);
  const scale = side / Math.max(own.width, own.height);
  const size = { width: Math.round(own.width * scale), height: Math.round(own.height * scale) };
  const png = await sharpRaster.encodePng(await sharpRaster.decode(bytes, size));
  return { ...size, address: `data:image/png;base64,${Buffer.from(png).toString('base64')}` };
}

function largest(sizes: readonly Size[]): Size {
  return {
    width: Math.max(...sizes.map(({ width }) => width)),
    height: Math.max(...sizes.map(({ height }) => height)),
  };
}

/** Ten by sixteen units a digit, as strokes: no font is needed, and none may be there. */
const STROKES: { readonly [character: string]: string } = {
  '0': 'M2 0h6v16h-6z',
  '1': 'M2 3l4-3v16M2 16h8',
  '2': 'M1 0h8v8h-8v8h8',
  '3': 'M1 0h8v16h-8M3 8h6',
  '4': 'M1 0v8h8M9 0v16',
  '5': 'M9 0h-8v8h8v8h-8',
  '6': 'M9 0h-8v16h8v-8h-8',
  '7': 'M1 0h8l-5 16',
  '8': 'M1 0h8v16h-8zM1 8h8',
  '9': 'M9 8h-8v-8h8v16h-8',
  A: 'M1 16v-12l4-4l4 4v12M1 9h8',
  D: 'M1 0h5l3 4v8l-3 4h-5z',
  F: 'M9 0h-8v16M1 8h6',
  I: 'M5 0v16M2 0h6M2 16h6',
  L: 'M1 0v16h8',
  N: 'M1 16v-16l8 16v-16',
  R: 'M1 16v-16h6l2 2v4l-2 2h-6M5 8l4 8',
  T: 'M0 0h10M5 0v16',
};

function badge(mark: string, x: number, y: number): string {
  const characters = [...mark];
  const width = characters.length * 14 + 14;
  const strokes = characters.map(
    (character, index) =>
      `<path transform="translate(${x + 17 + index * 14} ${y + 16})" d="${STROKES[character] ?? ''}" fill="none" stroke="#fff" stroke-width="2.4" stroke-linecap="round" stroke-linejoin="round"/>`,
  );
  return `<rect x="${x + 8}" y="${y + 8}" width="${width}" height="32" rx="8" fill="#1d1d1f" fill-opacity="0.82"/>${strokes.join('')}`;
}
