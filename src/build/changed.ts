import { type Result, succeed } from '../core/result.ts';
import { EMPTY_LOCKFILE, type LockEntry } from '../lockfile/index.ts';
import { differsFromLock, isAdopted, type PlannedTarget, planTargets } from '../plan/index.ts';
import type { TargetId } from '../targets/index.ts';
import { findRevision, lockfileAt } from './repository.ts';
import { everything, planRequest, type Workspace } from './workspace.ts';

const USAGE = 'changed: takes a git revision, as in changed:main';

/** For each pattern `changed:REF`, the targets that differ from the lockfile of that git revision. */
export async function changedTargets(
  workspace: Workspace,
  patterns: readonly string[],
): Promise<Result<ReadonlyMap<string, ReadonlySet<TargetId>>>> {
  const changed = new Map<string, ReadonlySet<TargetId>>();
  for (const pattern of patterns.filter((pattern) => pattern.startsWith('changed:'))) {
    const revision = pattern.slice('changed:'.length);
    const commit = await findRevision(workspace.project, revision, USAGE);
    if (!commit.ok) return commit;
    const found = await lockfileAt(workspace.project, commit.value, revision);
    if (!found.ok) return found;
    const before = found.value ?? EMPTY_LOCKFILE;
    const plan = planTargets(planRequest(workspace, everything(workspace), new Set(), before));
    const differs = (planned: PlannedTarget) =>
      differsFromLock(planned) ||
      otherPicture(workspace.lockfile.targets.get(planned.id), before.targets.get(planned.id));
    changed.set(pattern, new Set(plan.targets.filter(differs).map(({ id }) => id)));
  }
  return succeed(changed);
}

/** What people made stands for the same recipe as what was generated, and is another picture all the same. */
function otherPicture(now: LockEntry | undefined, before: LockEntry | undefined): boolean {
  if (!isAdopted(now) && !isAdopted(before)) return false;
  return now?.master.digest !== before?.master.digest;
}
