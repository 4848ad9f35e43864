import { picturesAsked } from '../core/capability.ts';
import { type Diagnostic, problem, warning } from '../core/diagnostic.ts';
import type { FailureKind } from '../core/failure.ts';
import type { GenerationKey, Recipe } from '../core/recipe.ts';
import { isSystemError, type SystemError, systemProblem } from '../core/system-trouble.ts';
import {
  cancelled,
  type Generation,
  type Provider,
  ProviderError,
  type ProviderSettings,
  type ProviderWorld,
} from '../providers/index.ts';
import { examine, sharpRaster } from '../renditions/index.ts';
import {
  type BoughtPicture,
  type Claim,
  type PendingPurchase,
  type ReceivedPicture,
  reasonOf,
} from '../store/index.ts';
import { leaveWord, letGo } from './claim-key.ts';
import type { Customer } from './customer.ts';
import { type GoodPicture, keepPictures, siblingsNotice } from './kept-pictures.ts';
import { failed, type Obtained } from './obtained.ts';
import { troubleOf } from './provider-trouble.ts';
import {
  type Rejected,
  rejectedWarnings,
  shortageWarnings,
  sizeWarnings,
  uselessProblem,
} from './purchase-warnings.ts';
import type { Run } from './run.ts';

/** Bytes that came back, in the store. */
interface Received extends ReceivedPicture {
  readonly bytes: Uint8Array;
}

/** One purchase from the first record of it to the last. Free generations go the same way without records. */
export class Purchase {
  readonly #customer: Customer;
  readonly #recipe: Recipe;
  readonly #key: GenerationKey;
  readonly #credits: number;
  readonly #seed: number | undefined;
  readonly #run: Run;
  readonly #startedAt: string;
  /** Credits to take from the purse: none for a purchase of an earlier run, which its ledger counts. */
  readonly #reserved: number;
  #begun: boolean;
  #settled = false;
  #pending: PendingPurchase | undefined;
  /** Ours among all that share a store, until it is known how the purchase ended. */
  #claim: Claim | undefined;

  constructor(
    customer: Customer,
    recipe: Recipe,
    key: GenerationKey,
    credits: number,
    seed: number | undefined,
    run: Run,
    { earlier, claim }: { readonly earlier?: PendingPurchase; readonly claim?: Claim },
  ) {
    this.#customer = customer;
    this.#recipe = recipe;
    this.#key = key;
    this.#credits = credits;
    this.#seed = seed;
    this.#run = run;
    this.#startedAt = earlier?.startedAt ?? run.beginPurchase(key);
    this.#reserved = earlier === undefined ? credits : 0;
    this.#begun = earlier !== undefined;
    this.#pending = earlier;
    this.#claim = claim;
  }

  /** What the provider may touch: this purchase hears of everything that concerns money. */
  world(settings: ProviderSettings): ProviderWorld {
    return {
      settings,
      environment: this.#run.workspace.project.environment,
      clock: this.#run.clock,
      raster: sharpRaster,
      signal: this.#run.providerSignal(this.#customer),
      stop: this.#run.quitting,
      beforeSpending: () => this.begin(),
      accepted: (job) => this.accepted(job),
      waiting: (wait) => this.#run.waits(this.#customer.id, wait),
    };
  }

  /** Called directly before a request leaves. */
  async begin(): Promise<void> {
    if (!this.#customer.paid) return;
    // It may have waited for its turn for long.
    if (!this.#run.mayBuy() || this.#run.providerTrouble(this.#customer.provider)) throw cancelled();
    if (this.#begun) {
      this.#run.cost.requests += 1;
      return;
    }
    const pending = {
      key: this.#key,
      recipe: this.#recipe,
      target: this.#customer.id,
      asset: this.#customer.asset,
      provider: this.#customer.providerType,
      credits: this.#credits,
      seed: this.#seed,
      replaces: this.#run.workspace.store.find(this.#key)?.master.digest,
      startedAt: this.#startedAt,
      several: this.#several(),
      account: this.#customer.provider,
      lockfile: this.#run.workspace.project.paths.lockfileName,
      claim: this.#claim?.id,
    };
    const { journal } = this.#run.workspace;
    await journal.open(pending).catch(async (error: unknown) => {
      // Its file may be there all the same, and would tell of a request that was never sent.
      await journal.close(this.#key).catch(() => {});
      throw error;
    });
    this.#pending = pending;
    this.#begun = true;
    this.#run.cost.requests += 1;
    await this.#tellOthers();
    const { id, provider } = this.#customer;
    this.#run.emit({ type: 'generation-requested', target: id, provider, credits: this.#credits });
  }

  /** From here on nobody else who shares the store sends the same request, whatever becomes of this process. */
  async #tellOthers(): Promise<void> {
    const mine = await this.#claim?.sending().catch((error: unknown) => reasonOf(error));
    if (mine === undefined || mine === true) return;
    throw new ProviderError(
      mine === false
        ? 'another process has begun to buy this picture'
        : `the shared store could not be told (${mine}), so nothing was sent`,
      { kind: 'unavailable', charged: 'no', hint: 'Build again.' },
    );
  }

  /** Called when the provider has taken a job: from then on its picture can be fetched, by whatever process. */
  async accepted(job: string): Promise<void> {
    if (this.#pending === undefined) return;
    this.#pending = { ...this.#pending, job };
    // Its picture is waited for all the same: it is as good as paid for.
    await this.#reopen();
    // Others only hear of it; what counts is on record here.
    await this.#claim?.accepted().catch(() => undefined);
  }

  /** The bytes go to the store before anything looks at them: from then on a crash loses nothing. */
  async keep(generation: Generation, source: 'generated' | 'imported'): Promise<Obtained> {
    try {
      return await this.#keep(generation, source);
    } catch (error) {
      // Whatever happened here, the picture had come.
      this.#settle('yes');
      throw error;
    }
  }

  async #keep(generation: Generation, source: 'generated' | 'imported'): Promise<Obtained> {
    const { id, paid } = this.#customer;
    const received = await this.#receive(generation);
    if ('code' in received) return failed('unexpected', 'failed', received);
    const { good, rejected } = await this.#inspect(received);
    const [first, ...others] = good;
    if (first === undefined) return this.#useless(rejected, generation.requestId);
    const { store } = this.#run.workspace;
    const several = this.#several();
    const purchased = { key: this.#key, recipe: this.#recipe, source, credits: this.#credits, several };
    const kept = await keepPictures(store, purchased, [first, ...others], paid);
    await this.#record('paid', 'yes', generation.requestId);
    this.#run.emit({
      type: 'master-stored',
      target: id,
      digest: kept.master.digest,
      credits: this.#credits,
    });
    return {
      kind: 'made',
      kept,
      warnings: [
        ...this.#remarks(generation),
        ...rejectedWarnings(this.#customer, rejected),
        ...shortageWarnings(this.#customer, this.#recipe, this.#credits, good.length),
        ...sizeWarnings(this.#customer, kept.master),
        ...siblingsNotice(id, several, good),
      ],
    };
  }

  /** What the provider says of its answer, but for what the plan has said already. */
  #remarks({ warnings }: Generation): Diagnostic[] {
    const { id } = this.#customer;
    const said = new Set(this.#run.warnings.map(({ message }) => message));
    return warnings
      .map((text) => warning('provider-warning', `${id}: ${text}`, { target: id }))
      .filter(({ message }) => !said.has(message));
  }

  /** Puts everything that came into the store, and then on record; or, where the store cannot take it, elsewhere. */
  async #receive({ others = [], ...first }: Generation): Promise<readonly Received[] | Diagnostic> {
    const { store, journal } = this.#run.workspace;
    const { paid } = this.#customer;
    const pictures = [{ ...first, seed: first.seed ?? this.#seed }, ...others];
    const received: Received[] = [];
    try {
      for (const { bytes, format, seed } of pictures)
        received.push({ bytes, seed, picture: await store.writeMaster(bytes, format, paid) });
      const [main, ...rest] = received.map(({ picture, seed }) => ({ picture, seed }));
      if (this.#pending && main)
        await journal.open({
          ...this.#pending,
          received: { ...main, ...(rest.length > 0 ? { others: rest } : {}) },
        });
      return received;
    } catch (error) {
      if (this.#pending === undefined || !isSystemError(error)) throw error;
      return this.#rescue(this.#pending, pictures, error);
    }
  }

  /** What was paid for is put where there is room; the record of the purchase stays open until it is fetched from there. */
  async #rescue(
    pending: PendingPurchase,
    pictures: readonly BoughtPicture[],
    error: SystemError,
  ): Promise<Diagnostic> {
    // Nothing more is bought that could not be kept either.
    this.#run.halt();
    const { id } = this.#customer;
    const cause = systemProblem(error);
    const place = await this.#run.workspace.rescue.keep(pending, pictures);
    // Unknown in the ledger: a later line says paid when the picture has reached the store.
    await this.#record('unknown', 'yes', undefined).catch(() => {});
    const bought = `${id}: its picture was bought (${this.#credits} credits), but ${cause.message}`;
    if (place !== undefined)
      return problem(cause.code, `${bought}; it is safe in ${place}`, {
        target: id,
        hint: `${cause.hint ?? 'look after that'}; the next build takes the picture from there and buys nothing`,
      });
    return problem(cause.code, `${bought}; no other place could take it, so it is lost`, {
      target: id,
      hint: `${cause.hint ?? 'look after that'}; it is bought again only with --retry-unknown`,
    });
  }

  /** Tells the good pictures from those that cannot be used; these are put aside, for diagnosis. */
  async #inspect(received: readonly Received[]) {
    const good: GoodPicture[] = [];
    const rejected: Rejected[] = [];
    for (const { bytes, picture, seed } of received) {
      const facts = await examine(bytes);
      if (!(facts instanceof Error) && facts.format === picture.format) {
        good.push({ master: { ...picture, width: facts.width, height: facts.height }, seed });
        continue;
      }
      if (rejected.some(({ digest }) => digest === picture.digest)) continue;
      const what =
        facts instanceof Error
          ? `cannot be decoded (${facts.message.replace(/[\s:]+$/, '')})`
          : `is ${facts.format}, though the answer said ${picture.format}`;
      const path = await this.#run.workspace.store.rejectMaster(picture);
      rejected.push({ digest: picture.digest, what, path });
    }
    return { good, rejected };
  }

  /** No picture of the answer can be used. */
  async #useless(rejected: readonly Rejected[], requestId: string | undefined): Promise<Obtained> {
    // The picture of a job can be fetched once more, and may come whole then.
    const again = this.#pending?.job !== undefined;
    if (again) await this.#noteFruitless();
    const diagnostic = uselessProblem(this.#customer, rejected, requestId, again);
    return this.#end(
      again ? 'unknown' : 'yes',
      again ? 'unknown' : 'failed',
      'provider-failed',
      diagnostic,
      requestId,
    );
  }

  /** The parameter that asked for several pictures, when it did. */
  #several(): string | undefined {
    const { severalBy } = this.#customer;
    return picturesAsked(severalBy, this.#recipe.params) > 1 ? severalBy : undefined;
  }

  /** What a provider's error means for the target, the ledger and the budget. */
  async fail(error: unknown, provider: Provider): Promise<Obtained> {
    const { id } = this.#customer;
    // Without the record of a purchase nothing is sent, and what cannot be recorded for one cannot be for the next.
    if (isSystemError(error) && !(error instanceof ProviderError) && !this.#begun) {
      this.#settle('no');
      await this.end();
      this.#run.halt();
      const trouble = systemProblem(error, `${id}: nothing was bought: `);
      return failed('unexpected', 'failed', { ...trouble, target: id });
    }
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
    if (known.scope === 'provider' && known.charged === 'no') return this.#providerFailed(known);
    if (known.kind === 'job-lost' || known.kind === 'bad-answer') await this.#noteFruitless();
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
        hint: await this.#withAnswer(known),
      }),
      known.requestId,
    );
  }

  /** The first purchase that meets it fails, and tells for all; the others were not begun. */
  async #providerFailed(error: ProviderError): Promise<Obtained> {
    const trouble = troubleOf(this.#customer.provider, error);
    const first = this.#run.noteProviderTrouble(trouble);
    const { id } = this.#customer;
    // What was ordered before stays on record: this says nothing of it.
    const ordered = this.#pending?.job !== undefined;
    const charged = ordered ? '' : chargeText('no', this.#credits);
    const { code, message, hint } = trouble;
    const diagnostic = problem(code, `${id}: ${message}${charged}`, { target: id, hint });
    const obtained = ordered
      ? failed('provider-failed', 'failed', diagnostic)
      : await this.#end('no', 'failed', 'provider-failed', diagnostic, error.requestId);
    if (obtained.kind !== 'failed') return obtained;
    return first ? { ...obtained, trouble } : { kind: 'stopped' };
  }

  /** What an error advises, and where its answer is: what may have been paid for is not thrown away. */
  async #withAnswer({ hint, answer }: ProviderError): Promise<string | undefined> {
    if (answer === undefined) return hint;
    const { store } = this.#run.workspace;
    const path = await store.setAside(answer.bytes, answer.format).catch(() => undefined);
    return path === undefined ? hint : `${hint ?? ''} What came is in .imagebuild/${path}.`.trim();
  }

  /** Writes the record as it is without its bytes. Where that fails the older one stays, which is nearly as good. */
  async #reopen(): Promise<void> {
    if (this.#pending === undefined) return;
    await this.#run.workspace.journal.open(this.#pending).catch(() => this.#run.halt());
  }

  /** The name of the job stays: whoever would buy in its place asks for it once more. */
  async #noteFruitless(): Promise<void> {
    if (this.#pending?.job === undefined) return;
    this.#pending = { ...this.#pending, fruitless: true };
    await this.#reopen();
  }

  async #end(
    charged: 'yes' | 'no' | 'unknown',
    outcome: 'failed' | 'refused' | 'unknown',
    failure: FailureKind,
    diagnostic: Diagnostic,
    requestId?: string,
  ): Promise<Obtained> {
    try {
      await this.#record(outcome, charged, requestId);
      return failed(failure, outcome, diagnostic);
    } catch (error) {
      if (!isSystemError(error)) throw error;
      this.#run.halt();
      const { message, hint } = systemProblem(error);
      const unrecorded = `${diagnostic.message}; this could not be recorded, since ${message}`;
      return failed(failure, outcome, { ...diagnostic, message: unrecorded, hint: hint ?? diagnostic.hint });
    }
  }

  /** Ends the reservation of its credits, once. */
  #settle(charged: 'yes' | 'no' | 'unknown'): void {
    if (this.#settled) return;
    this.#settled = true;
    this.#run.purse.settle(this.#reserved, charged);
  }

  /** The ledger first, then the end of the pending record: a crash between the two repeats a line, never a purchase. */
  async #record(
    outcome: 'paid' | 'failed' | 'refused' | 'unknown',
    charged: 'yes' | 'no' | 'unknown',
    requestId: string | undefined,
  ): Promise<void> {
    const { id, asset, providerType } = this.#customer;
    this.#settle(charged);
    if (!this.#begun) return this.end();
    const { journal } = this.#run.workspace;
    // A clock that is set back meanwhile must not date it into a period whose budget was not asked.
    const at = Math.max(this.#run.clock.now(), this.#run.beganAt);
    await journal.append({
      at: new Date(at).toISOString(),
      startedAt: this.#startedAt,
      outcome,
      key: this.#key,
      target: id,
      asset,
      provider: providerType,
      model: this.#recipe.model,
      credits: this.#credits,
      charged,
      requestId,
    });
    // A purchase whose outcome is unknown stays pending until the user decides.
    if (outcome !== 'unknown') await journal.close(this.#key);
    await this.#letGo(outcome, charged);
  }

  /** Tells all that share the store how it ended, as far as it concerns them. */
  async #letGo(
    outcome: 'paid' | 'failed' | 'refused' | 'unknown',
    charged: 'yes' | 'no' | 'unknown',
  ): Promise<void> {
    const claim = this.#claim;
    this.#claim = undefined;
    const { sharedStore } = this.#run.workspace;
    const shown = sharedStore?.find(this.#key);
    // What was charged before in vain is so still, when asking again has cost nothing.
    const spent = outcome === 'failed' && (charged === 'yes' || this.#run.spent.has(this.#key));
    if (spent) await leaveWord(claim, 'spent', this.#run);
    else if (outcome === 'unknown') await leaveWord(claim, 'unknown', this.#run);
    else if (outcome === 'refused' && charged !== 'no') await leaveWord(claim, 'refused', this.#run);
    else if (outcome === 'paid' && !(shown && sharedStore?.holds(shown.master)))
      await leaveWord(claim, 'kept', this.#run);
    else await letGo(claim, this.#run);
  }

  /** Whatever has gone wrong, nobody waits for this purchase any longer. */
  async end(): Promise<void> {
    if (this.#begun) await this.#letGo('unknown', 'unknown');
    else await this.#letGo('failed', 'no');
  }
}

function chargeText(charged: 'yes' | 'no' | 'unknown', credits: number): string {
  if (credits === 0) return '';
  if (charged === 'no') return ' (nothing was charged)';
  return charged === 'yes'
    ? ` (${credits} credits were charged)`
    : ` (up to ${credits} credits may have been charged)`;
}
