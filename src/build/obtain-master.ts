import { problem } from '../core/diagnostic.ts';
import { type GenerationKey, type Recipe, recipeAsSent } from '../core/recipe.ts';
import { timedWait } from '../core/timing.ts';
import type { Damage, PlannedTarget } from '../plan/index.ts';
import type { Generation, ProviderSettings } from '../providers/index.ts';
import { awaitOther, type Claimed, claimKey, letGo } from './claim-key.ts';
import { collectJob } from './collect-job.ts';
import { customerOf } from './customer.ts';
import { damageOf, damageProblem } from './damage.ts';
import { digestsOf, readInputs } from './input-pictures.ts';
import { failed, type Obtained } from './obtained.ts';
import { Purchase } from './purchase.ts';
import { refusedProblem, spentProblem, unknownProblem } from './recover.ts';
import type { Run } from './run.ts';

/**
 * The master for a recipe: from the store when it was ever made before, else from the provider. A recipe that
 * several targets share is asked for once.
 */
export function obtainMaster(
  planned: PlannedTarget,
  recipe: Recipe,
  key: GenerationKey,
  run: Run,
): Promise<Obtained> {
  const underway = run.underway.get(key);
  if (underway !== undefined)
    return underway.then((obtained) => (obtained.kind === 'made' ? { ...obtained, kind: 'kept' } : obtained));
  const obtained = obtain(planned, recipe, key, run);
  run.underway.set(key, obtained);
  return obtained;
}

async function obtain(
  planned: PlannedTarget,
  recipe: Recipe,
  key: GenerationKey,
  run: Run,
): Promise<Obtained> {
  const forced = planned.reasons.some(({ code }) => code === 'forced');
  const kept = forced ? undefined : run.workspace.store.find(key);
  if (kept !== undefined && run.workspace.store.holds(kept.master))
    return { kind: 'kept', kept, warnings: [] };
  const unknown = run.unknown.get(key);
  // Asking costs nothing: a job is asked for once more before anything is bought in its place.
  const job = run.jobs.get(key) ?? (unknown?.job === undefined ? undefined : unknown);
  const collected = job && (await collectJob(planned, job, run));
  if (collected !== undefined && collected.kind !== 'nothing') return collected;
  if (unknown !== undefined && !run.options.retryUnknown)
    return failed('provider-failed', 'unknown', unknownProblem(unknown));
  const damage = planned.target.paid && !forced ? damageHere(planned, key, run) : undefined;
  if (damage) return failed('damage-found', 'failed', damageProblem(planned, damage));
  if (run.refused.has(key) && !forced)
    return failed('content-refused', 'refused', refusedProblem(planned.id));
  if (run.spent.has(key) && !forced && !run.options.retryUnknown)
    return failed('provider-failed', 'failed', spentProblem(planned.id));
  // Its price is 0 because another target was to buy it; without that one it must not be bought at all.
  if (planned.target.paid && planned.action !== 'generate') return twinMissing(planned);
  const settings = run.settings(planned.target);
  for (;;) {
    const obtained = await run.requests(settings)(async () => {
      const obtained = await request(planned, recipe, key, settings, run).catch((error: unknown) => {
        // Nothing is known of the disk any more: no further picture is bought that could not be kept.
        run.halt();
        throw error;
      });
      // Noted before the place in the queue is free: whoever comes next must not buy after a failure.
      if (obtained.kind === 'failed' && !isBearable(obtained, planned)) run.noteFailure();
      return obtained;
    });
    if (obtained.kind !== 'busy') return obtained;
    // The place in the queue is free meanwhile: others are bought while somebody else buys this one.
    if (!(await awaitOther(planned, key, obtained.standing, run))) return { kind: 'stopped' };
  }
}

/** What is damaged by now; what the plan has shown not to be bought is not bought, whatever has become of it. */
function damageHere(
  { damage, entry }: PlannedTarget,
  key: GenerationKey,
  { workspace }: Run,
): Damage | undefined {
  const { lockfile, store } = workspace;
  const locked = [entry, ...lockfile.targets.values()].filter((known) => known?.key === key);
  return (
    damageOf(
      key,
      locked.map((known) => known?.master),
      store,
    ) ?? damage
  );
}

function twinMissing({ id }: PlannedTarget): Obtained {
  const message = `${id} shares its picture with another target, which was not made`;
  const hint = 'build again when that target can be made';
  return failed('provider-failed', 'failed', problem('twin-missing', message, { target: id, hint }));
}

/** Somebody else who shares the store asks for the same. */
type Busy = Claimed & { readonly kind: 'busy' };

/** A refusal for which the manifest has a remedy. */
function isBearable({ outcome }: Obtained & { kind: 'failed' }, { target }: PlannedTarget): boolean {
  return outcome === 'refused' && target.onRefusal !== 'fail';
}

/** Asks the provider, and keeps what it returns before anything else can fail. */
async function request(
  planned: PlannedTarget,
  recipe: Recipe,
  key: GenerationKey,
  settings: ProviderSettings,
  run: Run,
): Promise<Obtained | Busy> {
  if (!run.mayAsk(planned) || run.providerTrouble(settings.name)) return { kind: 'stopped' };
  run.begin(planned.id, planned.action);
  // While this target waited for its turn, another process may have bought the same.
  const bought = planned.reasons.some(({ code }) => code === 'forced')
    ? undefined
    : run.workspace.store.find(key);
  if (bought !== undefined && run.workspace.store.holds(bought.master))
    return { kind: 'kept', kept: bought, warnings: [] };
  // Read here rather than earlier: only pictures that are being sent are in memory.
  const inputs = await readInputs(planned, recipe, run);
  if ('diagnostic' in inputs) return failed(inputs.kind, 'failed', inputs.diagnostic);
  const { target } = planned;
  const claimed: Claimed = target.paid
    ? await claimKey(planned, key, run)
    : { kind: 'mine', claim: undefined };
  if (claimed.kind === 'found') return { kind: 'kept', kept: claimed.kept, warnings: [] };
  if (claimed.kind !== 'mine') return claimed;
  const { claim } = claimed;
  const provider = run.provider(target.providerType);
  const credits = planned.estimatedCredits ?? 0;
  const broken = run.purse.reserve(credits);
  if (broken) {
    await letGo(claim, run);
    return failed(
      'budget-refused',
      'failed',
      problem(
        'over-budget',
        `${planned.id} would cost ${credits} credits, more than ${broken.name} has left`,
        { target: planned.id },
      ),
    );
  }
  const seed = recipe.seed === 'random' ? run.drawSeed(planned) : recipe.seed;
  const sent = recipeAsSent(recipe, digestsOf(inputs));
  const purchase = new Purchase(customerOf(planned), sent, key, credits, seed, run, { claim });
  if (!target.paid)
    run.emit({ type: 'generation-requested', target: planned.id, provider: settings.name, credits });
  const arrived = target.paid ? run.noteRequest() : () => {};
  try {
    let generation: Generation;
    try {
      generation = await timedWait('generate', () =>
        provider.generate(
          {
            operation: recipe.operation,
            model: recipe.model,
            prompt: recipe.prompt,
            negativePrompt: recipe.negative_prompt,
            seed,
            params: recipe.params,
            inputs,
          },
          purchase.world(settings),
        ),
      );
    } catch (error) {
      // Whatever a provider says when it is stopped.
      if (!target.paid && !run.mayGoOn(planned.id)) return { kind: 'stopped' };
      return await purchase.fail(error, provider);
    } finally {
      arrived();
    }
    return await purchase.keep(generation, target.source);
  } finally {
    await purchase.end();
  }
}
