import { dirname, join } from 'node:path';
import type { Failure } from '../core/failure.ts';
import { type Clock, systemClock } from '../core/ports.ts';
import { type HeldProject, holdOrLook, holdProject, LOCK_TIMEOUT, sweepTemporary } from '../store/index.ts';
import type { Project } from './project.ts';

export interface HoldOptions {
  /** Milliseconds to wait for another process. */
  readonly lockTimeout?: number;
  readonly clock?: Clock;
  /** Told once whom we wait for. */
  readonly onWait?: (owner: string) => void;
  /** Whether to go on where nothing can be written: the caller then looks at {@link HeldProject.unwritable}. */
  readonly mayLook?: boolean;
}

/** Holds a project against other processes, for whatever changes it; clears up first what a killed one has left. */
export async function hold(
  project: Project,
  command: string,
  { lockTimeout = LOCK_TIMEOUT, clock = systemClock, onWait, mayLook = false }: HoldOptions = {},
): Promise<HeldProject | Failure> {
  const take = mayLook ? holdOrLook : holdProject;
  const held = await take(project.paths.state, command, lockTimeout, clock, onWait);
  if ('kind' in held || held.unwritable) return held;
  try {
    await clearUp(project, held.afterCrash, clock.now());
    return held;
  } catch (error) {
    await held.release();
    throw error;
  }
}

/** A file beside the manifest that is being written is younger than this, in milliseconds. */
const BEING_WRITTEN = 60_000;

/** Half-written files must not be published along with the others, nor be committed. */
async function clearUp(project: Project, afterCrash: boolean, now: number): Promise<void> {
  const { paths, site, manifest, inputs } = project;
  if (afterCrash) {
    await sweepTemporary(paths.state);
    await sweepTemporary(join(paths.root, site.outDir));
  }
  // Manifests are edited by whoever has the word, also when nobody holds the project.
  const beside = [paths.lockfileName, ...manifest.files, ...inputs.keys()].map(dirname);
  const before = afterCrash ? now : now - BEING_WRITTEN;
  for (const folder of new Set(beside))
    await sweepTemporary(join(paths.root, folder), { deep: false, before });
}
