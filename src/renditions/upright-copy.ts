import type { Sharp } from 'sharp';
import type { PictureFacts, PictureFormat } from '../core/picture.ts';
import { contentOf } from './content/index.ts';
import { openPicture } from './open.ts';
import { sharpRaster } from './raster.ts';
import { decodeMaster, pipelineOf } from './raw-picture.ts';

export interface CopyLimits {
  /** Formats that are taken; all when absent. */
  readonly formats?: readonly PictureFormat[];
  /** Bytes that the copy should not exceed. */
  readonly room?: number;
}

/** A picture as it may leave this machine. */
export interface UprightCopy extends PictureFacts {
  readonly bytes: Uint8Array;
  /** True where its pixels had to be encoded anew, so that its size can be chosen. */
  readonly encoded: boolean;
}

type Attempt = readonly [format: PictureFormat, encode: (picture: Sharp) => Sharp];

const PNG: Attempt = ['png', (picture) => picture.png({ compressionLevel: 9, adaptiveFiltering: true })];

/** From lossless to small. Chroma is not thinned out, since edges of drawings would suffer. */
const OPAQUE: readonly Attempt[] = [
  PNG,
  ...[95, 85].map(
    (quality): Attempt => ['jpeg', (picture) => picture.jpeg({ quality, chromaSubsampling: '4:4:4' })],
  ),
];
const TRANSPARENT: readonly Attempt[] = [
  PNG,
  ['webp', (picture) => picture.webp({ lossless: true })],
  ['webp', (picture) => picture.webp({ quality: 95, alphaQuality: 100 })],
];

/**
 * Returns a picture upright and without anything that is no part of it: the very file where it is so already, else its
 * content with not a pixel encoded anew, else, for one that is turned or whose parts cannot be told apart, its pixels in
 * sRGB: as PNG where that fits. Rejects for what is no whole picture.
 */
export async function uprightCopy(bytes: Uint8Array, limits: CopyLimits = {}): Promise<UprightCopy> {
  const facts = await sharpRaster.inspect(bytes);
  const opened = await openPicture(bytes);
  const content = contentOf(bytes);
  // Turned is what the image library takes for turned: by that the rest of the program reckons.
  const { orientation = 1 } = opened.metadata;
  if (content !== undefined && orientation <= 1) return { ...facts, bytes: content.bytes, encoded: false };
  const decoded = await decodeMaster(bytes, opened, { drawn: undefined, animated: false, color: 'srgb' });
  const picture = await decoded.frames.first();
  const { width, height, channels } = picture;
  const hasAlpha = channels === 4;
  const { formats, room = Number.POSITIVE_INFINITY } = limits;
  const all = hasAlpha ? TRANSPARENT : OPAQUE;
  const taken = all.filter(([format]) => formats?.includes(format) ?? true);
  let copy: UprightCopy | undefined;
  for (const [format, encode] of taken.length > 0 ? taken : all) {
    const encoded = await encode(await pipelineOf(picture)).toBuffer();
    copy = { format, width, height, hasAlpha, bytes: encoded, encoded: true };
    if (encoded.length <= room) break;
  }
  if (copy === undefined) throw new Error('there is no way to encode a picture');
  return copy;
}
