import type { Colour } from 'sharp';
import type { RawPicture } from './raw-picture.ts';
import { loadSharp } from './sharp.ts';

/** What the numbers of pixels mean. */
export type ColourSpace = 'srgb' | 'p3';

/** Linear light of sRGB → linear light of Display P3, which has the same white and the same curve. */
const MATRIX = [
  [0.8224621, 0.177538, 0],
  [0.0331942, 0.9668058, 0],
  [0.0170827, 0.0723974, 0.9105199],
] as const;

/** So fine that rounding moves no result by more than half a step. */
const LINEAR_STEPS = 16_384;

const LINEAR = Float64Array.from({ length: 256 }, (_, tone) => {
  const part = tone / 255;
  return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
});

const TONES = Uint8Array.from({ length: LINEAR_STEPS + 1 }, (_, step) => {
  const light = step / LINEAR_STEPS;
  const part = light <= 0.0031308 ? 12.92 * light : 1.055 * light ** (1 / 2.4) - 0.055;
  return Math.round(part * 255);
});

/** Colours of sRGB → the numbers that mean them in Display P3, in place. All of them exist there. */
export function toDisplayP3({ data, channels }: Pick<RawPicture, 'data' | 'channels'>): void {
  for (let at = 0; at < data.length; at += channels) {
    const light = [0, 1, 2].map((channel) => LINEAR[data[at + channel] as number] as number);
    const [red = 0, green = 0, blue = 0] = light;
    for (const [channel, [fromRed, fromGreen, fromBlue]] of MATRIX.entries()) {
      const mixed = fromRed * red + fromGreen * green + fromBlue * blue;
      data[at + channel] = TONES[Math.round(Math.min(1, mixed) * LINEAR_STEPS)] as number;
    }
  }
}

/** A colour as the manifest writes it, which is sRGB as in CSS → what the image library lays on pixels of a space. */
export async function paint(written: string, space: ColourSpace = 'srgb'): Promise<Colour> {
  if (space === 'srgb') return written;
  const sharp = await loadSharp();
  const data = await sharp({ create: { width: 1, height: 1, channels: 4, background: written } })
    .raw()
    .toBuffer();
  toDisplayP3({ data, channels: 4 });
  const [r = 0, g = 0, b = 0, alpha = 255] = data;
  return { r, g, b, alpha: alpha / 255 };
}
