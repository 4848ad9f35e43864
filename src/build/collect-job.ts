import type { PlannedTarget } from '../plan/index.ts';
import { type Generation, ProviderError } from '../providers/index.ts';
import type { PendingPurchase } from '../store/index.ts';
import { type Customer, customerOf } from './customer.ts';
import { failed, type Obtained } from './obtained.ts';
import { Purchase } from './purchase.ts';
import { recoveredWarning, unknownProblem } from './recover.ts';
import type { Run } from './run.ts';

/** What has become of a job: as of any purchase; or nothing, and what it had been asked for may be bought anew. */
export type Collected = Obtained | { readonly kind: 'nothing' };

/**
 * The master of a job that an earlier run has ordered: fetched, and not bought again. Nothing where it has given no
 * picture before, and does not now: that was asked only because asking is free.
 */
export function collectJob(planned: PlannedTarget, ordered: PendingPurchase, run: Run): Promise<Collected> {
  return run.requests(run.settings(planned.target))(async () => {
    if (run.stopping() || run.providerTrouble(planned.target.provider)) return { kind: 'stopped' };
    run.begin(planned.id, planned.action);
    const obtained = await fetchOrdered(customerOf(planned), ordered, run);
    if (obtained.kind === 'nothing') return obtained;
    const bearable =
      obtained.kind === 'failed' && obtained.outcome === 'refused' && planned.target.onRefusal !== 'fail';
    if (obtained.kind === 'failed' && !bearable) run.noteFailure();
    if (obtained.kind !== 'made') return obtained;
    return { ...obtained, warnings: [recoveredWarning(ordered), ...obtained.warnings] };
  });
}

/** Fetches a job's picture and keeps it under the key it was ordered for. Nothing where there was none before either. */
export async function fetchOrdered(
  customer: Customer,
  ordered: PendingPurchase,
  run: Run,
  patience?: AbortSignal,
): Promise<Collected> {
  const { job, fruitless, key, recipe, credits, seed } = ordered;
  const provider = run.provider(customer.providerType);
  if (job === undefined || provider.resume === undefined)
    return failed('provider-failed', 'unknown', unknownProblem(ordered));
  const claim = ordered.claim && (await run.claims?.resume(key, ordered.claim));
  const purchase = new Purchase(customer, recipe, key, credits, seed, run, {
    earlier: ordered,
    claim: claim || undefined,
  });
  const world = purchase.world(run.settings(customer));
  const signal = patience === undefined ? world.signal : AbortSignal.any([world.signal, patience]);
  let generation: Generation;
  try {
    generation = await provider.resume(job, { ...world, signal }, fruitless && 'lost');
  } catch (error) {
    // What the ledger says of it already need not be said again.
    const lost = error instanceof ProviderError && error.kind === 'job-lost';
    return fruitless && lost ? { kind: 'nothing' } : unlessUseless(await purchase.fail(error, provider));
  }
  return unlessUseless(await purchase.keep(generation, 'generated'));

  /** To buy anew what has come twice, and could not be used, is what the user has allowed. */
  function unlessUseless(obtained: Obtained): Collected {
    const useless = obtained.kind === 'failed' && USELESS.has(obtained.diagnostic.code);
    return fruitless && useless && run.options.retryUnknown ? { kind: 'nothing' } : obtained;
  }
}

/** What is said of an answer that has come and is no picture. */
const USELESS = new Set(['bad-answer', 'provider-bad-answer']);
