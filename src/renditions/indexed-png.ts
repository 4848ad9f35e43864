import { promisify } from 'node:util';
import { deflate } from 'node:zlib';
import type { Chunk } from './png-chunks.ts';
import type { RawPicture } from './raw-picture.ts';

const MOST_COLORS = 256;

const compress = promisify(deflate);

/** Pixels that have few colors → the chunks of a PNG with exactly these; undefined where there are more than 256. */
export async function indexedChunks(picture: RawPicture, level: number): Promise<Chunk[] | undefined> {
  const colors = colorsOf(picture);
  if (colors === undefined) return undefined;
  const bits = [1, 2, 4].find((depth) => colors.length <= 2 ** depth) ?? 8;
  const rows = await compress(packedRows(picture, colors, bits), { level, memLevel: 9 });
  return [header(picture, bits), ...paletteOf(colors), { type: 'IDAT', data: rows }];
}

/** All colors, as numbers that begin with the opacity: those that let something through come first. */
function colorsOf(picture: RawPicture): number[] | undefined {
  const seen = new Set<number>();
  let before = -1;
  for (let at = 0; at < picture.data.length; at += picture.channels) {
    const color = colorAt(picture, at);
    if (color === before) continue;
    before = color;
    seen.add(color);
    if (seen.size > MOST_COLORS) return undefined;
  }
  return [...seen].sort((one, other) => one - other);
}

function colorAt({ data, channels }: RawPicture, at: number): number {
  const opacity = channels === 4 ? (data[at + 3] as number) : 255;
  return opacity * 2 ** 24 + data.readUIntBE(at, 3);
}

function header({ width, height }: RawPicture, bits: number): Chunk {
  const data = Buffer.alloc(13);
  data.writeUInt32BE(width, 0);
  data.writeUInt32BE(height, 4);
  data.writeUInt8(bits, 8);
  // Each pixel is an index into the palette.
  data.writeUInt8(3, 9);
  return { type: 'IHDR', data };
}

function paletteOf(colors: readonly number[]): Chunk[] {
  const palette = Buffer.alloc(colors.length * 3);
  for (const [index, color] of colors.entries()) palette.writeUIntBE(color % 2 ** 24, index * 3, 3);
  const opacities = colors.map((color) => Math.floor(color / 2 ** 24)).filter((opacity) => opacity < 255);
  const opaque: Chunk[] = [{ type: 'PLTE', data: palette }];
  return opacities.length === 0 ? opaque : [...opaque, { type: 'tRNS', data: Buffer.from(opacities) }];
}

/** Each row begins with the byte that says: as it is, no filter. */
function packedRows(picture: RawPicture, colors: readonly number[], bits: number): Buffer {
  const { width, height, channels } = picture;
  const indexes = new Map(colors.map((color, index) => [color, index]));
  const length = 1 + Math.ceil((width * bits) / 8);
  const rows = Buffer.alloc(length * height);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const index = indexes.get(colorAt(picture, (y * width + x) * channels)) ?? 0;
      const place = y * length + 1 + ((x * bits) >> 3);
      rows[place] = (rows[place] ?? 0) | (index << (8 - bits - ((x * bits) & 7)));
    }
  }
  return rows;
}
