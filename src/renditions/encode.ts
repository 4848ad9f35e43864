import type { Sharp } from 'sharp';
import type { RenditionSpec } from '../targets/index.ts';
import { FORMATS } from './formats/index.ts';

/** Quality below this is not worth publishing, however few bytes are asked for. */
const LEAST_QUALITY = 20;

/** Encodes a picture that has its final size; with `maxBytes`, at the best quality that fits. */
export async function encodeWithin(
  picture: Sharp,
  spec: RenditionSpec,
): Promise<{ bytes: Uint8Array; warnings: readonly string[] }> {
  const format = FORMATS.get(spec.format);
  if (format === undefined) throw new Error(`there is no format ${spec.format}`);
  const source = format.alpha ? picture : picture.flatten({ background: spec.background ?? '#ffffff' });
  const tagged = source.withIccProfile('srgb', { attach: true });
  const encode = (quality: number | undefined) =>
    format.encode(tagged.clone(), quality, spec.options).toBuffer();
  const wanted = spec.quality ?? format.defaultQuality;
  if (spec.maxBytes === undefined)
    return { bytes: await format.encode(tagged, wanted, spec.options).toBuffer(), warnings: [] };
  const bytes = await encode(wanted);
  if (bytes.length <= spec.maxBytes) return { bytes, warnings: [] };
  const within = await searchQuality(encode, spec.maxBytes, wanted ?? 100);
  if (within.length <= spec.maxBytes) return { bytes: within, warnings: [] };
  return {
    bytes: within,
    warnings: [
      `${spec.format} at ${spec.width} px has ${within.length} bytes at quality ${LEAST_QUALITY}; max_bytes is ${spec.maxBytes}`,
    ],
  };
}

/** Halves the range of qualities: seven encodes at most. The smallest try when none fits. */
async function searchQuality(
  encode: (quality: number) => Promise<Uint8Array>,
  maxBytes: number,
  from: number,
): Promise<Uint8Array> {
  let low = LEAST_QUALITY;
  let high = from - 1;
  let best = await encode(low);
  if (best.length > maxBytes) return best;
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    const bytes = await encode(middle);
    if (bytes.length <= maxBytes) {
      best = bytes;
      low = middle;
    } else high = middle - 1;
  }
  return best;
}
