import type { Pixels } from '../core/picture.ts';
import { distance, type Oklab, toOklab } from './placeholders/oklab.ts';

/** What shows through a transparent picture. Both, since a black line is not to be seen on black. */
const GROUNDS = [255, 0] as const;

/** A picture as it looks on a ground: three numbers of OKLab a pixel, rows from the top. */
export type Appearance = Float32Array;

/** A picture on white, and where anything shows through it, on black. */
export function appearancesOf(picture: Pixels, transparent: boolean): Appearance[] {
  return (transparent ? GROUNDS : GROUNDS.slice(0, 1)).map((ground) => appearanceOn(picture, ground));
}

export function isTransparent({ data }: Pixels): boolean {
  for (let at = 3; at < data.length; at += 4) if (data[at] !== 255) return true;
  return false;
}

function appearanceOn({ data, width, height }: Pixels, ground: number): Appearance {
  const seen = new Float32Array(width * height * 3);
  for (let from = 0, to = 0; to < seen.length; from += 4, to += 3) {
    const alpha = (data[from + 3] as number) / 255;
    const under = (1 - alpha) * ground;
    const [lightness, greenRed, blueYellow] = toOklab(
      (data[from] as number) * alpha + under,
      (data[from + 1] as number) * alpha + under,
      (data[from + 2] as number) * alpha + under,
    );
    seen[to] = lightness;
    seen[to + 1] = greenRed;
    seen[to + 2] = blueYellow;
  }
  return seen;
}

/** How different two pictures look at each pixel: 0 equal, about 0.02 just to be seen, 1 black against white. */
export function distances(one: Appearance, other: Appearance): Float32Array {
  const found = new Float32Array(one.length / 3);
  for (let pixel = 0; pixel < found.length; pixel++) {
    const at = pixel * 3;
    found[pixel] = Math.sqrt(distance(colourAt(one, at), colourAt(other, at)));
  }
  return found;
}

function colourAt(seen: Appearance, at: number): Oklab {
  return [seen[at] as number, seen[at + 1] as number, seen[at + 2] as number];
}
