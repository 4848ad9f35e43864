import { readFileSync, type Stats, statSync } from 'node:fs';
import { join } from 'node:path';
import { type Digest, digestOf, hexOf, isDigest } from '../core/digest.ts';
import { isInnerPath } from '../core/inner-path.ts';
import type { Size } from '../core/picture.ts';
import type { SiteFile, SitePlaceholder } from '../core/site-manifest.ts';
import { wasStill } from '../core/time-stamps.ts';
import { writeWhole } from '../store/index.ts';

/** What we know of a file that we wrote. */
export interface IndexedFile extends Size {
  readonly renderKey: string;
  readonly digest: Digest;
  readonly format: string;
  readonly bytes: number;
  /** Present where it holds several frames. */
  readonly animated?: true | undefined;
  /** When its bytes were last written, and when its entry was, in milliseconds, as last seen with that digest. */
  readonly modified: number;
  readonly changed: number;
}

/** What a site manifest says of a file. */
export type PublishedFile = Pick<SiteFile, 'digest' | 'key' | 'format' | 'width' | 'height' | 'animated'>;

/** What is known of a file apart from when it was written. */
export type FileFacts = PublishedFile & Pick<SiteFile, 'bytes'>;

interface IndexDocument {
  readonly version: 3;
  /** When it was saved: a file that had not been left alone for a moment is not taken on trust. */
  readonly savedAt: number;
  readonly files: { readonly [path: string]: IndexedFile };
  readonly placeholders: { readonly [digest: string]: SitePlaceholder };
  /** Files that a build was about to write, and site manifests. */
  readonly claimed?: readonly string[];
}

const EMPTY: IndexDocument = { version: 3, savedAt: 0, files: {}, placeholders: {} };

/** What was written where. Local to this checkout; losing it costs time, never money. */
export class OutputIndex {
  readonly #root: string;
  readonly #path: string;
  readonly #files: Map<string, IndexedFile>;
  readonly #placeholders: Map<string, SitePlaceholder>;
  readonly #claimed: Set<string>;
  readonly #savedAt: number;
  /** Reads what a committed site manifest promises, for checkouts that have no index yet. */
  readonly #readPublished: () => ReadonlyMap<string, PublishedFile>;
  #published: ReadonlyMap<string, PublishedFile> | undefined;
  /** True when this checkout has been built before. */
  readonly existed: boolean;
  #changed = false;

  constructor(root: string, path: string, readPublished: () => ReadonlyMap<string, PublishedFile>) {
    const document = read(path);
    this.#root = root;
    this.#path = path;
    this.#readPublished = readPublished;
    this.existed = document !== undefined;
    const { files, placeholders, savedAt, claimed = [] } = document ?? EMPTY;
    this.#claimed = new Set(claimed);
    this.#files = new Map(Object.entries(files));
    this.#placeholders = new Map(Object.entries(placeholders));
    this.#savedAt = savedAt;
  }

  get(path: string): IndexedFile | undefined {
    return this.#files.get(path);
  }

  /** Whether this checkout or the committed site manifest knows of a file that a build has written under this name. */
  knows(path: string): boolean {
    return this.#files.has(path) || this.#claimed.has(path) || this.#promised(path) !== undefined;
  }

  /** Files that were claimed and of which nothing more is known. */
  get claimed(): ReadonlySet<string> {
    return this.#claimed;
  }

  /** Keeps the names of files that are about to be written: should the build be killed, they are known to be its own. */
  claim(paths: Iterable<string>): void {
    for (const path of paths) {
      if (this.#claimed.has(path) || this.#files.has(path)) continue;
      this.#claimed.add(path);
      this.#changed = true;
    }
  }

  /** Forgets claims of files that are recorded by now, or that are not there. */
  settleClaims(): void {
    for (const path of this.#claimed)
      if (this.#files.has(path) || this.#stat(path) === undefined) {
        this.#claimed.delete(path);
        this.#changed = true;
      }
  }

  /** What is known of a file, also where only the committed site manifest knows it and its bytes agree. */
  facts(path: string): FileFacts | undefined {
    const indexed = this.#files.get(path);
    const facts = this.#stat(path);
    if (indexed !== undefined && (facts === undefined || this.#holds(path, indexed, facts)))
      return { ...indexed, key: shortKey(indexed.renderKey) };
    const published = this.#agreed(path, facts);
    if (published && facts) return { ...published, bytes: facts.size };
    return indexed && { ...indexed, key: shortKey(indexed.renderKey) };
  }

  #promised(path: string): PublishedFile | undefined {
    this.#published ??= this.#readPublished();
    return this.#published.get(path);
  }

  /** Every file that is known below a folder. */
  pathsBelow(folder: string): string[] {
    return [...this.#files.keys()].filter((path) => path.startsWith(folder));
  }

  /** A file where a folder should be is as good as no file. */
  #stat(path: string): Stats | undefined {
    try {
      return statSync(join(this.#root, path), { throwIfNoEntry: false });
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOTDIR') return undefined;
      throw error;
    }
  }

  /** Whether a file holds the rendition it should. */
  state(path: string, renderKey: string): 'fresh' | 'missing' | 'modified' | 'stale' | 'unverified' {
    const facts = this.#stat(path);
    if (facts === undefined) return 'missing';
    const indexed = this.#files.get(path);
    const holds = indexed !== undefined && this.#holds(path, indexed, facts);
    if (holds && indexed.renderKey === renderKey) return 'fresh';
    // The index is of this checkout, and the file may have come from another: by a pull, a checkout, or with a newer cache.
    const committed = this.#committedState(path, renderKey, facts);
    if (committed === 'fresh' || committed === 'stale') return committed;
    if (holds) return 'stale';
    return indexed?.renderKey === renderKey ? 'modified' : committed;
  }

  /** Whether a file has the bytes that this checkout wrote, or that the committed site manifest promises. */
  isOurs(path: string): boolean {
    const facts = this.#stat(path);
    const indexed = this.#files.get(path);
    if (facts === undefined) return false;
    if (indexed !== undefined && this.#holds(path, indexed, facts)) return true;
    return this.#agreed(path, facts) !== undefined;
  }

  /** Returns what the committed site manifest says of a file, where its bytes agree. */
  #agreed(path: string, facts: Stats | undefined): PublishedFile | undefined {
    const published = facts?.isFile() ? this.#promised(path) : undefined;
    if (published === undefined) return undefined;
    return digestOf(readFileSync(join(this.#root, path))) === published.digest ? published : undefined;
  }

  /** Size and times are trusted only where the file had been left alone when the index was saved; else its bytes are read. */
  #holds(path: string, indexed: IndexedFile, facts: Stats): boolean {
    if (facts.size !== indexed.bytes) return false;
    const { mtimeMs: modified, ctimeMs: changed } = facts;
    const same = modified === indexed.modified && changed === indexed.changed;
    if (same && wasStill(modified, changed, this.#savedAt)) return true;
    if (digestOf(readFileSync(join(this.#root, path))) !== indexed.digest) return false;
    this.#files.set(path, { ...indexed, modified, changed });
    this.#changed = true;
    return true;
  }

  /**
   * A committed file that is what the committed site manifest says it is, and was made from what is wanted now, counts
   * as written by us; one that is not, although that was to be made, has been changed. A lockfile may be newer than both.
   */
  #committedState(
    path: string,
    renderKey: string,
    stats: Stats,
  ): 'fresh' | 'modified' | 'stale' | 'unverified' {
    const published = this.#promised(path);
    if (published === undefined) return 'unverified';
    const wanted = published.key === shortKey(renderKey);
    // For what was made of something else, nothing says what the bytes should be.
    if (this.#agreed(path, stats) === undefined) return wanted ? 'modified' : 'unverified';
    if (!wanted) return 'stale';
    const { digest, format, width, height, animated } = published;
    const { mtimeMs: modified, ctimeMs: changed, size: bytes } = stats;
    const facts = { renderKey, digest, format, width, height, animated, bytes, modified, changed };
    this.#files.set(path, facts);
    this.#changed = true;
    return 'fresh';
  }

  record(path: string, facts: Omit<IndexedFile, 'modified' | 'changed' | 'bytes'>): void {
    const { mtimeMs: modified, ctimeMs: changed, size: bytes } = statSync(join(this.#root, path));
    this.#files.set(path, { ...facts, bytes, modified, changed });
    this.#changed = true;
  }

  /**
   * Keeps what the committed site manifest says of a file that nobody has recorded here, where its bytes agree: the next
   * site manifest may not name it any more, and then nothing else would tell whose it is.
   */
  keepPublished(path: string): void {
    const facts = this.#stat(path);
    const indexed = this.#files.get(path);
    if (facts === undefined || (indexed !== undefined && this.#holds(path, indexed, facts))) return;
    const published = this.#agreed(path, facts);
    if (published === undefined) return;
    const { key: renderKey, digest, format, width, height, animated } = published;
    this.record(path, { renderKey, digest, format, width, height, animated });
  }

  forget(path: string): void {
    if (this.#files.delete(path)) this.#changed = true;
  }

  /** Render keys of all files that are known. */
  renderKeys(): ReadonlySet<string> {
    return new Set([...this.#files.values()].map(({ renderKey }) => renderKey));
  }

  /** Stand-ins for a master that are known. */
  placeholder(master: Digest): SitePlaceholder | undefined {
    return this.#placeholders.get(master);
  }

  recordPlaceholder(master: Digest, made: SitePlaceholder): void {
    this.#placeholders.set(master, { ...this.#placeholders.get(master), ...made });
    this.#changed = true;
  }

  /** Writes what is known; `durable` where a power cut must not take it. */
  async save(now: number, durable = false): Promise<void> {
    if (!this.#changed && this.existed) return;
    const document: IndexDocument = {
      version: 3,
      savedAt: now,
      files: Object.fromEntries(this.#files),
      placeholders: Object.fromEntries(this.#placeholders),
      ...(this.#claimed.size === 0 ? {} : { claimed: [...this.#claimed].sort() }),
    };
    await writeWhole(this.#path, JSON.stringify(document), durable);
    this.#changed = false;
  }
}

/** Enough of a render key to tell two apart that were ever meant for one file. */
function shortKey(renderKey: string): string {
  return hexOf(renderKey).slice(0, 16);
}

/**
 * Text → an index; undefined where it is none, which costs time only. Written out, since a schema would take longer
 * than everything else that a build does with ten thousand targets: paths of files must not lead elsewhere, and numbers
 * that are missing make a file look changed.
 */
function read(path: string): IndexDocument | undefined {
  let document: Partial<IndexDocument> | null;
  try {
    document = JSON.parse(readFileSync(path, 'utf8'));
  } catch {
    return undefined;
  }
  if (document?.version !== 3 || typeof document.savedAt !== 'number') return undefined;
  const { files, placeholders, claimed = [] } = document;
  if (!isObject(files) || !isObject(placeholders)) return undefined;
  if (!areInnerPaths(claimed)) return undefined;
  const sound = Object.entries(files).every(([path, file]) => isInnerPath(path) && isIndexedFile(file));
  return sound && Object.values(placeholders).every(isPlaceholder) ? (document as IndexDocument) : undefined;
}

function areInnerPaths(paths: unknown): boolean {
  return (
    Array.isArray(paths) && paths.every((path: unknown) => typeof path === 'string' && isInnerPath(path))
  );
}

function isIndexedFile(file: unknown): file is IndexedFile {
  if (!isObject(file)) return false;
  const { renderKey, digest, format, bytes, width, height, modified, changed } = file as Partial<IndexedFile>;
  return (
    typeof renderKey === 'string' &&
    isDigest(digest) &&
    typeof format === 'string' &&
    [bytes, width, height, modified, changed].every((number) => typeof number === 'number')
  );
}

function isPlaceholder(made: unknown): made is SitePlaceholder {
  return (
    isObject(made) &&
    Object.values<unknown>({ ...made }).every((part) =>
      (Array.isArray(part) ? (part as unknown[]) : [part]).every((text) => typeof text === 'string'),
    )
  );
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
