import { readdirSync, realpathSync, statSync } from 'node:fs';
import { isAbsolute } from 'node:path';
import { wasStill } from '../core/time-stamps.ts';
import { FACTS, type Settled } from './settled.ts';

/**
 * Of each path its size, when its bytes and when its entry were last changed, and which file it is; no number where
 * there is none. Whoever writes the same number of bytes and sets the time back still changes the entry.
 */
export function look(root: string, paths: readonly string[]): Float64Array {
  const facts = new Float64Array(paths.length * FACTS);
  for (let at = 0; at < paths.length; at++) {
    const found = statOf(absolute(root, paths[at] as string));
    if (found === undefined) facts.fill(Number.NaN, at * FACTS, (at + 1) * FACTS);
    else facts.set([found.size, found.mtimeMs, found.ctimeMs, found.ino], at * FACTS);
  }
  return facts;
}

/** Those of the paths under which nothing was found. */
export function absentOf(paths: readonly string[], facts: Float64Array): ReadonlySet<string> {
  return new Set(paths.filter((_, at) => Number.isNaN(facts[at * FACTS])));
}

/**
 * Whether all of it that is there had been left alone for a while at a moment (in milliseconds since 1970), so that
 * whatever changes later gets another time.
 */
export function isStill(facts: Float64Array, moment: number): boolean {
  for (let at = 0; at < facts.length; at += FACTS) {
    const [modified, changed] = [facts[at + 1] as number, facts[at + 2] as number];
    if (!Number.isNaN(changed) && !wasStill(modified, changed, moment)) return false;
  }
  return true;
}

/** Whether all files are as they were. Stops at the first that is not. */
export function isAsBefore(root: string, { emptyFolders, places, files, facts }: Settled): boolean {
  if (!emptyFolders.every((folder) => isEmpty(absolute(root, folder)))) return false;
  if (!places.every(([folder, real]) => placeOf(root, folder) === real)) return false;
  for (let at = 0; at < files.length; at++) {
    const found = statOf(absolute(root, files[at] as string));
    const first = at * FACTS;
    const same =
      found === undefined
        ? Number.isNaN(facts[first])
        : found.size === facts[first] &&
          found.mtimeMs === facts[first + 1] &&
          found.ctimeMs === facts[first + 2] &&
          found.ino === facts[first + 3];
    if (!same) return false;
  }
  return true;
}

/** Where a folder really is; empty where there is none. */
export function placeOf(root: string, folder: string): string {
  try {
    return realpathSync.native(absolute(root, folder));
  } catch {
    return '';
  }
}

/** The path as it can be asked for; as it is where the root is the working folder. */
function absolute(root: string, path: string): string {
  return root === '.' || isAbsolute(path) ? path : `${root}/${path}`;
}

function statOf(path: string) {
  try {
    return statSync(path, { throwIfNoEntry: false });
  } catch {
    // A file where a folder should be, or a folder that may not be read.
    return undefined;
  }
}

function isEmpty(folder: string): boolean {
  try {
    return readdirSync(folder).length === 0;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ENOENT';
  }
}
