import type { Pixels, Size } from '../../core/picture.ts';
import { loadSharp } from '../sharp.ts';

/** The largest size of the same shape whose sides have at most so many pixels; never larger than it was. */
export function within({ width, height }: Size, longest: number): Size {
  const scale = Math.min(1, longest / Math.max(width, height));
  return { width: Math.max(1, Math.round(width * scale)), height: Math.max(1, Math.round(height * scale)) };
}

/** A small picture made smaller still, until its sides have at most so many pixels. */
export async function shrink(picture: Pixels, longest: number): Promise<Pixels> {
  const size = within(picture, longest);
  const sharp = await loadSharp();
  const { width, height } = picture;
  const data = await sharp(picture.data, { raw: { width, height, channels: 4 } })
    .resize(size.width, size.height, { fit: 'fill' })
    .raw()
    .toBuffer();
  return { data, ...size };
}
