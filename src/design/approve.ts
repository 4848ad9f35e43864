import { type Project, type Report, reportPlan, selectNamed } from '../build/index.ts';
import { type Diagnostic, problem } from '../core/diagnostic.ts';
import { failure } from '../core/failure.ts';
import { fail, type Result, succeed } from '../core/result.ts';
import { type LockEntry, validApproval } from '../lockfile/index.ts';
import { compareRecipes, differsFromLock, isAdopted, type Plan, type PlannedTarget } from '../plan/index.ts';
import type { Target, TargetId } from '../targets/index.ts';
import { type ChangeOptions, changeLock, type LockChange } from './change-lock.ts';

export interface ApprovalRequest {
  /** As on the command line; what the named targets are made from is not meant. */
  readonly patterns: readonly string[];
  /** Who approves, in their own words. */
  readonly by?: string;
  readonly note?: string;
}

export interface Approved {
  /** Newly approved, or no longer. */
  readonly changed: readonly TargetId[];
  /** Left as they are, since they were so already. */
  readonly already: readonly TargetId[];
  /** Of the named targets, as they stand. */
  readonly report: Report;
}

/**
 * Records that somebody has looked at pictures and approves of them. Holds for the very bytes of each master: a target
 * that gets another one is no longer approved. All of them, or none: what is not what the manifest asks for is refused.
 */
export function approve(
  project: Project,
  { patterns, by, note }: ApprovalRequest,
  options: ChangeOptions = {},
): Promise<Result<Approved>> {
  return changeApprovals(project, 'approve', patterns, options, (named) => {
    const stale = named.flatMap(staleness);
    if (stale.length > 0) return fail(failure('lock-unusable', ...stale));
    return succeed((entry: LockEntry) => {
      const before = validApproval(entry);
      if (before && (by ?? before.by) === before.by && (note ?? before.note) === before.note) return entry;
      const said = { ...(by === undefined ? {} : { by }), ...(note === undefined ? {} : { note }) };
      return { ...entry, approval: { master: entry.master.digest, ...said } };
    });
  });
}

/** Takes approvals back. */
export function revokeApproval(
  project: Project,
  { patterns }: Pick<ApprovalRequest, 'patterns'>,
  options: ChangeOptions = {},
): Promise<Result<Approved>> {
  return changeApprovals(project, 'approve', patterns, options, () =>
    succeed((entry: LockEntry) => {
      if (entry.approval === undefined) return entry;
      const { approval: _, ...rest } = entry;
      return rest;
    }),
  );
}

function changeApprovals(
  project: Project,
  command: string,
  patterns: readonly string[],
  options: ChangeOptions,
  judge: (named: readonly PlannedTarget[]) => Result<(entry: LockEntry) => LockEntry>,
): Promise<Result<Approved>> {
  return changeLock(project, command, options, async ({ plan, workspace }) => {
    const selected = await selectNamed(workspace, patterns);
    if (!selected.ok) return selected;
    const named = plan.targets.filter(({ id }) => selected.value.has(id));
    const verdict = judge(named);
    if (!verdict.ok) return verdict;
    const entries = new Map<TargetId, LockEntry>();
    for (const { id, entry } of named) {
      const changed = entry && verdict.value(entry);
      if (changed && changed !== entry) entries.set(id, changed);
    }
    return succeed(outcome(named, entries, plan, project));
  });
}

function outcome(
  named: readonly PlannedTarget[],
  entries: ReadonlyMap<TargetId, LockEntry>,
  plan: Plan,
  { manifest }: Project,
): LockChange<Approved> {
  const ids = named.map(({ id }) => id);
  const report = reportPlan({ ...plan, targets: named, removals: [], warnings: [] }, manifest.file);
  return {
    entries,
    value: {
      changed: ids.filter((id) => entries.has(id)),
      already: ids.filter((id) => !entries.has(id)),
      report,
    },
  };
}

/** Why a target cannot be approved as it is: what would be approved is not what the manifest asks for. */
function staleness(planned: PlannedTarget): Diagnostic[] {
  const { id, target, entry, action, reasons, recipe } = planned;
  const refuse = (why: string, hint: string) => [
    problem('not-current', `${id} cannot be approved: ${why}`, { target: id, hint }),
  ];
  const build = 'run `imagebuild build`, look at the picture, then approve it';
  if (entry === undefined) return refuse('it has not been made', build);
  const outgrown = isAdopted(entry) && recipe ? compareRecipes(entry.recipe, recipe) : [];
  if (outgrown.length > 0)
    return refuse(
      `its adopted picture is for other settings (${fields(outgrown)})`,
      `adopt it again if it still fits, or run \`imagebuild adopt ${id} --release\``,
    );
  const touched = reasons.filter(({ code, to }) => code === 'output-modified' && to === undefined);
  if (differsFromLock(planned) || action === 'generate' || action === 'restore')
    return refuse(`${fields(reasons)}`, build);
  if (touched.length > 0) return refuse(`a file is not what was written (${fields(touched)})`, build);
  // A recipe with inputs that are still to be made is not known, and an adopted target may have one.
  if (recipe === undefined) return refuse(`what it is made from has not been made (${roles(target)})`, build);
  return [];
}

function fields(reasons: PlannedTarget['reasons']): string {
  return reasons.map(({ code, field }) => (field === undefined ? code : `${field} changed`)).join(', ');
}

function roles({ inputs }: Target): string {
  return [...inputs.keys()].join(', ');
}
