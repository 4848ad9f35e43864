import { PICTURE_CHUNKS, readChunks, writeChunks } from './png-chunks.ts';
import { loadSharp } from './sharp.ts';

/**
 * A PNG that was made from a PNG, written with its source's own compressed pixels where they are the same and smaller,
 * as those of a patient optimizer are; undefined where the pixels differ. What the file says of itself stays.
 */
export async function withSourcePixels(
  made: Uint8Array,
  source: Uint8Array,
): Promise<Uint8Array | undefined> {
  const [own, theirs] = [readChunks(made), readChunks(source)];
  if (own === undefined || theirs === undefined) return undefined;
  // A profile fits files of its own number of channels only; sixteen bits would be kept for nothing.
  if (own.some(({ type }) => type === 'iCCP') || (theirs[0]?.data[8] ?? 0) > 8) return undefined;
  if (!(await samePixels(made, source))) return undefined;
  const [header, ...picture] = theirs.filter(({ type }) => PICTURE_CHUNKS.has(type));
  const said = own.filter(({ type }) => !PICTURE_CHUNKS.has(type) && type !== 'IEND');
  if (header === undefined) return undefined;
  const written = writeChunks([header, ...said, ...picture, { type: 'IEND', data: new Uint8Array() }]);
  return written.length < made.length ? written : made;
}

async function samePixels(one: Uint8Array, other: Uint8Array): Promise<boolean> {
  const sharp = await loadSharp();
  const [first, second] = await Promise.all(
    [one, other].map((bytes) =>
      sharp(bytes, { ignoreIcc: true })
        .toColourspace('srgb')
        .ensureAlpha()
        .raw({ depth: 'uchar' })
        .toBuffer(),
    ),
  );
  return first !== undefined && second !== undefined && first.equals(second);
}
