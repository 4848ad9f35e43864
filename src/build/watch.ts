import { dirname, join, relative } from 'node:path';
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
  const { watch } = await import('chokidar');
  const inputs = new InputFiles();
  const changes = new Changes(options.signal);
  const watcher = watch([], {
    ignoreInitial: true,
    depth: 0,
    ignored: (path, stats) => stats?.isFile() === true && !inputs.concerns(path),
  });
  for (const event of ['add', 'change', 'unlink'] as const) watcher.on(event, (path) => changes.add(path));
  let spent = 0;
  try {
    for (let because: readonly string[] = []; !options.signal.aborted; because = await changes.next()) {
      const began = Date.now();
      const { report, project } = await buildOnce(request, options, spent);
      spent += report.cost.spentCredits + report.cost.unknownCredits;
      if (project) watcher.add(inputs.follow(project));
      else if (inputs.empty) watcher.add(inputs.followFolder(request.cwd ?? process.cwd()));
      options.onRound({
        because: because.map((path) => relative(project?.paths.root ?? process.cwd(), path)),
        report,
        spent,
        durationMs: Date.now() - began,
      });
      if (options.signal.aborted) break;
    }
  } finally {
    await watcher.close();
  }
}

async function buildOnce(
  request: ProjectRequest,
  options: WatchOptions,
  spent: number,
): Promise<{ report: Report; project?: Project }> {
  const opened = await openProject(request);
  if (!opened.ok) return { report: reportFailure(undefined, opened.failure) };
  const allowance =
    options.maxCost === undefined
      ? { holdSpending: true }
      : { maxCost: Math.max(0, options.maxCost - spent) };
  return { project: opened.value, report: await buildProject(opened.value, { ...options, ...allowance }) };
}

/** The files that decide what is built, as of the last good manifest. */
class InputFiles {
  #files = new Set<string>();
  #folders = new Set<string>();

  get empty(): boolean {
    return this.#files.size === 0;
  }

  /** Takes over a project's inputs; returns folders that are new. */
  follow(project: Project): string[] {
    const { root } = project.paths;
    this.#files = new Set(
      [...project.manifest.files, ...project.inputs.keys()].map((file) => join(root, file)),
    );
    return this.#grow([...this.#files].map((file) => dirname(file)));
  }

  followFolder(folder: string): string[] {
    return this.#grow([folder]);
  }

  /** A new file may be one that an include pattern is waiting for. */
  concerns(path: string): boolean {
    return (
      this.#files.has(path) || /\.imagebuild\.(ya?ml|json)$|(^|[/\\])imagebuild\.(ya?ml|json)$/.test(path)
    );
  }

  #grow(folders: readonly string[]): string[] {
    const fresh = [...new Set(folders)].filter((folder) => !this.#folders.has(folder));
    for (const folder of fresh) this.#folders.add(folder);
    return fresh;
  }
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
