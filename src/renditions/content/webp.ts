import { assemble, type Content, type Part } from './content.ts';
import { exifOrientation } from './exif-orientation.ts';

const KEPT = new Set(['VP8 ', 'VP8L', 'VP8X', 'ALPH', 'ANIM', 'ANMF', 'ICCP']);

/** Bits of VP8X that announce Exif and XMP. */
const ANNOUNCED = 0b1100;

/** Returns the content of a WebP; undefined for what is none, or is not whole. */
export function webpContent(file: Buffer): Content | undefined {
  if (file.toString('latin1', 0, 4) !== 'RIFF' || file.toString('latin1', 8, 12) !== 'WEBP') return undefined;
  const end = 8 + file.readUInt32LE(4);
  if (end > file.length) return undefined;
  const parts: Part[] = [];
  for (let at = 12; at < end; ) {
    if (at + 8 > end) return undefined;
    const length = file.readUInt32LE(at + 4);
    const next = at + 8 + length + (length % 2);
    if (next > end) return undefined;
    parts.push(part(file.toString('latin1', at, at + 4), file.subarray(at, next), length));
    at = next;
  }
  const body = assemble(Buffer.alloc(0), parts);
  if (body === undefined) return undefined;
  const header = Buffer.from(file.subarray(0, 12));
  header.writeUInt32LE(body.bytes.length + 4, 4);
  return assemble(file, [{ bytes: header }, { bytes: body.bytes }, { turn: body }]);
}

/** `whole` begins with the name and the length. */
function part(name: string, whole: Buffer, length: number): Part {
  if (name === 'EXIF') return { turn: { orientation: exifOrientation(whole.subarray(8, 8 + length)) } };
  if (!KEPT.has(name)) return {};
  if (name !== 'VP8X' || length === 0) return { bytes: whole };
  const bytes = Buffer.from(whole);
  bytes[8] = (bytes[8] ?? 0) & ~ANNOUNCED;
  return { bytes };
}
