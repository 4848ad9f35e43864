import { execFile } from 'node:child_process';
import { relative } from 'node:path';
import { promisify } from 'node:util';
import { problem } from '../core/diagnostic.ts';
import { failure } from '../core/failure.ts';
import { fail, type Result, succeed } from '../core/result.ts';
import { EMPTY_LOCKFILE, type LockEntry, type Lockfile, parseLockfile } from '../lockfile/index.ts';
import { isAdopted, type PlannedTarget, planTargets } from '../plan/index.ts';
import type { TargetId } from '../targets/index.ts';
import { everything, planRequest, type Workspace } from './workspace.ts';

/** For each pattern `changed:REF`, the targets that differ from the lockfile of that git revision. */
export async function changedTargets(
  workspace: Workspace,
  patterns: readonly string[],
): Promise<Result<ReadonlyMap<string, ReadonlySet<TargetId>>>> {
  const changed = new Map<string, ReadonlySet<TargetId>>();
  for (const pattern of patterns.filter((pattern) => pattern.startsWith('changed:'))) {
    const before = await lockfileAt(workspace, pattern.slice('changed:'.length));
    if (!before.ok) return before;
    const plan = planTargets(planRequest(workspace, everything(workspace), new Set(), before.value));
    const differs = ({ id, changesLock }: PlannedTarget) =>
      changesLock || otherPicture(workspace.lockfile.targets.get(id), before.value.targets.get(id));
    changed.set(pattern, new Set(plan.targets.filter(differs).map(({ id }) => id)));
  }
  return succeed(changed);
}

/** What people made stands for the same recipe as what was generated, and is another picture all the same. */
function otherPicture(now: LockEntry | undefined, before: LockEntry | undefined): boolean {
  if (!isAdopted(now) && !isAdopted(before)) return false;
  return now?.master.digest !== before?.master.digest;
}

async function lockfileAt({ project }: Workspace, revision: string): Promise<Result<Lockfile>> {
  const { root, lockfile, lockfileName } = project.paths;
  const refuse = (message: string) =>
    fail(
      failure(
        'invalid-input',
        problem('unknown-revision', message, { hint: 'changed: takes a git revision, as in changed:main' }),
      ),
    );
  if (revision === '' || revision.startsWith('-')) return refuse(`"${revision}" is not a git revision`);
  const git = (...args: string[]) => promisify(execFile)('git', args, { cwd: root, maxBuffer: 1 << 30 });
  try {
    await git('rev-parse', '--verify', '--quiet', `${revision}^{commit}`);
  } catch {
    return refuse(`git knows no revision "${revision}" here`);
  }
  const path = `./${relative(root, lockfile).replaceAll('\\', '/')}`;
  const shown = await git('show', `${revision}:${path}`).catch(() => undefined);
  if (shown === undefined) return succeed(EMPTY_LOCKFILE);
  const parsed = parseLockfile(shown.stdout, `${revision}:${lockfileName}`);
  return 'code' in parsed ? fail(failure('lock-unusable', parsed)) : succeed(parsed);
}
