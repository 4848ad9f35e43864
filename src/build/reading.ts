import { basename, dirname, join, resolve } from 'node:path';
import { type Digest, digestOf } from '../core/digest.ts';
import type { ManifestFiles } from '../manifest/index.ts';

/** Who wants to know what a reading is about to look at. */
export interface Attention {
  has(path: string): boolean;
  path(path: string): void;
  glob(root: string, pattern: string): void;
}

const ABSENT = '';
const BYTES = 'bytes ';

/**
 * Files through which a manifest is read, with a note of everything that was looked at and of what was found there,
 * missing files included. Two readings that found the same mean the same.
 */
export class Reading<Interest extends Attention = Attention> implements ManifestFiles {
  readonly interest: Interest;
  readonly #files: ManifestFiles;
  readonly #found = new Map<string, string>();
  readonly #listed = new Set<string>();

  constructor(files: ManifestFiles, interest: Interest) {
    this.#files = files;
    this.interest = interest;
  }

  async read(path: string): Promise<Uint8Array | undefined> {
    this.interest.path(path);
    const bytes = await this.#files.read(path);
    this.#found.set(`${BYTES}${path}`, bytes ? digestOf(bytes) : ABSENT);
    return bytes;
  }

  async digest(path: string): Promise<Digest | undefined> {
    this.interest.path(path);
    const bytes = await this.#files.read(path);
    const digest = bytes && digestOf(bytes);
    this.#found.set(`${BYTES}${path}`, digest ?? ABSENT);
    return digest;
  }

  async size(path: string): Promise<number | undefined> {
    this.interest.path(path);
    const size = await this.#files.size(path);
    this.#found.set(`size ${path}`, size === undefined ? ABSENT : String(size));
    return size;
  }

  async real(path: string): Promise<string | undefined> {
    const real = await this.#files.real(path);
    // What a symbolic link leads to is edited where it is.
    if (real !== undefined && real !== path && (await this.#isLink(path, real))) this.interest.path(real);
    return real;
  }

  async names(folder: string): Promise<readonly string[]> {
    return (await this.#files.names?.(folder)) ?? [];
  }

  async list(folder: string, patterns: readonly string[]): Promise<readonly string[]> {
    for (const pattern of patterns) this.interest.glob(folder, pattern);
    const files = await this.#files.list(folder, patterns);
    this.#found.set(`list ${folder} ${patterns.join(' ')}`, files.join('\n'));
    for (const file of files) this.#listed.add(resolve(folder, file));
    return files;
  }

  async #isLink(path: string, real: string): Promise<boolean> {
    const folder = await this.#files.real(dirname(path));
    return folder === undefined || join(folder, basename(path)) !== real;
  }

  /** Whether what was read depends on a path, absolute. */
  dependsOn(path: string): boolean {
    return this.interest.has(path) || this.#listed.has(path);
  }

  /** Returns the files of which another reading has found other bytes, absolute. */
  changedSince(other: Reading): string[] {
    const known = new Set([...this.#found.keys(), ...other.#found.keys()]);
    return [...known]
      .filter((what) => what.startsWith(BYTES) && this.#found.get(what) !== other.#found.get(what))
      .map((what) => what.slice(BYTES.length));
  }

  /** Whether another reading has looked at the same, and found the same. */
  equals(other: Reading): boolean {
    if (this.#found.size !== other.#found.size) return false;
    for (const [what, found] of this.#found) if (other.#found.get(what) !== found) return false;
    return true;
  }
}
