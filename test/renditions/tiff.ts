/** Side in pixels. */
const SIDE = 8;

const SHORT = 3;
const LONG = 4;

/** An uncompressed TIFF of one color: red, green, blue and what else is stored for each pixel, which says not what it is. */
export function tiffOf(pixel: readonly number[]): Buffer {
  const channels = pixel.length;
  const data = Buffer.from(Array.from({ length: SIDE * SIDE }, () => pixel).flat());
  const depths = shorts(pixel.map(() => 8));
  const extras = shorts(pixel.slice(3).map(() => 0));
  const at = 8 + data.length;
  const entries = [
    entry(256, SHORT, 1, SIDE),
    entry(257, SHORT, 1, SIDE),
    entry(258, SHORT, channels, at),
    entry(259, SHORT, 1, 1),
    entry(262, SHORT, 1, 2),
    entry(273, LONG, 1, 8),
    entry(277, SHORT, 1, channels),
    entry(278, SHORT, 1, SIDE),
    entry(279, LONG, 1, data.length),
    entry(284, SHORT, 1, 1),
    entry(338, SHORT, channels - 3, channels - 3 > 2 ? at + depths.length : 0),
  ];
  const head = Buffer.from('II*\0\0\0\0\0', 'latin1');
  head.writeUInt32LE(at + depths.length + extras.length, 4);
  return Buffer.concat([head, data, depths, extras, shorts([entries.length]), ...entries, Buffer.alloc(4)]);
}

function shorts(values: readonly number[]): Buffer {
  return Buffer.from(Uint16Array.from(values).buffer);
}

function entry(tag: number, type: number, count: number, value: number): Buffer {
  const bytes = Buffer.alloc(12);
  bytes.writeUInt16LE(tag, 0);
  bytes.writeUInt16LE(type, 2);
  bytes.writeUInt32LE(count, 4);
  bytes.writeUInt32LE(value, 8);
  return bytes;
}
