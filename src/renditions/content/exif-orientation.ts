const ORIENTATION = 0x0112;
const SHORT = 3;

/** Returns how Exif data says a picture is turned: 1 where it says nothing, undefined where it cannot be read. */
export function exifOrientation(exif: Buffer): number | undefined {
  const data = exif.toString('latin1', 0, 6) === 'Exif\0\0' ? exif.subarray(6) : exif;
  const order = data.toString('latin1', 0, 2);
  if ((order !== 'II' && order !== 'MM') || data.length < 8) return undefined;
  const short = (at: number) => (order === 'II' ? data.readUInt16LE(at) : data.readUInt16BE(at));
  const directory = order === 'II' ? data.readUInt32LE(4) : data.readUInt32BE(4);
  if (short(2) !== 42 || directory + 2 > data.length) return undefined;
  const entries = short(directory);
  if (directory + 2 + entries * 12 > data.length) return undefined;
  for (let entry = 0; entry < entries; entry += 1) {
    const at = directory + 2 + entry * 12;
    if (short(at) !== ORIENTATION) continue;
    if (short(at + 2) !== SHORT) return undefined;
    const orientation = short(at + 8);
    return orientation >= 1 && orientation <= 8 ? orientation : 1;
  }
  return 1;
}
