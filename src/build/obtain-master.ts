import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Diagnostic, problem, warning } from '../core/diagnostic.ts';
import { digestOf } from '../core/digest.ts';
import type { FailureKind } from '../core/failure.ts';
import type { MasterRecord } from '../core/picture.ts';
import type { GenerationKey, InputRole, Recipe } from '../core/recipe.ts';
import type { PlannedTarget } from '../plan/index.ts';
import {
  type Generation,
  type InputPicture,
  type Provider,
  ProviderError,
  type ProviderSettings,
} from '../providers/index.ts';
import { sharpRaster } from '../renditions/index.ts';
import type { KeptGeneration } from '../store/index.ts';
import { unknownProblem } from './recover.ts';
import type { Run } from './run.ts';

/** A master, or why there is none. */
export type Obtained =
  | {
      readonly kind: 'made' | 'kept';
      readonly kept: KeptGeneration;
      readonly warnings: readonly Diagnostic[];
    }
  | {
      readonly kind: 'failed';
      readonly failure: FailureKind;
      readonly outcome: 'failed' | 'refused' | 'unknown';
      readonly diagnostic: Diagnostic;
    }
  | { readonly kind: 'stopped' };

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
  if (unknown !== undefined) return failed('provider-failed', 'unknown', unknownProblem(unknown));
  if (run.refused.has(key) && !forced) {
    return failed(
      'content-refused',
      'refused',
      problem('content-refused', `${planned.id}: the provider has declined this very request before`, {
        target: planned.id,
        hint: 'change the prompt, or ask once more with --force',
      }),
    );
  }
  const settings = run.settings(planned.target);
  return run.requests(settings)(() => request(planned, recipe, key, settings, run));
}

/** Asks the provider, and keeps what it returns before anything else can fail. */
async function request(
  planned: PlannedTarget,
  recipe: Recipe,
  key: GenerationKey,
  settings: ProviderSettings,
  run: Run,
): Promise<Obtained> {
  if (run.stopping()) return { kind: 'stopped' };
  run.begin(planned.id, planned.action);
  // Read here rather than earlier: only pictures that are being sent are in memory.
  const inputs = await readInputs(planned, recipe, run);
  if ('code' in inputs) return failed('provider-failed', 'failed', inputs);
  const { target } = planned;
  const provider = run.provider(target.providerType);
  const credits = planned.estimatedCredits ?? 0;
  const broken = run.purse.reserve(credits);
  if (broken)
    return failed(
      'budget-refused',
      'failed',
      problem(
        'over-budget',
        `${planned.id} would cost ${credits} credits, more than ${broken.name} has left`,
        { target: planned.id },
      ),
    );
  const seed = recipe.seed === 'random' ? run.drawSeed(planned) : recipe.seed;
  const purchase = new Purchase(planned, recipe, key, credits, seed, run);
  run.emit({ type: 'generation-requested', target: planned.id, provider: settings.name, credits });
  let generation: Generation;
  try {
    generation = await provider.generate(
      {
        operation: recipe.operation,
        model: recipe.model,
        prompt: recipe.prompt,
        negativePrompt: recipe.negative_prompt,
        seed,
        params: recipe.params,
        inputs,
      },
      {
        settings,
        environment: run.workspace.project.environment,
        clock: run.clock,
        raster: sharpRaster,
        signal: run.providerSignal(target),
        beforeSpending: () => purchase.begin(),
      },
    );
  } catch (error) {
    return purchase.fail(error, provider);
  }
  return purchase.keep(generation, target.source);
}

/** One purchase from the first record of it to the last. Free generations go the same way without records. */
class Purchase {
  readonly #planned: PlannedTarget;
  readonly #recipe: Recipe;
  readonly #key: GenerationKey;
  readonly #credits: number;
  readonly #seed: number | undefined;
  readonly #run: Run;
  readonly #startedAt: string;
  #begun = false;

  constructor(
    planned: PlannedTarget,
    recipe: Recipe,
    key: GenerationKey,
    credits: number,
    seed: number | undefined,
    run: Run,
  ) {
    this.#planned = planned;
    this.#recipe = recipe;
    this.#key = key;
    this.#credits = credits;
    this.#seed = seed;
    this.#run = run;
    this.#startedAt = new Date(run.clock.now()).toISOString();
  }

  /** Called directly before a request leaves. */
  async begin(): Promise<void> {
    this.#run.cost.requests += 1;
    if (this.#begun || !this.#planned.target.paid) return;
    this.#begun = true;
    const { id, target } = this.#planned;
    await this.#run.workspace.journal.open({
      key: this.#key,
      recipe: this.#recipe,
      target: id,
      provider: target.providerType,
      credits: this.#credits,
      seed: this.#seed,
      startedAt: this.#startedAt,
    });
  }

  async keep(generation: Generation, source: 'generated' | 'imported'): Promise<Obtained> {
    const { id, target } = this.#planned;
    const { store } = this.#run.workspace;
    const facts = await sharpRaster.inspect(generation.bytes).catch((error: Error) => error);
    if (facts instanceof Error || facts.format !== generation.format) {
      const what =
        facts instanceof Error
          ? `cannot be decoded (${facts.message})`
          : `is ${facts.format}, though the answer said ${generation.format}`;
      return this.#end(
        'yes',
        'failed',
        'provider-failed',
        problem('bad-answer', `${id}: the picture that came back ${what}`, {
          target: id,
          hint: `${target.paid ? `it may have been charged${generation.requestId ? `; ask about request ${generation.requestId}` : ''}; ` : ''}build again to ask once more`,
        }),
      );
    }
    const master = await store.writeMaster(generation.bytes, facts, target.paid);
    const kept: KeptGeneration = {
      key: this.#key,
      recipe: this.#recipe,
      master,
      seed: generation.seed ?? this.#seed,
      source,
      credits: this.#credits,
    };
    await store.keep(kept, target.paid);
    await this.#record('paid', 'yes', generation.requestId);
    this.#run.emit({ type: 'master-stored', target: id, digest: master.digest, credits: this.#credits });
    return {
      kind: 'made',
      kept,
      warnings: [
        ...generation.warnings.map((text) => warning('provider-warning', `${id}: ${text}`, { target: id })),
        ...sizeWarnings(this.#planned, master),
      ],
    };
  }

  async fail(error: unknown, provider: Provider): Promise<Obtained> {
    const { id } = this.#planned;
    // Anything else is a bug in the provider; what it has sent may still have been charged.
    const known =
      error instanceof ProviderError
        ? error
        : new ProviderError(`${provider.type} failed: ${(error as Error)?.message ?? error}`, {
            kind: 'bad-answer',
            charged: this.#begun ? 'unknown' : 'no',
          });
    if (known.kind === 'cancelled') {
      await this.#record('failed', 'no', undefined);
      return { kind: 'stopped' };
    }
    const outcome = known.kind === 'refused' ? 'refused' : known.charged === 'unknown' ? 'unknown' : 'failed';
    const failure = known.kind === 'refused' ? 'content-refused' : 'provider-failed';
    const code =
      known.kind === 'refused'
        ? 'content-refused'
        : known.kind === 'outcome-unknown'
          ? 'outcome-unknown'
          : `provider-${known.kind}`;
    return this.#end(
      known.charged,
      outcome,
      failure,
      problem(code, `${id}: ${known.message}${chargeText(known.charged, this.#credits)}`, {
        target: id,
        hint: known.hint,
      }),
      known.requestId,
    );
  }

  async #end(
    charged: 'yes' | 'no' | 'unknown',
    outcome: 'failed' | 'refused' | 'unknown',
    failure: FailureKind,
    diagnostic: Diagnostic,
    requestId?: string,
  ): Promise<Obtained> {
    await this.#record(outcome, charged, requestId);
    return failed(failure, outcome, diagnostic);
  }

  /** The ledger first, then the end of the pending record: a crash between the two repeats a line, never a purchase. */
  async #record(
    outcome: 'paid' | 'failed' | 'refused' | 'unknown',
    charged: 'yes' | 'no' | 'unknown',
    requestId: string | undefined,
  ): Promise<void> {
    const { id, target } = this.#planned;
    this.#run.purse.settle(this.#credits, charged);
    if (!this.#begun) return;
    const { journal } = this.#run.workspace;
    await journal.append({
      at: new Date(this.#run.clock.now()).toISOString(),
      startedAt: this.#startedAt,
      outcome,
      key: this.#key,
      target: id,
      provider: target.providerType,
      model: this.#recipe.model,
      credits: this.#credits,
      charged,
      requestId,
    });
    // A purchase whose outcome is unknown stays pending until the user decides.
    if (outcome !== 'unknown') await journal.close(this.#key);
  }
}

function failed(
  failure: FailureKind,
  outcome: 'failed' | 'refused' | 'unknown',
  diagnostic: Diagnostic,
): Obtained {
  return { kind: 'failed', failure, outcome, diagnostic };
}

function chargeText(charged: 'yes' | 'no' | 'unknown', credits: number): string {
  if (credits === 0) return '';
  if (charged === 'no') return ' (nothing was charged)';
  return charged === 'yes'
    ? ` (${credits} credits were charged)`
    : ` (up to ${credits} credits may have been charged)`;
}

/** A master of another size than documented is kept, since it was paid for; its renditions follow its real size. */
function sizeWarnings({ id, target }: PlannedTarget, master: MasterRecord): Diagnostic[] {
  const expected = target.inputs.size === 0 ? target.capability.resultSize?.(target.params, {}) : undefined;
  if (expected === undefined || (expected.width === master.width && expected.height === master.height))
    return [];
  return [
    warning(
      'unexpected-size',
      `${id}: the picture has ${master.width} × ${master.height} pixels instead of ${expected.width} × ${expected.height}`,
      { target: id },
    ),
  ];
}

type Inputs = { readonly [Role in InputRole]?: InputPicture };

/** The bytes of every input, checked against the digests in the recipe: what is sent is what was hashed. */
async function readInputs(planned: PlannedTarget, recipe: Recipe, run: Run): Promise<Inputs | Diagnostic> {
  const inputs: { [Role in InputRole]?: InputPicture } = {};
  for (const [role, input] of planned.target.inputs) {
    const digest = recipe.inputs[role];
    if (digest === undefined) throw new Error(`${planned.id}: the input ${role} has no digest`);
    let bytes: Uint8Array | string;
    if (input.kind === 'file') bytes = await readFile(join(run.workspace.project.paths.root, input.path));
    else {
      const master = run.masters.get(input.id);
      bytes = master === undefined ? 'missing' : await run.workspace.store.readMaster(master);
    }
    if (typeof bytes === 'string')
      return problem(
        'master-missing',
        `${planned.id}: the master of its input ${input.kind === 'target' ? input.id : input.path} is ${bytes}`,
        { target: planned.id, hint: 'build that target again' },
      );
    if (digestOf(bytes) !== digest)
      return problem(
        'input-modified',
        `${planned.id}: ${input.kind === 'file' ? input.path : input.id} changed while the build was running`,
        { target: planned.id, hint: 'build again' },
      );
    try {
      inputs[role] = { ...(await sharpRaster.inspect(bytes)), bytes, digest };
    } catch (error) {
      return problem(
        'input-unreadable',
        `${planned.id}: ${input.kind === 'file' ? input.path : input.id} is not a picture: ${(error as Error).message}`,
        { target: planned.id },
      );
    }
  }
  return inputs;
}
