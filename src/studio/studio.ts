import { basename, resolve } from 'node:path';
import {
  type BuildOptions,
  openWatchSession,
  type Polling,
  type Project,
  type ProjectRequest,
  type WatchDesk,
  type WatchRound,
  type WatchSession,
  type WatchState,
} from '../build/index.ts';
import { type Diagnostic, problem } from '../core/diagnostic.ts';
import type { BuildEvent } from '../core/events.ts';
import { ImagebuildError } from '../core/failure.ts';
import { waitText } from '../core/wait.ts';
import { counted, seconds } from '../core/words.ts';
import { judged } from './board.ts';
import { type Counter, carryOut, priceOf } from './carry-out.ts';
import { dossierOf } from './dossier.ts';
import type { Pictures } from './pictures.ts';
import type {
  Activity,
  Answer,
  Board,
  Dossier,
  Logged,
  Message,
  PriceAnswer,
  Tile,
  Workbench,
} from './shapes.ts';
import { costOf, lookAt, outliersOf, type View } from './view.ts';
import { workbenchOf } from './workbench.ts';

export interface StudioOptions {
  readonly request: ProjectRequest;
  /** How to build; what it may spend is `maxCost`. */
  readonly build: Omit<BuildOptions, 'maxCost'>;
  /** Credits that the session may spend; without it spending is held. */
  readonly maxCost?: number;
  /** How often to look at files; without it the file system decides. */
  readonly poll?: Polling;
}

const IDLE: Activity = { phase: 'opening', done: 0, total: 0, now: [] };

/** States in which other things come before judging pictures. */
const BUSY: ReadonlySet<WatchState> = new Set(['building', 'yielding', 'performing', 'closing', 'closed']);

/** So many events are kept for whoever comes later. */
const LOG = 300;

/** A project that people look at and work on: a watch session, what is known of it, and everybody who listens. */
export class Studio {
  readonly #options: StudioOptions;
  readonly #session: WatchSession;
  readonly #listeners = new Set<(message: Message) => void>();
  #view: View | undefined;
  #tiles = new Map<string, Tile>();
  #activity: Activity = IDLE;
  #revision = 0;
  #last: Pick<Board, 'errors' | 'warnings'> = { errors: [], warnings: [] };
  readonly #log: Logged[] = [];
  #said = '';
  #looking: Promise<void> = Promise.resolve();
  #judging = new AbortController();
  #judged: Promise<void> = Promise.resolve();

  constructor(options: StudioOptions) {
    this.#options = options;
    this.#session = openWatchSession(options.request, {
      ...options.build,
      ...(options.maxCost === undefined ? {} : { maxCost: options.maxCost }),
      poll: options.poll,
      keepGoing: true,
      listener: (event) => this.#hear(event),
      onState: () => this.#changed(),
      onRound: (round) => void this.#settle(round),
    });
  }

  /** Tells of every change from now on, until the returned function is called. */
  subscribe(listener: (message: Message) => void): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  /** Settles with the session, and rejects with it. */
  get ended(): Promise<void> {
    return this.#session.ended;
  }

  get project(): Project | undefined {
    return this.#session.project;
  }

  get pictures(): Pictures | undefined {
    return this.#view?.pictures;
  }

  board(): Board {
    const { project } = this.#session;
    return {
      project: basename(project?.paths.root ?? resolve(this.#options.request.cwd ?? '.')),
      config: project?.manifest.file ?? '',
      profile: project?.profile,
      profiles: [...(project?.manifest.profiles.keys() ?? [])],
      revision: this.#revision,
      tiles: [...this.#tiles.values()],
      cost: this.#view ? costOf(this.#view) : { credits: 0, images: 0, unpriced: 0 },
      spending: this.#spending(),
      activity: this.#activity,
      problems: this.#session.problems,
      ...this.#last,
    };
  }

  async dossier(id: string): Promise<Dossier | undefined> {
    const tile = this.#tiles.get(id);
    return tile && this.#view && dossierOf(tile, this.#view);
  }

  /** What happened last. */
  events(): readonly Logged[] {
    return this.#log;
  }

  workbench(): Workbench {
    return workbenchOf(this.#session.project);
  }

  /** Whether a path is one of the files that the project publishes. */
  publishes(path: string): boolean {
    return (
      this.#view?.plan.targets.some(({ outputs }) =>
        outputs.some(({ files }) => files.some((file) => file.path === path)),
      ) ?? false
    );
  }

  arm(limit: number): void {
    this.#session.arm(limit);
    this.#tell({ type: 'spending', spending: this.#spending() });
  }

  hold(): void {
    this.#session.hold();
    this.#tell({ type: 'spending', spending: this.#spending() });
  }

  /** What an action would cost now. */
  price(name: string, input: unknown): Promise<PriceAnswer> {
    return priceOf(name, input, this.#session.project, this.#counter());
  }

  /** Does what the page asks for, between two rounds of the session. */
  act(name: string, input: unknown, confirmed: number): Promise<Answer> {
    const work = (desk: WatchDesk) => carryOut(name, input, confirmed, desk, this.#counter());
    return this.#session.perform(work).catch((error: unknown) => {
      if (error instanceof ImagebuildError) return { ok: false, problems: error.diagnostics };
      throw error;
    });
  }

  async close(): Promise<void> {
    try {
      await this.#session.close();
    } finally {
      this.#judging.abort();
      await Promise.all([this.#looking, this.#judged]);
    }
  }

  #counter(): Counter {
    const { request, build } = this.#options;
    const listener = (event: BuildEvent) => this.#hear(event);
    return { request, options: { ...build, keepGoing: true, listener } };
  }

  #spending() {
    const { limit, spent } = this.#session.spending;
    return { limit: limit ?? null, spent };
  }

  /** The session has gone to another state: a new manifest may have been read. */
  #changed(): void {
    const { state, project } = this.#session;
    if (BUSY.has(state)) this.#judging.abort();
    this.#activity = { ...this.#activity, phase: String(state) };
    this.#tell({ type: 'activity', activity: this.#activity });
    const problems = JSON.stringify(this.#session.problems);
    if (problems !== this.#said) {
      this.#said = problems;
      this.#tell({ type: 'problems', problems: this.#session.problems });
    }
    if (project !== undefined && project !== this.#view?.project && state === 'building') void this.#look();
  }

  async #settle({ report, durationMs }: WatchRound): Promise<void> {
    this.#last = { errors: report.errors, warnings: report.warnings };
    const { generated, restored, rendered, failed } = report.counts;
    const made = [
      ...(generated > 0 ? [`${generated} generated`] : []),
      ...(restored > 0 ? [`${restored} restored`] : []),
      ...(rendered > 0 ? [`${counted(rendered, 'file')} rendered`] : []),
      ...(failed > 0 ? [`${failed} failed`] : []),
    ];
    const idle =
      report.failure === undefined
        ? `nothing to do, ${counted(report.counts.targets, 'target')} looked at`
        : 'nothing was made';
    const last = made.length === 0 ? idle : made.join(', ');
    const { phase } = this.#activity;
    this.#activity = { phase, done: 0, total: 0, now: [], last: `${last} (${seconds(durationMs)})` };
    await this.#look();
    this.#tell({ type: 'activity', activity: this.#activity });
    this.#tell({ type: 'spending', spending: this.#spending() });
  }

  /** Looks at the whole project anew, one look after the other, so that the last one has the last word. */
  #look(): Promise<void> {
    this.#looking = this.#looking
      .then(() => this.#lookOnce())
      .catch((error: Error) => this.#complain([problem('system', error.message)]));
    return this.#looking;
  }

  async #lookOnce(): Promise<void> {
    const { project } = this.#session;
    if (project === undefined) return;
    const looked = await lookAt(project, { measureAtMost: 0 });
    if (!looked.ok) return this.#complain(looked.failure.diagnostics);
    this.#view = looked.value;
    const { tiles } = looked.value;
    this.#tiles = new Map(tiles.map((tile) => [tile.id, this.#withTrouble(tile)]));
    this.#announce();
    this.#judging.abort();
    this.#judging = new AbortController();
    this.#judged = this.#judged
      .then(() => this.#judge(looked.value))
      .catch((error: Error) => this.#complain([problem('system', error.message)]));
  }

  /** Measuring ten thousand pictures takes minutes, once: it is done when nothing else is, and the page does not wait. */
  async #judge(view: View): Promise<void> {
    const { signal } = this.#judging;
    // A look follows whatever is under way.
    if (this.#view !== view || BUSY.has(this.#session.state)) return;
    const outliers = await outliersOf(view, { signal });
    if (signal.aborted) return;
    const before = [...this.#tiles.values()];
    const now = before.map((tile) => judged(tile, outliers.has(tile.id)));
    if (now.every((tile, index) => tile === before[index])) return;
    this.#tiles = new Map(now.map((tile) => [tile.id, tile]));
    this.#announce();
  }

  #complain(errors: readonly Diagnostic[]): void {
    this.#last = { ...this.#last, errors };
    this.#announce();
  }

  #announce(): void {
    this.#revision += 1;
    this.#tell({ type: 'board', revision: this.#revision });
  }

  /** A target that could not be made says so until it is made. */
  #withTrouble(tile: Tile): Tile {
    const { trouble } = this.#tiles.get(tile.id) ?? {};
    return trouble === undefined || tile.state === 'current' ? tile : { ...tile, trouble };
  }

  #hear(event: BuildEvent): void {
    const logged = { number: (this.#log.at(-1)?.number ?? 0) + 1, at: Date.now(), event };
    this.#log.push(logged);
    if (this.#log.length > LOG) this.#log.shift();
    this.#tell({ type: 'event', logged });
    switch (event.type) {
      case 'planned':
        this.#note({ done: 0, total: event.generate + event.restore + event.render, now: [] });
        break;
      case 'target-started':
        this.#note({ now: [...this.#activity.now, event.target] });
        break;
      case 'target-finished':
        this.#over(event.target);
        this.#redraw(event.target, { state: 'current', trouble: undefined });
        break;
      case 'target-failed':
        this.#over(event.target);
        this.#redraw(event.target, { trouble: event.error.message });
        break;
      case 'target-skipped':
        this.#over(event.target);
        break;
      case 'waiting':
        this.#note({ waiting: waitText(event, event.target) });
        break;
      case 'waited':
        this.#note({ waiting: undefined });
        break;
      case 'master-stored':
        this.#redraw(event.target, { picture: { digest: event.digest } });
        break;
      default:
    }
  }

  #over(id: string): void {
    const { now, done } = this.#activity;
    this.#note({ now: now.filter((other) => other !== id), done: done + 1 });
  }

  #note(part: Partial<Activity>): void {
    this.#activity = { ...this.#activity, ...part };
    this.#tell({ type: 'activity', activity: this.#activity });
  }

  #redraw(id: string, part: Partial<Tile>): void {
    const tile = this.#tiles.get(id);
    if (tile === undefined) return;
    const changed = { ...tile, ...part };
    this.#tiles.set(id, changed);
    this.#tell({ type: 'tile', tile: changed });
  }

  #tell(message: Message): void {
    for (const listener of this.#listeners) listener(message);
  }
}
