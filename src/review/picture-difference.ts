import { drawHeatMap, measureDifference } from '../renditions/index.ts';

/** Raised whenever the same two pictures would get another score, so that stored scores are not mixed up. */
export const METRIC = 1;

/** How much two pictures differ. */
export interface PictureDifference {
  readonly metric: typeof METRIC;
  /** 0 equal … 1 nothing in common. */
  readonly score: number;
  /** 1 − structural similarity of lightness, 0 to 1. */
  readonly structure: number;
  /** Root of the mean squared colour distance in OKLab, 0 to 1: about 0.02 is just to be seen, 1 is black against white. */
  readonly colour: number;
  /** Whether both have the same number of pixels each way. */
  readonly sameSize: boolean;
}

/** How much of what is alike a colour distance takes away: a distance of 0.1 takes a third. */
const COLOUR_WEIGHT = 4;

/**
 * How much two pictures differ, at 256 pixels on the longer side. Either kind of difference is enough: the score is what
 * is left when both what is alike in structure and what is alike in colour are taken together. What only one of the two
 * covers, where their shapes differ, has nothing in common. Transparency is seen on white and on black, and the ground
 * counts on which they differ more; of an animation, the first frame. Rejects bytes that are no picture.
 */
export async function comparePictures(one: Uint8Array, other: Uint8Array): Promise<PictureDifference> {
  const { structure, colour, common, sameSize } = await measureDifference(one, other);
  const alike = (1 - structure) * Math.exp(-COLOUR_WEIGHT * colour);
  return { metric: METRIC, score: 1 - alike * common, structure, colour, sameSize };
}

/**
 * Where two pictures differ, as a PNG of that `width` in pixels: the other one faint and grey, differences over it from
 * yellow to red, and striped what only one of them covers. Rejects bytes that are no picture.
 */
export function heatMap(one: Uint8Array, other: Uint8Array, width: number): Promise<Uint8Array> {
  return drawHeatMap(one, other, width);
}
