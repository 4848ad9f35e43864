import type { Pixels, Size } from '../../core/picture.ts';
import { sharpRaster } from '../raster.ts';
import type { SheetPicture } from './drawing.ts';

/** Squares that show through what is transparent, in pixels. */
const SQUARE = 8;
const LIGHT = 0xff;
const DARK = 0xe2;

/** A picture in the size of its place, opaque; undefined where it cannot be read. */
export async function thumbnail(picture: SheetPicture, size: Size): Promise<Pixels | undefined> {
  const bytes = await picture.read();
  if (bytes === undefined) return undefined;
  const pixels = await sharpRaster.decode(bytes, size).catch(() => undefined);
  return pixels && onSquares(pixels);
}

function onSquares({ data, width, height }: Pixels): Pixels {
  const opaque = new Uint8Array(data);
  for (let at = 0; at < opaque.length; at += 4) {
    const alpha = (opaque[at + 3] as number) / 255;
    if (alpha === 1) continue;
    const dot = at / 4;
    const odd = (Math.floor((dot % width) / SQUARE) + Math.floor(Math.floor(dot / width) / SQUARE)) % 2;
    const ground = odd === 0 ? LIGHT : DARK;
    for (let channel = 0; channel < 3; channel++)
      opaque[at + channel] = Math.round((opaque[at + channel] as number) * alpha + ground * (1 - alpha));
    opaque[at + 3] = 255;
  }
  return { data: opaque, width, height };
}
