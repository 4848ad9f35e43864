import type { Placeholder } from './placeholder.ts';

/** A ThumbHash, base64: some 25 bytes from which a browser paints a blurred stand-in, transparency and shape included. */
export const thumbhash: Placeholder = {
  kind: 'thumbhash',
  async draw({ data, width, height }) {
    const { rgbaToThumbHash } = await import('thumbhash');
    return { thumbhash: Buffer.from(rgbaToThumbHash(width, height, data)).toString('base64') };
  },
};
