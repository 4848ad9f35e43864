import { type FSWatcher, watch } from 'node:fs';
import { basename, join } from 'node:path';
import { type Diagnostic, warning } from '../../core/diagnostic.ts';
import type { ManifestFiles } from '../../manifest/index.ts';
import { Interest, identityOf } from '../interest.ts';
import { Reading } from '../reading.ts';
import { POLL_INTERVAL, Poller, type Polling, silentFileSystem } from './polling.ts';

/** Where the system cannot watch more folders, everything is looked at again after so many milliseconds. */
const LIMITED_INTERVAL = 2000;

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
  /** As asked for; undefined: where the file system wants it. */
  readonly #polling: Polling | undefined;
  #poller: Poller | undefined;
  #warning: Diagnostic | undefined;
  #closed = false;

  constructor(saved: (path: string) => void, polling?: Polling) {
    this.#saved = saved;
    this.#polling = polling;
    if (typeof polling === 'number') this.#poller = new Poller(polling, saved);
  }

  /** Begins a reading of these files; whatever is read through it is watched. */
  begin(files: ManifestFiles): Reading<Interest> {
    const interest = new Interest(
      (folder) => this.#watch(folder),
      (path) => this.#poller?.note(path),
    );
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
    this.#poller?.keep(new Set(reading.interest.polled));
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
    return this.#warning === undefined ? [] : [this.#warning];
  }

  close(): void {
    this.#closed = true;
    this.#poller?.close();
    for (const folder of [...this.#folders.keys()]) this.#forget(folder);
  }

  /** Returns whether there is such a folder. */
  #watch(folder: string): boolean {
    const identity = identityOf(folder);
    const known = this.#folders.get(folder);
    if (identity !== undefined && known?.identity === identity) return true;
    if (known) this.#forget(folder);
    if (identity === undefined) return false;
    if (this.#closed || typeof this.#polling === 'number') return true;
    const silent = this.#poller || this.#polling === 'off' ? undefined : silentFileSystem(folder);
    if (silent !== undefined) this.#poll(POLL_INTERVAL, polledWarning(silent));
    try {
      const watcher = watch(folder, (event, name) => this.#notice(folder, event, name));
      // A folder that goes away is no trouble: the next reading finds out.
      watcher.on('error', () => this.#saved(folder));
      this.#folders.set(folder, { watcher, identity });
    } catch (error) {
      this.#poll(LIMITED_INTERVAL, limitedWarning((error as NodeJS.ErrnoException).code ?? String(error)));
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

  /** Begins to look at everything again and again. What was read before is looked at once more: it may have changed since. */
  #poll(interval: number, because: Diagnostic): void {
    if (this.#poller) return;
    this.#warning = because;
    this.#poller = new Poller(interval, this.#saved);
    for (const path of this.#interests.flatMap(({ polled }) => polled)) this.#poller.note(path);
    this.#saved('');
  }
}

function limitedWarning(trouble: string): Diagnostic {
  const message = `not every folder can be watched (${trouble}), so files are looked at every ${LIMITED_INTERVAL / 1000} seconds`;
  const hint = 'raise fs.inotify.max_user_watches, or the limit on open files';
  return warning('watching-limited', message, { hint });
}

function polledWarning(fileSystem: string): Diagnostic {
  const message = `this file system (${fileSystem}) does not report all changes, so files are looked at every ${POLL_INTERVAL / 1000} s`;
  const hint = 'choose the interval with --poll 500ms; --poll off relies on reports';
  return warning('watching-polled', message, { hint });
}
