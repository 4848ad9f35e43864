import { lstatSync, statfsSync, statSync } from 'node:fs';
import { durationFrom } from '../../core/duration.ts';
import { isTrue } from '../../core/is-true.ts';

/** Milliseconds between two looks at all files, where the user does not say. */
export const POLL_INTERVAL = 1000;

/** Milliseconds between two looks, or `off`: not even where the file system reports no changes. */
export type Polling = number | 'off';

/** Returns the meaning of `--poll` or `IMAGEBUILD_POLL`: a duration, a switch, or undefined for what is neither. */
export function pollingFrom(text: string): Polling | undefined {
  const milliseconds = durationFrom(text);
  if (/^(true|yes|on)$/i.test(text)) return POLL_INTERVAL;
  if (!isTrue(text) || milliseconds === 0) return 'off';
  return milliseconds === undefined ? undefined : Math.max(milliseconds, SHORTEST);
}

/** Looking costs: more often than this, in milliseconds, nobody notices. */
const SHORTEST = 20;
/** After a look that took long, at most a tenth of the time goes into looking. */
const REST = 10;

/** Looks at files again and again where the system does not say that they changed. */
export class Poller {
  readonly #saved: (path: string) => void;
  readonly #interval: number;
  readonly #facts = new Map<string, string>();
  #timer: NodeJS.Timeout;

  constructor(interval: number, saved: (path: string) => void) {
    this.#interval = interval;
    this.#saved = saved;
    this.#timer = setTimeout(() => this.#look(), interval);
  }

  /** Remembers how a path is at this moment, if it is new: to be called before it is read. */
  note(path: string): void {
    if (!this.#facts.has(path)) this.#facts.set(path, factsOf(path));
  }

  /** Forgets all other paths. */
  keep(paths: ReadonlySet<string>): void {
    for (const path of this.#facts.keys()) if (!paths.has(path)) this.#facts.delete(path);
  }

  close(): void {
    clearTimeout(this.#timer);
  }

  #look(): void {
    const began = performance.now();
    for (const [path, before] of this.#facts) {
      const now = factsOf(path);
      if (now === before) continue;
      this.#facts.set(path, now);
      this.#saved(path);
    }
    const pause = Math.max(this.#interval, REST * (performance.now() - began));
    this.#timer = setTimeout(() => this.#look(), pause);
  }
}

/**
 * Returns what changes when a file is written or replaced, or a folder gets or loses an entry; empty for nothing. Of a
 * link that is itself and which file it leads to: the file is looked at under its own name.
 */
function factsOf(path: string): string {
  try {
    const found = lstatSync(path, { throwIfNoEntry: false });
    if (found === undefined) return '';
    const own = [found.dev, found.ino, found.size, found.mtimeMs, found.ctimeMs].join(':');
    return found.isSymbolicLink() ? `${own} ${identityOf(path)}` : own;
  } catch {
    return '';
  }
}

function identityOf(path: string): string {
  const found = statSync(path, { throwIfNoEntry: false });
  return found ? `${found.dev}:${found.ino}` : '';
}

/**
 * File systems of Linux whose files others may change without the kernel hearing of it, by the number that statfs gives:
 * network shares, and folders of the host in a virtual machine or a container.
 */
const SILENT = new Map([
  [0x6969, 'nfs'],
  [0x517b, 'smb'],
  [0xff534d42, 'cifs'],
  [0xfe534d42, 'smb'],
  [0x01021997, '9p'],
  [0x53464846, 'wslfs'],
  [0x65735546, 'fuse'],
  [0x5346414f, 'afs'],
  [0x00c36400, 'ceph'],
  [0x786f4256, 'vboxsf'],
  [0xbacbacbc, 'vmhgfs'],
  [0x7c7c6673, 'prlfs'],
]);

/** Returns the name of the file system of a folder, where it does not report all changes. */
export function silentFileSystem(folder: string): string | undefined {
  if (process.platform !== 'linux') return undefined;
  try {
    return silentType(statfsSync(folder).type);
  } catch {
    return undefined;
  }
}

/** Returns the name of a type that statfs gives. Some systems give it as a signed number. */
export function silentType(type: number): string | undefined {
  return SILENT.get(type >>> 0);
}
