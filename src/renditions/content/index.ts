import { type Digest, digestOf } from '../../core/digest.ts';
import type { Content } from './content.ts';
import { jpegContent } from './jpeg.ts';
import { pngContent } from './png.ts';
import { webpContent } from './webp.ts';

/**
 * Returns a picture's file without what is no part of the picture: Exif, XMP, IPTC, thumbnails, comments, texts,
 * provenance, and whatever else nobody here knows. Nothing is decoded: the pixels stay as they were encoded. A color
 * profile stays, since without it the same numbers are other colors. Undefined for other formats, and for files whose
 * parts cannot be told apart.
 */
export function contentOf(bytes: Uint8Array): Content | undefined {
  const file = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return jpegContent(file) ?? pngContent(file) ?? webpContent(file);
}

/**
 * Returns what keys know a picture by: the digest of its content and of how it is turned. It follows from the bytes
 * alone, whatever image library is installed. For a file that is content only, and for one whose parts cannot be told
 * apart, it is the digest of the file.
 */
export function contentDigest(bytes: Uint8Array): Digest {
  const content = contentOf(bytes);
  if (content === undefined) return digestOf(bytes);
  if (content.orientation === 1) return digestOf(content.bytes);
  return digestOf(Buffer.concat([content.bytes, Buffer.from(`orientation ${content.orientation}`)]));
}
