import { isDeepStrictEqual } from 'node:util';
import { type Diagnostic, problem, warning } from '../core/diagnostic.ts';
import type { FailureKind } from '../core/failure.ts';
import type { MasterRecord } from '../core/picture.ts';
import { type GenerationKey, generationKey, type Recipe } from '../core/recipe.ts';
import { isSystemError, systemProblem } from '../core/system-trouble.ts';
import { type LockEntry, validApproval } from '../lockfile/index.ts';
import {
  FORMAT_LIMIT,
  isAdopted,
  isSettingsReason,
  lockedOutputKey,
  type MasterSource,
  needsMaking,
  type PlannedOutput,
  type PlannedTarget,
} from '../plan/index.ts';
import { dependenciesOf, type Target } from '../targets/index.ts';
import { approvalVoid } from './approvals.ts';
import { obtainMaster } from './obtain-master.ts';
import type { Obtained } from './obtained.ts';
import type { ProviderTrouble } from './provider-trouble.ts';
import { renderTarget, unusableMaster } from './render-target.ts';
import type { Run } from './run.ts';
import { drawStandIn } from './stand-in.ts';

/** What came of one target. */
export type Outcome =
  | { readonly kind: 'done'; readonly planned: PlannedTarget }
  | {
      readonly kind: 'failed';
      readonly planned: PlannedTarget;
      readonly failure: FailureKind;
      readonly diagnostic: Diagnostic;
      /** When it is the provider's trouble, and not this target's. */
      readonly trouble?: ProviderTrouble;
    }
  | { readonly kind: 'skipped'; readonly planned: PlannedTarget; readonly because: string };

/** Does what the plan says for one target whose inputs are all there. Never rejects: trouble ends one target, not the record of the others. */
export async function executeTarget(planned: PlannedTarget, run: Run): Promise<Outcome> {
  try {
    return await execute(planned, run);
  } catch (error) {
    run.counts.failed += 1;
    const trouble = isSystemError(error)
      ? systemProblem(error, `${planned.id}: `)
      : problem('system', `${planned.id}: ${(error as Error)?.message ?? error}`);
    const { hint = 'build again when the cause is gone' } = trouble;
    const diagnostic = { ...trouble, target: planned.id, hint: `${hint}; what was paid for is kept` };
    return { kind: 'failed', planned, failure: 'unexpected', diagnostic };
  }
}

async function execute(first: PlannedTarget, run: Run): Promise<Outcome> {
  if (run.overtaken && !run.mayAsk(first) && first.action !== 'reuse') return letGo(first, run);
  // Inputs that were to be made are there now, and may have come out otherwise than expected.
  const planned = dependenciesOf(first.target).length > 0 ? run.planner.plan(first.target) : first;
  const buys = planned.target.paid && needsMaking(planned) && planned.damage === undefined;
  if (buys && !needsMaking(first)) return unforeseen(planned, run);
  const { key, recipe } = planned;
  // What people made needs no inputs.
  if ((key === undefined || recipe === undefined) && !keepsAdopted(planned))
    return inputDeclined(planned, run);
  if (planned.action === 'reuse') {
    run.counts.reused += 1;
    const settled = settle(planned, planned.source, run);
    // Its files are fresh; a placeholder that the manifest has come to ask for may still be missing.
    if (planned.source) await renderTarget(planned, planned.source.master, planned.outputs, run);
    return settled;
  }
  const outcome =
    planned.action === 'render' || key === undefined || recipe === undefined
      ? await render(planned, planned.source, run)
      : await make(planned, recipe, key, run);
  if (outcome.kind === 'done') {
    const durationMs = run.clock.now() - run.begin(planned.id, planned.action);
    const { id: target, action } = planned;
    const written = run.writtenFor(target);
    run.emit({ type: 'target-finished', target, action, rendered: outcome.rendered, written, durationMs });
  }
  return outcome;
}

/** Only a stand-in was published for an input: nothing can be made from that. */
function inputDeclined(planned: PlannedTarget, run: Run): Outcome {
  run.counts.failed += 1;
  const message = `${planned.id} is made from a picture that the provider declined`;
  const hint = `change the prompt of ${dependenciesOf(planned.target).join(' or ')}`;
  const diagnostic = problem('input-declined', message, { target: planned.id, hint });
  return { kind: 'failed', planned, failure: 'content-refused', diagnostic };
}

/** A purchase that the plan did not show is not made: its price must be seen first. */
function unforeseen(planned: PlannedTarget, run: Run): Outcome {
  run.counts.failed += 1;
  const message = `${planned.id} would have to be bought again, since an input came out different from the lockfile`;
  const diagnostic = problem('purchase-unforeseen', message, {
    target: planned.id,
    hint: 'nothing was spent on it; see the price with `imagebuild plan`, then build again',
  });
  return { kind: 'failed', planned, failure: 'budget-refused', diagnostic };
}

type Rendered = Outcome & { readonly rendered: number };

async function make(planned: PlannedTarget, recipe: Recipe, key: GenerationKey, run: Run): Promise<Rendered> {
  if (planned.action === 'restore' && planned.source !== undefined) {
    const lost = await bring(planned, planned.source, run);
    if (lost !== undefined) return lost;
    run.counts.restored += 1;
    return render(planned, planned.source, run);
  }
  const obtained = await obtainMaster(planned, recipe, key, run);
  switch (obtained.kind) {
    case 'stopped':
      return letGo(planned, run);
    case 'failed':
      return refuse(planned, obtained, run);
    case 'made':
    case 'kept':
      run.warn(obtained.warnings);
      if (obtained.kind === 'kept') {
        const lost = await bring(planned, obtained.kept, run);
        if (lost !== undefined) return lost;
      }
      if (obtained.kind === 'made') run.counts.generated += 1;
      else run.counts.restored += 1;
      return checkFrozen(planned, obtained.kept, run) ?? render(planned, obtained.kept, run);
  }
}

/** What only a shared store has becomes this checkout's own, verified, before the lock relies on it. */
async function bring(
  planned: PlannedTarget,
  { master }: MasterSource,
  run: Run,
): Promise<Rendered | undefined> {
  const { store, ownStore, sharedStore } = run.workspace;
  const own = planned.key && ownStore.find(planned.key);
  if (sharedStore === undefined || (own?.master.digest === master.digest && ownStore.holds(master)))
    return undefined;
  const bytes = await store.readMaster(master);
  if (typeof bytes !== 'string') return undefined;
  run.counts.failed += 1;
  const diagnostic = unusableMaster(planned, bytes, store.damagedMaster(master));
  return { kind: 'failed', planned, failure: 'damage-found', diagnostic, rendered: 0 };
}

/** Left to a later build: the lock and the files stay as they were; a master that was made is found by its key. */
function letGo(planned: PlannedTarget, run: Run): Rendered {
  const { message } = (planned.target.paid && run.providerTrouble(planned.target.provider)) || {};
  const because = run.overtaken ? 'a newer save came first' : (message ?? 'the build was stopped');
  return { kind: 'skipped', planned, because, rendered: 0 };
}

/** A frozen build may make a lost master again only if it comes out as the lock says. */
function checkFrozen(planned: PlannedTarget, source: MasterSource, run: Run): Rendered | undefined {
  const locked = planned.entry?.master.digest;
  if (!run.options.frozen || locked === source.master.digest) return undefined;
  const diagnostic = problem(
    'master-differs',
    `${planned.id} was made again, and came out different from the lockfile`,
    {
      target: planned.id,
      hint: 'bring .imagebuild/masters here, from version control or where it is kept, or build without --frozen',
    },
  );
  run.counts.failed += 1;
  return { kind: 'failed', planned, failure: 'lock-unusable', diagnostic, rendered: 0 };
}

async function refuse(
  planned: PlannedTarget,
  obtained: Obtained & { kind: 'failed' },
  run: Run,
): Promise<Rendered> {
  const { failure, diagnostic, outcome, trouble } = obtained;
  run.counts[outcome] += 1;
  if (outcome !== 'refused' || planned.target.onRefusal === 'fail')
    return { kind: 'failed', planned, failure, diagnostic, trouble, rendered: 0 };
  run.warn([{ ...diagnostic, severity: 'warning' }]);
  const { entry } = planned;
  if (
    planned.target.onRefusal === 'keep_last' &&
    entry !== undefined &&
    run.workspace.store.holds(entry.master)
  ) {
    run.warn([warning('kept-last', `${planned.id}: its last picture is kept`, { target: planned.id })]);
    run.entries.set(planned.id, entry);
    run.masters.set(planned.id, entry.master);
    run.planner.settle(planned.id, entry.master);
    return { kind: 'done', planned, rendered: 0 };
  }
  if (planned.target.onRefusal === 'keep_last')
    return { kind: 'failed', planned, failure, diagnostic, rendered: 0 };
  const drawn = await drawStandIn(planned, run);
  const outputs = run.planner.outputsOf(planned.target, drawn);
  const rendered = await renderTarget(planned, drawn, outputs, run);
  if (rendered === 'let-go') return letGo(planned, run);
  if (typeof rendered !== 'number') {
    run.counts.failed += 1;
    return { kind: 'failed', planned, failure: 'damage-found', diagnostic: rendered, rendered: 0 };
  }
  run.counts.rendered += rendered;
  run.standIns.set(planned.id, { master: drawn, outputs: lockOutputs(outputs) });
  return { kind: 'done', planned, rendered };
}

async function render(
  planned: PlannedTarget,
  source: MasterSource | undefined,
  run: Run,
  mayHeal = true,
): Promise<Rendered> {
  if (source === undefined) throw new Error(`${planned.id} has no master to render`);
  const outputs = run.planner.outputsOf(planned.target, source.master);
  let rendered: number | Diagnostic | 'let-go';
  try {
    rendered = await renderTarget(planned, source.master, outputs, run);
  } catch (error) {
    const known = isSystemError(error) ? systemProblem(error) : undefined;
    const { hint = 'build again when the cause is gone' } = known ?? {};
    const why = known?.message ?? (error as Error).message;
    rendered = problem('render-failed', `${planned.id}: its files could not be written: ${why}`, {
      target: planned.id,
      hint: `${hint}; its master is safe in the store`,
    });
  }
  if (rendered === 'let-go') return letGo(planned, run);
  if (typeof rendered !== 'number' && rendered.code === 'master-damaged' && mayHeal)
    return (await heal(planned, source, rendered, run)) ?? render(planned, source, run, false);
  // The master is recorded even when its files fail: rendering must never lead to a second purchase.
  const settled = settle({ ...planned, outputs }, source, run);
  if (typeof rendered === 'number') {
    run.counts.rendered += rendered;
    return { ...settled, rendered };
  }
  run.counts.failed += 1;
  return {
    kind: 'failed',
    planned,
    failure: FAILURES[rendered.code] ?? 'unexpected',
    diagnostic: rendered,
    rendered: 0,
  };
}

/** Kinds of failure of what keeps files from being written. */
const FAILURES: { readonly [code: string]: FailureKind } = {
  'master-damaged': 'damage-found',
  [FORMAT_LIMIT]: 'invalid-input',
};

/** A free master that turned out to be damaged is made again, and used when it is the very picture that the lock names. */
async function heal(
  planned: PlannedTarget,
  source: MasterSource,
  damage: Diagnostic,
  run: Run,
): Promise<Rendered | undefined> {
  const { id, target, recipe, key } = planned;
  if (target.paid || keepsAdopted(planned) || recipe === undefined || key === undefined) return undefined;
  const obtained = await obtainMaster({ ...planned, action: 'generate' }, recipe, key, run);
  if (obtained.kind === 'stopped') return letGo(planned, run);
  if (obtained.kind === 'failed' || obtained.kept.master.digest !== source.master.digest) return undefined;
  run.counts.generated += 1;
  run.warn([
    warning('master-healed', `${damage.message}; it was made again, and came out the same`, {
      target: id,
      hint: 'look at the disk if this happens often; `imagebuild verify` reads everything',
    }),
  ]);
  return render(planned, obtained.kept, run, false);
}

/** Records a target's master and files for the lock, and for the targets that are made from it. */
function settle(planned: PlannedTarget, source: MasterSource | undefined, run: Run): Outcome {
  const { id } = planned;
  if (source === undefined) throw new Error(`${id} has nothing to record`);
  run.masters.set(id, source.master);
  run.planner.settle(id, source.master);
  const approval = approvalOf(planned, source.master, run);
  run.entries.set(id, unchangedEntry(planned, approval, run) ?? newEntry(planned, source, approval, run));
  return { kind: 'done', planned };
}

/** The lock's own entry where nothing of it is new: saves are quicker with entries that they know. */
function unchangedEntry(
  { action, entry, reasons, target }: PlannedTarget,
  approval: LockEntry['approval'],
  run: Run,
): LockEntry | undefined {
  if (action !== 'reuse' || entry === undefined || entry.approval !== approval) return undefined;
  // Frozen builds have rendered these; what is published is what they have written.
  if (reasons.some(isSettingsReason)) return undefined;
  const parents = isAdopted(entry) ? entry.parents : parentsOf(target, run);
  return isDeepStrictEqual(parents, entry.parents) ? entry : undefined;
}

function newEntry(
  planned: PlannedTarget,
  source: MasterSource,
  approval: LockEntry['approval'],
  run: Run,
): LockEntry {
  const outputs = lockOutputs(planned.outputs);
  const made = keepsAdopted(planned) ? { ...planned.entry, outputs } : entryOf(planned, source, outputs, run);
  const { approval: _, ...entry } = made;
  return approval ? { ...entry, approval } : entry;
}

/** True where the lock's own word about a picture that people made stands, whatever the manifest asks for. */
function keepsAdopted(planned: PlannedTarget): planned is PlannedTarget & { readonly entry: LockEntry } {
  return isAdopted(planned.entry) && planned.source === planned.entry;
}

function entryOf(
  { id, target, recipe }: PlannedTarget,
  source: MasterSource,
  outputs: LockEntry['outputs'],
  run: Run,
): LockEntry {
  if (recipe === undefined) throw new Error(`${id} has no recipe to record`);
  const { master, seed, credits, adoption } = source;
  const key = generationKey(recipe);
  // The record of the purchase also knows what was sent.
  const sent = source.recipe && generationKey(source.recipe) === key ? source.recipe : recipe;
  const replaced = adoption?.generated === undefined ? [] : [adoption.generated];
  return {
    key,
    recipe: sent,
    seed,
    master,
    outputs,
    source: source.source,
    credits,
    parents: [...new Set([...parentsOf(target, run), ...replaced])].sort(),
    ...(adoption ? { adoption } : {}),
  };
}

/** An approval holds for the very picture that was approved, and for no other. */
function approvalOf({ id, entry }: PlannedTarget, master: MasterRecord, run: Run): LockEntry['approval'] {
  if (entry?.approval === undefined) return undefined;
  const approval = validApproval({ ...entry, master });
  if (approval === undefined) run.warn([approvalVoid(id, entry.approval, 'has another picture now')]);
  return approval;
}

export function lockOutputs(outputs: readonly PlannedOutput[]): LockEntry['outputs'] {
  return Object.fromEntries(
    outputs.map(({ name, files }) => [
      name,
      { key: lockedOutputKey(files), files: files.map(({ path }) => path) },
    ]),
  );
}

function parentsOf(target: Target, run: Run): LockEntry['parents'] {
  return [...new Set(dependenciesOf(target).flatMap((id) => run.masters.get(id)?.digest ?? []))].sort();
}
