import type { Pixels } from '../core/picture.ts';
import { loadSharp } from './sharp.ts';

/** Encodes a picture that was drawn, quickly rather than small. Equal pixels give equal bytes. */
export async function encodePixels(
  { data, width, height }: Pixels,
  format: 'png' | 'jpeg' | 'webp',
): Promise<Uint8Array> {
  const sharp = await loadSharp();
  const picture = sharp(data, { raw: { width, height, channels: 4 } });
  if (format === 'jpeg') return picture.flatten({ background: '#ffffff' }).jpeg({ quality: 90 }).toBuffer();
  if (format === 'webp') return picture.webp({ quality: 85, effort: 1 }).toBuffer();
  return picture.png({ compressionLevel: 3 }).toBuffer();
}
