import { dirname, join, relative } from 'node:path';
import type { FSWatcher } from 'chokidar';
import { buildProject, reportFailure } from './build.ts';
import type { BuildOptions } from './options.ts';
import { openProject, type Project, type ProjectRequest } from './project.ts';
import type { Report } from './report.ts';

export interface WatchOptions extends Omit<BuildOptions, 'maxCost'> {
  /** Credits that the whole session may spend; without it nothing is bought. */
  readonly maxCost?: number;
  /** Told after every round. */
  readonly onRound: (round: WatchRound) => void;
  readonly signal: AbortSignal;
}

export interface WatchRound {
  /** Files whose saving began the round; empty for the first. */
  readonly because: readonly string[];
  readonly report: Report;
  /** Credits spent since the session began. */
  readonly spent: number;
  readonly durationMs: number;
}

/** Editors save in several steps, and several files at once; one round serves them all. Milliseconds. */
const SETTLE = 80;

/**
 * Builds, then builds again whenever a file that the manifest depends on is saved:
 *
 *     building ──done──▶ waiting ──saved──▶ settling ──quiet──▶ building
 *         ▲────────────────────── saved meanwhile ───────────────┘
 *
 * Folders are watched rather than files, because many editors replace a file when they save it. A broken manifest is
 * reported and the last good files stay. Spends nothing unless `maxCost` allows it.
 */
export async function watchProject(request: ProjectRequest, options: WatchOptions): Promise<void> {
  const changes = new Changes(options.signal);
  const inputs = new InputWatcher((path) => changes.add(path));
  let spent = 0;
  try {
    for (let because: readonly string[] = []; !options.signal.aborted; because = await changes.next()) {
      const began = Date.now();
      let opened = await openProject(request);
      // What was saved after it was read and before anybody watched is read once more.
      while (await inputs.follow(opened.ok ? opened.value : (request.cwd ?? process.cwd())))
        opened = await openProject(request);
      const project = opened.ok ? opened.value : undefined;
      const report = opened.ok
        ? await buildProject(opened.value, { ...options, ...allowance(options, spent) })
        : reportFailure(undefined, opened.failure);
      spent += report.cost.spentCredits + report.cost.unknownCredits;
      options.onRound({
        because: because.map((path) => relative(project?.paths.root ?? request.cwd ?? process.cwd(), path)),
        report,
        spent,
        durationMs: Date.now() - began,
      });
      if (options.signal.aborted) break;
    }
  } finally {
    await inputs.close();
  }
}

function allowance({ maxCost }: WatchOptions, spent: number) {
  return maxCost === undefined ? { holdSpending: true } : { maxCost: Math.max(0, maxCost - spent) };
}

/** Watches the files that decide what is built, as of the last good manifest. */
class InputWatcher {
  readonly #saved: (path: string) => void;
  #files: ReadonlySet<string> = new Set();
  #watched = '';
  #watcher: FSWatcher | undefined;

  constructor(saved: (path: string) => void) {
    this.#saved = saved;
  }

  /**
   * Takes over a project's inputs, or watches for a manifest in a folder while there is no good one. Resolves when
   * nothing that is saved from now on is missed: true when there was something new to watch.
   */
  async follow(from: Project | string): Promise<boolean> {
    if (typeof from === 'string' && this.#watcher !== undefined) return false;
    const files = typeof from === 'string' ? [] : inputFiles(from);
    const folders = typeof from === 'string' ? [from] : files.map((file) => dirname(file));
    const watched = JSON.stringify([files, folders]);
    if (watched === this.#watched) return false;
    this.#watched = watched;
    this.#files = new Set(files);
    const before = this.#watcher;
    // A new one each time: the old one has forgotten the files that it was told to ignore.
    this.#watcher = await this.#watch([...new Set(folders)]);
    await before?.close();
    return true;
  }

  async close(): Promise<void> {
    await this.#watcher?.close();
  }

  async #watch(folders: readonly string[]): Promise<FSWatcher> {
    const { watch } = await import('chokidar');
    const watcher = watch([...folders], {
      ignoreInitial: true,
      depth: 0,
      ignored: (path, stats) => stats?.isFile() === true && !this.#concerns(path),
    });
    for (const event of ['add', 'change', 'unlink'] as const) watcher.on(event, this.#saved);
    await new Promise<void>((resolve) => watcher.once('ready', resolve));
    return watcher;
  }

  /** A new file may be one that an include pattern is waiting for. */
  #concerns(path: string): boolean {
    return (
      this.#files.has(path) || /\.imagebuild\.(ya?ml|json)$|(^|[/\\])imagebuild\.(ya?ml|json)$/.test(path)
    );
  }
}

function inputFiles({ manifest, inputs, paths }: Project): string[] {
  return [...manifest.files, ...inputs.keys()].map((file) => join(paths.root, file)).sort();
}

/** Collects saved files until there is a pause. */
class Changes {
  readonly #signal: AbortSignal;
  readonly #paths = new Set<string>();
  #timer: NodeJS.Timeout | undefined;
  #wake: (() => void) | undefined;
  #settled = false;

  constructor(signal: AbortSignal) {
    this.#signal = signal;
    signal.addEventListener('abort', () => this.#wake?.(), { once: true });
  }

  add(path: string): void {
    this.#paths.add(path);
    this.#settled = false;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      this.#settled = true;
      this.#wake?.();
    }, SETTLE);
  }

  async next(): Promise<readonly string[]> {
    if (!this.#settled && !this.#signal.aborted) await new Promise<void>((resolve) => (this.#wake = resolve));
    clearTimeout(this.#timer);
    const paths = [...this.#paths].sort();
    this.#paths.clear();
    this.#settled = false;
    this.#wake = undefined;
    return paths;
  }
}
