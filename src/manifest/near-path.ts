import { join, posix } from 'node:path';
import { closest } from '../core/suggest.ts';
import type { ManifestFiles } from './files.ts';

/**
 * Returns a hint for a path, relative to a folder, under which there is no file: the path of one whose name differs in the
 * case of its letters or in their Unicode form, else of one that is called nearly the same.
 */
export async function nearPathHint(
  folder: string,
  path: string,
  files: Pick<ManifestFiles, 'names'>,
): Promise<string | undefined> {
  let found = '.';
  for (const name of posix.normalize(path).split('/')) {
    if (name === '..') found = posix.join(found, name);
    else {
      const near = nearName(name, (await files.names?.(join(folder, found))) ?? []);
      if (near === undefined) return undefined;
      found = posix.join(found, near);
    }
  }
  return found === posix.normalize(path) ? undefined : `did you mean "${found}"?${difference(path, found)}`;
}

function nearName(name: string, names: readonly string[]): string | undefined {
  if (names.includes(name)) return name;
  return names.find((other) => folded(other) === folded(name)) ?? closest(name, names);
}

function folded(name: string): string {
  return name.normalize('NFC').toLowerCase();
}

/** Says what cannot be seen, or is easily overlooked. */
function difference(written: string, found: string): string {
  if (written.normalize('NFC') === posix.normalize(found).normalize('NFC'))
    return ' It looks the same, but an accent in its name is stored as a character of its own, or the other way round';
  return folded(posix.normalize(written)) === folded(found)
    ? ' Upper and lower case are different names'
    : '';
}
