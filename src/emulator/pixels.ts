import type { Pixels, Size } from '../core/picture.ts';

/** The first picture where weights are high, the second elsewhere; alpha included. */
export function compose(first: Pixels, second: Pixels, weights: Uint8Array): Uint8Array {
  const data = new Uint8Array(first.data.length);
  for (let pixel = 0; pixel < weights.length; pixel++) {
    const weight = (weights[pixel] ?? 0) / 255;
    const at = pixel * 4;
    for (let channel = 0; channel < 3; channel++) data[at + channel] = first.data[at + channel] ?? 0;
    data[at + 3] = Math.round((first.data[at + 3] ?? 0) * weight + (second.data[at + 3] ?? 0) * (1 - weight));
  }
  return data;
}

/** One picture laid into another. */
export function paste(around: Pixels, inner: Pixels, left: number, top: number): Pixels {
  const data = new Uint8Array(around.data);
  for (let row = 0; row < inner.height; row++) {
    const from = row * inner.width * 4;
    data.set(inner.data.subarray(from, from + inner.width * 4), ((top + row) * around.width + left) * 4);
  }
  return { ...around, data };
}

/** Weights of an ellipse with a soft edge; centre and radius in parts of the picture. */
export function ellipse({ width, height }: Size, x: number, y: number, radius: number): Uint8Array {
  const weights = new Uint8Array(width * height);
  for (let row = 0; row < height; row++) {
    const dy = (row + 0.5) / height - y;
    for (let column = 0; column < width; column++) {
      const dx = (column + 0.5) / width - x;
      const distance = Math.sqrt(dx * dx + dy * dy) / radius;
      weights[row * width + column] = Math.max(0, Math.min(255, Math.round((1.04 - distance) * 255 * 12)));
    }
  }
  return weights;
}

/** The picture in the light of a colour. */
export function tint(pixels: Pixels, color: readonly [number, number, number], share: number): Pixels {
  const { data } = pixels;
  const tinted = new Uint8Array(data);
  for (let at = 0; at < data.length; at += 4) {
    const light = ((data[at] ?? 0) * 2 + (data[at + 1] ?? 0) * 5 + (data[at + 2] ?? 0)) / 8 / 128;
    for (let channel = 0; channel < 3; channel++) {
      const target = Math.min(255, (color[channel] ?? 0) * light);
      tinted[at + channel] = Math.round((data[at + channel] ?? 0) * (1 - share) + target * share);
    }
  }
  return { ...pixels, data: tinted };
}

/** Brighter towards where the light comes from. */
export function lighten(pixels: Pixels, from: string, strength: number): Pixels {
  const { data, width, height } = pixels;
  const lit = new Uint8Array(data);
  for (let row = 0; row < height; row++) {
    for (let column = 0; column < width; column++) {
      const across = column / width;
      const down = row / height;
      const near =
        from === 'left' ? 1 - across : from === 'right' ? across : from === 'below' ? down : 1 - down;
      const factor = 1 + strength * (near - 0.5) * 1.6;
      const at = (row * width + column) * 4;
      for (let channel = 0; channel < 3; channel++)
        lit[at + channel] = Math.min(255, Math.round((data[at + channel] ?? 0) * factor));
    }
  }
  return { ...pixels, data: lit };
}
