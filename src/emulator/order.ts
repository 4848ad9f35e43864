import type { Drawing } from './drawing.ts';
import type { Version } from './refusals.ts';

/** A request that is as it must be: what it wants drawn, and what that costs. */
export interface Order {
  readonly version: Version;
  readonly operation: string;
  readonly asynchronous: boolean;
  /** Credits for all of its pictures. */
  readonly credits: number;
  /** What moderation and the language check read. */
  readonly texts: readonly string[];
  /** Endpoints without a language check take any. */
  readonly englishOnly: boolean;
  /** One picture for each. */
  readonly seeds: readonly number[];
  readonly drawing: Omit<Drawing, 'seed'>;
}

/** Pictures that were made. */
export interface Made {
  readonly format: PictureType;
  /** How the first of them ended. */
  readonly finish: string;
  readonly pictures: readonly MadePicture[];
  /** Handed over as the result of a job. */
  readonly ofJob?: boolean;
}

export interface MadePicture {
  readonly seed: number;
  readonly bytes: Uint8Array;
  readonly finish: string;
}

export type PictureType = 'png' | 'jpeg' | 'webp';
