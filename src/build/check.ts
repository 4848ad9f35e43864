import { type Diagnostic, problem, warning } from '../core/diagnostic.ts';
import { type Failure, failure } from '../core/failure.ts';
import { POINTER_HINT } from '../core/lfs-pointer.ts';
import { systemClock } from '../core/ports.ts';
import { fail, type Result, succeed } from '../core/result.ts';
import type { FileState, Plan, PlannedOutput } from '../plan/index.ts';
import type { OutputIndex } from '../site/index.ts';
import { type ReadTrouble, spentSoFar } from '../store/index.ts';
import { foreseenVoids, missingApprovals } from './approvals.ts';
import { reportFailure } from './build.ts';
import { foreseenDamage } from './damage.ts';
import { everyPurchase } from './every-purchase.ts';
import { foreseenRefusals, frozenGate, sharingNotice } from './gate.ts';
import { inTurn } from './in-turn.ts';
import type { BuildOptions } from './options.ts';
import { placed, withPlaces } from './places.ts';
import type { Project } from './project.ts';
import { limitsOf } from './purse.ts';
import { recordsGate, spoiltRecords } from './records-gate.ts';
import { foreseenObstacles } from './recover.ts';
import { type Report, reportPlan } from './report.ts';
import { planWorkspace, select, selectNamed } from './selection.ts';
import { settingsNotice } from './settings-notice.ts';
import { knownSheets } from './sprites.ts';
import { openWorkspace, type Workspace } from './workspace.ts';

/** What `build` would do. */
export interface Planned {
  readonly plan: Plan;
  readonly workspace: Workspace;
  /** What it would fail on since something is damaged; no part of the warnings. */
  readonly damage: readonly Diagnostic[];
}

/** What `build` would do, and what would refuse it. Touches nothing and needs no key. */
export async function planProject(project: Project, options: BuildOptions = {}): Promise<Result<Planned>> {
  const planned = await look(project, options);
  return planned.ok
    ? {
        ...planned,
        value: { ...planned.value, damage: placed(planned.value.damage, project) },
        warnings: placed(planned.warnings, project),
      }
    : {
        ...planned,
        failure: { ...planned.failure, diagnostics: placed(planned.failure.diagnostics, project) },
      };
}

async function look(project: Project, options: BuildOptions): Promise<Result<Planned>> {
  const opened = await openWorkspace(project);
  if (!opened.ok) return opened;
  const workspace = opened.value;
  const selection = await select(workspace, options.patterns ?? [], options.force ?? false);
  if (!selection.ok) return selection;
  const { plan } = planWorkspace(workspace, selection.value, options.frozen);
  if (plan.problems.length > 0) return fail(failure('invalid-input', ...plan.problems));
  const obstacles = await foreseenObstacles(plan, workspace);
  const { budget } = project.manifest;
  const now = systemClock.now();
  const limits = limitsOf(
    budget,
    spentSoFar(await everyPurchase(workspace.project, now), now),
    options.maxCost,
  );
  const unreadable = recordsGate(await spoiltRecords(workspace), budget, now);
  const shared = workspace.sharedStore?.state();
  const refusals = foreseenRefusals(plan, options, limits, shared, unreadable);
  const sharing = refusals.some(({ code }) => code.startsWith('shared-')) ? [] : sharingNotice(plan, shared);
  const warnings = [
    ...project.warnings,
    ...plan.warnings,
    ...foreseenVoids(plan),
    ...obstacles,
    ...refusals,
    ...sharing,
    ...(workspace.sharedStore?.troubles() ?? []),
  ];
  return succeed({ plan, workspace, damage: foreseenDamage(plan) }, warnings);
}

export interface CheckOptions {
  /** Every target that the patterns name must be approved. */
  readonly approved?: boolean;
}

/**
 * Would a frozen build succeed here, and are the bytes that should be there intact? Files that were never made in
 * this checkout are no damage: `build --frozen` makes them.
 */
export async function checkProject(
  project: Project,
  patterns: readonly string[] = [],
  options: CheckOptions = {},
): Promise<Report> {
  return withPlaces(await check(project, patterns, options), project);
}

async function check(
  project: Project,
  patterns: readonly string[],
  { approved = false }: CheckOptions,
): Promise<Report> {
  const planned = await planProject(project, { patterns, frozen: true });
  if (!planned.ok) return reportFailure(project, planned.failure);
  const { plan, workspace } = planned.value;
  const stale = frozenGate(plan, workspace.lockState, project.paths.lockfileName);
  if (stale) return reportFailure(project, lostMastersAreDamage(stale), plan);
  const damage = await findDamage(plan, workspace);
  const report = reportPlan(plan, project.manifest.file);
  const warnings = [
    ...project.warnings,
    ...report.warnings,
    ...settingsNotice(plan, project.paths.lockfileName),
    ...damage.warnings,
  ];
  const unapproved = approved ? await findUnapproved(workspace, patterns) : [];
  return {
    ...report,
    warnings,
    errors: [...unapproved, ...damage.errors],
    failure: unapproved.length > 0 ? 'lock-unusable' : damage.errors.length > 0 ? 'damage-found' : undefined,
  };
}

/** Those that the user named: what they are made from need not go out. */
async function findUnapproved(
  workspace: Workspace,
  patterns: readonly string[],
): Promise<readonly Diagnostic[]> {
  const named = await selectNamed(workspace, patterns);
  return named.ok ? missingApprovals(named.value, workspace.lockfile) : named.failure.diagnostics;
}

/** What `build --frozen` calls an unusable lock because of a lost master is, looked at closely, lost bytes. */
function lostMastersAreDamage(stale: Failure): Failure {
  const codes = new Set(['master-missing', 'master-damaged', 'record-damaged']);
  return stale.diagnostics.every(({ code }) => codes.has(code)) ? { ...stale, kind: 'damage-found' } : stale;
}

async function findDamage(
  plan: Plan,
  { index, project, store }: Workspace,
): Promise<{ errors: Diagnostic[]; warnings: Diagnostic[] }> {
  const errors: Diagnostic[] = [];
  const unmade: string[] = [];
  const files = [
    ...plan.targets.flatMap(({ id, outputs }) =>
      outputs.flatMap((output) => filesAsLocked(output, index).map((file) => ({ id, ...file }))),
    ),
    ...knownSheets(project, index).map((sheet) => ({ id: undefined, ...sheet })),
  ];
  const builtHere = index.existed || files.some(({ state }) => state !== 'missing');
  for (const { id, path, state } of files) {
    const damage = builtHere || state !== 'missing' ? damageOf(path, state) : undefined;
    if (damage) errors.push(problem(damage.code, damage.message, { target: id, hint: damage.hint }));
    if (state === 'missing' && !builtHere) unmade.push(path);
  }
  errors.push(...(await damagedMasters(plan, store)));
  const warnings =
    unmade.length > 0
      ? [
          warning('not-built', `${unmade.length} files have not been made in this checkout`, {
            hint: 'run `imagebuild build --frozen`',
          }),
        ]
      : [];
  return { errors, warnings };
}

/** Files as this program makes them, else as the lock knows them, which is as good. */
function filesAsLocked({ files, earlier }: PlannedOutput, index: OutputIndex) {
  return files.map(({ path, state }, at): { readonly path: string; readonly state: FileState } => {
    const locked = state === 'fresh' ? undefined : earlier?.[at];
    return locked
      ? { path: locked.path, state: index.state(locked.path, locked.renderKey) }
      : { path, state };
  });
}

/** Masters that are read at once. */
const AT_ONCE = 8;

async function damagedMasters(plan: Plan, store: Workspace['store']): Promise<Diagnostic[]> {
  const entries = plan.targets.flatMap(({ id, entry }) => (entry ? [{ id, master: entry.master }] : []));
  // Where no master is kept at all, they live elsewhere; where some are, a missing one is a loss.
  if (!entries.some(({ master }) => store.holds(master) || store.damagedMaster(master))) return [];
  const states = new Map<string, 'intact' | ReadTrouble>();
  const pointers = new Set<string>();
  await inTurn(entries, AT_ONCE, undefined, async ({ id, master }) => {
    states.set(id, store.damagedMaster(master) ? 'damaged' : await store.verifyMaster(master));
    if (store.damagedMaster(master)?.isPointer) pointers.add(id);
  });
  const hint =
    'bring .imagebuild/masters back from where it is kept; what is free is made again by `imagebuild build`';
  return entries.flatMap(({ id: target }) => {
    switch (states.get(target)) {
      case 'damaged':
        return [
          problem('master-damaged', `the master of ${target} in the store is damaged`, {
            target,
            hint: pointers.has(target) ? POINTER_HINT : hint,
          }),
        ];
      case 'missing':
        return [problem('master-missing', `the master of ${target} is not in the store`, { target, hint })];
      default:
        return [];
    }
  });
}

/** What is wrong with a file of the site that a build has written. */
function damageOf(
  path: string,
  state: FileState,
): { code: string; message: string; hint: string } | undefined {
  const hint = 'run `imagebuild build` to make it again';
  switch (state) {
    case 'missing':
      return { code: 'output-missing', message: `${path} is gone`, hint };
    case 'modified':
      return { code: 'output-modified', message: `${path} is not what was written`, hint };
    case 'stale':
      return {
        code: 'output-modified',
        message: `${path} is of an earlier lockfile`,
        hint: `${hint}, and commit it with the lockfile where files are committed`,
      };
    // Nothing here says what its bytes should be.
    case 'unverified':
    case 'fresh':
      return undefined;
  }
}
