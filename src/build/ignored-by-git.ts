import { relative } from 'node:path';
import { type Diagnostic, warning } from '../core/diagnostic.ts';
import type { ProjectPaths } from './project.ts';
import { ignoredFiles } from './repository.ts';

/**
 * Warns of what git ignores and must not be lost: the lockfile, and the masters of paid pictures where no shared store keeps
 * them. Without git or a repository there is nothing to say.
 */
export async function ignoredByGit(
  { root, lockfile, sharedStore }: Pick<ProjectPaths, 'root' | 'lockfile' | 'sharedStore'>,
  paid: boolean,
): Promise<Diagnostic[]> {
  const lock = relative(root, lockfile).replaceAll('\\', '/');
  const ignored = await ignoredFiles(root, [lock, MASTER]);
  const warnings: Diagnostic[] = [];
  // Those of drafts and of what is tried are for this checkout alone.
  if (ignored.has(lock) && !lock.startsWith('.imagebuild/')) {
    const message = `git ignores ${lock} (${ignored.get(lock)}), so nobody else knows what was bought`;
    const hint = `take the line out of that file, or add "!${lock.split('/').at(-1)}" below it, and commit the lockfile`;
    warnings.push(warning('lock-ignored', message, { hint }));
  }
  if (paid && sharedStore === undefined && ignored.has(MASTER)) {
    const message = `git ignores .imagebuild/masters (${ignored.get(MASTER)}), and no shared store keeps them: what was paid for is in this checkout only`;
    const hint = 'commit the masters, put them into LFS, or share a store: docs/store.md';
    warnings.push(warning('masters-ignored', message, { hint }));
  }
  return warnings;
}

/** Any file among the masters: what git ignores there, it ignores by the folder. */
const MASTER = '.imagebuild/masters/sha256/00/00.png';
