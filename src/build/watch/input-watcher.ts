import { type FSWatcher, watch } from 'node:fs';
import { basename, join } from 'node:path';
import { type Diagnostic, warning } from '../../core/diagnostic.ts';
import type { ManifestFiles } from '../../manifest/index.ts';
import { Interest, identityOf } from '../interest.ts';
import { Reading } from '../reading.ts';

/** Where the system cannot watch, everything is looked at again after so many milliseconds. */
const POLLING_INTERVAL = 2000;

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
