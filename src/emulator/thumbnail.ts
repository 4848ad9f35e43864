import { encodePixels, sharpRaster } from '../renditions/index.ts';

const LONGEST = 480;
const made = new WeakMap<Uint8Array, Promise<Uint8Array | undefined>>();

/** A small copy of a picture, made once; undefined for what cannot be decoded. */
export function thumbnail(bytes: Uint8Array): Promise<Uint8Array | undefined> {
  const known = made.get(bytes) ?? make(bytes).catch(() => undefined);
  made.set(bytes, known);
  return known;
}

async function make(bytes: Uint8Array): Promise<Uint8Array> {
  const { width, height } = await sharpRaster.inspect(bytes);
  const share = Math.min(1, LONGEST / Math.max(width, height));
  const side = (length: number) => Math.max(1, Math.round(length * share));
  return encodePixels(await sharpRaster.decode(bytes, { width: side(width), height: side(height) }), 'webp');
}
