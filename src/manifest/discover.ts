import { dirname, join } from 'node:path';
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
      hint: 'write one with `imagebuild init`, or name it with --config FILE',
    }),
  );
}
