import { encodePixels } from './encode-pixels.ts';
import { readHeader, sharpRaster } from './raster.ts';

/** A picture to look at on a page: WebP, at most so many pixels wide. Rejects what is no picture. */
export async function drawPreview(bytes: Uint8Array, width: number): Promise<Uint8Array> {
  const own = await readHeader(bytes);
  const scale = Math.min(1, width / own.width);
  const size = {
    width: Math.max(1, Math.round(own.width * scale)),
    height: Math.max(1, Math.round(own.height * scale)),
  };
  return encodePixels(await sharpRaster.decode(bytes, size), 'webp');
}
