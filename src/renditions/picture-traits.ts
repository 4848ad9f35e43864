import type { Pixels } from '../core/picture.ts';
import { type Oklab, toOklab } from './placeholders/oklab.ts';
import { within } from './placeholders/shrink.ts';
import { readHeader, sharpRaster } from './raster.ts';

/** Longest side in pixels of what is measured: colours and light, not drawing. */
const MEASURED = 64;

/** Shares of a picture at which its channels are told, from its least to its greatest values. */
const SHARES = [0.02, 0.2, 0.35, 0.5, 0.65, 0.8, 0.98];

/** How a picture is coloured and lit, in a few numbers: of each channel of OKLab, its values at {@link SHARES}. */
export interface PictureTraits {
  /** 0 to 1, ascending. */
  readonly lightness: readonly number[];
  /** About ±0.4, ascending. */
  readonly greenRed: readonly number[];
  /** About ±0.4, ascending. */
  readonly blueYellow: readonly number[];
}

/** A master's bytes → its traits. Pixels count by their opacity; a picture of which nothing is seen is white. */
export async function traitsOf(master: Uint8Array): Promise<PictureTraits> {
  return measure(await sharpRaster.decode(master, within(await readHeader(master), MEASURED)));
}

interface Dot {
  readonly colour: Oklab;
  /** 0 to 255. */
  readonly weight: number;
}

function measure({ data }: Pixels): PictureTraits {
  const dots: Dot[] = [];
  for (let at = 0; at < data.length; at += 4) {
    const [red = 0, green = 0, blue = 0, opacity = 0] = data.subarray(at, at + 4);
    if (opacity > 0) dots.push({ colour: toOklab(red, green, blue), weight: opacity });
  }
  if (dots.length === 0) dots.push({ colour: toOklab(255, 255, 255), weight: 1 });
  return {
    lightness: alongChannel(dots, 0),
    greenRed: alongChannel(dots, 1),
    blueYellow: alongChannel(dots, 2),
  };
}

function alongChannel(dots: readonly Dot[], channel: 0 | 1 | 2): number[] {
  const sorted = [...dots].sort((one, other) => one.colour[channel] - other.colour[channel]);
  const all = sorted.reduce((sum, { weight }) => sum + weight, 0);
  const values: number[] = [];
  let passed = 0;
  for (const { colour, weight } of sorted) {
    passed += weight;
    while (values.length < SHARES.length && passed >= (SHARES[values.length] as number) * all)
      values.push(Math.round(colour[channel] * 1e4) / 1e4);
  }
  return values;
}
