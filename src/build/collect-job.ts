import type { PlannedTarget } from '../plan/index.ts';
import type { Generation } from '../providers/index.ts';
import type { PendingPurchase } from '../store/index.ts';
import { type Customer, customerOf } from './customer.ts';
import { failed, type Obtained } from './obtained.ts';
import { Purchase } from './purchase.ts';
import { recoveredWarning, unknownProblem } from './recover.ts';
import type { Run } from './run.ts';

/** The master of a job that an earlier run has ordered: fetched, and not bought again. */
export function collectJob(planned: PlannedTarget, ordered: PendingPurchase, run: Run): Promise<Obtained> {
  return run.requests(run.settings(planned.target))(async () => {
    if (run.stopping()) return { kind: 'stopped' };
    run.begin(planned.id, planned.action);
    const obtained = await fetchOrdered(customerOf(planned), ordered, run);
    const bearable =
      obtained.kind === 'failed' && obtained.outcome === 'refused' && planned.target.onRefusal !== 'fail';
    if (obtained.kind === 'failed' && !bearable) run.noteFailure();
    if (obtained.kind !== 'made') return obtained;
    return { ...obtained, warnings: [recoveredWarning(ordered), ...obtained.warnings] };
  });
}

/** Fetches a job's picture and keeps it under the key it was ordered for. */
export async function fetchOrdered(
  customer: Customer,
  ordered: PendingPurchase,
  run: Run,
  patience?: AbortSignal,
): Promise<Obtained> {
  const { job, key, recipe, credits, seed } = ordered;
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
    generation = await provider.resume(job, { ...world, signal });
  } catch (error) {
    return purchase.fail(error, provider);
  }
  return purchase.keep(generation, 'generated');
}
