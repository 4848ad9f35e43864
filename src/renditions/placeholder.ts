import { sharpRaster } from './raster.ts';

/** A ThumbHash of a picture: some 25 bytes, base64, from which a browser paints a blurred stand-in. */
export async function thumbhash(master: Uint8Array): Promise<string> {
  const { rgbaToThumbHash } = await import('thumbhash');
  const facts = await sharpRaster.inspect(master);
  const scale = 100 / Math.max(facts.width, facts.height, 100);
  const size = {
    width: Math.max(1, Math.round(facts.width * scale)),
    height: Math.max(1, Math.round(facts.height * scale)),
  };
  const { data } = await sharpRaster.decode(master, size);
  return Buffer.from(rgbaToThumbHash(size.width, size.height, data)).toString('base64');
}
