import type { Size } from '../core/picture.ts';

const HEADER = 6;
const ENTRY = 16;

/** Square PNGs of up to 256 pixels → one icon file that holds them all, as it has been read since Windows Vista. */
export function iconFile(pictures: readonly (Size & { readonly png: Uint8Array })[]): Uint8Array {
  const header = Buffer.alloc(HEADER + ENTRY * pictures.length);
  header.writeUInt16LE(1, 2);
  header.writeUInt16LE(pictures.length, 4);
  let offset = header.length;
  for (const [index, { width, height, png }] of pictures.entries()) {
    const at = HEADER + ENTRY * index;
    // One byte a side: 256 is written as 0.
    header.writeUInt8(width % 256, at);
    header.writeUInt8(height % 256, at + 1);
    header.writeUInt16LE(1, at + 4);
    header.writeUInt16LE(32, at + 6);
    header.writeUInt32LE(png.length, at + 8);
    header.writeUInt32LE(offset, at + 12);
    offset += png.length;
  }
  return Buffer.concat([header, ...pictures.map(({ png }) => png)]);
}
