import type { Size } from '../core/picture.ts';

/** Lightness of a picture, a byte a pixel, rows from the top. */
export interface Luma extends Size {
  readonly data: Uint8Array;
}

const WINDOW = 8;
/** Windows overlap by half: every pixel counts four times, and the whole takes a quarter of the time of every place. */
const STRIDE = 4;

/** Constants of Wang, Bovik, Sheikh and Simoncelli (2004) for 8 bits. */
const C1 = (0.01 * 255) ** 2;
const C2 = (0.03 * 255) ** 2;

/** How alike two pictures of one size look in structure: the mean over windows of 8 × 8 at native size; 1 is equal. */
export function structuralSimilarity(one: Luma, other: Luma): number {
  if (one.width !== other.width || one.height !== other.height)
    throw new Error('only pictures of one size can be compared');
  const { width, height } = one;
  const across = Math.min(WINDOW, width);
  const down = Math.min(WINDOW, height);
  let total = 0;
  let windows = 0;
  for (let y = 0; y + down <= height; y += STRIDE)
    for (let x = 0; x + across <= width; x += STRIDE) {
      total += windowSimilarity(one.data, other.data, width, y * width + x, across, down);
      windows += 1;
    }
  return total / windows;
}

function windowSimilarity(
  one: Uint8Array,
  other: Uint8Array,
  width: number,
  start: number,
  across: number,
  down: number,
): number {
  let a = 0;
  let b = 0;
  let aa = 0;
  let bb = 0;
  let ab = 0;
  for (let y = 0; y < down; y++)
    for (let x = 0; x < across; x++) {
      const at = start + y * width + x;
      const [first, second] = [one[at] as number, other[at] as number];
      a += first;
      b += second;
      aa += first * first;
      bb += second * second;
      ab += first * second;
    }
  const count = across * down;
  const [meanA, meanB] = [a / count, b / count];
  const varianceA = aa / count - meanA * meanA;
  const varianceB = bb / count - meanB * meanB;
  const covariance = ab / count - meanA * meanB;
  return (
    ((2 * meanA * meanB + C1) * (2 * covariance + C2)) /
    ((meanA * meanA + meanB * meanB + C1) * (varianceA + varianceB + C2))
  );
}
