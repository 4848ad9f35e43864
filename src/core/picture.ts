import type { Digest } from './digest.ts';

export interface Size {
  /** Pixels. */
  readonly width: number;
  readonly height: number;
}

/** Formats a master can have: what providers return and what people put into a repository. */
export const PICTURE_FORMATS = ['png', 'jpeg', 'webp', 'avif', 'gif', 'tiff', 'svg'] as const;
export type PictureFormat = (typeof PICTURE_FORMATS)[number];

/** A picture's bytes as they lie in the store, before anybody has looked at them. */
export interface StoredPicture {
  readonly digest: Digest;
  readonly bytes: number;
  readonly format: PictureFormat;
}

/** What is known of a master without decoding it. */
export interface MasterRecord extends StoredPicture, Size {}

/** Decoded pixels: 8 bits a channel, sRGB, rows from the top, interleaved RGBA. */
export interface Pixels extends Size {
  readonly data: Uint8Array;
}

/** What decoding tells about a picture. */
export interface PictureFacts extends Size {
  readonly format: PictureFormat;
  readonly hasAlpha: boolean;
}

/** What is known of a picture that may not be there yet; a vector has no largest size. */
export interface ExpectedPicture extends Size {
  readonly format?: PictureFormat;
}
