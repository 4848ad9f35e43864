import { type Dirent, type FSWatcher, readdirSync, statSync, watch } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { type Diagnostic, warning } from '../../core/diagnostic.ts';
import type { ManifestFiles } from '../../manifest/index.ts';
import { type WatchedGlob, watchedGlob } from './glob-folders.ts';
import { Reading } from './reading.ts';

/** Where the system cannot watch, everything is looked at again after so many milliseconds. */
const POLLING_INTERVAL = 2000;

/** Folders that a pattern never reaches into, as in `ManifestFiles.list`. */
const SKIPPED = /^(\..*|node_modules)$/;

interface WatchedFolder {
  readonly watcher: FSWatcher;
  /** Which folder it is: another one may come to stand under its name. */
  readonly identity: string;
}

/**
 * Watches whatever a reading of the manifest looks at, from the moment before it looks: nothing that is saved
 * afterwards is missed. Folders are watched rather than files, since many editors replace a file when they save it;
 * of what is not there, the nearest folder that is.
 */
export class InputWatcher {
  readonly #saved: (path: string) => void;
  readonly #folders = new Map<string, WatchedFolder>();
  /** Paths that readings have looked at, with the globs they have listed: of the one that is kept, and of the present one. */
  #interests: Interest[] = [];
  #polling: NodeJS.Timeout | undefined;
  #trouble: string | undefined;
  #closed = false;

  constructor(saved: (path: string) => void) {
    this.#saved = saved;
  }

  /** Begins a reading of these files; whatever is read through it is watched. */
  begin(files: ManifestFiles): Reading<Interest> {
    const interest = new Interest((folder) => this.#watch(folder));
    this.#interests.push(interest);
    return new Reading(files, interest);
  }

  /** Ends a reading. When it was a good one, only what it looked at is watched from now on. */
  end(reading: Reading<Interest>, good: boolean): void {
    if (!good) {
      // What a broken manifest no longer mentions is still what the last good one is made from.
      const [kept = reading.interest] = this.#interests;
      if (kept !== reading.interest) kept.add(reading.interest);
      this.#interests = [kept];
      return;
    }
    this.#interests = [reading.interest];
    for (const folder of this.#folders.keys())
      if (!reading.interest.folders.has(folder)) this.#forget(folder);
  }

  /** Forgets a reading that found what the one before had found. */
  drop(reading: Reading<Interest>): void {
    this.#interests = this.#interests.filter((interest) => interest !== reading.interest);
  }

  /** How many folders are watched. */
  get size(): number {
    return this.#folders.size;
  }

  /** Why saves may be noticed late. */
  get warnings(): readonly Diagnostic[] {
    if (this.#trouble === undefined) return [];
    const message = `not every folder can be watched (${this.#trouble}), so files are looked at every ${POLLING_INTERVAL / 1000} seconds`;
    const hint = 'raise fs.inotify.max_user_watches, or the limit on open files';
    return [warning('watching-limited', message, { hint })];
  }

  close(): void {
    this.#closed = true;
    clearInterval(this.#polling);
    for (const folder of [...this.#folders.keys()]) this.#forget(folder);
  }

  /** Returns whether there is such a folder. */
  #watch(folder: string): boolean {
    const identity = identityOf(folder);
    const known = this.#folders.get(folder);
    if (identity !== undefined && known?.identity === identity) return true;
    if (known) this.#forget(folder);
    if (identity === undefined) return false;
    if (this.#closed) return true;
    try {
      const watcher = watch(folder, (event, name) => this.#notice(folder, event, name));
      // A folder that goes away is no trouble: the next reading finds out.
      watcher.on('error', () => this.#saved(folder));
      this.#folders.set(folder, { watcher, identity });
    } catch (error) {
      this.#poll((error as NodeJS.ErrnoException).code ?? String(error));
    }
    return true;
  }

  #forget(folder: string): void {
    this.#folders.get(folder)?.watcher.close();
    this.#folders.delete(folder);
  }

  #notice(folder: string, event: string, name: string | null): void {
    // The folder itself was moved or deleted; another may have its name already.
    if (name === null || (event === 'rename' && name === basename(folder) && this.#isReplaced(folder))) {
      this.#saved(folder);
      return;
    }
    const path = join(folder, name);
    if (this.#interests.some((interest) => interest.concerns(path, folder, event === 'rename')))
      this.#saved(path);
  }

  #isReplaced(folder: string): boolean {
    return this.#folders.get(folder)?.identity !== identityOf(folder);
  }

  #poll(trouble: string): void {
    this.#trouble = trouble;
    this.#polling ??= setInterval(() => this.#saved(''), POLLING_INTERVAL);
  }
}

/** What one reading looks at. */
export class Interest {
  readonly #paths = new Set<string>();
  readonly #globs: WatchedGlob[] = [];
  /** Folders below the globs. */
  readonly #searched = new Set<string>();
  /** Folders that are watched for it. */
  readonly folders = new Set<string>();
  readonly #watch: (folder: string) => boolean;

  constructor(watch: (folder: string) => boolean) {
    this.#watch = watch;
  }

  /** A file, absolute, whether it is there or not. */
  path(path: string): void {
    if (this.#paths.has(path)) return;
    this.#paths.add(path);
    const folder = dirname(path);
    if (folder === path || this.folders.has(folder)) return;
    if (this.#watch(folder)) this.folders.add(folder);
    else this.path(folder);
  }

  glob(root: string, pattern: string): void {
    const glob = watchedGlob(root, pattern);
    this.#globs.push(glob);
    this.#search(glob.folder, glob.depth);
  }

  add(other: Interest): void {
    for (const path of other.#paths) this.#paths.add(path);
    for (const folder of other.folders) this.folders.add(folder);
    for (const folder of other.#searched) this.#searched.add(folder);
    const known = new Set(this.#globs.map((glob) => JSON.stringify(glob)));
    this.#globs.push(...other.#globs.filter((glob) => !known.has(JSON.stringify(glob))));
  }

  /** Whether what has happened to a path of a watched folder may be of interest. */
  concerns(path: string, folder: string, cameOrWent: boolean): boolean {
    if (this.#paths.has(path)) return true;
    if (!this.#searched.has(folder)) return false;
    if (this.#globs.some(({ ending }) => path.endsWith(ending))) return true;
    // A folder that has come may hold such files.
    return cameOrWent && !SKIPPED.test(basename(path)) && isFolder(path);
  }

  #search(folder: string, depth: number, above: readonly string[] = []): void {
    const identity = identityOf(folder);
    if (identity === undefined) {
      this.path(folder);
      return;
    }
    // A symbolic link may lead back up.
    if (above.includes(identity)) return;
    if (this.#watch(folder)) this.folders.add(folder);
    this.#searched.add(folder);
    if (depth === 0) return;
    for (const entry of entriesOf(folder)) {
      if (SKIPPED.test(entry.name) || entry.isFile()) continue;
      const below = join(folder, entry.name);
      if (isFolder(below)) this.#search(below, depth - 1, [...above, identity]);
    }
  }
}

/** None of a folder that went away meanwhile, or that may not be read: whoever lists it says so. */
function entriesOf(folder: string): Dirent[] {
  try {
    return readdirSync(folder, { withFileTypes: true });
  } catch {
    return [];
  }
}

function identityOf(folder: string): string | undefined {
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
