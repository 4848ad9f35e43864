import type { Sharp } from 'sharp';
import type { FormatEntry } from '../../core/catalog.ts';
import type { Effort } from '../../core/effort.ts';
import type { ColourSpace } from '../colour-space.ts';
import type { RawPicture, Timing } from '../raw-picture.ts';

/** An output format: one file each, the list is in index.ts. */
export interface Format extends FormatEntry {
  /** False where transparent parts must be laid on a background first. */
  readonly alpha: boolean;
  /** True where a file cannot say what its colours mean, and readers take them for sRGB. */
  readonly untagged?: true;
  /** The image library's name for it, where not every build of the library can write it. */
  readonly optional?: string;
  /** Quality when the manifest names none; undefined where the format has no such thing. */
  readonly defaultQuality: number | undefined;
  /** `options` have passed the format's schema. */
  encode(picture: EncodablePicture, settings: EncoderSettings): Promise<Uint8Array>;
}

/** A picture of its final size, as pixels and as a pipeline that knows its colours and its metadata. */
export interface EncodablePicture {
  readonly pipeline: Sharp;
  /** Of an animation the first frame. */
  readonly pixels: RawPicture;
  readonly timing: Timing;
  /** What the numbers of the pixels mean. */
  readonly color: ColourSpace;
}

export interface EncoderSettings {
  readonly quality: number | undefined;
  readonly effort: Effort;
  readonly options: EncoderOptions;
}

export type EncoderOptions = { readonly [name: string]: unknown };
