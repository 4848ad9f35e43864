import type { Colour, Sharp } from 'sharp';
import type { StepEntry } from '../../core/catalog.ts';
import type { Size } from '../../core/picture.ts';
import type { ColourSpace } from '../colour-space.ts';

/** What a step may look at. */
export interface StepWorld {
  /** The picture that comes in, in pixels. */
  readonly size: Size;
  /** Width of the finished rendition in pixels: what lengths in per cent are parts of. */
  readonly width: number;
  /** Colour behind missing parts; undefined means transparent. */
  readonly background: Colour | undefined;
  /** The file that the step's value names. */
  readonly file: StepFile | undefined;
  /** What the numbers of the pixels mean. */
  readonly color: ColourSpace;
  /** A colour that the value names, for pixels of that meaning. */
  readonly paint: (written: string) => Promise<Colour>;
}

export interface StepFile {
  /** Absolute. */
  readonly path: string;
  readonly bytes: Uint8Array;
}

/** Pixels that a step adds on each side. */
export interface Margin {
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
  readonly left: number;
}

/** A part of a picture, in pixels. */
export interface Box extends Size {
  readonly left: number;
  readonly top: number;
}

interface AnyStep<Value> extends StepEntry {
  /** Before the picture is fitted to its size, or after. */
  readonly when: 'before-fit' | 'after-fit';
  /** What it adds around the picture; that much less is left for the picture itself. */
  margin?(value: Value, width: number): Margin;
}

interface ChangingStep<Value> extends AnyStep<Value> {
  /** What of the file that its value names will not be seen, with the place in it. */
  doubts?(file: StepFile): Promise<readonly string[]>;
  /** `picture` is decoded, and has nothing else queued. */
  apply(picture: Sharp, value: Value, world: StepWorld): Sharp | Promise<Sharp>;
}

interface CuttingStep<Value> extends AnyStep<Value> {
  /** What it would keep of a frame; undefined where that shows nothing. Frames are all cut alike. */
  boxOf(picture: Sharp, value: Value): Promise<Box | undefined>;
}

/** A change of pixels, or of how much of them there is: one file each, the list and the order are in index.ts. */
export type Step<Value = unknown> = ChangingStep<Value> | CuttingStep<Value>;
