import { join } from 'node:path';
import {
  buildProject,
  openProject,
  openWatchSession,
  type Project,
  type ProjectRequest,
  publishedManifest,
  type Report,
  readableManifest,
} from '../build/index.ts';
import { isTrue } from '../core/is-true.ts';
import type { Result } from '../core/result.ts';
import type { SiteManifest } from '../core/site-manifest.ts';
import { explain } from './explain.ts';
import type { SiteOptions } from './options.ts';

/** The project behind a site, as plugins see it: build it, keep it built, read what it publishes. */
export class Site {
  readonly #request: ProjectRequest;
  readonly #options: SiteOptions;
  #project: Promise<Result<Project>> | undefined;
  /** Settled when there may be something to read; rejected by what nobody foresaw. */
  #ready: Promise<unknown> = Promise.resolve();

  /** `folder` is where the manifest is looked for, unless the options say. */
  constructor(folder: string, options: SiteOptions) {
    const { cwd = folder, config, profile } = options;
    this.#request = { cwd, config, profile };
    this.#options = options;
  }

  /** The project as it was when it was last built. Throws what keeps its manifest from being read. */
  async project(): Promise<Project> {
    await this.#ready;
    this.#project ??= openProject(this.#request);
    const opened = await this.#project;
    if (opened.ok) return opened.value;
    this.#project = undefined;
    throw new Error(explain(opened.failure.diagnostics));
  }

  /** What the site may show. Throws where nothing was published. */
  async read(): Promise<{ readonly project: Project; readonly manifest: SiteManifest }> {
    const project = await this.project();
    const manifest = publishedManifest(project);
    if (!manifest.ok) throw new Error(explain(manifest.failure.diagnostics));
    return { project, manifest: manifest.value };
  }

  /** Builds once, unless the options forbid it. Throws what went wrong; returns warnings. */
  async build(): Promise<string> {
    this.#project = undefined;
    if (this.#options.build === false) return '';
    const { errors, warnings, failure } = await buildProject(await this.project(), this.#buildOptions());
    if (failure !== undefined) throw new Error(explain(errors));
    return explain(warnings);
  }

  /** Builds whenever an input is saved, until the signal; resolves at once. What is read waits for the first round. */
  watch(signal: AbortSignal, onRound: (report: Report) => void): void {
    if (this.#options.build === false) return;
    this.#ready = new Promise((resolve, reject) => {
      const { frozen, maxCost } = this.#buildOptions();
      const session = openWatchSession(this.#request, {
        frozen,
        maxCost,
        keepGoing: true,
        signal,
        onRound: ({ report }) => {
          this.#project = undefined;
          resolve(undefined);
          onRound(report);
        },
      });
      session.ended.then(resolve, reject);
    });
    // Whoever reads is told; where nobody does, nothing is lost.
    this.#ready.catch(() => {});
  }

  #buildOptions() {
    const { IMAGEBUILD_FROZEN: asked, CI = '' } = process.env;
    const { frozen = isTrue(asked || CI), maxCost } = this.#options;
    return { frozen, maxCost, holdSpending: maxCost === undefined };
  }
}

/** The file that a project's site manifest is read from, absolute; undefined where it has none. */
export function manifestFile({ site, paths }: Project): string | undefined {
  const path = readableManifest(site);
  return path === undefined ? undefined : join(paths.root, path);
}
