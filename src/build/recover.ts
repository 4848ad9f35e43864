import { type Diagnostic, problem, warning } from '../core/diagnostic.ts';
import { systemClock } from '../core/ports.ts';
import type { GenerationKey } from '../core/recipe.ts';
import type { Plan } from '../plan/index.ts';
import { examine } from '../renditions/index.ts';
import {
  type Claims,
  claimsOf,
  isOrdered,
  type LedgerRecord,
  type PendingPurchase,
  type ReceivedPicture,
  type Store,
} from '../store/index.ts';
import { type GoodPicture, keepPictures, siblingsNotice } from './kept-pictures.ts';
import { leftProblem } from './left-claims.ts';
import type { BuildOptions } from './options.ts';
import type { Project } from './project.ts';
import { type Workspace, wantedKeys } from './workspace.ts';

/** Purchases of earlier runs that were in flight when their process ended. */
export interface Recovery {
  /** Nobody knows whether these were charged; they are bought again only when the user says so. */
  readonly unknown: ReadonlyMap<GenerationKey, PendingPurchase>;
  /** Jobs that were accepted: their pictures are fetched when a target asks for them, and not bought again. */
  readonly jobs: ReadonlyMap<GenerationKey, PendingPurchase>;
  readonly warnings: readonly Diagnostic[];
}

/**
 * Settles what a crash has left: a purchase whose picture reached the store is finished, any other has an unknown
 * outcome. Those stay on record until the user lets them be bought again, and the new purchase takes their place.
 */
export async function recoverPurchases(
  {
    journal,
    store,
    ownStore,
    sharedStore,
    rescue,
  }: Pick<Workspace, 'journal' | 'store' | 'ownStore' | 'sharedStore' | 'rescue'>,
  now: number,
): Promise<Recovery> {
  const claims = sharedStore && claimsOf(sharedStore, systemClock);
  const unknown = new Map<GenerationKey, PendingPurchase>();
  const jobs = new Map<GenerationKey, PendingPurchase>();
  const warnings: Diagnostic[] = [];
  await journal.mend();
  const pending = await journal.pending();
  const records = pending.length > 0 ? await journal.records() : [];
  for (const opened of pending) {
    const purchase = await takeBack(opened, { store: ownStore, rescue });
    const record = records.findLast(
      ({ key, startedAt }) => key === purchase.key && startedAt === purchase.startedAt,
    );
    const arrived = await finishArrived(purchase, ownStore, store);
    // What was known to be lost, and was found after all, gets a second line that says so.
    if (record === undefined || (arrived && record.outcome === 'unknown'))
      await journal.append(lateRecord(purchase, arrived, now));
    if (arrived) {
      warnings.push(recoveredWarning(purchase), ...arrivedNotice(purchase));
      await share(purchase, store, claims);
    }
    const elsewhere = !arrived && !isOrdered(purchase) && isKept(purchase, store);
    if (elsewhere) warnings.push(overtakenWarning(purchase));
    const settled = arrived || elsewhere || (record !== undefined && record.outcome !== 'unknown');
    if (!settled && isOrdered(purchase)) jobs.set(purchase.key, purchase);
    else if (settled) await journal.close(purchase.key);
    else unknown.set(purchase.key, purchase);
    if (settled) await rescue.forget(purchase);
  }
  return { unknown, jobs, warnings };
}

/** Pictures that the store could not take when they came are put where they belong. */
async function takeBack(
  purchase: PendingPurchase,
  { store, rescue }: Pick<Workspace, 'store' | 'rescue'>,
): Promise<PendingPurchase> {
  const received: ReceivedPicture[] = [];
  for (const { bytes, format, seed } of await rescue.find(purchase))
    received.push({ picture: await store.writeMaster(bytes, format, true), seed });
  const [first, ...others] = received;
  return first === undefined ? purchase : { ...purchase, received: { ...first, others } };
}

/** Whether the pictures of a purchase are kept under its key; finishes keeping them when their bytes had just arrived. */
async function finishArrived(purchase: PendingPurchase, own: Store, store: Store): Promise<boolean> {
  const { key, recipe, credits, received, several } = purchase;
  if (isKept(purchase, own)) return true;
  const [first, ...others] = await goodPictures(received, store);
  if (first === undefined) return false;
  const purchased = { key, recipe, source: 'generated', credits, several } as const;
  await keepPictures(store, purchased, [first, ...others], true);
  return true;
}

/** What arrived just before a crash is put where others look for it, and nobody is told any longer that it may be lost. */
async function share(
  { key, claim }: PendingPurchase,
  store: Store,
  claims: Claims | undefined,
): Promise<void> {
  const kept = store.find(key);
  if (claims === undefined || kept === undefined) return;
  await store.keep(kept, true);
  const left = claim && (await claims.resume(key, claim));
  if (left) await left.release().catch(() => undefined);
}

/** Whether a store has the picture that was asked for. */
function isKept({ key, replaces }: PendingPurchase, store: Store): boolean {
  const kept = store.find(key);
  return kept !== undefined && kept.master.digest !== replaces && store.holds(kept.master);
}

function overtakenWarning({ target, startedAt, credits, provider }: PendingPurchase): Diagnostic {
  const message = `${target}: a request was sent at ${startedAt} and no usable answer came; the picture has come into the shared store since`;
  const hint = `up to ${credits} credits may have been charged for nothing: look at your balance with ${provider}`;
  return warning('outcome-unknown', message, { target, hint });
}

/** What has arrived and can be decoded. */
async function goodPictures(received: PendingPurchase['received'], store: Store): Promise<GoodPicture[]> {
  const good: GoodPicture[] = [];
  for (const { picture, seed } of received ? [received, ...(received.others ?? [])] : []) {
    const bytes = await store.readMaster(picture);
    if (typeof bytes === 'string') continue;
    const facts = await examine(bytes);
    if (!(facts instanceof Error))
      good.push({ master: { ...picture, width: facts.width, height: facts.height }, seed });
  }
  return good;
}

/** What the ledger is told of a purchase whose process did not live to tell it. */
export function lateRecord(purchase: PendingPurchase, arrived: boolean, now: number): LedgerRecord {
  const { key, target, asset, provider, recipe, credits, startedAt } = purchase;
  return {
    at: new Date(now).toISOString(),
    startedAt,
    outcome: arrived ? 'paid' : 'unknown',
    key,
    target,
    asset,
    provider,
    model: recipe.model,
    credits,
    charged: arrived ? 'yes' : 'unknown',
  };
}

function arrivedNotice({ target, several, received }: PendingPurchase): Diagnostic[] {
  return received ? siblingsNotice(target, several, [received, ...(received.others ?? [])]) : [];
}

export function recoveredWarning({ target }: PendingPurchase): Diagnostic {
  const message = `an interrupted build had bought ${target}; its picture was kept`;
  return warning('purchase-recovered', message, { target });
}

/**
 * Unknown purchases that nothing waits for: no target asks for them any more, or theirs has a picture. Each is
 * mentioned, and taken off the list when the user has said that unknown outcomes are settled; those with a job are
 * `leaving`, since they are to be asked for once more before. The ledger keeps them.
 */
export async function settleAbandoned(
  { unknown }: Recovery,
  workspace: Workspace,
  plan: Plan,
  { retryUnknown, offline }: Pick<BuildOptions, 'retryUnknown' | 'offline'>,
): Promise<{ readonly warnings: readonly Diagnostic[]; readonly leaving: readonly PendingPurchase[] }> {
  const own = [...unknown.values()].filter((purchase) => isSettledBy(purchase, workspace.project));
  if (own.length === 0) return { warnings: [], leaving: [] };
  const wanted = wantedKeys(workspace);
  const keys = new Set([...workspace.project.graph.targets.keys()].map(wanted));
  const served = new Set(plan.targets.filter(({ action }) => action !== 'generate').map(({ key }) => key));
  // Of a target whose inputs come first nobody knows yet what it will ask for.
  const open = new Set(plan.targets.filter(({ key }) => key === undefined).map(({ id }) => id));
  const abandoned = own.filter(({ key, target }) => (!keys.has(key) || served.has(key)) && !open.has(target));
  const settled = retryUnknown ? abandoned.filter(({ job }) => job === undefined || !offline) : [];
  const leaving = settled.filter(({ job }) => job !== undefined);
  for (const purchase of settled)
    if (!leaving.includes(purchase)) await workspace.journal.close(purchase.key);
  const staying = abandoned.filter((purchase) => !settled.includes(purchase));
  return { warnings: staying.map((purchase) => abandonedWarning(purchase, served)), leaving };
}

function abandonedWarning(
  purchase: PendingPurchase,
  served: ReadonlySet<GenerationKey | undefined>,
): Diagnostic {
  const why = served.has(purchase.key)
    ? `${purchase.target} has a picture all the same`
    : 'no target asks for it any more';
  const hint = `${why}; --retry-unknown takes it off the list`;
  return { ...unknownProblem(purchase), severity: 'warning', hint };
}

/**
 * A draft's purchases are no business of the final build, nor the other way round: taken off the list by the wrong
 * one, they would be bought again unasked. What was only tried nobody else looks after.
 */
function isSettledBy({ lockfile }: PendingPurchase, { paths, profile }: Project): boolean {
  if (lockfile === undefined || lockfile === paths.lockfileName) return true;
  const isMain = profile === undefined && !paths.lockfileName.startsWith('.imagebuild/');
  return isMain && !lockfile.startsWith('.imagebuild/profiles/');
}

/**
 * Accepted jobs that nothing in a plan asks for: their target was edited, has left the manifest, is not selected, or
 * has a picture already. They have been paid for, and the server forgets them after a day.
 */
export function abandonedJobs(plan: Plan, jobs: Iterable<PendingPurchase>): PendingPurchase[] {
  const asked = new Set<GenerationKey | undefined>();
  // Of a target whose inputs come first nobody knows yet what it will ask for.
  const open = new Set<string>();
  for (const { id, action, key } of plan.targets) {
    if (action === 'generate') asked.add(key);
    if (key === undefined) open.add(id);
  }
  return [...jobs].filter(({ key, target }) => !asked.has(key) && !open.has(target));
}

/** Tells of a job that is left to a later build. */
export function waitingJob({ target, credits, startedAt }: PendingPurchase, hint: string): Diagnostic {
  const message = `${target}: a picture for ${credits} credits was ordered at ${startedAt}; nothing here asks for it, and it has not been fetched`;
  return warning('job-waiting', message, { target, hint });
}

export function unknownProblem({ target, startedAt, credits, provider, job }: PendingPurchase): Diagnostic {
  const again = job === undefined ? 'buy it again with' : 'ask for it once more, and else buy it again, with';
  const message = `${target}: a request was sent at ${startedAt} and no usable answer came; up to ${credits} credits may have been charged`;
  const hint = `look at your balance with ${provider}, then ${again} --retry-unknown`;
  return problem('outcome-unknown', message, { target, hint });
}

/** Requests that were declined and perhaps charged: asking again without a change would only pay again. */
export function refusedKeys(records: readonly LedgerRecord[]): ReadonlySet<GenerationKey> {
  const charged = records.filter(({ outcome, charged }) => outcome === 'refused' && charged !== 'no');
  return new Set(charged.map(({ key }) => key));
}

/**
 * Requests whose last answer was charged and could not be used: asking again would pay a second time. One that was sent
 * again since and cost nothing changes nothing about that. Builds and drifts ask for the same, each for itself.
 */
export function spentKeys(
  records: readonly LedgerRecord[],
  by?: LedgerRecord['purpose'],
): ReadonlySet<GenerationKey> {
  const last = new Map(
    records
      .filter(({ charged, purpose }) => charged !== 'no' && purpose === by)
      .map((record) => [record.key, record]),
  );
  const spent = [...last.values()].filter(
    ({ outcome, charged }) => outcome === 'failed' && charged === 'yes',
  );
  return new Set(spent.map(({ key }) => key));
}

export function spentProblem(target: string): Diagnostic {
  const message = `${target}: its picture was charged before and what came cannot be used; nothing is bought again`;
  return problem('bad-answer', message, {
    target,
    hint: 'report it to the provider, then buy it again with --retry-unknown or --force',
  });
}

export function refusedProblem(target: string): Diagnostic {
  return problem('content-refused', `${target}: the provider has declined this very request before`, {
    target,
    hint: 'change the prompt, or ask once more with --force',
  });
}

/** What a build of this plan would stumble over: purchases with an unknown outcome, and requests that were declined. */
export async function foreseenObstacles(
  plan: Plan,
  { journal, sharedStore }: Pick<Workspace, 'journal' | 'sharedStore'>,
): Promise<readonly Diagnostic[]> {
  const pending = new Map((await journal.pending()).map((purchase) => [purchase.key, purchase]));
  const records = await journal.records();
  const refused = refusedKeys(records);
  const spent = spentKeys(records);
  const abandoned = abandonedJobs(plan, [...pending.values()].filter(isOrdered));
  const waiting = abandoned.map((job) =>
    waitingJob(
      job,
      'the next build fetches it and keeps it, at no cost; the server forgets it after 24 hours',
    ),
  );
  const met = plan.targets.flatMap(({ id, key, action, reasons }): Diagnostic[] => {
    if (action !== 'generate' || key === undefined) return [];
    const unknown = pending.get(key);
    // A job that was accepted, or a picture that has arrived, is collected by the next build for free.
    if (unknown && (isOrdered(unknown) || unknown.received !== undefined)) return [];
    if (unknown) return [{ ...unknownProblem(unknown), severity: 'warning' }];
    if (reasons.some(({ code }) => code === 'forced')) return [];
    if (spent.has(key)) return [{ ...spentProblem(id), severity: 'warning' }];
    return refused.has(key) ? [{ ...refusedProblem(id), severity: 'warning' }] : [];
  });
  const claims = sharedStore && claimsOf(sharedStore, systemClock);
  const left: Diagnostic[] = [];
  for (const { id, key, action, target } of plan.targets) {
    if (claims === undefined || action !== 'generate' || !target.paid || key === undefined) continue;
    const standing = pending.has(key) ? undefined : await claims.look(key);
    if (standing?.kind === 'unknown' || standing?.kind === 'kept' || standing?.kind === 'spent')
      left.push({ ...leftProblem(id, standing), severity: 'warning' });
    if (standing?.kind === 'refused') left.push({ ...refusedProblem(id), severity: 'warning' });
  }
  return [...waiting, ...met, ...left];
}
