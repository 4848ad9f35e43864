import type { Colour } from 'sharp';
import { loadSharp } from './sharp.ts';

/** What the numbers of pixels mean. */
export type ColourSpace = 'srgb' | 'p3';

type Row = readonly [red: number, green: number, blue: number];
type Matrix = readonly [Row, Row, Row];

/** Linear light of sRGB → linear light of Display P3, which has the same white and the same curve. */
const SRGB_TO_P3: Matrix = [
  [0.8224621, 0.177538, 0],
  [0.0331942, 0.9668058, 0],
  [0.0170827, 0.0723974, 0.9105199],
];

const P3_TO_SRGB: Matrix = [
  [1.2249402, -0.2249402, 0],
  [-0.0420569, 1.0420569, 0],
  [-0.0196376, -0.0786361, 1.0982736],
];

/** Primaries of ITU-R BT.2020. */
const REC2020_TO_SRGB: Matrix = [
  [1.660491, -0.5876411, -0.0728499],
  [-0.1245505, 1.1328999, -0.0083494],
  [-0.0181508, -0.1005789, 1.1187297],
];

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
export function toDisplayP3(picture: Numbers): void {
  convert(picture, SRGB_TO_P3);
}

/** Colours of a wider space → the nearest numbers that mean them in sRGB, in place. */
export function toSrgb(picture: Numbers, from: 'p3' | 'rec2020'): void {
  convert(picture, from === 'p3' ? P3_TO_SRGB : REC2020_TO_SRGB);
}

type Numbers = { readonly data: Uint8Array; readonly channels: number };

function convert({ data, channels }: Numbers, matrix: Matrix): void {
  for (let at = 0; at < data.length; at += channels) {
    const light = [0, 1, 2].map((channel) => LINEAR[data[at + channel] as number] as number);
    const [red = 0, green = 0, blue = 0] = light;
    for (const [channel, [fromRed, fromGreen, fromBlue]] of matrix.entries()) {
      const mixed = fromRed * red + fromGreen * green + fromBlue * blue;
      data[at + channel] = TONES[Math.round(Math.max(0, Math.min(1, mixed)) * LINEAR_STEPS)] as number;
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
