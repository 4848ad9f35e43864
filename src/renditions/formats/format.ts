import type { Sharp } from 'sharp';
import type { FormatEntry } from '../../core/catalog.ts';

/** An output format: one file each, the list is in index.ts. */
export interface Format extends FormatEntry {
  /** False where transparent parts must be laid on a background first. */
  readonly alpha: boolean;
  /** Quality when the manifest names none; undefined where the format has no such thing. */
  readonly defaultQuality: number | undefined;
  /** Adds the encoder to a pipeline. `options` have passed the format's schema. */
  encode(picture: Sharp, quality: number | undefined, options: EncoderOptions): Sharp;
}

export type EncoderOptions = { readonly [name: string]: unknown };
