import { problem } from '../core/diagnostic.ts';
import { failure } from '../core/failure.ts';
import { fail, type Result, succeed } from '../core/result.ts';
import { timed } from '../core/timing.ts';
import { type Plan, Planner, planTargets } from '../plan/index.ts';
import { selectTargets, type TargetId, withDependencies } from '../targets/index.ts';
import { changedTargets } from './changed.ts';
import { overwriteProblems } from './overwrites.ts';
import { planRequest, type Workspace } from './workspace.ts';

export interface Selection {
  /** Targets the user named, and what they are made from. */
  readonly selected: ReadonlySet<TargetId>;
  readonly forced: ReadonlySet<TargetId>;
}

const FORCE_ALL = failure(
  'invalid-input',
  problem('usage', '--force needs a pattern that says what to make again', {
    hint: "for example: imagebuild build --force 'fox/*'; everything is '**'",
  }),
);

/** Patterns of the command line → targets. */
export async function select(
  workspace: Workspace,
  patterns: readonly string[],
  force: boolean,
): Promise<Result<Selection>> {
  if (force && patterns.length === 0) return fail(FORCE_ALL);
  const named = await selectNamed(workspace, patterns);
  if (!named.ok) return named;
  return succeed({
    selected: withDependencies(workspace.project.graph, named.value),
    forced: force ? named.value : new Set(),
  });
}

/** The targets that patterns name, without what those are made from. */
export async function selectNamed(
  workspace: Workspace,
  patterns: readonly string[],
): Promise<Result<ReadonlySet<TargetId>>> {
  const changed = await changedTargets(workspace, patterns);
  if (!changed.ok) return changed;
  const { selected, problems } = selectTargets(workspace.project.graph, patterns, changed.value);
  return problems.length > 0 ? fail(failure('invalid-input', ...problems)) : succeed(selected);
}

export function planWorkspace(
  workspace: Workspace,
  { selected, forced }: Selection,
  lockStays = false,
): { plan: Plan; planner: Planner } {
  const request = { ...planRequest(workspace, selected, forced), lockStays };
  const planner = new Planner(request);
  const plan = timed('plan', () => planTargets(request, planner));
  const problems = timed('plan', () => overwriteProblems(plan, workspace, forced));
  return {
    plan: problems.length === 0 ? plan : { ...plan, problems: [...plan.problems, ...problems] },
    planner,
  };
}
