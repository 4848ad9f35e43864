import { type Dirent, readdirSync, readlinkSync, statSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { type WatchedGlob, watchedGlob } from './glob-folders.ts';

/** Folders that no pattern reaches into, as in `ManifestFiles.list`. */
const NEVER = /^(\.imagebuild|node_modules)$/;

/** What one reading looks at. */
export class Interest {
  readonly #paths = new Set<string>();
  readonly #globs: WatchedGlob[] = [];
  /** Folders below the globs. */
  readonly #searched = new Set<string>();
  /** Folders that are watched for it. */
  readonly folders = new Set<string>();
  /** Links to folders on the way to what is looked at. */
  readonly #links = new Set<string>();
  /** Folders that were searched for such links. */
  readonly #ways = new Set<string>();
  readonly #watch: (folder: string) => boolean;
  readonly #note: (path: string) => void;

  /** `watch` says whether there is such a folder; `note` is told of every path before it is read. */
  constructor(watch: (folder: string) => boolean, note: (path: string) => void = () => {}) {
    this.#watch = watch;
    this.#note = note;
  }

  /** Files and folders on which it depends what the reading finds, absolute, whether they are there or not. */
  get looked(): readonly string[] {
    return [...this.#paths, ...this.#searched];
  }

  /** Everything that would have to be looked at again and again, where nobody says what has changed. */
  get polled(): readonly string[] {
    return [...this.#paths, ...this.#searched, ...this.#links];
  }

  /** Whether a path is itself among what the reading looks at; a folder it searches holds other files, too. */
  has(path: string): boolean {
    return this.#paths.has(path) || this.#searched.has(path) || this.#links.has(path);
  }

  /** A file, absolute, whether it is there or not. */
  path(path: string): void {
    if (this.#paths.has(path)) return;
    this.#paths.add(path);
    this.#note(path);
    const folder = dirname(path);
    this.#follow(folder);
    if (folder === path || this.folders.has(folder)) return;
    if (this.#watch(folder)) this.folders.add(folder);
    else this.path(folder);
  }

  glob(root: string, pattern: string): void {
    const glob = watchedGlob(root, pattern);
    this.#globs.push(glob);
    this.#search(glob, glob.folder, glob.depth);
  }

  add(other: Interest): void {
    for (const path of other.#paths) this.#paths.add(path);
    for (const folder of other.folders) this.folders.add(folder);
    for (const folder of other.#searched) this.#searched.add(folder);
    for (const link of other.#links) this.#links.add(link);
    for (const folder of other.#ways) this.#ways.add(folder);
    const known = new Set(this.#globs.map((glob) => JSON.stringify(glob)));
    this.#globs.push(...other.#globs.filter((glob) => !known.has(JSON.stringify(glob))));
  }

  /** Whether what has happened to a path of a watched folder may be of interest. */
  concerns(path: string, folder: string, cameOrWent: boolean): boolean {
    if (this.#paths.has(path) || this.#links.has(path)) return true;
    if (!this.#searched.has(folder)) return false;
    if (this.#globs.some(({ ending }) => path.endsWith(ending))) return true;
    // A folder that has come may hold such files.
    const name = basename(path);
    return cameOrWent && this.#globs.some((glob) => mayEnter(glob, name)) && isFolder(path);
  }

  /** Finds the links through which a folder is reached: where one is switched, all below it is another. */
  #follow(folder: string): void {
    if (this.#ways.has(folder)) return;
    this.#ways.add(folder);
    const above = dirname(folder);
    if (above !== folder) this.#follow(above);
    const target = linkTarget(folder);
    if (target === undefined) return;
    this.#links.add(folder);
    this.#note(folder);
    if (this.#watch(above)) this.folders.add(above);
    this.#follow(resolve(above, target));
  }

  #search(glob: WatchedGlob, folder: string, depth: number, above: readonly string[] = []): void {
    const identity = identityOf(folder);
    if (identity === undefined) {
      this.path(folder);
      return;
    }
    // A symbolic link may lead back up.
    if (above.includes(identity)) return;
    this.#note(folder);
    this.#follow(folder);
    if (this.#watch(folder)) this.folders.add(folder);
    this.#searched.add(folder);
    for (const entry of entriesOf(folder)) {
      if (entry.isFile()) continue;
      const below = join(folder, entry.name);
      // What it leads to may come later, or be another file or a folder then.
      if (entry.isSymbolicLink()) this.path(below);
      if (depth > 0 && mayEnter(glob, entry.name) && isFolder(below))
        this.#search(glob, below, depth - 1, [...above, identity]);
    }
  }
}

function mayEnter({ hidden }: WatchedGlob, folder: string): boolean {
  return !NEVER.test(folder) && (hidden || !folder.startsWith('.'));
}

/** None of a folder that went away meanwhile, or that may not be read: whoever lists it says so. */
function entriesOf(folder: string): Dirent[] {
  try {
    return readdirSync(folder, { withFileTypes: true });
  } catch {
    return [];
  }
}

/** Returns where a link leads; undefined for what is none. */
function linkTarget(path: string): string | undefined {
  try {
    return readlinkSync(path);
  } catch {
    return undefined;
  }
}

/** Which folder it is, when it is one. */
export function identityOf(folder: string): string | undefined {
  try {
    const facts = statSync(folder, { throwIfNoEntry: false });
    return facts?.isDirectory() ? `${facts.dev}:${facts.ino}` : undefined;
  } catch {
    return undefined;
  }
}

function isFolder(path: string): boolean {
  return identityOf(path) !== undefined;
}
