import type { Failure } from '../core/failure.ts';
import { systemClock } from '../core/ports.ts';
import { holdProject, type StoredMaster } from '../store/index.ts';
import type { Project } from './project.ts';
import { openWorkspace, type Workspace } from './workspace.ts';

export interface Pruned {
  /** Masters that no entry of the lock uses. */
  readonly masters: readonly StoredMaster[];
  /** Cached renditions that nobody wants. */
  readonly renditions: { readonly files: number; readonly bytes: number };
  /** False when it only looked. */
  readonly removed: boolean;
}

/**
 * Mark: every master that the lock mentions. Sweep: the rest, and only when `remove` is set, since a paid picture
 * cannot be had again for free.
 */
export async function pruneProject(project: Project, remove: boolean): Promise<Pruned | Failure> {
  const held = await holdProject(project.paths.state, 'prune', 0, systemClock);
  if ('kind' in held) return held;
  try {
    const opened = await openWorkspace(project);
    if (!opened.ok) return opened.failure;
    const { store } = opened.value;
    const marked = markMasters(opened.value);
    const masters = (await store.masters()).filter(({ digest }) => !marked.has(digest));
    if (!remove) return { masters, renditions: { files: 0, bytes: 0 }, removed: false };
    for (const master of masters) await store.removeMaster(master);
    return {
      masters,
      renditions: await store.sweepRenditions(opened.value.index.renderKeys()),
      removed: true,
    };
  } finally {
    await held.release();
  }
}

function markMasters({ lockfile }: Workspace): ReadonlySet<string> {
  return new Set(
    [...lockfile.targets.values()].flatMap(({ master, parents }) => [master.digest, ...parents]),
  );
}
