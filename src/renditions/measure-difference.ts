import type { Size } from '../core/picture.ts';
import { type Appearance, appearancesOf, distances, isTransparent } from './colour-distance.ts';
import { commonPart, sideBySide } from './side-by-side.ts';
import { structuralSimilarity } from './structural-similarity.ts';

/** Pixels of the longer side at which pictures are compared, whatever their own size. */
const WORKING_SIDE = 256;

/** How two pictures differ, before anybody weighs it. */
export interface MeasuredDifference {
  /** 1 − structural similarity of lightness, 0 to 1, over what both cover. */
  readonly structure: number;
  /** Root of the mean squared distance in OKLab, 0 to 1, over what both cover: 1 is black against white. */
  readonly colour: number;
  /** Part of the area of both together that both cover: less than 1 where they have different shapes. */
  readonly common: number;
  readonly sameSize: boolean;
}

/** Measures two pictures against each other. Of an animation the first frame counts. Rejects what is no picture. */
export async function measureDifference(one: Uint8Array, other: Uint8Array): Promise<MeasuredDifference> {
  const both = await sideBySide(one, other, { longest: WORKING_SIDE });
  const parts = commonPart(both);
  const transparent = parts.some(isTransparent);
  const [first, second] = [appearancesOf(parts[0], transparent), appearancesOf(parts[1], transparent)];
  // On the ground where it shows most.
  const looks = first.map((appearance, ground) =>
    differenceOf(appearance, second[ground] as Appearance, parts[0]),
  );
  const shared = area(parts[0]);
  return {
    structure: Math.max(...looks.map(({ structure }) => structure)),
    colour: Math.max(...looks.map(({ colour }) => colour)),
    common: shared / (area(both.one) + area(both.other) - shared),
    sameSize: both.sameSize,
  };
}

function differenceOf(one: Appearance, other: Appearance, size: Size) {
  const similarity = structuralSimilarity(lightness(one, size), lightness(other, size));
  let squares = 0;
  const found = distances(one, other);
  for (const distance of found) squares += distance ** 2;
  return {
    structure: Math.min(1, Math.max(0, 1 - similarity)),
    colour: Math.min(1, Math.sqrt(squares / found.length)),
  };
}

function lightness(seen: Appearance, size: Size) {
  const data = new Uint8Array(seen.length / 3);
  for (let pixel = 0; pixel < data.length; pixel++)
    data[pixel] = Math.round((seen[pixel * 3] as number) * 255);
  return { ...size, data };
}

const area = ({ width, height }: Size): number => width * height;
