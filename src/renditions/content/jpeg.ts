import { assemble, type Content, type Part } from './content.ts';
import { exifOrientation } from './exif-orientation.ts';

const EXIF = 'Exif\0\0';
const END = Buffer.from([0xff, 0xd9]);

/**
 * Returns the content of a JPEG; undefined for what is none, or is not whole. Tables, frames and scans stay, with the
 * three segments that say what their numbers mean: JFIF, the color profile, Adobe's. What stands behind the end of the
 * picture (previews, second pictures, films) goes.
 */
export function jpegContent(file: Buffer): Content | undefined {
  if (file.length < 4 || file.readUInt16BE(0) !== 0xffd8) return undefined;
  const parts: Part[] = [{ bytes: file.subarray(0, 2) }];
  for (let at = 2; ; ) {
    if (file[at] !== 0xff) return undefined;
    // A marker may be preceded by any number of these.
    while (file[at + 1] === 0xff) at += 1;
    const marker = file[at + 1];
    if (marker === 0xd9) return assemble(file, [...parts, { bytes: END }]);
    if (marker === undefined || marker < 0xc0 || (marker >= 0xd0 && marker <= 0xd8)) return undefined;
    if (at + 4 > file.length) return undefined;
    const length = file.readUInt16BE(at + 2);
    const end = at + 2 + length;
    if (length < 2 || end > file.length) return undefined;
    parts.push(segment(marker, file.subarray(at, end)));
    at = end;
    if (marker !== 0xda) continue;
    const next = endOfScan(file, at);
    if (next === undefined) return undefined;
    parts.push({ bytes: file.subarray(at, next) });
    at = next;
  }
}

/** `whole` begins with the marker and the length. */
function segment(marker: number, whole: Buffer): Part {
  const text = (length: number) => whole.toString('latin1', 4, 4 + length);
  // Tables, frames, scans and their like.
  if (marker < 0xe0) return { bytes: whole };
  if (marker === 0xe0 && text(5) === 'JFIF\0' && whole.length >= 18)
    return { bytes: withoutThumbnail(whole) };
  if (marker === 0xe1 && text(EXIF.length) === EXIF)
    return { turn: { orientation: exifOrientation(whole.subarray(4)) } };
  if (marker === 0xe2 && text(12) === 'ICC_PROFILE\0') return { bytes: whole };
  if (marker === 0xee && text(5) === 'Adobe' && whole.length >= 16) return { bytes: cut(whole, 16) };
  return {};
}

function withoutThumbnail(jfif: Buffer): Buffer {
  const bytes = cut(jfif, 18);
  bytes.fill(0, 16);
  return bytes;
}

/** A segment that is so long, its marker included. */
function cut(segment: Buffer, length: number): Buffer {
  const bytes = Buffer.from(segment.subarray(0, length));
  bytes.writeUInt16BE(length - 2, 2);
  return bytes;
}

/** Codes go on behind a stuffed zero and a restart marker. */
function endOfScan(file: Buffer, from: number): number | undefined {
  for (let at = file.indexOf(0xff, from); at !== -1; at = file.indexOf(0xff, at + 1)) {
    const next = file[at + 1];
    if (next === undefined) return undefined;
    if (next !== 0 && next !== 0xff && (next < 0xd0 || next > 0xd7)) return at;
  }
  return undefined;
}
