import { dirname, join, posix } from 'node:path';
import { problem } from '../core/diagnostic.ts';
import { type Failure, failure } from '../core/failure.ts';
import { MANIFEST_NAMES } from '../core/manifest-names.ts';
import type { ManifestFiles } from './files.ts';

/** Looks for the manifest from a folder upward to the repository root. Returns its absolute path. */
export async function discover(folder: string, files: ManifestFiles): Promise<{ path: string } | Failure> {
  for (let here = folder; ; here = dirname(here)) {
    const found: string[] = [];
    for (const name of MANIFEST_NAMES)
      if ((await files.size(join(here, name))) !== undefined) found.push(name);
    if (found.length > 1) {
      return failure(
        'invalid-input',
        problem('manifest-ambiguous', `there is more than one manifest here: ${found.join(' and ')}`, {
          hint: `keep one of them, or say which with --config ${found[0]}`,
        }),
      );
    }
    if (found[0] !== undefined) return { path: join(here, found[0]) };
    const atTop = here === dirname(here) || (await files.real(join(here, '.git'))) !== undefined;
    if (atTop) break;
  }
  return failure(
    'invalid-input',
    problem('manifest-missing', 'there is no imagebuild.yaml here or in a folder above', {
      hint: missingHint(await manifestsBelow(folder, files)),
    }),
  );
}

function missingHint([first, ...others]: readonly string[]): string {
  if (first === undefined) return 'write one with `imagebuild init`, or name it with --config FILE';
  const all = [first, ...others];
  const shown = all.slice(0, SHOWN).join(', ');
  const more = all.length > SHOWN ? `, and ${all.length - SHOWN} more` : '';
  return `there is one below: ${shown}${more}. Go there, or say which with --cwd ${posix.dirname(first)}`;
}

const SHOWN = 5;
/** Names that no package has: hidden, installed, or with the ending of a file. */
const NO_PACKAGE = /^\.|^node_modules$|\.[a-z0-9]{1,5}$/i;
/** Levels of folders in which packages of a monorepo are looked for, and folders that are looked into at most. */
const LEVELS = 3;
const FOLDERS = 2000;

/** Returns the manifests in folders below one, as in the packages of a monorepo, those of upper levels first. */
async function manifestsBelow(folder: string, files: ManifestFiles): Promise<string[]> {
  const found: string[] = [];
  let level = ['.'];
  let left = FOLDERS;
  for (let depth = 0; depth <= LEVELS; depth++) {
    const next: string[] = [];
    for (const at of level.slice(0, left)) {
      for (const name of [...((await files.names?.(join(folder, at))) ?? [])].sort()) {
        if (MANIFEST_NAMES.some((one) => one === name)) found.push(posix.join(at, name));
        else if (!NO_PACKAGE.test(name)) next.push(posix.join(at, name));
      }
    }
    left -= level.length;
    level = next;
  }
  return found;
}
