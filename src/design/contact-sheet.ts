import type { Size } from '../core/picture.ts';
import { sharpRaster } from '../renditions/index.ts';

/** Pixels between and around pictures, and of the longer side of each. */
const GAP = 16;
const SIDE = 320;
const GROUND = '#f3f1ec';

/** Pictures in rows, each with its number in the corner → one PNG. */
export async function drawContactSheet(
  pictures: readonly { readonly number: number; readonly bytes: Uint8Array }[],
  columns: number,
): Promise<Uint8Array> {
  const thumbnails = await Promise.all(pictures.map(({ bytes }) => thumbnail(bytes)));
  const cell = largest(thumbnails);
  const rows = Math.ceil(pictures.length / columns);
  const sheet = {
    width: columns * (cell.width + GAP) + GAP,
    height: rows * (cell.height + GAP) + GAP,
  };
  const images = pictures.map(({ number }, index) => {
    const x = GAP + (index % columns) * (cell.width + GAP);
    const y = GAP + Math.floor(index / columns) * (cell.height + GAP);
    const { width, height, address } = thumbnails[index] as Thumbnail;
    return `<image x="${x}" y="${y}" width="${width}" height="${height}" href="${address}"/>${badge(number, x, y)}`;
  });
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${sheet.width}" height="${sheet.height}"><rect width="100%" height="100%" fill="${GROUND}"/>${images.join('')}</svg>`;
  return sharpRaster.encodePng(await sharpRaster.drawSvg(svg, sheet));
}

interface Thumbnail extends Size {
  /** A data URI. */
  readonly address: string;
}

/** PNG, since that is what every reader of SVG knows. */
async function thumbnail(bytes: Uint8Array): Promise<Thumbnail> {
  const own = await sharpRaster.inspect(bytes);
  const scale = SIDE / Math.max(own.width, own.height);
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
const DIGITS: { readonly [digit: string]: string } = {
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
};

function badge(number: number, x: number, y: number): string {
  const digits = [...String(number)];
  const width = digits.length * 14 + 14;
  const strokes = digits.map(
    (digit, index) =>
      `<path transform="translate(${x + 17 + index * 14} ${y + 16})" d="${DIGITS[digit] ?? ''}" fill="none" stroke="#fff" stroke-width="2.4" stroke-linecap="round" stroke-linejoin="round"/>`,
  );
  return `<rect x="${x + 8}" y="${y + 8}" width="${width}" height="32" rx="8" fill="#1d1d1f" fill-opacity="0.82"/>${strokes.join('')}`;
}
