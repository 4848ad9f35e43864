import { problem, warning } from '../core/diagnostic.ts';
import type { GenerationKey } from '../core/recipe.ts';
import type { PlannedTarget } from '../plan/index.ts';
import {
  type Claim,
  type ClaimEnd,
  type KeptGeneration,
  reasonOf,
  type SharedState,
  type Standing,
} from '../store/index.ts';
import { leftProblem, ownerOf } from './left-claims.ts';
import { failed, type Obtained } from './obtained.ts';
import { refusedProblem } from './recover.ts';
import type { Run } from './run.ts';

/** May this process ask for a key? */
export type Claimed =
  /** Yes; without a claim where no store is shared, or where it is only read. */
  | { readonly kind: 'mine'; readonly claim: Claim | undefined }
  /** Somebody else asks for it at this moment. */
  | { readonly kind: 'busy'; readonly standing: Standing }
  /** No need to: it has been bought meanwhile. */
  | { readonly kind: 'found'; readonly kept: KeptGeneration }
  | (Obtained & { readonly kind: 'failed' });

/** Claims a key among all that share a store, so that it is bought once. */
export async function claimKey(planned: PlannedTarget, key: GenerationKey, run: Run): Promise<Claimed> {
  const { claims, workspace } = run;
  const { store, sharedStore } = workspace;
  if (claims === undefined || sharedStore === undefined) return { kind: 'mine', claim: undefined };
  const state = sharedStore.state();
  if (state === 'read-only') return { kind: 'mine', claim: undefined };
  if (state !== 'ready') return failed('provider-failed', 'failed', notBought(planned.id, state));
  const forced = planned.reasons.some(({ code }) => code === 'forced');
  const facts = {
    target: planned.id,
    provider: planned.target.providerType,
    credits: planned.estimatedCredits ?? 0,
  };
  let taken: Claim | Standing;
  try {
    taken = await claims.take(key, facts, (standing) => {
      if (standing.kind === 'refused') return forced;
      return (standing.kind === 'spent' && forced) || mayRepeat(standing, run);
    });
  } catch (error) {
    return failed('provider-failed', 'failed', notBought(planned.id, 'failing', reasonOf(error)));
  }
  if ('kind' in taken) {
    // Whoever puts a picture into the store does so before letting go.
    const kept = forced ? undefined : store.find(key);
    if (kept !== undefined && store.holds(kept.master)) return { kind: 'found', kept };
    if (taken.kind === 'busy' || taken.kind === 'idle') return { kind: 'busy', standing: taken };
    if (taken.kind === 'refused') return failed('content-refused', 'refused', refusedProblem(planned.id));
    const outcome = taken.kind === 'spent' ? 'failed' : 'unknown';
    return failed('provider-failed', outcome, leftProblem(planned.id, taken));
  }
  const kept = forced ? undefined : store.find(key);
  if (kept === undefined || !store.holds(kept.master)) return { kind: 'mine', claim: taken };
  await letGo(taken, run);
  return { kind: 'found', kept };
}

/** Who allowed repeating a request meant those that had failed by then, and none that has failed since. */
function mayRepeat({ record }: Standing, { options, left }: Run): boolean {
  return options.retryUnknown === true && (record === undefined || left.has(record.id));
}

/** Milliseconds between two looks at somebody else's claim. */
const PAUSE = 250;

/** Waits until nobody else asks for a key any more; false when this build is to stop. Costs nothing but time. */
export async function awaitOther(
  { id }: PlannedTarget,
  key: GenerationKey,
  standing: Standing,
  run: Run,
): Promise<boolean> {
  const over = run.waits(id, { reason: 'claim', by: ownerOf(standing), since: standing.record?.startedAt });
  for (
    let other: Standing | undefined = standing;
    other?.kind === 'busy' && !run.stopping();
    other = await run.claims?.look(key)
  )
    await run.clock.sleep(PAUSE, run.options.signal).catch(() => undefined);
  over();
  return !run.stopping();
}

/** Gives a claim back. When that fails, it ends with its process, and others are told that nothing is known. */
export async function letGo(claim: Claim | undefined, run: Run): Promise<void> {
  await claim?.release().catch((error: unknown) => noteLost(error, run));
}

/** Leaves word for others of what became of a request. */
export async function leaveWord(claim: Claim | undefined, state: ClaimEnd, run: Run): Promise<void> {
  await claim?.leave(state).catch((error: unknown) => noteLost(error, run));
}

function noteLost(error: unknown, { workspace }: Run): void {
  const message = `the shared store could not be told how a purchase ended: ${reasonOf(error)}`;
  const hint = 'others are told that its outcome is unknown, until `imagebuild push` brings the picture';
  workspace.sharedStore?.note(warning('shared-not-kept', message, { hint }));
}

/** Without the store nobody knows what others have bought or are buying. */
function notBought(target: string, state: Exclude<SharedState, 'ready' | 'read-only'>, reason?: string) {
  const message = `${target} is not bought, since the shared store ${state === 'absent' ? 'is not there' : `cannot be used${reason ? ` (${reason})` : ''}`}`;
  return problem(state === 'absent' ? 'shared-store-absent' : 'shared-store-failing', message, {
    target,
    hint: 'bring the store back, or build without --store if nobody else buys these pictures; nothing was charged',
  });
}
