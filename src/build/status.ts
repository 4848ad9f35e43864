import { systemClock } from '../core/ports.ts';
import { validApproval } from '../lockfile/index.ts';
import type { Budget } from '../manifest/index.ts';
import { type ActionCounts, countActions, differsFromLock, isAdopted, type Plan } from '../plan/index.ts';
import { isOrdered, perhapsSoFar, type SharedState, type Spent, spentSoFar } from '../store/index.ts';
import { addUp } from './cost-report.ts';
import { damagedTargets } from './damage.ts';
import { everyPurchase } from './every-purchase.ts';
import type { Workspace } from './workspace.ts';

export interface ProjectStatus {
  readonly targets: ActionCounts & { readonly total: number };
  readonly estimatedCredits: number;
  readonly lock: 'absent' | 'current' | 'stale' | 'conflicted';
  readonly masters: { readonly count: number; readonly bytes: number };
  /** Targets whose master, or the record of what was bought for them, is damaged. */
  readonly damaged: readonly string[];
  /** Targets whose present picture is approved, and those whose picture people made. */
  readonly approved: number;
  readonly adopted: number;
  /** With what is perhaps spent, as budgets count it. */
  readonly spent: Spent;
  /** What of that nobody knows for certain. */
  readonly perhapsSpent: Spent;
  /** All that was ever perhaps spent: the same as `cost` says. */
  readonly unknownCredits: number;
  readonly budget: Budget;
  /** The store that is shared with other checkouts, and how many of the lock's masters it holds; absent when none is named. */
  readonly shared?: { readonly state: SharedState; readonly held: number; readonly lacking: number };
  /** Targets of purchases whose outcome is unknown. */
  readonly pending: readonly string[];
  /** Targets of jobs that were ordered and are fetched by the next build, at no cost. */
  readonly ordered: readonly string[];
}

/** Where a project stands; reads only. */
export async function projectStatus({
  plan,
  workspace,
}: {
  plan: Plan;
  workspace: Workspace;
}): Promise<ProjectStatus> {
  const masters = await workspace.store.masters();
  const stale = plan.removals.length > 0 || plan.targets.some(differsFromLock);
  const { kind } = workspace.lockState;
  const entries = plan.targets.flatMap(({ entry }) => entry ?? []);
  const shared = workspace.sharedStore;
  const locked = new Map(
    [...workspace.lockfile.targets.values()].map(({ master }) => [master.digest, master]),
  );
  const held = [...locked.values()].filter((master) => shared?.holds(master)).length;
  const pending = await workspace.journal.pending();
  const now = systemClock.now();
  const bought = await everyPurchase(workspace.project, now);
  return {
    targets: { total: plan.targets.length, ...countActions(plan) },
    estimatedCredits: plan.cost.credits,
    lock: kind === 'absent' ? 'absent' : kind === 'conflicted' ? 'conflicted' : stale ? 'stale' : 'current',
    masters: { count: masters.length, bytes: masters.reduce((sum, { bytes }) => sum + bytes, 0) },
    damaged: damagedTargets(plan, workspace.store).flatMap(({ target }) => target ?? []),
    approved: entries.filter((entry) => validApproval(entry) !== undefined).length,
    adopted: entries.filter(isAdopted).length,
    spent: spentSoFar(bought, now),
    perhapsSpent: perhapsSoFar(bought, now),
    unknownCredits: addUp(bought).total.unknownCredits,
    budget: workspace.project.manifest.budget,
    ...(shared ? { shared: { state: shared.state(), held, lacking: locked.size - held } } : {}),
    pending: pending.filter((purchase) => !isOrdered(purchase)).map(({ target }) => target),
    ordered: pending.filter(isOrdered).map(({ target }) => target),
  };
}
