import type { Pixels, Size } from '../core/picture.ts';
import { type Appearance, appearancesOf, distances, isTransparent } from './colour-distance.ts';
import { sharpRaster } from './raster.ts';
import { centred, commonPart, sideBySide } from './side-by-side.ts';

/** Distances in OKLab between which the heat rises: just to be seen, and plainly another colour. */
const COLD = 0.02;
const HOT = 0.3;

/** From slight to strong. */
const HEAT = [
  [255, 221, 51],
  [255, 140, 0],
  [214, 16, 32],
] as const;

/** Where only one of the two has anything. */
const ALONE = HEAT[2];

/**
 * Where two pictures differ, as a PNG so many pixels wide: the second one faint and grey, the differences over it from
 * yellow to red, striped what only one of them covers.
 */
export async function drawHeatMap(one: Uint8Array, other: Uint8Array, width: number): Promise<Uint8Array> {
  const both = await sideBySide(one, other, { width });
  const map = blank(both.frame);
  const parts = commonPart(both);
  const transparent = isTransparent(both.one) || isTransparent(both.other);
  paintAlone(map, both.one);
  paintAlone(map, both.other);
  const [before, after] = [appearancesOf(parts[0], transparent), appearancesOf(parts[1], transparent)];
  const found = before.map((seen, ground) => distances(seen, after[ground] as Appearance));
  const [grey = new Float32Array()] = after;
  const { left, top } = centred(parts[0], both.frame);
  for (let pixel = 0; pixel < parts[0].width * parts[0].height; pixel++) {
    const x = left + (pixel % parts[0].width);
    const y = top + Math.floor(pixel / parts[0].width);
    const faint = 255 - (1 - (grey[pixel * 3] as number)) * 110;
    const strength = Math.max(...found.map((ground) => ground[pixel] as number));
    put(map, x, y, heated(faint, strength));
  }
  return sharpRaster.encodePng(map);
}

function blank({ width, height }: Size): Pixels {
  return { width, height, data: new Uint8Array(width * height * 4) };
}

/** Both lie in the middle of the frame; what they share is painted over afterwards. */
function paintAlone(map: Pixels, picture: Size): void {
  const { left, top } = centred(picture, map);
  for (let y = top; y < top + picture.height; y++)
    for (let x = left; x < left + picture.width; x++) {
      const stripe = (x + y) % 12 < 3;
      put(map, x, y, stripe ? ALONE : [250, 226, 224]);
    }
}

function heated(faint: number, distance: number): readonly number[] {
  if (distance <= COLD) return [faint, faint, faint];
  const part = Math.min(1, (distance - COLD) / (HOT - COLD));
  const step = Math.min(HEAT.length - 2, Math.floor(part * (HEAT.length - 1)));
  const along = part * (HEAT.length - 1) - step;
  const opacity = Math.min(1, 0.35 + part * 1.3);
  return [0, 1, 2].map((channel) => {
    const from = HEAT[step]?.[channel] ?? 0;
    const to = HEAT[step + 1]?.[channel] ?? 0;
    return Math.round((from + (to - from) * along) * opacity + faint * (1 - opacity));
  });
}

function put(
  { data, width }: Pixels,
  x: number,
  y: number,
  [red = 0, green = 0, blue = 0]: readonly number[],
) {
  data.set([red, green, blue, 255], (y * width + x) * 4);
}
