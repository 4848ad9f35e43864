import type { Metadata, Sharp } from 'sharp';
import type { Size } from '../core/picture.ts';
import { type ColorMeaning, colorCodeOf, meaningOf } from './color-code.ts';
import { loadSharp } from './sharp.ts';
import { fullPageOf } from './tiff-pages.ts';
import { drawable } from './vector-parts.ts';
import { type VectorRoot, vectorRoot, withSize } from './vector-root.ts';

/** Pictures above this many pixels are refused: 16384 × 16384, the largest side any provider accepts. */
export const PIXEL_LIMIT = 16_384 * 16_384;

/** Longest side at which a vector is drawn where nobody says how large it shall be. */
const LARGEST_OWN_SIDE = 16_384;

/** A picture that was opened, not decoded. */
export interface Opened {
  readonly metadata: Metadata;
  /** As seen: turned, and for a vector exact, in fractions. */
  readonly size: Size;
  /** Frames of an animation; 1 for everything else, also for pages and tiles. */
  readonly frames: number;
  /** Of several still pictures the one that is meant. */
  readonly page: number;
  readonly vector: VectorRoot | undefined;
  /** What its numbers mean where it says so without a profile. */
  readonly meaning: ColorMeaning;
}

/** What a header says; the pixel limit holds for each frame. */
export async function openPicture(bytes: Uint8Array | string): Promise<Opened> {
  const sharp = await loadSharp();
  const vector = typeof bytes === 'string' ? undefined : vectorRoot(bytes);
  const source = vector ? withSize(vector, { width: 1, height: 1 }) : bytes;
  const first = await sharp(source, { limitInputPixels: PIXEL_LIMIT }).metadata();
  const page = first.pagePrimary ?? fullPage(bytes, first);
  const metadata =
    page === 0 ? first : await sharp(bytes, { limitInputPixels: PIXEL_LIMIT, page }).metadata();
  // A GIF or a WebP has frames, whatever it says of their timing; pages of other formats are pictures of their own.
  const moves = metadata.format === 'gif' || metadata.format === 'webp';
  return {
    metadata,
    size: vector?.size ?? turned(metadata),
    frames: moves ? (metadata.pages ?? 1) : 1,
    page,
    vector,
    meaning: meaning(bytes, metadata),
  };
}

/** Some programs put a preview before the picture. */
function fullPage(picture: Uint8Array | string, { format, pages = 1 }: Metadata): number {
  if (typeof picture === 'string' || format !== 'tiff' || pages < 2) return 0;
  return fullPageOf(picture);
}

/** In a PNG a code goes before a profile, in an AVIF behind it. */
function meaning(bytes: Uint8Array | string, { format, hasProfile }: Metadata): ColorMeaning {
  if (typeof bytes === 'string' || (hasProfile && format !== 'png')) return 'usual';
  return meaningOf(colorCodeOf(bytes));
}

function turned({ width, height, orientation = 1 }: Metadata): Size {
  return orientation >= 5 ? { width: height, height: width } : { width, height };
}

/**
 * Damage at which a picture is given up. One that comes in is refused at the first sign; one that was taken in is shown as
 * far as it goes, as long as it is whole.
 */
export type Patience = 'warning' | 'truncated';

/** The still picture: a vector drawn at a size, the first frame, the primary image. Turned upright. */
export async function stillOf(
  bytes: Uint8Array,
  opened: Opened,
  size?: Size,
  failOn: Patience = 'truncated',
): Promise<Sharp> {
  const sharp = await loadSharp();
  const { vector, page } = opened;
  const ignoreIcc = opened.meaning !== 'usual';
  const options = { limitInputPixels: PIXEL_LIMIT, failOn, ignoreIcc };
  if (vector === undefined) return sharp(bytes, { ...options, ...(page > 0 ? { page } : {}) }).autoOrient();
  const whole = await drawable(vector);
  return sharp(withSize(whole.vector, size ?? drawnSize(opened.size)), options);
}

/** Whole pixels of a vector's own size, which may be larger than anything that is ever wanted. */
function drawnSize({ width, height }: Size): Size {
  const scale = Math.min(1, LARGEST_OWN_SIDE / Math.max(width, height));
  return {
    width: Math.max(1, Math.round(width * scale)),
    height: Math.max(1, Math.round(height * scale)),
  };
}

/** Some frames of an animation, one below the other, as they lie in the file: not turned. */
export async function framesOf(
  bytes: Uint8Array,
  from: number,
  many: number,
  failOn: Patience = 'truncated',
): Promise<Sharp> {
  const sharp = await loadSharp();
  return sharp(bytes, { page: from, pages: many, limitInputPixels: PIXEL_LIMIT * many, failOn });
}
