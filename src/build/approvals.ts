import { type Diagnostic, problem, warning } from '../core/diagnostic.ts';
import { type LockEntry, type Lockfile, validApproval } from '../lockfile/index.ts';
import { type Plan, replacesMaster } from '../plan/index.ts';
import type { TargetId } from '../targets/index.ts';

/** Tells that what somebody approved is no longer what a target shows. */
export function approvalVoid(
  id: TargetId,
  { by }: NonNullable<LockEntry['approval']>,
  because: string,
): Diagnostic {
  const message = `${id} ${because}, so its approval${by === undefined ? '' : ` by ${by}`} no longer holds`;
  return warning('approval-void', message, {
    target: id,
    hint: `look at the new picture, then run \`imagebuild approve ${id}\``,
  });
}

/** Approvals that a build of this plan would end. */
export function foreseenVoids(plan: Plan): readonly Diagnostic[] {
  return plan.targets.flatMap((planned) => {
    const approval = planned.entry && validApproval(planned.entry);
    if (approval === undefined || !replacesMaster(planned)) return [];
    const because = planned.conditional ? 'may get another picture' : 'would get another picture';
    return [approvalVoid(planned.id, approval, because)];
  });
}

/** What keeps targets from going out where everything has to be approved. */
export function missingApprovals(ids: Iterable<TargetId>, { targets }: Lockfile): readonly Diagnostic[] {
  return [...ids].flatMap((id) => {
    const entry = targets.get(id);
    if (entry !== undefined && validApproval(entry)) return [];
    const message =
      entry?.approval === undefined
        ? `${id} is not approved`
        : `${id} was approved with another picture than it has now`;
    const hint = `look at it, then run \`imagebuild approve ${id}\``;
    return [problem('not-approved', message, { target: id, hint })];
  });
}
