import type { Pixels } from '../../core/picture.ts';

/** Both pictures laid over each other; `share` 0 is the first, 1 the second. Sizes must agree. */
export function blend(first: Pixels, second: Pixels, share: number | Uint8Array): Pixels {
  const count = first.width * first.height;
  const data = new Uint8Array(count * 4);
  for (let pixel = 0; pixel < count; pixel++) {
    const weight = typeof share === 'number' ? share : (share[pixel] ?? 0) / 255;
    blendPixel(data, first.data, second.data, pixel * 4, weight);
  }
  return { width: first.width, height: first.height, data };
}

/** Weights colours by their alpha, so that the hidden colour of a transparent pixel never shows. */
function blendPixel(
  into: Uint8Array,
  first: Uint8Array,
  second: Uint8Array,
  at: number,
  weight: number,
): void {
  if (weight <= 0 || weight >= 1) {
    const from = weight <= 0 ? first : second;
    for (let channel = 0; channel < 4; channel++) into[at + channel] = from[at + channel] ?? 0;
    return;
  }
  const keep = (1 - weight) * (first[at + 3] ?? 0);
  const draw = weight * (second[at + 3] ?? 0);
  const alpha = keep + draw;
  for (let channel = 0; channel < 3; channel++)
    into[at + channel] =
      alpha === 0
        ? 0
        : Math.round(((first[at + channel] ?? 0) * keep + (second[at + channel] ?? 0) * draw) / alpha);
  into[at + 3] = Math.round(alpha);
}

/** How much of each pixel to draw over, 0..255: white of the mask, dimmed by its alpha and by `strength`. */
export function maskWeights(mask: Pixels, strength: number): Uint8Array {
  return weights(mask, (data, at) => (luminance(data, at) * (data[at + 3] ?? 0)) / 255, strength);
}

/** Without a mask, the transparent parts of the picture itself are to be drawn over. */
export function alphaWeights(picture: Pixels, strength: number): Uint8Array {
  return weights(picture, (data, at) => 255 - (data[at + 3] ?? 0), strength);
}

function weights(
  pixels: Pixels,
  weigh: (data: Uint8Array, at: number) => number,
  strength: number,
): Uint8Array {
  const found = new Uint8Array(pixels.width * pixels.height);
  for (let pixel = 0; pixel < found.length; pixel++)
    found[pixel] = Math.round(weigh(pixels.data, pixel * 4) * strength);
  return found;
}

function luminance(data: Uint8Array, at: number): number {
  return ((data[at] ?? 0) * 2126 + (data[at + 1] ?? 0) * 7152 + (data[at + 2] ?? 0) * 722) / 10_000;
}
