/** The first page of a TIFF that is no preview of another (NewSubfileType); 0 where there is none, or no such file. */
export function fullPageOf(bytes: Uint8Array): number {
  const file = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const order = file.toString('latin1', 0, 2);
  if (file.length < 8 || (order !== 'II' && order !== 'MM')) return 0;
  const little = order === 'II';
  const short = (at: number) => (little ? file.readUInt16LE(at) : file.readUInt16BE(at));
  const long = (at: number) => (little ? file.readUInt32LE(at) : file.readUInt32BE(at));
  if (short(2) !== 42) return 0;
  let at = long(4);
  for (let page = 0; page < MOST_PAGES && at >= 8 && at + 2 <= file.length; page++) {
    const end = at + 2 + 12 * short(at);
    if (end + 4 > file.length) return 0;
    if (!isPreview(at + 2, end, short, long)) return page;
    at = long(end);
  }
  return 0;
}

/** So that a file whose pages follow each other in a circle comes to an end. */
const MOST_PAGES = 1000;

const NEW_SUBFILE_TYPE = 254;
const OLD_SUBFILE_TYPE = 255;

type Read = (at: number) => number;

function isPreview(start: number, end: number, short: Read, long: Read): boolean {
  for (let at = start; at < end; at += 12) {
    const tag = short(at);
    if (tag === NEW_SUBFILE_TYPE) return (long(at + 8) & 1) === 1;
    if (tag === OLD_SUBFILE_TYPE) return short(at + 8) === 2;
  }
  return false;
}
