import type { Size } from '../core/picture.ts';

interface Channels extends Size {
  readonly data: Buffer;
  readonly channels: number;
}

/**
 * Pixels without what lies behind their colors. In a picture of five channels and more (a TIFF with saved selections)
 * nothing says that the fourth is opacity, and a selection taken for it would hide most of the picture.
 */
export function withoutExtraChannels({
  data,
  width,
  height,
  channels,
}: Channels): Channels & { channels: 3 } {
  const colors = Buffer.alloc(width * height * 3);
  for (let pixel = 0; pixel < width * height; pixel++)
    data.copy(colors, pixel * 3, pixel * channels, pixel * channels + 3);
  return { data: colors, width, height, channels: 3 };
}

/** Returns four channels of a picture that has at least four: what lies behind colors of more is no opacity. */
export function opaqueWhereUnknown(
  data: Buffer,
  { width, height, channels }: Omit<Channels, 'data'>,
): Buffer {
  if (channels === 4) return data;
  const opaque = Buffer.alloc(width * height * 4, 255);
  for (let pixel = 0; pixel < width * height; pixel++)
    data.copy(opaque, pixel * 4, pixel * channels, pixel * channels + 3);
  return opaque;
}
