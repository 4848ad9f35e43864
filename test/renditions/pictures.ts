import sharp from 'sharp';
import { type ReadFile, type Rendition, renderMaster } from '../../src/renditions/index.ts';
import type { RenditionSpec } from '../../src/targets/index.ts';

/** Pictures made for tests, and a look at single pixels of what came out. */

export type Colour = readonly [number, number, number, number?];

export const RED: Colour = [255, 0, 0];
export const GREEN: Colour = [0, 255, 0];
export const BLUE: Colour = [0, 0, 255];
export const WHITE: Colour = [255, 255, 255];

/** A raw picture whose colour at each place a function tells. */
export function painted(width: number, height: number, colour: (x: number, y: number) => Colour) {
  const channels = colour(0, 0).length === 4 ? 4 : 3;
  const data = Buffer.alloc(width * height * channels);
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++) data.set([...colour(x, y)] as number[], (y * width + x) * channels);
  return sharp(data, { raw: { width, height, channels } });
}

/** Red, green and blue thirds side by side, or one above the other. */
export const thirds = (width: number, height: number, across = true): Promise<Buffer> =>
  painted(
    width,
    height,
    (x, y) => [RED, GREEN, BLUE][Math.floor((across ? x / width : y / height) * 3)] ?? BLUE,
  )
    .png()
    .toBuffer();

export function specOf(more: Partial<RenditionSpec>): RenditionSpec {
  return { width: 60, height: 60, format: 'png', fit: 'cover', position: 'center', options: {}, ...more };
}

/** Files of steps, by the path that a spec gives them. */
export const stepFiles = new Map<string, Uint8Array>();

export const readFile: ReadFile = async ({ path }) => {
  const bytes = stepFiles.get(path);
  if (bytes === undefined) throw new Error(`there is no file ${path}`);
  return { path, bytes };
};

export async function rendered(master: Uint8Array, more: Partial<RenditionSpec> = {}): Promise<Rendition> {
  const [rendition] = await renderMaster(master, [specOf(more)], (work) => work(), readFile);
  if (rendition === undefined) throw new Error('nothing was rendered');
  return rendition;
}

/** RGBA at parts of width and height. */
export async function pixel(bytes: Uint8Array, x: number, y: number): Promise<number[]> {
  const { data, info } = await sharp(bytes)
    .ensureAlpha()
    .raw({ depth: 'uchar' })
    .toBuffer({ resolveWithObject: true });
  const at =
    (Math.min(info.height - 1, Math.floor(y * info.height)) * info.width +
      Math.min(info.width - 1, Math.floor(x * info.width))) *
    info.channels;
  return [...data.subarray(at, at + info.channels)];
}

/** The greatest difference of a channel. */
export function apart(found: readonly number[], wanted: readonly (number | undefined)[]): number {
  return Math.max(...wanted.map((value, index) => Math.abs((found[index] ?? 0) - (value ?? 255))));
}
