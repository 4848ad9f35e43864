import type { Size } from '../core/picture.ts';

/** Lightness of a picture, a byte a pixel, rows from the top. */
export interface Luma extends Size {
  readonly data: Uint8Array;
}

/** Pixels a side. */
const WINDOW = 8;

/** Constants of Wang, Bovik, Sheikh and Simoncelli (2004) for 8 bits. */
const C1 = (0.01 * 255) ** 2;
const C2 = (0.03 * 255) ** 2;

/**
 * How alike two pictures of one size look in structure: the mean over every window of 8 × 8 at native size, 1 being
 * equal, 0 nothing in common. Every window, because those of a grid see too few of the edges of a picture that was
 * drawn on one. Sums go down and across with the window, so that each pixel is added and taken away once.
 */
export function structuralSimilarity(one: Luma, other: Luma): number {
  if (one.width !== other.width || one.height !== other.height)
    throw new Error('only pictures of one size can be compared');
  const { width, height } = one;
  const down = Math.min(WINDOW, height);
  const columns = new ColumnSums(one, other);
  for (let y = 0; y < down - 1; y++) columns.change(y, 1);
  let total = 0;
  for (let y = down - 1; y < height; y++) {
    columns.change(y, 1);
    total += rowOfWindows(columns, Math.min(WINDOW, width), down);
    columns.change(y - down + 1, -1);
  }
  return total / ((width - Math.min(WINDOW, width) + 1) * (height - down + 1));
}

/** For each column, sums over the rows that windows cover now. */
class ColumnSums {
  /** Of the one picture, of the other, of both squared, of their product. */
  readonly a: Int32Array;
  readonly b: Int32Array;
  readonly squares: Int32Array;
  readonly products: Int32Array;
  readonly #one: Luma;
  readonly #other: Luma;

  constructor(one: Luma, other: Luma) {
    this.#one = one;
    this.#other = other;
    this.a = new Int32Array(one.width);
    this.b = new Int32Array(one.width);
    this.squares = new Int32Array(one.width);
    this.products = new Int32Array(one.width);
  }

  /** Adds a row of pixels, or takes it away. */
  change(row: number, sign: 1 | -1): void {
    const { a, b, squares, products } = this;
    const { data, width } = this.#one;
    const others = this.#other.data;
    for (let x = 0, at = row * width; x < width; x++, at++) {
      const first = data[at] as number;
      const second = others[at] as number;
      (a[x] as number) += sign * first;
      (b[x] as number) += sign * second;
      (squares[x] as number) += sign * (first * first + second * second);
      (products[x] as number) += sign * first * second;
    }
  }
}

/** Similarities of all windows that cover the same rows, added up. */
function rowOfWindows({ a, b, squares, products }: ColumnSums, across: number, down: number): number {
  const count = across * down;
  let [sumA, sumB, sumSquares, sumProducts, total] = [0, 0, 0, 0, 0];
  for (let x = 0; x < a.length; x++) {
    sumA += a[x] as number;
    sumB += b[x] as number;
    sumSquares += squares[x] as number;
    sumProducts += products[x] as number;
    const left = x - across + 1;
    if (left < 0) continue;
    total += similarity(sumA / count, sumB / count, sumSquares / count, sumProducts / count);
    sumA -= a[left] as number;
    sumB -= b[left] as number;
    sumSquares -= squares[left] as number;
    sumProducts -= products[left] as number;
  }
  return total;
}

/** Of one window, from its means. Whole numbers went into them, so that equal windows give exactly 1. */
function similarity(meanA: number, meanB: number, meanSquares: number, meanProduct: number): number {
  const [meansSquared, meansMultiplied] = [meanA * meanA + meanB * meanB, meanA * meanB];
  const [variances, covariance] = [meanSquares - meansSquared, meanProduct - meansMultiplied];
  return ((2 * meansMultiplied + C1) * (2 * covariance + C2)) / ((meansSquared + C1) * (variances + C2));
}
