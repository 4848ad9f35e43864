import type { Pixels, Size } from '../../core/picture.ts';
import type { Placeholder } from './placeholder.ts';
import { shrink } from './shrink.ts';

/** Waves along the longer side; the other has as many for its length, so that blobs are about round, and at least two. */
const WAVES = 4;
const LEAST_WAVES = 2;

/** Longest side in pixels that the waves are measured on: far finer than four waves need. */
const MEASURED = 32;

/** A BlurHash: some 30 characters. It knows no transparency; what shows through is white, as in formats without it. */
export const blurhash: Placeholder = {
  kind: 'blurhash',
  async draw(picture) {
    const { encode } = await import('blurhash');
    const small = await shrink(picture, MEASURED);
    const [across, down] = wavesOf(small);
    return { blurhash: encode(onWhite(small), small.width, small.height, across, down) };
  },
};

function wavesOf({ width, height }: Size): readonly [across: number, down: number] {
  const wavesAlong = (side: number) =>
    Math.max(LEAST_WAVES, Math.ceil((WAVES * side) / Math.max(width, height)));
  return [wavesAlong(width), wavesAlong(height)];
}

function onWhite({ data }: Pixels): Uint8ClampedArray {
  return Uint8ClampedArray.from(data, (value, at) => {
    const alpha = (data[at - (at % 4) + 3] ?? 255) / 255;
    return at % 4 === 3 ? 255 : value * alpha + 255 * (1 - alpha);
  });
}
