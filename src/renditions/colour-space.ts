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

/** Parts of a step, so that three rounded parts of a sum do not move it. */
const FRACTION_BITS = 8;
const FRACTIONS = 1 << FRACTION_BITS;

const LINEAR = Float64Array.from({ length: 256 }, (_, tone) => {
  const part = tone / 255;
  return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
});

/** Tones from a light of -1 to one of 2: what lies outside a space is the nearest that lies in it. */
const TONES = Uint8Array.from({ length: 3 * LINEAR_STEPS + 1 }, (_, step) => {
  const light = Math.max(0, Math.min(1, step / LINEAR_STEPS - 1));
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

/** Runs over millions of pixels: each product was worked out before, and nothing is allocated on the way. */
function convert({ data, channels }: Numbers, [toRed, toGreen, toBlue]: Matrix): void {
  const [redInRed, greenInRed, blueInRed] = parts(toRed);
  const [redInGreen, greenInGreen, blueInGreen] = parts(toGreen);
  const [redInBlue, greenInBlue, blueInBlue] = parts(toBlue);
  for (let at = 0; at < data.length; at += channels) {
    const red = data[at] as number;
    const green = data[at + 1] as number;
    const blue = data[at + 2] as number;
    data[at] = tone(entry(redInRed, red) + entry(greenInRed, green) + entry(blueInRed, blue));
    data[at + 1] = tone(entry(redInGreen, red) + entry(greenInGreen, green) + entry(blueInGreen, blue));
    data[at + 2] = tone(entry(redInBlue, red) + entry(greenInBlue, green) + entry(blueInBlue, blue));
  }
}

/** What each tone of red, green and blue adds to a channel, in fractions of steps. */
function parts(row: Row): [Int32Array, Int32Array, Int32Array] {
  const [red, green, blue] = row.map((part) =>
    Int32Array.from(LINEAR, (light) => Math.round(part * light * LINEAR_STEPS * FRACTIONS)),
  );
  return [red as Int32Array, green as Int32Array, blue as Int32Array];
}

function entry(table: Int32Array, index: number): number {
  return table[index] as number;
}

function tone(light: number): number {
  return TONES[LINEAR_STEPS + ((light + FRACTIONS / 2) >> FRACTION_BITS)] as number;
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
