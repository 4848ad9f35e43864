import { type Diagnostic, problem, warning } from '../core/diagnostic.ts';
import type { Failure } from '../core/failure.ts';
import { systemClock } from '../core/ports.ts';
import { countActions, isAdopted, needsMaking, type Plan, type PlannedTarget } from '../plan/index.ts';
import { type Claims, claimsOf, spentSoFar } from '../store/index.ts';
import { dependenciesOf } from '../targets/index.ts';
import { collectAbandoned } from './abandoned-jobs.ts';
import { claimOutputs, composeSite, publish, trySaving } from './conclude.ts';
import { Round } from './drift/round.ts';
import { executeTarget, type Outcome } from './execute-target.ts';
import { checkGates, sharingNotice } from './gate.ts';
import { hold } from './hold.ts';
import { ignoredByGit } from './ignored-by-git.ts';
import { imageLibraryGate } from './image-library-gate.ts';
import { keepOutOfGit } from './keep-out-of-git.ts';
import { keepRendered } from './keep-rendered.ts';
import { keepLeftovers, removeLeftovers } from './leftovers.ts';
import type { BuildOptions } from './options.ts';
import { PeriodicSave } from './periodic-save.ts';
import { withPlaces } from './places.ts';
import type { Project } from './project.ts';
import { troubleProblems } from './provider-trouble.ts';
import { limitsOf, Purse } from './purse.ts';
import { recordsGate, spoiltRecords } from './records-gate.ts';
import { type Recovery, recoverPurchases, refusedKeys, settleAbandoned, spentKeys } from './recover.ts';
import { NO_COST, NO_COUNTS, type Report, reportPlan, reportTarget, reportTargets } from './report.ts';
import { Run } from './run.ts';
import { MOST_AT_ONCE, runInOrder } from './scheduler.ts';
import { planWorkspace, select } from './selection.ts';
import { settingsNotice } from './settings-notice.ts';
import { isFresh, keepSettled, type SettledProject, settledProject } from './settle.ts';
import { tellWait } from './tell-wait.ts';
import { openWorkspace, type Workspace } from './workspace.ts';

/** Makes the files of a project true to its manifest. The story, one room a line. */
export async function buildProject(project: Project, options: BuildOptions = {}): Promise<Report> {
  return withPlaces(await build(project, options), project);
}

async function build(project: Project, options: BuildOptions): Promise<Report> {
  const clock = options.clock ?? systemClock;
  let waited = () => {};
  const onWait = (by: string) => {
    options.onWait?.(by);
    if (options.listener) waited = tellWait(options.listener, clock, { reason: 'lock', by });
  };
  const held = await hold(project, 'build', { ...options, onWait, mayLook: true });
  waited();
  if ('kind' in held) return reportFailure(project, held);
  let claims: Claims | undefined;
  let settled: SettledProject | undefined;
  try {
    const opened = await openWorkspace(project);
    if (!opened.ok) return reportFailure(project, opened.failure);
    const workspace = opened.value;
    claims = workspace.sharedStore && claimsOf(workspace.sharedStore, clock);
    const recovery = await recover(workspace, options, clock.now());
    if (project.profile !== undefined) await keepOutOfGit(project.paths.state, 'profiles');
    const selection = await select(workspace, options.patterns ?? [], options.force ?? false);
    if (!selection.ok) return reportFailure(project, selection.failure);
    const { plan: whole, planner } = planWorkspace(workspace, selection.value, options.frozen);
    // Frozen wins: what is held back would otherwise be published as it was before, and nobody would be told.
    const plan = options.holdSpending && !options.frozen ? withoutSpending(whole) : whole;
    const records = await workspace.journal.records();
    const { budget } = project.manifest;
    const now = clock.now();
    const limits = limitsOf(budget, spentSoFar(records, now), options.maxCost);
    const unreadable = recordsGate(await spoiltRecords(workspace), budget, now);
    const refusal =
      checkGates(plan, workspace, options, limits, unreadable) ?? (await imageLibraryGate(plan));
    if (refusal) return reportFailure(project, refusal, plan);
    if (held.unwritable && !isFresh(plan)) return reportFailure(project, held.unwritable, plan);
    const { default: limit } = await import('p-limit');
    const refused = refusedKeys(records);
    const spent = spentKeys(records);
    const purse = new Purse(limits, options.onSpending);
    const { unknown, jobs } = recovery;
    const beganAt = now;
    const left = (options.retryUnknown ? await claims?.left() : undefined) ?? new Set<string>();
    const run = new Run({
      workspace,
      options,
      planner,
      purse,
      unknown,
      jobs,
      refused,
      spent,
      claims,
      left,
      limit,
      beganAt,
      records,
    });
    const { warnings: abandoned, leaving } = await settleAbandoned(recovery, workspace, plan, options);
    run.warn([...project.warnings, ...plan.warnings, ...recovery.warnings, ...abandoned]);
    run.warn(sharingNotice(plan, workspace.sharedStore?.state()));
    if (options.frozen) run.warn(settingsNotice(plan, project.paths.lockfileName));
    if (plan.cost.paidImages > 0) run.warn(await ignoredByGit(project.paths, true));
    run.warnOfSharing();
    held.lost.addEventListener('abort', () => run.halt());
    announce(plan, run);
    await claimOutputs(plan, run);
    const collected = collectAbandoned(plan, run, leaving);
    const outcomes = await execute(plan, run);
    run.warn(await collected());
    const complete = plan === whole && outcomes.every(({ kind }) => kind === 'done');
    if (options.frozen) keepRendered(plan, run);
    if (complete) await removeLeftovers(plan, run).catch((error: unknown) => run.noteTrouble(error));
    keepLeftovers(run);
    // The lock is the record of what was bought: no trouble with a sheet may keep it from being written.
    const site = await composeSite(run)
      .catch((error: unknown) => run.noteTrouble(error))
      .finally(() => (held.unwritable ? undefined : trySaving(plan, run, complete)));
    if (site) await publish(site, run).catch((error: unknown) => run.noteTrouble(error));
    run.warnOfSharing();
    const report = reportRun(plan, outcomes, run);
    if (held.lost.aborted) return lostProject(report);
    if (plan === whole && !held.unwritable) settled = settledProject(plan, run, report);
    return report;
  } finally {
    claims?.close();
    await held.release();
    // It only saves time.
    if (settled) await keepSettled(settled).catch(() => {});
  }
}

/** Another process took this one for dead, since it had given no sign of life for long. */
function lostProject(report: Report): Report {
  const message = 'another process has taken the project over, since this one was suspended for too long';
  const lost = problem('project-held', message, { hint: 'what was made is kept; build again' });
  return { ...report, failure: 'project-held', errors: [lost, ...report.errors] };
}

async function execute(plan: Plan, run: Run): Promise<Outcome[]> {
  const saver = new PeriodicSave(() => trySaving(plan, run, false), run.clock);
  return runInOrder<PlannedTarget, Outcome>(
    plan.targets,
    ({ target }) => dependenciesOf(target),
    async (planned, inputs) => {
      // What people made needs no inputs.
      const adopted = isAdopted(planned.entry) && planned.source !== undefined;
      const lost = adopted ? undefined : inputs.find(({ kind }) => kind !== 'done');
      const outcome: Outcome = lost
        ? { kind: 'skipped', planned, because: `${lost.planned.id} was not made` }
        : await executeTarget(planned, run);
      if (outcome.kind === 'failed') {
        run.noteFailure();
        run.emit({ type: 'target-failed', target: planned.id, error: outcome.diagnostic });
      }
      // Of what the next round takes up nobody needs to hear twice.
      if (outcome.kind === 'skipped' && !(run.overtaken && !run.hasBegun(planned.id)))
        run.emit({ type: 'target-skipped', target: planned.id, because: outcome.because });
      await saver.tick();
      return outcome;
    },
    run.limit(MOST_AT_ONCE),
  );
}

/** The plan without what would have to be bought, and without what is made from that. */
function withoutSpending(plan: Plan): Plan {
  const held = new Set<string>();
  for (const planned of plan.targets) {
    const { id, target, entry } = planned;
    const buys = target.paid && needsMaking(planned) && planned.damage === undefined;
    // What people made needs no inputs.
    const waits = !isAdopted(entry) && dependenciesOf(target).some((input) => held.has(input));
    if (buys || waits) held.add(id);
  }
  if (held.size === 0) return plan;
  const message = `${held.size} ${held.size === 1 ? 'target is' : 'targets are'} held back, since making ${held.size === 1 ? 'it' : 'them'} would cost ${plan.cost.credits} credits`;
  return {
    ...plan,
    targets: plan.targets.filter(({ id }) => !held.has(id)),
    cost: { credits: 0, conditionalCredits: 0, paidImages: 0, unpriced: [] },
    warnings: [
      ...plan.warnings,
      warning('spending-held', message, { hint: 'allow it with --max-cost CREDITS' }),
    ],
  };
}

/** A frozen build buys nothing and writes nothing, so it leaves unfinished purchases to the next that may. */
async function recover(workspace: Workspace, options: BuildOptions, now: number): Promise<Recovery> {
  if (options.frozen) return { unknown: new Map(), jobs: new Map(), warnings: [] };
  // What an interrupted drift has left in flight counts for the budget; its pictures are the next drift's business.
  await workspace.journal.mend();
  await recoverPurchases(new Round(workspace.project.paths), now);
  return recoverPurchases(workspace, now);
}

function announce(plan: Plan, run: Run): void {
  run.counts.targets = plan.targets.length;
  run.cost.estimatedCredits = plan.cost.credits;
  const { targets, cost } = plan;
  run.emit({
    type: 'planned',
    targets: targets.length,
    ...countActions(plan),
    estimatedCredits: cost.credits,
  });
}

function reportRun(plan: Plan, outcomes: readonly Outcome[], run: Run): Report {
  const errors: Diagnostic[] = outcomes.flatMap((outcome) =>
    outcome.kind === 'failed' && outcome.trouble === undefined ? [outcome.diagnostic] : [],
  );
  const troubles = troubleProblems(outcomes, run);
  errors.push(...troubles);
  errors.push(...distinct(run.trouble));
  if (run.lockTrouble) errors.unshift(run.lockTrouble);
  const first = run.lockTrouble
    ? { failure: 'lock-unusable' }
    : (outcomes.find((outcome) => outcome.kind === 'failed') ??
      (troubles.length > 0 ? { failure: 'provider-failed' } : undefined) ??
      (run.trouble.length > 0 ? { failure: 'unexpected' } : undefined));
  const interrupted = run.options.signal?.aborted === true;
  const byId = new Map(outcomes.map(({ planned }) => [planned.id, planned]));
  const targets = reportTargets(plan).map((reported) => {
    const planned = byId.get(reported.id);
    return planned && reported.action !== 'remove' ? reportTarget(planned) : reported;
  });
  run.cost.spentCredits = run.purse.spent;
  run.cost.unknownCredits = run.purse.unknown;
  return {
    failure: interrupted ? 'interrupted' : (first as { failure?: Report['failure'] } | undefined)?.failure,
    config: run.workspace.project.manifest.file,
    counts: run.counts,
    filesWritten: [...run.written.values()].reduce((sum, files) => sum + files, 0),
    cost: run.cost,
    targets,
    ...notBegun(outcomes, run),
    warnings: run.warnings,
    errors,
  };
}

/** What the next round of a session takes up is only postponed. */
function notBegun(outcomes: readonly Outcome[], run: Run): Pick<Report, 'notBegun'> {
  if (run.overtaken) return {};
  const ids = outcomes.flatMap(({ kind, planned }) => (kind === 'skipped' ? [planned.id] : []));
  return ids.length === 0 ? {} : { notBegun: ids };
}

/** What is tried again and again goes wrong in the same words. */
function distinct(diagnostics: readonly Diagnostic[]): Diagnostic[] {
  return [...new Map(diagnostics.map((diagnostic) => [diagnostic.message, diagnostic])).values()];
}

/** A build that ended before it began. */
export function reportFailure(
  project: Pick<Project, 'manifest'> | undefined,
  { kind, diagnostics }: Failure,
  plan?: Plan,
): Report {
  const config = project?.manifest.file ?? '';
  const planned = plan && reportPlan(plan, config);
  return {
    failure: kind,
    config,
    counts: planned?.counts ?? NO_COUNTS,
    filesWritten: 0,
    cost: planned?.cost ?? NO_COST,
    targets: planned?.targets ?? [],
    warnings: planned?.warnings ?? [],
    errors: diagnostics,
  };
}
