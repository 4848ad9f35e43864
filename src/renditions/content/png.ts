import { assemble, type Content, type Part } from './content.ts';
import { exifOrientation } from './exif-orientation.ts';

const SIGNATURE = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);

/** Chunks that are the picture, or say what its numbers mean and how large and on what it is shown. */
const KEPT = new Set([
  ...['IHDR', 'PLTE', 'tRNS', 'IDAT', 'acTL', 'fcTL', 'fdAT'],
  ...['gAMA', 'cHRM', 'sRGB', 'iCCP', 'cICP', 'mDCV', 'cLLI', 'sBIT', 'hIST', 'pHYs', 'bKGD'],
]);

/** Returns the content of a PNG; undefined for what is none, or is not whole. */
export function pngContent(file: Buffer): Content | undefined {
  if (!file.subarray(0, SIGNATURE.length).equals(SIGNATURE)) return undefined;
  const parts: Part[] = [{ bytes: SIGNATURE }];
  for (let at = SIGNATURE.length; at + 12 <= file.length; ) {
    const end = at + 12 + file.readUInt32BE(at);
    if (end > file.length) return undefined;
    const type = file.toString('latin1', at + 4, at + 8);
    const whole = file.subarray(at, end);
    if (type === 'IEND') return assemble(file, [...parts, { bytes: whole }]);
    if (KEPT.has(type)) parts.push({ bytes: whole });
    else if (type === 'eXIf')
      parts.push({ turn: { orientation: exifOrientation(file.subarray(at + 8, end - 4)) } });
    // Without a part that readers must know it would be another picture.
    else if (/^[A-Z]/.test(type)) return undefined;
    at = end;
  }
  return undefined;
}
