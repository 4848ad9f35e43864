import sharp from 'sharp';
import { compare, toPlanes } from './metrics.js';

// One thread, as our own pipeline has it: CPU time then hardly depends on the machine's load.
sharp.concurrency(1);
sharp.cache(false);

/** One encode of raw pixels: CPU milliseconds of encoding alone, bytes, and how near what comes back is. */
export async function measure(picture, planes, format, options) {
  const { data, width, height } = picture;
  const pipeline = sharp(data, { raw: { width, height, channels: 3 } })[format](options);
  const began = process.cpuUsage();
  const bytes = await pipeline.toBuffer();
  const { user, system } = process.cpuUsage(began);
  return {
    cpu: (user + system) / 1000,
    bytes: bytes.length,
    ...(await nearnessOf(bytes, picture, planes)),
  };
}

/** How near the picture in a file is to the one it was made from. */
export async function nearnessOf(bytes, { width, height }, planes) {
  const data = await sharp(bytes).removeAlpha().toColourspace('srgb').raw().toBuffer();
  return compare(planes, toPlanes({ data, width, height }));
}

/** Measures settings on one picture, each of them once. */
export function createTrial(picture, planes) {
  const known = new Map();
  return {
    async measure(format, options) {
      const key = JSON.stringify([format, Object.entries(options).sort()]);
      if (!known.has(key)) known.set(key, await measure(picture, planes, format, options));
      return known.get(key);
    },
  };
}
