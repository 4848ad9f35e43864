import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { problem } from '../core/diagnostic.ts';
import { failure } from '../core/failure.ts';
import { fail, type Result, succeed } from '../core/result.ts';
import { formatLockfile, formatMerge, mergeThreeWay, parseSides, type Sides } from '../lockfile/index.ts';
import { writeDurable } from '../store/index.ts';
import { hold } from './hold.ts';
import { openProject, type Project, type ProjectRequest } from './project.ts';
import { mergeLines } from './repository.ts';
import { openWorkspace } from './workspace.ts';

export interface MergedLock {
  readonly targets: number;
  readonly changed: boolean;
}

/** The paths that git hands to a merge driver; the result goes into `ours`. */
export type MergeFiles = Sides<string>;

/**
 * Merges the lockfile as git's merge driver. The manifest has no say: in the middle of a merge the one in the working tree is
 * that of one side only. Where both sides have changed a target, both entries stay between conflict markers, and the failure
 * names the target. What is no lockfile is merged line by line, as git would do it alone: nothing of a side is lost.
 */
export async function mergeLockFiles(files: MergeFiles, folder: string): Promise<Result<MergedLock>> {
  const paths = {
    base: resolve(folder, files.base),
    ours: resolve(folder, files.ours),
    theirs: resolve(folder, files.theirs),
  };
  const base = await readText(paths.base);
  const [ours, theirs] = [await readText(paths.ours), await readText(paths.theirs)];
  if (ours === undefined || theirs === undefined) {
    const message = `there is no file ${ours === undefined ? files.ours : files.theirs}`;
    return fail(failure('lock-unusable', problem('file-missing', message)));
  }
  const sides = parseSides({ base, ours, theirs }, files.ours);
  if (sides === undefined) return mergeAsText(paths);
  const merged = mergeThreeWay(sides);
  await writeDurable(paths.ours, formatMerge(merged));
  const conflicts = [...merged.conflicts.keys()];
  const targets = merged.lockfile.targets.size + conflicts.length;
  return conflicts.length === 0
    ? succeed({ targets, changed: true })
    : fail(failure('lock-unusable', conflictProblem(conflicts)));
}

async function mergeAsText(paths: Sides<string>): Promise<Result<MergedLock>> {
  const clean = await mergeLines(paths);
  const message = 'one side of the lockfile is damaged, or of another version, so it was merged line by line';
  const hint = `${clean ? '' : 'settle the conflicts by hand, or '}bring the lockfile of one side back, then run \`imagebuild check\``;
  return fail(failure('lock-unusable', problem('lock-damaged', message, { hint })));
}

function conflictProblem(ids: readonly string[]) {
  const named = ids.slice(0, NAMED).join(', ');
  const rest = ids.length > NAMED ? ` and ${ids.length - NAMED} more` : '';
  const message = `both sides have changed ${named}${rest}; both are kept in the lockfile, between conflict markers`;
  return problem('lock-conflicted', message, {
    hint: 'settle the manifest first, then run `imagebuild lock merge`: nothing that was paid for is bought again',
  });
}

/** So many targets are called by their names. */
const NAMED = 5;

function readText(path: string): Promise<string | undefined> {
  return readFile(path, 'utf8').catch(() => undefined);
}

/** Settles a lockfile with conflict markers target by target. The manifest decides where both sides have changed the same. */
export async function mergeLock(request: ProjectRequest): Promise<Result<MergedLock>> {
  const project = await openProject(request);
  if (!project.ok) return project;
  const held = await hold(project.value, 'lock merge');
  if ('kind' in held) return fail(held);
  try {
    return await mergeProject(project.value);
  } finally {
    await held.release();
  }
}

async function mergeProject(project: Project): Promise<Result<MergedLock>> {
  const workspace = await openWorkspace(project);
  if (!workspace.ok) return workspace;
  const { lockState, lockfile } = workspace.value;
  const changed = lockState.kind === 'conflicted';
  if (changed) await writeDurable(project.paths.lockfile, formatLockfile(lockfile));
  return succeed({ targets: lockfile.targets.size, changed });
}
