import { join, sep } from 'node:path';
import { version } from '../core/version.ts';
import {
  encodeSettled,
  environmentDigest,
  isStill,
  look,
  SETTLED_FILE,
  type Settled,
} from '../freshness/index.ts';
import type { Plan } from '../plan/index.ts';
import { masterFile, writeWhole } from '../store/index.ts';
import { wantedFiles } from './conclude.ts';
import type { Looked, Project } from './project.ts';
import type { Report } from './report.ts';
import type { Run } from './run.ts';

/** A project in which a build has found nothing to do, and everything that it knows this from. */
export interface SettledProject {
  readonly project: Project;
  readonly looked: Looked;
  readonly files: readonly string[];
  readonly report: Report;
}

/** Undefined where there was something to do, or something special was asked for. */
export function settledProject(plan: Plan, run: Run, report: Report): SettledProject | undefined {
  const { workspace, options, standIns } = run;
  const { project, lockState, lockfile } = workspace;
  const { looked, paths, site } = project;
  const plain = !options.force && !options.allowCode && (options.patterns ?? []).length === 0;
  const settled = report.failure === undefined && report.filesWritten === 0 && isFresh(plan);
  if (looked === undefined || !plain || !settled || lockState.kind !== 'loaded') return undefined;
  if (standIns.size > 0) return undefined;
  const { state } = paths;
  const masters = [...lockfile.targets.values()].map(({ master }) => join(state, masterFile(master)));
  const written = [...wantedFiles(plan, run), ...site.manifests].map((path) => `${paths.root}${sep}${path}`);
  return { project, looked, report, files: [...looked.paths, paths.lockfile, ...written, ...masters] };
}

/** True when there is nothing to make, to forget, or to write into the lockfile. */
export function isFresh({ targets, removals }: Plan): boolean {
  return (
    removals.length === 0 && targets.every(({ action, changesLock }) => action === 'reuse' && !changesLock)
  );
}

/**
 * Keeps what was looked at, so that the next build need only look whether any of it has changed. To be called when the
 * project is held no more. What was written or edited since the build began, or a moment before, is not known to be
 * what the build has seen: then nothing is kept.
 */
export async function keepSettled({ project, looked, files, report }: SettledProject): Promise<void> {
  const { environment, paths } = project;
  const { root, state } = paths;
  const fromRoot = (path: string) => (path.startsWith(`${root}${sep}`) ? path.slice(root.length + 1) : path);
  // Whoever holds the project is about to change something.
  const names = [...new Set([...files, join(state, 'process.lock')])].map(fromRoot);
  const facts = look(root, names);
  if (!isStill(facts, looked.since) || !Number.isNaN(facts.at(-1))) return;
  const settled: Settled = {
    version: version(),
    targets: report.counts.targets,
    warnings: report.warnings,
    variables: looked.variables,
    environment: await environmentDigest(looked.variables, environment),
    emptyFolders: ['pending', 'drift/pending'].map((folder) => fromRoot(join(state, folder))),
    files: names,
    facts,
  };
  await writeWhole(join(root, SETTLED_FILE), encodeSettled(settled), false);
}
