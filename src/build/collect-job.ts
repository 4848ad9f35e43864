import type { Recipe } from '../core/recipe.ts';
import type { PlannedTarget } from '../plan/index.ts';
import type { Generation } from '../providers/index.ts';
import type { PendingPurchase } from '../store/index.ts';
import { failed, type Obtained } from './obtained.ts';
import { Purchase } from './purchase.ts';
import { recoveredWarning, unknownProblem } from './recover.ts';
import type { Run } from './run.ts';

/** The master of a job that an earlier run has ordered: fetched, and not bought again. */
export function collectJob(
  planned: PlannedTarget,
  recipe: Recipe,
  ordered: PendingPurchase,
  run: Run,
): Promise<Obtained> {
  return run.requests(run.settings(planned.target))(async () => {
    const obtained = await collect(planned, recipe, ordered, run);
    const bearable =
      obtained.kind === 'failed' && obtained.outcome === 'refused' && planned.target.onRefusal !== 'fail';
    if (obtained.kind === 'failed' && !bearable) run.noteFailure();
    return obtained;
  });
}

async function collect(
  planned: PlannedTarget,
  recipe: Recipe,
  ordered: PendingPurchase,
  run: Run,
): Promise<Obtained> {
  if (run.stopping()) return { kind: 'stopped' };
  const { job, key, credits, seed } = ordered;
  const provider = run.provider(planned.target.providerType);
  if (job === undefined || provider.resume === undefined)
    return failed('provider-failed', 'unknown', unknownProblem(ordered));
  run.begin(planned.id, planned.action);
  const purchase = new Purchase(planned, recipe, key, credits, seed, run, ordered);
  let generation: Generation;
  try {
    generation = await provider.resume(job, purchase.world(run.settings(planned.target)));
  } catch (error) {
    return purchase.fail(error, provider);
  }
  const obtained = await purchase.keep(generation, planned.target.source);
  if (obtained.kind !== 'made') return obtained;
  return { ...obtained, warnings: [recoveredWarning(ordered), ...obtained.warnings] };
}
