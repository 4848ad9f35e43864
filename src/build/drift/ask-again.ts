import { type Diagnostic, problem } from '../../core/diagnostic.ts';
import type { FailureKind } from '../../core/failure.ts';
import { failure } from '../../core/failure.ts';
import type { MasterRecord } from '../../core/picture.ts';
import { systemClock } from '../../core/ports.ts';
import type { GenerationKey } from '../../core/recipe.ts';
import { fail, type Result, succeed } from '../../core/result.ts';
import { Planner, roundCredits } from '../../plan/index.ts';
import { loadImageLibrary } from '../../renditions/index.ts';
import { isOrdered, type Store, spentSoFar } from '../../store/index.ts';
import { dependenciesOf, type TargetId, withDependencies } from '../../targets/index.ts';
import { damageOf } from '../damage.ts';
import { everyPurchase } from '../every-purchase.ts';
import { unpricedProblem } from '../gate.ts';
import { hold } from '../hold.ts';
import { obtainMaster } from '../obtain-master.ts';
import type { BuildOptions } from '../options.ts';
import type { Project } from '../project.ts';
import { limitsOf, Purse } from '../purse.ts';
import { recordsGate, spoiltRecords } from '../records-gate.ts';
import { recoverPurchases, refusedKeys, spentKeys } from '../recover.ts';
import type { Cost } from '../report.ts';
import { Run } from '../run.ts';
import { planWorkspace, selectNamed } from '../selection.ts';
import { openWorkspace, planRequest, type Workspace } from '../workspace.ts';
import { Round } from './round.ts';
import { affordable, type Candidate, candidatesOf, drawSample, type LeftOut } from './sample.ts';

/** What is to be asked for again. */
export interface DriftWish {
  readonly patterns: readonly string[];
  /** So many targets, drawn at random; all that patterns name, or {@link USUAL_SAMPLE}, when absent. */
  readonly sample?: number;
}

/** Targets that are drawn where nobody says how many. */
const USUAL_SAMPLE = 3;

/** What would be asked for again, and for how much. */
export interface DriftPlan {
  /** In the order in which they are asked for. */
  readonly sample: readonly Candidate[];
  readonly leftOut: readonly LeftOut[];
  /** What cannot be compared with since it is damaged. */
  readonly damage: readonly Diagnostic[];
  /** Credits of everything drawn, also of what is left out for its price. */
  readonly wholeCredits: number;
  readonly credits: number;
  /** Pictures that would be bought. */
  readonly images: number;
  /** When the round began that this goes on with. */
  readonly goesOn?: string;
}

/** One target that was asked for again. */
export interface AskedAgain {
  readonly id: TargetId;
  readonly entry: Candidate['entry'];
  /** What it costs to ask. */
  readonly credits: number;
  /** What came. */
  readonly master?: MasterRecord;
  /** Why nothing came; absent where it was not asked for any more. */
  readonly trouble?: { readonly kind: FailureKind; readonly diagnostic: Diagnostic };
}

export interface DriftRun {
  readonly plan: DriftPlan;
  readonly asked: readonly AskedAgain[];
  readonly cost: Cost;
  readonly interrupted: boolean;
  readonly warnings: readonly Diagnostic[];
  /** Where what came is kept. */
  readonly store: Store;
  /** The store of the project, with the pictures to compare with. */
  readonly masters: Store;
}

/** What of a plan is asked for again. Reads only; a sample that is drawn is another one each time. */
export async function planDrift(
  workspace: Workspace,
  wish: DriftWish,
  options: BuildOptions,
): Promise<Result<DriftPlan>> {
  const { project } = workspace;
  const named = await selectNamed(workspace, wish.patterns);
  if (!named.ok) return named;
  const selected = withDependencies(project.graph, named.value);
  const { plan } = planWorkspace(workspace, { selected, forced: new Set() });
  const { manifest } = project;
  const { candidates, leftOut, damage } = candidatesOf(plan, named.value, manifest, workspace.store);
  const mayAsk = candidates.filter(({ target }) => !options.offline || !target.paid);
  const offline = candidates.filter((candidate) => !mayAsk.includes(candidate));
  const round = new Round(project.paths);
  const open = await round.open();
  const again = open !== undefined && sameWish(open, wish) ? new Set(open.targets) : undefined;
  const going = again && mayAsk.filter(({ id }) => again.has(id));
  const count = wish.sample ?? (wish.patterns.length > 0 ? candidates.length : USUAL_SAMPLE);
  const drawn =
    going && going.length > 0 ? going : count >= mayAsk.length ? mayAsk : drawSample(mayAsk, count);
  const ordered = new Set((await round.journal.pending()).filter(isOrdered).map(({ key }) => key));
  const sample = drawn.map((candidate) => unlessAnswered(candidate, open && round.store, ordered));
  const unpriced = sample.filter(({ estimatedCredits }) => estimatedCredits === undefined);
  if (unpriced.length > 0) return fail(failure('budget-refused', ...unpriced.map(unpricedProblem)));
  const now = (options.clock ?? systemClock).now();
  const spent = spentSoFar(await everyPurchase(project, now), now);
  const limits = limitsOf(project.manifest.budget, spent, options.maxCost);
  const cut = affordable(sample, limits, options.maxImages);
  const left = [
    ...leftOut,
    ...offline.map(({ id }) => ({ id, because: 'its provider is not on this machine' })),
    ...cut.leftOut,
  ];
  return succeed({
    sample: cut.chosen,
    // Whoever asks for a few at random does not want to hear of everything that cannot be asked for.
    leftOut: wish.patterns.length > 0 ? left : cut.leftOut,
    damage,
    wholeCredits: creditsOf(sample),
    credits: creditsOf(cut.chosen),
    images: cut.chosen.filter(({ estimatedCredits }) => estimatedCredits).length,
    goesOn: open?.startedAt,
  });
}

/**
 * Makes a few locked pictures again, by their own recipes and seeds, and lets `look` compare them while the project is
 * held. Neither lock nor outputs nor the masters of the store are touched; all rules of money hold as in a build.
 */
export async function askAgain<Seen>(
  project: Project,
  wish: DriftWish,
  options: BuildOptions,
  look: (run: DriftRun) => Promise<Result<Seen>>,
): Promise<Result<Seen>> {
  const clock = options.clock ?? systemClock;
  const held = await hold(project, 'drift', options);
  if ('kind' in held) return fail(held);
  try {
    const opened = await openWorkspace(project);
    if (!opened.ok) return opened;
    const workspace = opened.value;
    const now = clock.now();
    // What others have left in flight counts for the budget; its pictures are the next build's business.
    const round = new Round(project.paths);
    await round.journal.mend();
    const others = await recoverPurchases(workspace, now);
    const recovery = await recoverPurchases(round, now);
    const planned = await planDrift(workspace, wish, options);
    if (!planned.ok) return planned;
    const plan = planned.value;
    const refused = await refusal(plan, workspace, options, now);
    if (refused) return fail(refused);
    const open = await round.open();
    const startedAt = open?.startedAt ?? new Date(now).toISOString();
    const { patterns, sample } = wish;
    const targets = plan.sample.map(({ id }) => id);
    await round.begin({ startedAt, patterns, sample, targets }, open !== undefined);
    const records = await round.journal.records();
    const limits = limitsOf(project.manifest.budget, spentSoFar(records, now), options.maxCost);
    const { default: limit } = await import('p-limit');
    const ours = records.filter(({ purpose, at }) => purpose === 'drift' && at >= startedAt);
    const run = new Run({
      workspace: {
        ...workspace,
        ...{ journal: round.journal, rescue: round.rescue },
        ...{ store: withInputs(round.store, workspace.store) },
        ...{ ownStore: round.store, sharedStore: undefined },
      },
      options: { ...options, keepGoing: true, frozen: false },
      planner: new Planner(planRequest(workspace, new Set(), new Set())),
      purse: new Purse(limits, options.onSpending),
      unknown: recovery.unknown,
      jobs: recovery.jobs,
      refused: refusedKeys(ours),
      spent: spentKeys(ours, 'drift'),
      // To buy once more what is there is what this is about.
      claims: undefined,
      left: new Set(),
      limit,
      ...{ beganAt: now, records },
    });
    held.lost.addEventListener('abort', () => run.halt());
    const asked = await askAll(plan, run);
    run.cost.estimatedCredits = plan.credits;
    run.cost.spentCredits = run.purse.spent;
    run.cost.unknownCredits = run.purse.unknown;
    const interrupted = options.signal?.aborted === true;
    const { cost } = run;
    const warnings = [...others.warnings, ...recovery.warnings, ...run.warnings];
    const seen = await look({
      ...{ plan, asked, cost, interrupted, warnings },
      store: round.store,
      masters: workspace.store,
    });
    const answered = asked.every(({ master, trouble }) => master !== undefined || trouble !== undefined);
    if (answered && seen.ok) await round.end();
    return seen;
  } finally {
    await held.release();
  }
}

/** What keeps a drift from beginning. */
async function refusal(
  { sample, leftOut, credits, wholeCredits }: DriftPlan,
  workspace: Workspace,
  options: BuildOptions,
  now: number,
) {
  if (sample.length === 0 && wholeCredits > 0)
    return failure(
      'budget-refused',
      problem('over-budget', `nothing can be made again: ${leftOut.at(-1)?.id}: ${leftOut.at(-1)?.because}`, {
        hint: 'nothing was spent; raise the limit',
      }),
    );
  if (credits === 0) return undefined;
  if (options.maxCost === undefined) return failure('budget-refused', heldProblem(sample, credits));
  await loadImageLibrary();
  return recordsGate(await spoiltRecords(workspace), workspace.project.manifest.budget, now);
}

/** Says the price, and the words that buy the very sample that was drawn. */
function heldProblem(sample: readonly Candidate[], credits: number): Diagnostic {
  const count = sample.filter(({ estimatedCredits }) => estimatedCredits).length;
  const ids = sample.map(({ id }) => (/^[\w./@-]+$/.test(id) ? id : `'${id}'`)).join(' ');
  const message = `making ${count === 1 ? '1 picture' : `${count} pictures`} again would cost ${credits} credits`;
  return problem('spending-held', message, {
    hint: `allow it with \`imagebuild drift ${ids} --max-cost ${credits}\``,
  });
}

async function askAll({ sample }: DriftPlan, run: Run): Promise<AskedAgain[]> {
  const { lockfile } = run.workspace;
  for (const { target } of sample)
    for (const id of dependenciesOf(target)) {
      const master = lockfile.targets.get(id)?.master;
      if (master) run.masters.set(id, master);
    }
  return Promise.all(
    sample.map(async (candidate): Promise<AskedAgain> => {
      const { id, entry, recipe, key } = candidate;
      const about = { id, entry, credits: candidate.price ?? 0 };
      const obtained = await obtainMaster(candidate, recipe, key, run);
      switch (obtained.kind) {
        case 'stopped':
          return about;
        case 'failed':
          return { ...about, trouble: { kind: obtained.failure, diagnostic: obtained.diagnostic } };
        case 'made':
        case 'kept':
          run.warn(obtained.warnings.filter(({ code }) => code !== 'pictures-kept'));
          return { ...about, master: obtained.kept.master };
      }
    }),
  );
}

/** The pictures that others are made from are those of the project. */
function withInputs(own: Store, project: Store): Store {
  return {
    ...own,
    async readMaster(master) {
      const bytes = await own.readMaster(master);
      if (bytes !== 'missing') return bytes;
      const state = await project.verifyMaster(master);
      return state === 'intact' ? project.readMaster(master) : state;
    },
  };
}

/**
 * What the open round has bought costs nothing more, nor does the picture of a job that was ordered for a drift; nor what
 * is damaged, since that is not bought again.
 */
function unlessAnswered(
  candidate: Candidate,
  store: Store | undefined,
  ordered: ReadonlySet<GenerationKey>,
): Candidate {
  const kept = store?.find(candidate.key);
  const bought = ordered.has(candidate.key) || (kept && store?.holds(kept.master));
  const damaged = store && candidate.target.paid && damageOf(candidate.key, [], store);
  return bought || damaged ? { ...candidate, estimatedCredits: 0 } : candidate;
}

function sameWish(one: DriftWish, other: DriftWish): boolean {
  return one.sample === other.sample && one.patterns.join('\n') === other.patterns.join('\n');
}

function creditsOf(candidates: readonly Candidate[]): number {
  return roundCredits(candidates.reduce((sum, { estimatedCredits = 0 }) => sum + estimatedCredits, 0));
}
