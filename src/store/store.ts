import type { Digest } from '../core/digest.ts';
import type { MasterRecord, PictureFormat, StoredPicture } from '../core/picture.ts';
import type { GenerationKey, Recipe } from '../core/recipe.ts';

/** A purchase or a drawing that is finished: what a key stands for. */
export interface KeptGeneration {
  readonly key: GenerationKey;
  readonly recipe: Recipe;
  readonly master: MasterRecord;
  /** The seed really used. */
  readonly seed?: number;
  readonly source: 'generated' | 'imported';
  readonly credits: number;
  /** All pictures of a request for several, this one among them. */
  readonly siblings?: readonly Sibling[];
}

/** One of several pictures that were bought with one request. */
export interface Sibling {
  readonly digest: Digest;
  /** The seed that gets it, when the provider said. */
  readonly seed?: number;
}

/** Why bytes that should be there cannot be used. */
export type ReadTrouble = 'missing' | 'damaged';

/** A file that is there and is not what was written. */
export interface DamagedFile {
  /** For messages: relative to the project's root, or to the shared store. */
  readonly file: string;
  /** True in the store that others use as well. */
  readonly shared: boolean;
  /** True where Git LFS has left a pointer in its place. */
  readonly isPointer: boolean;
}

/** Masters by digest, what each key stands for, and cached renditions by render key. */
export interface Store {
  /**
   * True when the master is there; its bytes are verified when they are read. This and the other questions a
   * planner asks are synchronous: ten thousand of them are far quicker that way.
   */
  holds(master: StoredPicture): boolean;
  /** The master's very bytes, verified. A damaged file is moved aside, never served. */
  readMaster(master: StoredPicture): Promise<Uint8Array | ReadTrouble>;
  /** What is there instead of a master: a file of another size, or one that was found damaged and moved aside. */
  damagedMaster(master: StoredPicture): DamagedFile | undefined;
  /** Whether a master's bytes are there and true to their digest. Changes nothing. */
  verifyMaster(master: StoredPicture): Promise<'intact' | ReadTrouble>;
  /** Keeps bytes under their digest; durable when they cost money. */
  writeMaster(bytes: Uint8Array, format: PictureFormat, durable: boolean): Promise<StoredPicture>;
  /** Moves bytes aside that turned out to be no picture, for diagnosis; returns where, relative to the store. */
  rejectMaster(picture: StoredPicture): Promise<string>;
  /** Keeps an answer that was paid for and is no picture, for diagnosis; returns where, relative to the store. */
  setAside(bytes: Uint8Array, format: PictureFormat | undefined): Promise<string>;
  /** What a key stands for, when we have made it before. */
  find(key: GenerationKey): KeptGeneration | undefined;
  /** The record of what a key stands for, when there is one that a crash, a merge or the disk has spoilt. */
  damagedRecord(key: GenerationKey): DamagedFile | undefined;
  keep(generation: KeptGeneration, durable: boolean): Promise<void>;
  /** True when a rendition has been made before and is still cached. */
  hasRendition(renderKey: string): boolean;
  /** Bytes of a rendition made before, verified; undefined when there are none. */
  readRendition(renderKey: string): Promise<Uint8Array | undefined>;
  writeRendition(renderKey: string, bytes: Uint8Array): Promise<void>;
  /** Digests of all masters kept. */
  masters(): Promise<readonly StoredMaster[]>;
  removeMaster(stored: StoredMaster): Promise<void>;
  /** Removes cached renditions whose key is not wanted; returns how many bytes that freed. */
  sweepRenditions(wanted: ReadonlySet<string>): Promise<{ files: number; bytes: number }>;
}

export interface StoredMaster {
  readonly digest: Digest;
  readonly bytes: number;
  /** Where it lies, relative to the store. */
  readonly path: string;
}
