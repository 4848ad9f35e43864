import { basename, dirname, join } from 'node:path';
import { type Digest, digestOf } from '../core/digest.ts';
import type { ManifestFiles } from '../manifest/index.ts';

/** Who wants to know what a reading is about to look at. */
export interface Attention {
  path(path: string): void;
  glob(root: string, pattern: string): void;
}

const ABSENT = '';

/**
 * Files through which a manifest is read, with a note of everything that was looked at and of what was found there,
 * missing files included. Two readings that found the same mean the same.
 */
export class Reading<Interest extends Attention = Attention> implements ManifestFiles {
  readonly interest: Interest;
  readonly #files: ManifestFiles;
  readonly #found = new Map<string, string>();

  constructor(files: ManifestFiles, interest: Interest) {
    this.#files = files;
    this.interest = interest;
  }

  async read(path: string): Promise<Uint8Array | undefined> {
    this.interest.path(path);
    const bytes = await this.#files.read(path);
    this.#found.set(`bytes ${path}`, bytes ? digestOf(bytes) : ABSENT);
    return bytes;
  }

  async digest(path: string): Promise<Digest | undefined> {
    this.interest.path(path);
    const bytes = await this.#files.read(path);
    const digest = bytes && digestOf(bytes);
    this.#found.set(`bytes ${path}`, digest ?? ABSENT);
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
    return files;
  }

  async #isLink(path: string, real: string): Promise<boolean> {
    const folder = await this.#files.real(dirname(path));
    return folder === undefined || join(folder, basename(path)) !== real;
  }

  /** Whether another reading has looked at the same, and found the same. */
  equals(other: Reading): boolean {
    if (this.#found.size !== other.#found.size) return false;
    for (const [what, found] of this.#found) if (other.#found.get(what) !== found) return false;
    return true;
  }
}
