import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { problem } from '../core/diagnostic.ts';
import { failure } from '../core/failure.ts';
import { fail, type Result, succeed } from '../core/result.ts';
import { formatLockfile, mergeLockfiles, parseLockfile, type WantedKeys } from '../lockfile/index.ts';
import { writeDurable } from '../store/index.ts';
import { hold } from './hold.ts';
import { openProject, type Project, type ProjectRequest } from './project.ts';
import { openWorkspace, wantedKeys } from './workspace.ts';

export interface MergedLock {
  readonly targets: number;
  readonly changed: boolean;
}

/** The two sides when version control hands them over as files; the result goes into `ours`. */
export interface MergeFiles {
  readonly ours: string;
  readonly theirs: string;
}

/** Merges a conflicted lockfile target by target. The manifest decides where the sides differ, when it can be read. */
export async function mergeLock(
  request: ProjectRequest,
  files: MergeFiles | undefined,
): Promise<Result<MergedLock>> {
  const project = await openProject(request);
  if (files !== undefined) {
    const workspace = project.ok ? await openWorkspace(project.value) : undefined;
    // In the middle of a merge the manifest may be in conflict itself; then both sides are kept as far as they go.
    return mergeFiles(
      files,
      request.cwd ?? process.cwd(),
      workspace?.ok ? wantedKeys(workspace.value) : undefined,
    );
  }
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

async function mergeFiles(
  { ours, theirs }: MergeFiles,
  folder: string,
  wanted: WantedKeys | undefined,
): Promise<Result<MergedLock>> {
  const read = async (file: string) => {
    const text = await readFile(resolve(folder, file), 'utf8').catch(() => undefined);
    return text === undefined
      ? problem('file-missing', `there is no file ${file}`)
      : parseLockfile(text, file);
  };
  const [mine, other] = [await read(ours), await read(theirs)];
  if ('code' in mine) return fail(failure('lock-unusable', mine));
  if ('code' in other) return fail(failure('lock-unusable', other));
  const merged = mergeLockfiles(mine, other, wanted);
  await writeDurable(resolve(folder, ours), formatLockfile(merged));
  return succeed({ targets: merged.targets.size, changed: true });
}
