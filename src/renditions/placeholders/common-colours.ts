import type { Pixels } from '../../core/picture.ts';
import { distance, type Oklab, toHex, toOklab } from './oklab.ts';

/** Colours closer than this (OKLab, squared) are shades of one colour; near black, that is five levels of 255. */
const ALIKE = 0.1 ** 2;

/** Groups settle long before. */
const ROUNDS = 20;

/** A colour, and how much of it is seen: the opacity of its pixels, 0 to 255 each, added up. */
interface Dot {
  readonly colour: Oklab;
  readonly weight: number;
}

/**
 * The most common colours as `#rrggbb`, most common first: k-means in OKLab, each group told by its median, which is a
 * flat area's very colour. Fewer where there are fewer; white, like a page, where nothing is seen. Nothing is random.
 */
export function commonColours(picture: Pixels, count: number): string[] {
  const dots = dotsOf(picture);
  const groups = gather(dots, firstCentres(dots, count))
    .filter((group) => group.length > 0)
    .map((group) => ({ hex: toHex(middle(group, medianOf)), weight: weightOf(group) }))
    .sort((one, other) => other.weight - one.weight || (one.hex < other.hex ? -1 : 1));
  return groups.length === 0 ? ['#ffffff'] : [...new Set(groups.map(({ hex }) => hex))];
}

function dotsOf({ data }: Pixels): Dot[] {
  const seen = new Map<number, { readonly colour: Oklab; weight: number }>();
  for (let at = 0; at < data.length; at += 4) {
    const [red = 0, green = 0, blue = 0, opacity = 0] = data.subarray(at, at + 4);
    if (opacity === 0) continue;
    const key = (red << 16) | (green << 8) | blue;
    const known = seen.get(key);
    if (known) known.weight += opacity;
    else seen.set(key, { colour: toOklab(red, green, blue), weight: opacity });
  }
  return [...seen.values()];
}

/** The median of all, then again and again what is common and far from those; never two that look alike. */
function firstCentres(dots: readonly Dot[], count: number): Oklab[] {
  if (dots.length === 0) return [];
  const centres = [middle(dots, medianOf)];
  const gaps = dots.map(({ colour }) => distance(colour, centres[0] as Oklab));
  while (centres.length < count) {
    let far = 0;
    for (let at = 1; at < dots.length; at++) if (reach(at) > reach(far)) far = at;
    if (reach(far) === 0) break;
    const centre = (dots[far] as Dot).colour;
    centres.push(centre);
    for (const [at, { colour }] of dots.entries())
      gaps[at] = Math.min(gaps[at] as number, distance(colour, centre));
  }
  return centres;

  function reach(at: number): number {
    const gap = gaps[at] as number;
    return gap < ALIKE ? 0 : gap * (dots[at] as Dot).weight;
  }
}

/** Lloyd's rounds: every dot to its nearest centre, every centre to the mean of its dots, until nothing moves. */
function gather(dots: readonly Dot[], first: readonly Oklab[]): Dot[][] {
  let centres = first;
  let groups: Dot[][] = [];
  for (let round = 0; round < ROUNDS; round++) {
    groups = centres.map(() => []);
    for (const dot of dots) groups[nearest(dot.colour, centres)]?.push(dot);
    const moved = groups.map((group, index) =>
      group.length === 0 ? (centres[index] as Oklab) : middle(group, meanOf),
    );
    if (moved.every((centre, index) => distance(centre, centres[index] as Oklab) < 1e-12)) break;
    centres = moved;
  }
  return groups;
}

function nearest(colour: Oklab, centres: readonly Oklab[]): number {
  let best = 0;
  let least = Number.POSITIVE_INFINITY;
  for (const [index, centre] of centres.entries()) {
    const gap = distance(colour, centre);
    if (gap < least) [best, least] = [index, gap];
  }
  return best;
}

type Middle = (dots: readonly Dot[], axis: 0 | 1 | 2) => number;

function middle(dots: readonly Dot[], along: Middle): Oklab {
  return [along(dots, 0), along(dots, 1), along(dots, 2)];
}

const meanOf: Middle = (dots, axis) => {
  let sum = 0;
  for (const { colour, weight } of dots) sum += colour[axis] * weight;
  return sum / weightOf(dots);
};

const medianOf: Middle = (dots, axis) => {
  const sorted = [...dots].sort((one, other) => one.colour[axis] - other.colour[axis]);
  const half = weightOf(dots) / 2;
  let passed = 0;
  for (const { colour, weight } of sorted) {
    passed += weight;
    if (passed >= half) return colour[axis];
  }
  return 0;
};

function weightOf(dots: readonly Dot[]): number {
  let sum = 0;
  for (const { weight } of dots) sum += weight;
  return sum;
}
