import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { type LockfileState, loadLockfile } from '../lockfile/index.ts';
import type { Project } from './project.ts';

export interface NamedLock {
  /** Relative to the root. */
  readonly name: string;
  readonly state: LockfileState;
}

/** The main lock, those of all profiles and those of what was tried share one store. */
export async function otherLocks({ paths }: Project): Promise<NamedLock[]> {
  const names = ['imagebuild.lock'];
  for (const kind of ['profiles', 'explore', 'try'])
    for (const entry of await readdir(join(paths.state, kind), { withFileTypes: true }).catch(() => []))
      if (entry.isDirectory()) names.push(`.imagebuild/${kind}/${entry.name}/imagebuild.lock`);
  return Promise.all(
    names.map(async (name) => ({ name, state: await loadLockfile(join(paths.root, name), name) })),
  );
}
