import type { Digest } from '../core/digest.ts';
import type { MasterRecord, PictureFacts } from '../core/picture.ts';
import type { GenerationKey } from '../core/recipe.ts';
import type { RenderKey, Target } from '../targets/index.ts';
import type { Damage, FileState, MasterSource } from './plan.ts';

/** What a planner must know of the world; all of it is handed in. */
export interface Observations {
  /** The digest of an input file; undefined when it is not there, which loading has reported. */
  input(path: string): Digest | undefined;
  /** The digest of an input picture without its metadata, where that is not the digest of the file. */
  content(path: string): Digest | undefined;
  /** Whether the store holds a master's bytes. */
  holds(master: MasterRecord): boolean;
  /** What lies in the place of a master that the store does not hold; undefined where nothing does. */
  damagedMaster(master: MasterRecord): Damage | undefined;
  /** The record of what a key stands for, where there is one that nobody can read. */
  damagedRecord(key: GenerationKey): Damage | undefined;
  /** What a key stands for, when it was made before. */
  kept(key: GenerationKey): MasterSource | undefined;
  /** Whether a request for a key is on record, however it ended. Only asked of keys that earlier versions made. */
  asked(key: GenerationKey): boolean;
  /** Whether an accepted job holds a key's picture ready: it is fetched, and has been paid for. */
  ordered(key: GenerationKey): boolean;
  /** The size and format of an input file, where somebody has rules for it. */
  inputFacts(path: string): PictureFacts | undefined;
  /** Whether the picture that a target has, or takes in, holds several frames. */
  animated(target: Target): boolean;
  /** The state of a file that should hold a certain rendition. */
  file(path: string, renderKey: RenderKey): FileState;
  /** Whether a rendition can be had without its master. */
  cached(renderKey: RenderKey): boolean;
}
