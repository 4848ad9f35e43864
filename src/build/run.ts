import { randomInt } from 'node:crypto';
import { setMaxListeners } from 'node:events';
import { availableParallelism } from 'node:os';
import { type Diagnostic, warning } from '../core/diagnostic.ts';
import type { BuildEvent } from '../core/events.ts';
import type { MasterRecord } from '../core/picture.ts';
import { type Clock, systemClock } from '../core/ports.ts';
import type { GenerationKey } from '../core/recipe.ts';
import { isSystemError, systemProblem } from '../core/system-trouble.ts';
import type { Wait } from '../core/wait.ts';
import type { LockEntry } from '../lockfile/index.ts';
import { declareProvider, SEED_LIMIT } from '../manifest/index.ts';
import type { PlannedTarget, Planner } from '../plan/index.ts';
import type { Provider, ProviderSettings } from '../providers/index.ts';
import type { EncodeQueue } from '../renditions/index.ts';
import type { PublishedTarget } from '../site/index.ts';
import { type Claims, type LedgerRecord, type PendingPurchase, purchaseName } from '../store/index.ts';
import type { Target, TargetId } from '../targets/index.ts';
import type { Obtained } from './obtained.ts';
import type { BuildOptions } from './options.ts';
import type { ProviderTrouble } from './provider-trouble.ts';
import type { Purse } from './purse.ts';
import { type Cost, type Counts, NO_COST, NO_COUNTS } from './report.ts';
import { tellWait } from './tell-wait.ts';
import type { Workspace } from './workspace.ts';

type Queue = EncodeQueue;

/** Everything one run of a build shares: the world, the queues, and what has come of it so far. */
export class Run {
  readonly workspace: Workspace;
  readonly options: BuildOptions;
  readonly planner: Planner;
  readonly purse: Purse;
  readonly clock: Clock;
  /** When what may be spent was added up, in milliseconds since 1970. */
  readonly beganAt: number;
  /** Ids of claims on which nobody worked any more when this run began. */
  readonly left: ReadonlySet<string>;
  /** Encodes, over all pictures, as many as there are cores. */
  readonly encodes: Queue;
  /** Targets whose renditions are being made: bounds the decoded pictures in memory. */
  readonly renders: Queue;

  readonly counts: Counts = { ...NO_COUNTS };
  readonly cost: Cost = { ...NO_COST };
  readonly warnings: Diagnostic[] = [];
  /** Why the lockfile could not be written the last time it was tried. */
  lockTrouble: Diagnostic | undefined;
  /** What the operating system refused while the results were written down. */
  readonly trouble: Diagnostic[] = [];
  /** Files written by target, encoded or from the cache. */
  readonly written = new Map<TargetId, number>();
  /** Masters there are now, by target. */
  readonly masters = new Map<TargetId, MasterRecord>();
  readonly entries = new Map<TargetId, LockEntry>();
  /** Stand-ins for refused pictures: published, but not in the lock. */
  readonly standIns = new Map<TargetId, PublishedTarget>();
  readonly underway = new Map<GenerationKey, Promise<Obtained>>();
  readonly unknown: ReadonlyMap<GenerationKey, PendingPurchase>;
  readonly jobs: ReadonlyMap<GenerationKey, PendingPurchase>;
  readonly refused: ReadonlySet<GenerationKey>;
  /** Requests that were charged and gave nothing that can be used. */
  readonly spent: ReadonlySet<GenerationKey>;
  /** Among all that share a store; absent where none is shared. */
  readonly claims: Claims | undefined;
  readonly #settings = new Map<string, ProviderSettings>();
  readonly #queues = new Map<string, Queue>();
  /** Makes a queue that lets so many through at once. */
  readonly limit: (concurrency: number) => Queue;
  readonly #begun = new Map<TargetId, number>();
  /** Purchases of this and of earlier runs. */
  readonly #purchases: Set<string>;
  /** By the name of the provider. */
  readonly #troubles = new Map<string, ProviderTrouble>();
  readonly #quit = new AbortController();
  /** Aborted when nothing new may be begun: the user wants to stop, or something failed and the rest should not go on. */
  readonly quitting: AbortSignal;
  #inFlight = 0;
  #foreignLock = false;

  constructor(parts: {
    workspace: Workspace;
    options: BuildOptions;
    planner: Planner;
    purse: Purse;
    unknown: ReadonlyMap<GenerationKey, PendingPurchase>;
    jobs: ReadonlyMap<GenerationKey, PendingPurchase>;
    refused: ReadonlySet<GenerationKey>;
    spent: ReadonlySet<GenerationKey>;
    claims: Claims | undefined;
    left: ReadonlySet<string>;
    limit: (concurrency: number) => Queue;
    beganAt: number;
    records: readonly LedgerRecord[];
  }) {
    this.beganAt = parts.beganAt;
    this.#purchases = new Set(parts.records.map(purchaseName));
    this.workspace = parts.workspace;
    this.options = parts.options;
    this.planner = parts.planner;
    this.purse = parts.purse;
    this.unknown = parts.unknown;
    this.jobs = parts.jobs;
    this.refused = parts.refused;
    this.spent = parts.spent;
    this.claims = parts.claims;
    this.left = parts.left;
    this.clock = parts.options.clock ?? systemClock;
    // Every request in flight listens for the wish to stop, and there may be many.
    for (const signal of [this.options.signal, this.options.abandon]) if (signal) setMaxListeners(0, signal);
    const { signal = this.#quit.signal } = this.options;
    this.quitting = AbortSignal.any([signal, this.#quit.signal]);
    setMaxListeners(0, this.quitting);
    const cores = parts.options.concurrency ?? availableParallelism();
    this.limit = parts.limit;
    this.encodes = parts.limit(cores);
    this.renders = parts.limit(cores + 1);
  }

  emit(event: BuildEvent): void {
    if (event.type === 'output-written') this.written.set(event.target, this.writtenFor(event.target) + 1);
    this.options.listener?.(event);
  }

  /** Tells that a target waits, until the returned function is called. */
  waits(target: string, wait: Wait): () => void {
    return tellWait((event) => this.emit(event), this.clock, wait, target);
  }

  writtenFor(id: TargetId): number {
    return this.written.get(id) ?? 0;
  }

  /** Tells that work on a target begins, the first time it is called; returns when that was. */
  begin(id: TargetId, action: string): number {
    const known = this.#begun.get(id);
    if (known !== undefined) return known;
    const now = this.clock.now();
    this.#begun.set(id, now);
    this.emit({ type: 'target-started', target: id, action });
    return now;
  }

  /** Warns once that the lockfile on the disk has changed since this run read it. */
  noteForeignLock(): void {
    if (this.#foreignLock) return;
    this.#foreignLock = true;
    const message = `${this.workspace.project.paths.lockfileName} has changed during the build; what came with it is kept`;
    const hint = 'build again, so that files and site manifests are true to it';
    this.warn([warning('lock-changed', message, { hint })]);
  }

  /** Tells what went wrong with the shared store meanwhile: nothing that stops a build. */
  warnOfSharing(): void {
    this.warn(this.workspace.sharedStore?.troubles() ?? []);
  }

  warn(diagnostics: readonly Diagnostic[]): void {
    for (const diagnostic of diagnostics) {
      this.warnings.push(diagnostic);
      this.emit({ type: 'warning', warning: diagnostic });
    }
  }

  stopping(): boolean {
    return this.quitting.aborted;
  }

  /** Whether a request that costs something may still be sent. */
  mayBuy(): boolean {
    return !this.stopping() && this.options.overtaking?.mayBuy !== false;
  }

  get overtaken(): boolean {
    return this.options.overtaking?.overtaken === true;
  }

  hasBegun(id: TargetId): boolean {
    return this.#begun.has(id);
  }

  /** Tells that a request which costs something is on its way, until the returned function is called. */
  noteRequest(): () => void {
    this.#inFlight += 1;
    return () => {
      this.#inFlight -= 1;
    };
  }

  /**
   * Whether a target's master may still be asked for. A build that was overtaken makes what is free and still asked
   * for only while it has to wait for a request in flight anyway.
   */
  mayAsk({ id, target }: PlannedTarget): boolean {
    if (this.stopping()) return false;
    const { overtaking } = this.options;
    if (overtaking === undefined) return true;
    if (target.paid) return this.mayBuy();
    return !overtaking.overtaken || (this.#inFlight > 0 && overtaking.wantsMaster(id));
  }

  /** Whether work on a target's files may still be begun. What has just been made is seen through. */
  mayRender(id: TargetId, action: string): boolean {
    const { overtaking, signal } = this.options;
    if (signal?.aborted && action !== 'generate') return false;
    if (overtaking === undefined || !overtaking.overtaken) return true;
    return this.#inFlight > 0 && overtaking.wantsFiles(id);
  }

  /** Whether work on a target's files that has begun may go on. */
  mayGoOn(id: TargetId): boolean {
    return this.options.overtaking?.wantsFiles(id) ?? true;
  }

  /** Something went wrong that is no target's own: it is reported, and what was done stays on record. */
  noteTrouble(error: unknown): void {
    if (!isSystemError(error)) throw error;
    this.trouble.push(systemProblem(error));
  }

  /** Notes that nothing can be had from a provider; true the first time. */
  noteProviderTrouble(trouble: ProviderTrouble): boolean {
    if (this.#troubles.has(trouble.provider)) return false;
    this.#troubles.set(trouble.provider, trouble);
    return true;
  }

  providerTrouble(provider: string): ProviderTrouble | undefined {
    return this.#troubles.get(provider);
  }

  /** Begins nothing more, not even with --keep-going. */
  halt(): void {
    this.#quit.abort(new Error('halted'));
  }

  noteFailure(): void {
    if (!this.options.keepGoing) this.#quit.abort(new Error('something failed'));
  }

  provider(type: string): Provider {
    const provider = this.workspace.project.providers.get(type);
    if (provider === undefined) throw new Error(`there is no provider ${type}`);
    return provider;
  }

  settings(target: Pick<Target, 'provider' | 'providerType'>): ProviderSettings {
    const known = this.#settings.get(target.provider);
    if (known) return known;
    const written =
      this.workspace.project.manifest.providers.get(target.provider) ??
      declareProvider(target.provider, { type: target.providerType });
    const settings =
      this.options.timeout === undefined ? written : { ...written, timeout: this.options.timeout };
    this.#settings.set(target.provider, settings);
    return settings;
  }

  /** Requests to one provider: as many at once as it allows; local ones share the cores with the encoders. */
  requests(settings: ProviderSettings): Queue {
    const known = this.#queues.get(settings.name);
    if (known) return known;
    const cores = this.options.concurrency ?? availableParallelism();
    const paid = this.workspace.project.catalog.providers.get(settings.type)?.paid === true;
    const queue = this.limit(
      paid
        ? Math.min(settings.limits.concurrency, this.options.concurrency ?? Number.POSITIVE_INFINITY)
        : cores,
    );
    this.#queues.set(settings.name, queue);
    return queue;
  }

  /** Paid requests in flight outlive the wish to stop: only giving up on them ends them. */
  providerSignal({ id, paid }: Pick<Target, 'id' | 'paid'>): AbortSignal {
    const { signal, abandon, overtaking } = this.options;
    if (paid) return abandon ?? new AbortController().signal;
    const signals = [signal, overtaking?.signalFor(id)].filter((given) => given !== undefined);
    return AbortSignal.any(signals);
  }

  /** When a purchase begins: with its key this tells it from all others, also where a clock stands still or is set back. */
  beginPurchase(key: GenerationKey): string {
    for (let moment = this.clock.now(); ; moment += 1) {
      const startedAt = new Date(moment).toISOString();
      const name = purchaseName({ key, startedAt });
      if (this.#purchases.has(name)) continue;
      this.#purchases.add(name);
      return startedAt;
    }
  }

  /** The seed drawn for a target before, else a new one. */
  drawSeed({ entry, reasons }: PlannedTarget): number {
    const keep =
      entry?.seed !== undefined &&
      entry.recipe.seed === 'random' &&
      !reasons.some(({ code }) => code === 'forced');
    return keep && entry?.seed !== undefined ? entry.seed : randomInt(1, SEED_LIMIT + 1);
  }
}
