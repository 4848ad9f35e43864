import { isAbsolute, relative, resolve } from 'node:path';
import type { Diagnostic } from '../../core/diagnostic.ts';
import { problem } from '../../core/diagnostic.ts';
import { failure, ImagebuildError } from '../../core/failure.ts';
import { type Clock, systemClock } from '../../core/ports.ts';
import { fail, type Result } from '../../core/result.ts';
import { diskFiles } from '../../manifest/index.ts';
import { reportFailure } from '../build.ts';
import type { Interest } from '../interest.ts';
import type { BuildOptions } from '../options.ts';
import { Overtaking } from '../overtaking.ts';
import { openProject, type Project, type ProjectRequest } from '../project.ts';
import type { Reading } from '../reading.ts';
import type { Report } from '../report.ts';
import { InputWatcher } from './input-watcher.ts';
import { type Polling, pollingFrom } from './polling.ts';
import { buildRound, unforeseen, type WatchRound } from './round.ts';
import { Saves } from './saves.ts';
import { requireArrow, type WatchState } from './state.ts';

/** A project that is kept built while people work on it. Everything it tells is as of the moment. */
export interface WatchSession {
  readonly state: WatchState;
  /** As of the last good manifest; undefined while there never was one. */
  readonly project: Project | undefined;
  /** Of the present manifest: what is wrong with it; empty when it is good. The last good project goes on being served. */
  readonly problems: readonly Diagnostic[];
  /** Credits. Without a limit spending is held, and nothing is bought. What is in flight counts as spent. */
  readonly spending: { readonly limit: number | undefined; readonly spent: number };
  /** Settles when the session has ended; rejects when something happened that nobody foresaw. */
  readonly ended: Promise<void>;
  /** Lets the session spend up to so many credits in all, counted from its beginning; begins a round. */
  arm(limit: number): void;
  /** Lets it buy nothing more. */
  hold(): void;
  /** Builds again now: these patterns, or all that the session is about. */
  build(patterns?: readonly string[]): void;
  /**
   * Does a piece of work between rounds, never beside one; a round follows. What it spends counts for the session when
   * it is told through `spend`. Rejects with an {@link ImagebuildError} while there is no good manifest, and when the
   * session ends first.
   */
  perform<T>(work: (desk: WatchDesk) => Promise<T>): Promise<T>;
  /** Ends: begins nothing new, waits for paid requests in flight, watches nothing any more. */
  close(): Promise<void>;
}

/** What work that is handed in may use. */
export interface WatchDesk {
  readonly project: Project;
  /** Credits that it may spend; undefined where spending is held. */
  readonly allowance: number | undefined;
  /** Counts credits for the session; also fit for a build's `onSpending`. */
  readonly spend: (credits: number) => void;
  /** For a build: lets it buy nothing more when spending is held or its limit lowered meanwhile. */
  readonly overtaking: Overtaking;
  /** Aborted when the session is to end. */
  readonly signal: AbortSignal;
}

export interface WatchOptions extends Omit<BuildOptions, 'holdSpending' | 'overtaking' | 'onSpending'> {
  /** Credits that the whole session may spend; without it nothing is bought until the session is armed. */
  readonly maxCost?: number;
  /** Told whenever the state, the project, its problems or the spending have changed; never before the session is there. */
  readonly onState?: (state: WatchState) => void;
  /** Told after every round, and when a manifest cannot be read. */
  readonly onRound: (round: WatchRound) => void;
  /** Milliseconds without a save after which a save is read. */
  readonly settle?: number;
  /**
   * Milliseconds between two looks at all files, instead of listening to the system; `off` to listen whatever the file
   * system is. Without it `IMAGEBUILD_POLL` decides, and then the file system.
   */
  readonly poll?: Polling;
  readonly clock?: Clock;
}

/** Shorter than anybody notices, longer than editors take between two steps of one save. Milliseconds. */
const SETTLE = 20;
/** Money is not spent on half a sentence: where a save may cost something, it has this long. Milliseconds. */
const SETTLE_PAID = 250;
/** A manifest that is broken or missing may only be half saved: it has this long to become whole. Milliseconds. */
const PATIENCE = 250;
/** Another process works in the project: tried again after so many milliseconds. */
const HELD_INTERVAL = 1000;

/** Builds, and then again whenever something is saved that the manifest depends on. Returns at once. */
export function openWatchSession(request: ProjectRequest, options: WatchOptions): WatchSession {
  return new Session(request, options);
}

/** What the next round is about. */
interface Wish {
  readonly because: ReadonlySet<string>;
  /** Absent: all that the session is about. */
  readonly patterns?: readonly string[];
}

interface Work {
  readonly run: (desk: WatchDesk) => Promise<void>;
  readonly refuse: (error: Error) => void;
}

/** Two loops: one reads what is saved, the other builds. The first tells the second when it is overtaken. */
class Session implements WatchSession {
  readonly #request: ProjectRequest;
  readonly #options: WatchOptions;
  readonly #clock: Clock;
  readonly #saves: Saves;
  readonly #inputs: InputWatcher;
  readonly #stop = new AbortController();
  readonly #works: Work[] = [];
  readonly ended: Promise<void>;
  #state: WatchState = 'opening';
  #project: Project | undefined;
  #problems: readonly Diagnostic[] = [];
  #reading: Reading<Interest> | undefined;
  #reads: Promise<void> = Promise.resolve();
  #limit: number | undefined;
  #spent = 0;
  #wish: Wish | undefined;
  #round: { readonly project: Project; readonly overtaking: Overtaking } | undefined;
  /** Of the work under way that was handed in. */
  #performed: Overtaking | undefined;
  #rounds = 0;
  #heldTold = false;
  #wake: (() => void) | undefined;

  constructor(request: ProjectRequest, options: WatchOptions) {
    this.#request = { seen: { documents: new Map() }, ...request };
    this.#options = options;
    this.#clock = options.clock ?? systemClock;
    this.#limit = options.maxCost;
    this.#saves = new Saves(this.#clock);
    const { environment = (name) => process.env[name] } = request;
    const polling = options.poll ?? pollingFrom(environment('IMAGEBUILD_POLL') || 'auto');
    this.#inputs = new InputWatcher((path) => this.#saves.add(path), polling);
    options.signal?.addEventListener('abort', () => this.#end(), { once: true, signal: this.#stop.signal });
    // Not at once: whoever is told of something must have the session in hand.
    this.ended = Promise.resolve().then(() => this.#live());
    // Whoever waits for the end is told; where nobody does, nothing is lost.
    this.ended.catch(() => {});
  }

  get state(): WatchState {
    return this.#state;
  }

  get project(): Project | undefined {
    return this.#project;
  }

  get problems(): readonly Diagnostic[] {
    return this.#problems;
  }

  get spending(): WatchSession['spending'] {
    return { limit: this.#limit, spent: this.#spent };
  }

  arm(limit: number): void {
    const lowered = this.#limit !== undefined && limit < this.#limit;
    if (lowered) this.#stopBuying();
    this.#limit = limit;
    this.#ask({ because: new Set() });
    this.#tell();
  }

  hold(): void {
    this.#limit = undefined;
    this.#stopBuying();
    this.#tell();
  }

  #stopBuying(): void {
    this.#round?.overtaking.holdSpending();
    this.#performed?.holdSpending();
  }

  build(patterns?: readonly string[]): void {
    this.#ask({ because: new Set(), patterns });
  }

  perform<T>(work: (desk: WatchDesk) => Promise<T>): Promise<T> {
    if (this.#closing) return Promise.reject(closedError());
    return new Promise<T>((resolve, reject) => {
      const run = (desk: WatchDesk) => Promise.resolve(desk).then(work).then(resolve, reject);
      this.#works.push({ run, refuse: reject });
      this.#wake?.();
    });
  }

  close(): Promise<void> {
    this.#end();
    return this.ended;
  }

  get #closing(): boolean {
    return this.#stop.signal.aborted;
  }

  #end(): void {
    if (this.#closing) return;
    this.#stop.abort(new Error('the session was closed'));
    this.#enter('closing');
    this.#saves.end();
    this.#wake?.();
  }

  async #live(): Promise<void> {
    if (this.#options.signal?.aborted) this.#end();
    const reading = this.#follow();
    // A fault of one loop ends the other.
    reading.catch(() => this.#end());
    try {
      await this.#work();
      await reading;
    } finally {
      this.#end();
      this.#inputs.close();
      for (const { refuse } of this.#works.splice(0)) refuse(closedError());
      this.#enter('closed');
    }
  }

  /** Reads whatever is saved, for as long as the session lasts. */
  async #follow(): Promise<void> {
    await this.#read();
    while (!this.#closing) {
      await this.#saves.some();
      if (this.#closing) return;
      if (this.#state === 'waiting') this.#enter('settling');
      await this.#saves.quiet(this.#settleTime());
      await this.#read();
      // Unless the other loop has found something to do.
      if (this.#state === 'settling' && this.#wish === undefined) this.#enter('waiting');
    }
  }

  #settleTime(): number {
    const { settle = SETTLE } = this.#options;
    const mayCost =
      this.#limit !== undefined &&
      [...(this.#project?.graph.targets.values() ?? [])].some(({ paid }) => paid);
    return mayCost ? Math.max(settle, SETTLE_PAID) : settle;
  }

  /** One reading at a time. */
  #read(): Promise<void> {
    this.#reads = this.#reads.then(() => this.#readOnce());
    return this.#reads;
  }

  async #readOnce(): Promise<void> {
    const saved = new Set<string>();
    for (;;) {
      if (this.#closing) return;
      for (const path of this.#saves.take()) saved.add(path);
      const reading = this.#inputs.begin(this.#request.files ?? diskFiles);
      const opened = await openProject({ ...this.#request, files: reading }).catch(
        (error: unknown): Result<Project> => fail(unforeseen(error)),
      );
      if (this.#closing) return;
      if (this.#reading?.equals(reading)) {
        this.#inputs.drop(reading);
        return;
      }
      if (!opened.ok && this.#reading !== undefined && this.#saves.busy(PATIENCE)) {
        // Perhaps only half saved.
        this.#inputs.end(reading, false);
        await this.#saves.quiet(PATIENCE);
        continue;
      }
      this.#inputs.end(reading, opened.ok);
      const because = reasonsAmong(saved, reading, this.#reading);
      this.#reading = reading;
      if (opened.ok) this.#accept(opened.value, because);
      else this.#decline(opened.failure, because);
      return;
    }
  }

  #accept(project: Project, because: ReadonlySet<string>): void {
    this.#project = project;
    this.#problems = [];
    if (this.#round) {
      this.#round.overtaking.overtake(this.#round.project, project);
      this.#enter('yielding');
    }
    this.#ask({ because });
    this.#tell();
  }

  #decline(failed: Extract<Result<Project>, { ok: false }>['failure'], because: ReadonlySet<string>): void {
    this.#problems = failed.diagnostics;
    if (this.#state === 'opening' || (this.#state === 'settling' && this.#wish === undefined))
      this.#enter('waiting');
    else this.#tell();
    this.#wake?.();
    this.#report(reportFailure(this.#project, failed), because, undefined, false);
  }

  /** Builds and does what is handed in, one after the other, for as long as the session lasts. */
  async #work(): Promise<void> {
    while (!this.#closing) {
      const project = this.#project;
      const work = this.#works.shift();
      if (work && project) await this.#perform(work, project);
      else if (work && this.#state !== 'opening') work.refuse(new ImagebuildError(this.#nothingToServe()));
      else if (work) {
        this.#works.unshift(work);
        await this.#something();
      } else if (this.#wish && project) await this.#build(this.#wish, project);
      else {
        if (this.#state !== 'opening' && this.#state !== 'settling' && this.#state !== 'waiting')
          this.#enter('waiting');
        await this.#something();
      }
    }
  }

  #something(): Promise<void> {
    return new Promise((resolve) => {
      this.#wake = resolve;
    });
  }

  #nothingToServe() {
    const [first = problem('manifest-missing', 'there is no manifest'), ...others] = this.#problems;
    return failure('invalid-input', first, ...others);
  }

  async #perform(work: Work, project: Project): Promise<void> {
    this.#enter('performing');
    const allowance = this.#allowance();
    const spend = (credits: number) => this.#spend(credits);
    const overtaking = new Overtaking();
    this.#performed = overtaking;
    await work.run({ project, allowance, spend, overtaking, signal: this.#stop.signal });
    this.#performed = undefined;
    // What it has saved is read now, rather than built once without it.
    await this.#read();
    this.#ask({ because: new Set() });
  }

  async #build({ because, patterns }: Wish, project: Project): Promise<void> {
    this.#wish = undefined;
    const overtaking = new Overtaking();
    this.#round = { project, overtaking };
    this.#enter('building');
    const stop = new AbortController();
    const end = () => stop.abort(this.#stop.signal.reason);
    this.#stop.signal.addEventListener('abort', end, { once: true });
    const began = this.#clock.now();
    const { force, ...options } = this.#options;
    const report = await buildRound(
      project,
      {
        ...options,
        // Once is what was asked for: not whenever something is saved.
        force: this.#rounds === 0 && force,
        patterns: patterns ?? options.patterns,
        signal: stop.signal,
        overtaking,
        onSpending: (credits) => this.#spend(credits),
      },
      this.#allowance(),
    );
    this.#stop.signal.removeEventListener('abort', end);
    this.#round = undefined;
    if (report.failure === 'project-held') return this.#tryLater(report, { because, patterns }, began);
    this.#heldTold = false;
    this.#rounds += 1;
    // What a part of the project was asked for is still wanted when all of it overtakes that.
    if (overtaking.overtaken && patterns !== undefined) this.#ask({ because: new Set(), patterns });
    if (this.#wish === undefined && !this.#closing) this.#enter('waiting');
    this.#report(report, because, began, overtaking.overtaken);
  }

  /** Another process works in the project; its lock is waited for, and told once. */
  #tryLater(report: Report, wish: Wish, began: number): void {
    if (!this.#heldTold) this.#report(report, wish.because, began, false);
    this.#heldTold = true;
    if (this.#closing) return;
    this.#enter('waiting');
    this.#clock.sleep(HELD_INTERVAL, this.#stop.signal).then(
      () => this.#ask(wish),
      () => {},
    );
  }

  #report(report: Report, because: ReadonlySet<string>, began: number | undefined, overtaken: boolean): void {
    const built = began !== undefined;
    const durationMs = built ? this.#clock.now() - began : 0;
    const warned = { ...report, warnings: [...report.warnings, ...this.#inputs.warnings] };
    this.#options.onRound({
      because: [...because]
        .filter((path) => path !== '')
        .map((path) => this.#nameOf(path))
        .sort(),
      report: warned,
      spent: this.#spent,
      durationMs,
      built,
      overtaken,
    });
  }

  /** Relative to the project, as the manifest would write it. */
  #nameOf(path: string): string {
    const root = this.#project?.paths.root ?? resolve(this.#request.cwd ?? process.cwd());
    const name = relative(root, path).replaceAll('\\', '/');
    return name === '' || isAbsolute(name) ? path : name;
  }

  #allowance(): number | undefined {
    return this.#limit === undefined ? undefined : Math.max(0, this.#limit - this.#spent);
  }

  #spend(credits: number): void {
    this.#spent = Math.round((this.#spent + credits) * 1e6) / 1e6;
    this.#tell();
  }

  #ask({ because, patterns }: Wish): void {
    const before = this.#wish;
    const all = this.#options.patterns ?? [];
    const both = before === undefined ? patterns : union(before.patterns ?? all, patterns ?? all);
    this.#wish = { because: new Set([...(before?.because ?? []), ...because]), patterns: both };
    this.#wake?.();
  }

  #enter(state: WatchState): void {
    if (this.#closing && state !== 'closing' && state !== 'closed') return;
    if (state !== this.#state) requireArrow(this.#state, state);
    this.#state = state;
    this.#tell();
  }

  #tell(): void {
    this.#options.onState?.(this.#state);
  }
}

/** No patterns are all targets. */
function union(left: readonly string[], right: readonly string[]): readonly string[] {
  return left.length === 0 || right.length === 0 ? [] : [...new Set([...left, ...right])];
}

/** Returns the saved paths on which a reading depends; our own files may lie among them. */
function reasonsAmong(
  saved: ReadonlySet<string>,
  reading: Reading<Interest>,
  before: Reading<Interest> | undefined,
): ReadonlySet<string> {
  const reasons = [...saved].filter((path) => reading.dependsOn(path) || before?.dependsOn(path));
  if (reasons.length > 0 || before === undefined) return new Set(reasons);
  // The system may tell of a file after it was read.
  const changed = reading.changedSince(before);
  // A folder that was moved stands for all that it held.
  return changed.length > 0 ? new Set(changed) : saved;
}

function closedError(): ImagebuildError {
  return new ImagebuildError(failure('interrupted', problem('session-closed', 'the session has ended')));
}
