import {
  type BuildOptions,
  hold,
  type Project,
  placed,
  planProject,
  type Workspace,
} from '../build/index.ts';
import { type Diagnostic, problem } from '../core/diagnostic.ts';
import { type Failure, failure } from '../core/failure.ts';
import { fail, type Result, succeed } from '../core/result.ts';
import { type LockEntry, saveLockfile } from '../lockfile/index.ts';
import type { Plan } from '../plan/index.ts';
import { writeDurable } from '../store/index.ts';
import type { TargetId } from '../targets/index.ts';
import { refuseFrozen } from './frozen.ts';

export interface ChangeOptions extends BuildOptions {
  /** Only says what would be done. */
  readonly dryRun?: boolean;
}

/** What is to be written into the lockfile, and what the caller learns of it. */
export interface LockChange<Value> {
  readonly entries: ReadonlyMap<TargetId, LockEntry>;
  readonly removed?: ReadonlySet<TargetId>;
  readonly value: Value;
  readonly warnings?: readonly Diagnostic[];
}

/** The project as it is while nobody else works in it. */
export interface HeldState {
  readonly plan: Plan;
  readonly workspace: Workspace;
}

/** Does some work while nobody else changes the project; refuses where nothing may be changed at all. */
export async function whileHeld<Value>(
  project: Project,
  command: string,
  options: ChangeOptions,
  work: (state: HeldState) => Promise<Result<Value>>,
): Promise<Result<Value>> {
  const refused = refusal(project, command, options);
  if (refused) return fail(refused);
  const held = await hold(project, command, options);
  if ('kind' in held) return fail(held);
  try {
    const planned = await planProject(project);
    if (!planned.ok) return planned;
    const { kind } = planned.value.workspace.lockState;
    if (kind === 'conflicted') return fail(conflicted(project.paths.lockfileName));
    const done = await work(planned.value);
    return done.ok ? done : fail(failure(done.failure.kind, ...placed(done.failure.diagnostics, project)));
  } finally {
    await held.release();
  }
}

/**
 * Changes entries of the lockfile while nobody else works in the project. `change` sees the plan as it is then; what
 * it refuses leaves everything as it was. `command` is what the user has called.
 */
export async function changeLock<Value>(
  project: Project,
  command: string,
  options: ChangeOptions,
  change: (state: HeldState) => Promise<Result<LockChange<Value>>>,
): Promise<Result<Value>> {
  return whileHeld(project, command, options, async (state) => {
    const { lockState, lockfile } = state.workspace;
    const { lockfile: path, lockfileName } = project.paths;
    if (lockState.kind !== 'loaded') return fail(missing(lockfileName));
    const changed = await change(state);
    if (!changed.ok) return changed;
    const { entries, removed = new Set<TargetId>(), value, warnings } = changed.value;
    if (!options.dryRun) {
      const targets = new Map([...lockfile.targets].filter(([id]) => !removed.has(id)));
      for (const [id, entry] of entries) targets.set(id, entry);
      const wanted = { base: lockfile, seen: lockState, write: writeDurable };
      const saved = await saveLockfile(path, lockfileName, { ...lockfile, targets }, wanted);
      if ('code' in saved) return fail(failure('lock-unusable', saved));
    }
    return succeed(value, warnings);
  });
}

function refusal({ profile }: Project, command: string, { frozen }: ChangeOptions): Failure | undefined {
  if (profile !== undefined) {
    const message = `${command} is about finished pictures, and those of --profile ${profile} are drafts`;
    const hint = 'leave --profile out; `imagebuild promote ID` makes the final picture of a draft';
    return failure('invalid-input', problem('usage', message, { hint }));
  }
  return refuseFrozen(command, frozen);
}

export function conflicted(name: string): Failure {
  const hint = 'run `imagebuild lock merge`';
  return failure('lock-unusable', problem('lock-conflicted', `${name} has conflict markers`, { hint }));
}

function missing(name: string): Failure {
  const hint = 'bring it back from version control, or run `imagebuild build` first';
  return failure('lock-unusable', problem('lock-missing', `there is no ${name}`, { hint }));
}
