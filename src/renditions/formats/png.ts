import type { PngOptions } from 'sharp';
import { z } from 'zod';
import { indexedChunks } from '../indexed-png.ts';
import { type Chunk, PICTURE_CHUNKS, readChunks, writeChunks } from '../png-chunks.ts';
import { grayPipeline, isGray } from '../simpler-pixels.ts';
import type { EncodablePicture, Format } from './format.ts';

const options = z.strictObject({
  palette: z.boolean().optional().meta({
    description:
      'At most 256 colours; quality then applies. Without it, a palette is written where it loses nothing; false: never.',
  }),
  compressionLevel: z.int().min(0).max(9).optional().meta({ description: 'CPU effort.', default: 6 }),
  colours: z
    .union([z.literal(2), z.literal(4), z.literal(16), z.literal(256)])
    .optional()
    .meta({ description: 'Size of the palette: 2, 4, 16 or 256.', default: 256 }),
});

export const png: Format = {
  name: 'png',
  extension: 'png',
  mediaType: 'image/png',
  options,
  settingsVersion: 2,
  alpha: true,
  defaultQuality: undefined,
  async encode(picture, { quality, effort, options: own }) {
    const chosen = options.parse(own);
    const palette = chosen.palette ?? quality !== undefined;
    const settings = { compressionLevel: LEVEL[effort], adaptiveFiltering: true, ...chosen, palette };
    const lossy = palette && quality !== undefined ? { ...settings, quality } : settings;
    const usual = chunksOf(await picture.pipeline.png(lossy).toBuffer());
    const others = palette ? [] : await simpler(picture, settings, chosen.palette !== false);
    const said = usual.filter(({ type }) => SAYING.has(type));
    const files = [usual, ...others].map((chunks) => assembled(chunks, said, picture.color === 'srgb'));
    return files.reduce((one, other) => (other.length < one.length ? other : one));
  },
};

/** Level 9 takes five times as long as 6 for three per cent; see docs/encoders.md. */
const LEVEL = { fast: 4, balanced: 6, max: 9 } as const;

/** Chunks that say what a picture is or means; others, such as the printer's resolution, are left out. */
const SAYING = new Set(['iCCP', 'iTXt', 'zTXt']);

/** By perception, as for pictures of the web. */
const SAYS_SRGB: Chunk = { type: 'sRGB', data: Uint8Array.of(0) };

/** The same pixels in other ways: with a palette, where colors are few, and without color, where there is none. */
async function simpler(
  { pixels, color }: EncodablePicture,
  settings: PngOptions,
  indexed: boolean,
): Promise<Chunk[][]> {
  const few = indexed ? await indexedChunks(pixels, settings.compressionLevel === 0 ? 0 : 9) : undefined;
  const gray =
    // A profile of red, green and blue has no place in a gray file.
    color === 'srgb' && isGray(pixels)
      ? chunksOf(await (await grayPipeline(pixels)).png(settings).toBuffer())
      : undefined;
  return [few, gray].filter((chunks) => chunks !== undefined);
}

/** A file of a picture's chunks and of what is said of it, in the order that the format wants. */
function assembled(chunks: readonly Chunk[], said: readonly Chunk[], srgb: boolean): Uint8Array {
  const [header, ...rest] = chunks.filter(({ type }) => PICTURE_CHUNKS.has(type));
  if (header === undefined) throw new Error('a PNG has no header');
  const meaning = srgb ? [SAYS_SRGB] : [];
  return writeChunks([header, ...meaning, ...said, ...rest, { type: 'IEND', data: new Uint8Array() }]);
}

function chunksOf(png: Uint8Array): Chunk[] {
  return readChunks(png) ?? [];
}
