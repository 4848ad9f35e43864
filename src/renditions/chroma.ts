/** Pixels as they come from a raw pipeline: red, green, blue and perhaps alpha, 8 bits each. */
export interface RawPixels {
  readonly data: Uint8Array;
  readonly width: number;
  readonly height: number;
  readonly channels: 3 | 4;
}

/** What of a picture decides how its colours may be stored. */
export interface ColourDetail {
  /** PSNR, in decibels, of Cb and Cr after their resolution was halved and doubled again: high where little is lost. */
  readonly halved: number;
  /** The same over the worst {@link WORST} of the tiles, so that small print on plain ground counts. */
  readonly halvedWorst: number;
  /** Part of the picture, 0 to 1, whose lightness hardly changes from a pixel to the next: high in drawings. */
  readonly still: number;
}

/** Side of a tile, in pixels. */
const TILE = 32;

/** Part of the tiles that `halvedWorst` looks at. */
const WORST = 0.02;

/** A block of 2 × 2 pixels is still when lightness has less than this variance in it: two levels of 255. */
const STILL = 4;

/** Decibels of a picture that loses nothing. */
const LOSSLESS = 99;

/**
 * Measures what 4:2:0 would take from a picture, from the pixels that will be encoded. Some 10 ms for a megapixel,
 * hundredths of what AVIF takes. Looks at whole blocks of 2 × 2: an odd last row or column is left out.
 */
export function measureColourDetail(picture: RawPixels): ColourDetail {
  const across = Math.ceil(picture.width / TILE);
  const losses = new Float64Array(across * Math.ceil(picture.height / TILE));
  const blocks = new Uint32Array(losses.length);
  const still = addUp(picture, across, losses, blocks);
  const total = sum(blocks);
  if (total === 0) return { halved: LOSSLESS, halvedWorst: LOSSLESS, still: 1 };
  const means = losses.map((loss, tile) => (blocks[tile] ? loss / (blocks[tile] ?? 1) : 0)).sort();
  const worst = means.subarray(-Math.max(1, Math.ceil(means.length * WORST)));
  return {
    halved: decibels(sum(losses) / total),
    halvedWorst: decibels(sum(worst) / worst.length),
    still: still / total,
  };
}

/** Adds each block's loss to its tile; returns how many blocks are still. */
function addUp(
  { data, width, height, channels }: RawPixels,
  across: number,
  losses: Float64Array,
  blocks: Uint32Array,
): number {
  const row = width * channels;
  let still = 0;
  for (let y = 0; y + 1 < height; y += 2) {
    const firstTile = Math.floor(y / TILE) * across;
    for (let x = 0; x + 1 < width; x += 2) {
      const corner = y * row + x * channels;
      // Sums, and sums of squares, of the four pixels' luma (y), Cb (b) and Cr (r).
      let y1 = 0;
      let y2 = 0;
      let b1 = 0;
      let b2 = 0;
      let r1 = 0;
      let r2 = 0;
      for (let pixel = 0; pixel < 4; pixel++) {
        const at = corner + (pixel & 1) * channels + (pixel >> 1) * row;
        const red = data[at] as number;
        const blue = data[at + 2] as number;
        const luma = 0.299 * red + 0.587 * (data[at + 1] as number) + 0.114 * blue;
        const b = (blue - luma) * 0.564;
        const r = (red - luma) * 0.713;
        y1 += luma;
        y2 += luma * luma;
        b1 += b;
        b2 += b * b;
        r1 += r;
        r2 += r * r;
      }
      const tile = firstTile + Math.floor(x / TILE);
      // Variance of four values is (Σv² − (Σv)² / 4) / 4; Cb and Cr count half each.
      losses[tile] = (losses[tile] ?? 0) + Math.max(0, b2 + r2 - (b1 * b1 + r1 * r1) / 4) / 8;
      blocks[tile] = (blocks[tile] ?? 0) + 1;
      if ((y2 - (y1 * y1) / 4) / 4 < STILL) still++;
    }
  }
  return still;
}

const sum = (values: Float64Array | Uint32Array): number => {
  let total = 0;
  for (const value of values) total += value;
  return total;
};

const decibels = (error: number): number =>
  error <= 0 ? LOSSLESS : Math.min(LOSSLESS, 10 * Math.log10(255 ** 2 / error));

/** How AVIF does best by a picture; see docs/encoders.md for the measurements behind it. */
export type ColourClass = 'plain-colour' | 'drawing' | 'texture';

/**
 * - `plain-colour`: colours change so slowly that half their resolution is enough (4:2:0).
 * - `drawing`: edges between colours, and little texture: full resolution (4:4:4).
 * - `texture`: everything else: full resolution, and an encoder that may be coarse where texture hides it.
 */
export function classifyColour({ halved, halvedWorst, still }: ColourDetail): ColourClass {
  if (halved >= 48 && halvedWorst >= 33) return 'plain-colour';
  return still >= 0.72 ? 'drawing' : 'texture';
}
