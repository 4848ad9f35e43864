import sharp from 'sharp';
import * as flat from './flat.js';
import * as gradient from './gradient.js';
import { FULL } from './paint.js';
import * as photograph from './photograph.js';

/** All pictures, by kind. To add one: a function that gives a sharp picture of the full size. */
const KINDS = { flat, gradient, photograph };

export const NAMES = Object.entries(KINDS).flatMap(([kind, pictures]) =>
  Object.keys(pictures).map((name) => ({ kind, name })),
);

/** Raw RGB pixels of a picture at each of the widths. */
export async function drawPicture({ kind, name }, widths) {
  const picture = await KINDS[kind][name]();
  return resizeTo(
    await picture.removeAlpha().toColourspace('srgb').png({ compressionLevel: 0 }).toBuffer(),
    widths,
  );
}

/** The same for a picture in a file. */
export async function resizeTo(bytes, widths) {
  const resized = [];
  for (const width of widths) {
    const { data, info } = await sharp(bytes)
      .autoOrient()
      .removeAlpha()
      .toColourspace('srgb')
      .resize({ width, ...(width === FULL.width ? { fit: 'inside' } : {}) })
      .raw()
      .toBuffer({ resolveWithObject: true });
    resized.push({ data, width: info.width, height: info.height });
  }
  return resized;
}
