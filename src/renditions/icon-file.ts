import type { Size } from '../core/picture.ts';

/** Bytes. */
const HEADER = 6;
const ENTRY = 16;

/** Pixels a side. */
const LARGEST = 256;

/**
 * PNGs with sides of 1 to 256 pixels → one icon file (ICO) that holds them all as they are, in the order given; read so
 * since Windows Vista. A header, an entry for each, then their bytes. Throws for a side that an entry cannot tell.
 */
export function iconFile(pictures: readonly (Size & { readonly png: Uint8Array })[]): Uint8Array {
  const header = Buffer.alloc(HEADER + ENTRY * pictures.length);
  // An icon; 2 would be a mouse pointer.
  header.writeUInt16LE(1, 2);
  header.writeUInt16LE(pictures.length, 4);
  let offset = header.length;
  for (const [index, { width, height, png }] of pictures.entries()) {
    if (Math.min(width, height) < 1 || Math.max(width, height) > LARGEST)
      throw new Error(`an icon has sides of 1 to ${LARGEST} pixels, not ${width} × ${height}`);
    const at = HEADER + ENTRY * index;
    // One byte a side: 256 is written as 0.
    header.writeUInt8(width % LARGEST, at);
    header.writeUInt8(height % LARGEST, at + 1);
    // One colour plane, 32 bits a pixel.
    header.writeUInt16LE(1, at + 4);
    header.writeUInt16LE(32, at + 6);
    header.writeUInt32LE(png.length, at + 8);
    header.writeUInt32LE(offset, at + 12);
    offset += png.length;
  }
  return Buffer.concat([header, ...pictures.map(({ png }) => png)]);
}
