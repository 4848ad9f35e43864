import type { Sharp } from 'sharp';
import { PIXEL_LIMIT } from './open.ts';
import type { RawPicture } from './raw-picture.ts';
import { loadSharp } from './sharp.ts';

/** A picture without an opacity that says nothing: one that is full everywhere. */
export function withoutOpaqueAlpha(picture: RawPicture): RawPicture {
  return isOpaque(picture) ? colorsAlone(picture) : picture;
}

export function isOpaque({ data, channels }: RawPicture): boolean {
  if (channels === 3) return true;
  for (let at = 3; at < data.length; at += 4) if (data[at] !== 255) return false;
  return true;
}

export function colorsAlone(frame: RawPicture): RawPicture {
  if (frame.channels === 3) return frame;
  return { ...frame, data: channelsOf(frame, [0, 1, 2]), channels: 3 };
}

/** True where red, green and blue are the same everywhere. */
export function isGray({ data, channels }: RawPicture): boolean {
  for (let at = 0; at < data.length; at += channels)
    if (data[at] !== data[at + 1] || data[at] !== data[at + 2]) return false;
  return true;
}

/** A gray picture as a pipeline of one channel, and its opacity where it has one. */
export async function grayPipeline(picture: RawPicture): Promise<Sharp> {
  const kept = picture.channels === 4 ? [0, 3] : [0];
  const { width, height } = picture;
  const sharp = await loadSharp();
  const raw = { width, height, channels: kept.length as 1 | 2 };
  return sharp(channelsOf(picture, kept), { raw, limitInputPixels: PIXEL_LIMIT }).toColourspace('b-w');
}

function channelsOf({ data, channels }: RawPicture, kept: readonly number[]): Buffer {
  const pixels = data.length / channels;
  const some = Buffer.alloc(pixels * kept.length);
  for (let pixel = 0; pixel < pixels; pixel++)
    for (const [index, channel] of kept.entries())
      some[pixel * kept.length + index] = data[pixel * channels + channel] as number;
  return some;
}
