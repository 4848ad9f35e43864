import { randomUUID } from 'node:crypto';
import { dirname, join, sep } from 'node:path';
import { version } from '../core/version.ts';
import {
  ANSWERS_FILE,
  type Answers,
  absentOf,
  encodeAnswers,
  encodeSettled,
  environmentDigest,
  isStill,
  look,
  placeOf,
  SETTLED_FILE,
  type Settled,
} from '../freshness/index.ts';
import type { Plan } from '../plan/index.ts';
import { masterFile, writeWhole } from '../store/index.ts';
import { wantedFiles } from './leftovers.ts';
import type { Looked, Project } from './project.ts';
import type { Report } from './report.ts';
import type { Run } from './run.ts';

/** A project in which a build has found nothing to do, and everything that it knows this from. */
export interface SettledProject {
  readonly project: Project;
  readonly looked: Looked;
  readonly targets: number;
  /** Composes what a later build says. */
  readonly answers: (() => Answers) | undefined;
  /** What builds have written: lockfile, outputs, site manifests and masters, all of which were there. */
  readonly own: readonly string[];
}

/** Undefined where there was something to do or to say, or something special was asked for. */
export function settledProject(plan: Plan, run: Run, report: Report): SettledProject | undefined {
  const { workspace, options, standIns } = run;
  const { project, lockState, lockfile } = workspace;
  const { looked, paths, site } = project;
  const plain = !options.force && !options.allowCode && (options.patterns ?? []).length === 0;
  const settled = report.failure === undefined && report.filesWritten === 0 && isFresh(plan);
  if (looked === undefined || !plain || !settled || lockState.kind !== 'loaded') return undefined;
  // Warnings are for every build to say, and belong to what says them.
  if (standIns.size > 0 || report.warnings.length > 0) return undefined;
  const { state } = paths;
  const masters = [...lockfile.targets.values()].map(({ master }) => join(state, masterFile(master)));
  const written = [...wantedFiles(plan, run), ...site.manifests].map((path) => `${paths.root}${sep}${path}`);
  const { settledAnswers } = options;
  return {
    project,
    looked,
    targets: report.counts.targets,
    answers: settledAnswers && (() => settledAnswers(report)),
    own: [paths.lockfile, ...written, ...masters],
  };
}

/** True when there is nothing to make, to forget, or to write into the lockfile. */
export function isFresh({ targets, removals }: Plan): boolean {
  return (
    removals.length === 0 && targets.every(({ action, changesLock }) => action === 'reuse' && !changesLock)
  );
}

/**
 * Keeps what was looked at, so that the next build need only look whether any of it has changed. To be called when the
 * project is held no more. What was written, edited, moved or taken away since the build began, or a moment before, is
 * not known to be what the build has seen: then nothing is kept.
 */
export async function keepSettled({ project, looked, targets, answers, own }: SettledProject): Promise<void> {
  const { environment, paths, site } = project;
  const { root, state } = paths;
  const fromRoot = (path: string) => (path.startsWith(`${root}${sep}`) ? path.slice(root.length + 1) : path);
  // Whoever holds the project is about to change something.
  const lock = join(state, 'process.lock');
  const files = [...new Set([...looked.paths, ...own, lock])].map(fromRoot);
  const facts = look(root, files);
  const absent = absentOf(files, facts);
  if (!absent.has(fromRoot(lock)) || own.some((path) => absent.has(fromRoot(path)))) return;
  // A file that is not there bears no time at which it went, and a link none at which it was turned: their folders do.
  const folders = [...new Set(looked.paths.map((path) => dirname(path)))];
  if (!isStill(facts, looked.since) || !isStill(look(root, folders), looked.since)) return;
  const places = [...folders, join(root, site.outDir), state].map(fromRoot);
  const id = randomUUID();
  const settled: Settled = {
    version: version(),
    targets,
    id,
    variables: looked.variables,
    environment: await environmentDigest(looked.variables, environment),
    emptyFolders: ['pending', 'drift/pending'].map((folder) => fromRoot(join(state, folder))),
    places: [...new Set(places)].map((folder) => [folder, placeOf(root, folder)]),
    files,
    facts,
  };
  // First, so that a record never names answers of an earlier project.
  if (answers) await writeWhole(join(root, ANSWERS_FILE), encodeAnswers(id, answers()), false);
  await writeWhole(join(root, SETTLED_FILE), encodeSettled(settled), false);
}
