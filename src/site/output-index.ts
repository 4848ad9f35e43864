import { readFileSync, type Stats, statSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { type Digest, digestOf, isDigest } from '../core/digest.ts';
import { isInnerPath } from '../core/inner-path.ts';
import type { Size } from '../core/picture.ts';
import type { SitePlaceholder } from '../core/site-manifest.ts';
import { writeWhole } from '../store/index.ts';

/** What we know of a file that we wrote. */
export interface IndexedFile extends Size {
  readonly renderKey: string;
  readonly digest: Digest;
  readonly format: string;
  readonly bytes: number;
  /** Modification time in milliseconds when it was last seen with that digest. */
  readonly modified: number;
}

/** What a site manifest says of a file. */
export type PublishedFile = Pick<IndexedFile, 'digest' | 'format' | 'width' | 'height'>;

interface IndexDocument {
  readonly version: 2;
  /** When it was saved: a file modified at that moment or later is not taken on trust. */
  readonly savedAt: number;
  readonly files: { readonly [path: string]: IndexedFile };
  readonly placeholders: { readonly [digest: string]: SitePlaceholder };
}

const EMPTY: IndexDocument = { version: 2, savedAt: 0, files: {}, placeholders: {} };

/** What was written where. Local to this checkout; losing it costs time, never money. */
export class OutputIndex {
  readonly #root: string;
  readonly #path: string;
  readonly #files: Map<string, IndexedFile>;
  readonly #placeholders: Map<string, SitePlaceholder>;
  readonly #savedAt: number;
  /** What a committed site manifest promises, for checkouts that have no index yet. */
  readonly #published: ReadonlyMap<string, PublishedFile>;
  /** True when this checkout has been built before. */
  readonly existed: boolean;
  #changed = false;

  constructor(root: string, path: string, published: ReadonlyMap<string, PublishedFile>) {
    const document = read(path);
    this.#root = root;
    this.#path = path;
    this.#published = published;
    this.existed = document !== undefined;
    const { files, placeholders, savedAt } = document ?? EMPTY;
    this.#files = new Map(Object.entries(files));
    this.#placeholders = new Map(Object.entries(placeholders));
    this.#savedAt = savedAt;
  }

  get(path: string): IndexedFile | undefined {
    return this.#files.get(path);
  }

  /** What is known of a file, also where only the committed site manifest knows it and its bytes agree. */
  facts(path: string): Omit<IndexedFile, 'renderKey' | 'modified'> | undefined {
    const indexed = this.#files.get(path);
    const published = this.#published.get(path);
    if (indexed !== undefined || published === undefined) return indexed;
    const facts = this.#stat(path);
    if (facts === undefined || digestOf(readFileSync(join(this.#root, path))) !== published.digest)
      return undefined;
    return { ...published, bytes: facts.size };
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
  state(path: string, renderKey: string): 'fresh' | 'missing' | 'modified' | 'unverified' {
    const facts = this.#stat(path);
    if (facts === undefined) return 'missing';
    const indexed = this.#files.get(path);
    if (indexed === undefined) return this.#adopt(path, renderKey, facts) ? 'fresh' : 'unverified';
    if (!this.#holds(path, indexed, facts)) return 'modified';
    return indexed.renderKey === renderKey ? 'fresh' : 'unverified';
  }

  /** Size and time are trusted only when the file was still long before the index was saved; else its bytes are read. */
  #holds(path: string, indexed: IndexedFile, facts: Stats): boolean {
    if (facts.size !== indexed.bytes) return false;
    if (facts.mtimeMs === indexed.modified && facts.mtimeMs < this.#savedAt - CLOCK_GRAIN) return true;
    if (digestOf(readFileSync(join(this.#root, path))) !== indexed.digest) return false;
    this.#files.set(path, { ...indexed, modified: facts.mtimeMs });
    this.#changed = true;
    return true;
  }

  /** A committed file that is what the committed site manifest says it is counts as written by us. */
  #adopt(path: string, renderKey: string, { mtimeMs, size }: Stats): boolean {
    const published = this.#published.get(path);
    if (published === undefined || digestOf(readFileSync(join(this.#root, path))) !== published.digest)
      return false;
    const { digest, format, width, height } = published;
    this.#files.set(path, { renderKey, digest, format, width, height, bytes: size, modified: mtimeMs });
    this.#changed = true;
    return true;
  }

  record(path: string, facts: Omit<IndexedFile, 'modified' | 'bytes'>): void {
    const { mtimeMs, size } = statSync(join(this.#root, path));
    this.#files.set(path, { ...facts, bytes: size, modified: mtimeMs });
    this.#changed = true;
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

  async save(now: number): Promise<void> {
    if (!this.#changed && this.existed) return;
    const document: IndexDocument = {
      version: 2,
      savedAt: now,
      files: Object.fromEntries(this.#files),
      placeholders: Object.fromEntries(this.#placeholders),
    };
    await writeWhole(this.#path, JSON.stringify(document), false);
    this.#changed = false;
  }
}

/** Coarsest time stamp among common file systems, in milliseconds. */
const CLOCK_GRAIN = 2000;

const indexDocument = z.object({
  version: z.literal(2),
  savedAt: z.number(),
  files: z.record(
    z.string().refine(isInnerPath),
    z.looseObject({
      renderKey: z.string(),
      digest: z.string().refine(isDigest),
      format: z.string(),
      bytes: z.number(),
      modified: z.number(),
      width: z.number(),
      height: z.number(),
    }),
  ),
  placeholders: z.record(z.string(), z.record(z.string(), z.union([z.string(), z.array(z.string())]))),
});

function read(path: string): IndexDocument | undefined {
  try {
    return indexDocument.safeParse(JSON.parse(readFileSync(path, 'utf8'))).data as IndexDocument | undefined;
  } catch {
    return undefined;
  }
}
