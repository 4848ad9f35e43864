import type { Pixels, Size } from '../core/picture.ts';
import { readHeader, sharpRaster } from './raster.ts';

/** Shapes that differ by less than this part are taken for one: sizes are whole numbers of pixels. */
const SAME_SHAPE = 0.015;

/** Two pictures, each as large as it can be in one frame and in the middle of it. */
export interface SideBySide {
  /** Pixels that cover both. */
  readonly frame: Size;
  readonly one: Pixels;
  readonly other: Pixels;
  /** Whether both have the same number of pixels each way. */
  readonly sameSize: boolean;
}

/** How large, in pixels: the longer side of each picture, or the width of the frame of both. */
export type Measure = { readonly longest: number } | { readonly width: number };

/**
 * Decodes two pictures to one measure: their longer sides are equal, so that a picture and a copy of it in half the size
 * come out alike. A picture of another shape is not stretched: it leaves a part of the frame free.
 */
export async function sideBySide(one: Uint8Array, other: Uint8Array, measure: Measure): Promise<SideBySide> {
  const [own, others] = await Promise.all([readHeader(one), readHeader(other)]);
  const longest =
    'longest' in measure ? measure.longest : measure.width / Math.max(breadth(own), breadth(others));
  let [first, second] = [fitted(own, longest), fitted(others, longest)];
  const frame = {
    width: Math.max(first.width, second.width),
    height: Math.max(first.height, second.height),
  };
  const shapes = (own.width * others.height) / (own.height * others.width);
  if (Math.abs(Math.log(shapes)) < SAME_SHAPE) [first, second] = [frame, frame];
  return {
    frame,
    one: await sharpRaster.decode(one, first),
    other: await sharpRaster.decode(other, second),
    sameSize: own.width === others.width && own.height === others.height,
  };
}

/** Width of a picture whose longer side is 1. */
function breadth({ width, height }: Size): number {
  return width / Math.max(width, height);
}

function fitted({ width, height }: Size, longest: number): Size {
  const scale = longest / Math.max(width, height);
  return { width: Math.max(1, Math.round(width * scale)), height: Math.max(1, Math.round(height * scale)) };
}

/** Where a picture lies that is in the middle of a frame. */
export function centred(inner: Size, frame: Size): { readonly left: number; readonly top: number } {
  return {
    left: Math.floor((frame.width - inner.width) / 2),
    top: Math.floor((frame.height - inner.height) / 2),
  };
}

/** The part that both cover, of each. */
export function commonPart({ one, other }: SideBySide): readonly [Pixels, Pixels] {
  const size = { width: Math.min(one.width, other.width), height: Math.min(one.height, other.height) };
  return [middleOf(one, size), middleOf(other, size)];
}

function middleOf(picture: Pixels, size: Size): Pixels {
  if (picture.width === size.width && picture.height === size.height) return picture;
  const { left, top } = centred(size, picture);
  const data = new Uint8Array(size.width * size.height * 4);
  for (let y = 0; y < size.height; y++) {
    const start = ((top + y) * picture.width + left) * 4;
    data.set(picture.data.subarray(start, start + size.width * 4), y * size.width * 4);
  }
  return { ...size, data };
}
