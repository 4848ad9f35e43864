import { type Diagnostic, problem, warning } from '../core/diagnostic.ts';
import type { GenerationKey } from '../core/recipe.ts';
import type { Journal, PendingPurchase, Store } from '../store/index.ts';

/** Purchases of earlier runs that were in flight when their process ended. */
export interface Recovery {
  /** Nobody knows whether these were charged; they are bought again only when the user says so. */
  readonly unknown: ReadonlyMap<GenerationKey, PendingPurchase>;
  readonly warnings: readonly Diagnostic[];
}

/**
 * Settles what a crash has left: a purchase whose picture reached the store is finished, any other has an unknown
 * outcome. With `retryUnknown` those are forgotten, so that they may be bought again.
 */
export async function recoverPurchases(
  journal: Journal,
  store: Store,
  retryUnknown: boolean,
  now: number,
): Promise<Recovery> {
  const unknown = new Map<GenerationKey, PendingPurchase>();
  const warnings: Diagnostic[] = [];
  const pending = await journal.pending();
  const recorded =
    pending.length > 0
      ? new Set((await journal.records()).map((record) => `${record.key} ${record.startedAt}`))
      : new Set<string>();
  for (const purchase of pending) {
    const kept = store.find(purchase.key);
    const settled = kept !== undefined && store.holds(kept.master);
    if (!recorded.has(`${purchase.key} ${purchase.startedAt}`)) {
      const { key, target, provider, recipe, credits, startedAt } = purchase;
      await journal.append({
        at: new Date(now).toISOString(),
        startedAt,
        outcome: settled ? 'paid' : 'unknown',
        key,
        target,
        provider,
        model: recipe.model,
        credits,
        charged: settled ? 'yes' : 'unknown',
      });
    }
    if (settled) {
      await journal.close(purchase.key);
      warnings.push(
        warning(
          'purchase-recovered',
          `an interrupted build had bought ${purchase.target}; its picture was kept`,
          { target: purchase.target },
        ),
      );
    } else if (retryUnknown) await journal.close(purchase.key);
    else unknown.set(purchase.key, purchase);
  }
  return { unknown, warnings };
}

export function unknownProblem(purchase: PendingPurchase): Diagnostic {
  return problem(
    'outcome-unknown',
    `${purchase.target}: a request was sent at ${purchase.startedAt} and its answer never arrived; up to ${purchase.credits} credits may have been charged`,
    {
      target: purchase.target,
      hint: `look at your balance with ${purchase.provider}, then buy it again with --retry-unknown`,
    },
  );
}
