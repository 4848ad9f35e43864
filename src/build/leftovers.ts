import { type Diagnostic, warning } from '../core/diagnostic.ts';
import type { LockEntry } from '../lockfile/index.ts';
import { type Plan, spriteSheets } from '../plan/index.ts';
import { findOutput, isSiteManifest, removeOutputs } from '../site/index.ts';
import type { Run } from './run.ts';

/**
 * Files that we recorded writing and nobody wants any more. Only when all else is done: nothing good goes before its
 * successor is there, and what is wanted is what was really made. A lockfile may come from anywhere, so its word alone
 * reaches no further than the output folder. To be called before the site manifest is written anew: in a fresh clone the
 * one of before alone knows whose the bytes are.
 */
export async function removeLeftovers(plan: Plan, run: Run): Promise<void> {
  const { project, index } = run.workspace;
  const { root } = project.paths;
  const gone = removedTargets(plan);
  const wanted = wantedWithout(gone, run);
  const known = new Set([...recordedFiles(gone, run), ...index.pathsBelow(outputFolder(run))]);
  const unwanted = [...known].filter((path) => !wanted.has(path));
  // What has other bytes than those that were recorded here, or that the site manifest promises, is somebody's.
  const ours = new Set(unwanted.filter((path) => index.isOurs(path)));
  for (const path of await removeOutputs(root, [...ours], project.site.outDir))
    run.emit({ type: 'output-removed', path });
  const kept: string[] = [];
  for (const path of unwanted)
    if (!ours.has(path) && (await findOutput(root, path)) !== undefined) kept.push(path);
  run.warn(leftoversKept(kept));
  for (const path of unwanted) index.forget(path);
  // A site manifest that has another name now. The one for browsers is its author's, and stays.
  const renamed = [...index.claimed].filter(
    (path) =>
      !project.site.manifests.includes(path) &&
      !wanted.has(path) &&
      /\.(json|ts)$/.test(path) &&
      isSiteManifest(root, path),
  );
  for (const path of await removeOutputs(root, renamed, project.site.outDir))
    run.emit({ type: 'output-removed', path });
  index.settleClaims();
  index.claim(project.site.manifests);
  run.counts.removed = plan.removals.length;
}

/** What becomes of a file is told once: neither the lock nor the index names it any more. */
function leftoversKept(paths: readonly string[]): Diagnostic[] {
  const [first, ...others] = paths;
  if (first === undefined) return [];
  const more = others.length === 0 ? '' : `, and so were ${others.length} more, such as ${others[0]}`;
  const message = `${first} was left, though nothing makes it any more: its bytes are not known to be those that a build wrote${more}`;
  return [warning('leftover-kept', message, { hint: 'look at it, and delete it if nobody needs it' })];
}

/**
 * Notes whose the files are that nothing makes any more and that this build leaves where they are, since it has failed or is
 * of other targets: the site manifest that it writes does not name them.
 */
export function keepLeftovers(run: Run): void {
  const { project, lockfile, index } = run.workspace;
  const gone = new Set([...lockfile.targets.keys()].filter((id) => !project.graph.targets.has(id)));
  const wanted = wantedWithout(gone, run);
  for (const path of recordedFiles(gone, run)) if (!wanted.has(path)) index.keepPublished(path);
}

/** Targets of the lock that this build forgets. */
function removedTargets({ removals }: Plan): ReadonlySet<string> {
  return new Set(removals.map(({ id }) => id));
}

/** Files of the entries that are gone, and of those that this run has replaced, as far as the word of each reaches. */
function recordedFiles(gone: ReadonlySet<string>, run: Run): string[] {
  const { lockfile, index } = run.workspace;
  const below = outputFolder(run);
  return [...lockfile.targets]
    .filter(([id]) => gone.has(id) || run.entries.has(id))
    .flatMap(([, { outputs }]) => filesOf(outputs))
    .filter((path) => index.get(path) !== undefined || path.startsWith(below));
}

/** What paths of files in the output folder begin with. */
function outputFolder({ workspace }: Run): string {
  const { outDir } = workspace.project.site;
  return outDir === '.' ? '' : `${outDir}/`;
}

/** Files of what was made, and of what this run left alone. */
export function wantedFiles(plan: Plan, run: Run): Set<string> {
  return wantedWithout(removedTargets(plan), run);
}

function wantedWithout(gone: ReadonlySet<string>, { workspace, entries, standIns }: Run): Set<string> {
  const { lockfile, project } = workspace;
  const wanted = new Set<string>(spriteSheets(project.graph, project.site).values());
  for (const id of new Set([...lockfile.targets.keys(), ...entries.keys(), ...standIns.keys()])) {
    if (gone.has(id)) continue;
    const current = [standIns.get(id), entries.get(id) ?? lockfile.targets.get(id)];
    for (const made of current) for (const file of filesOf(made?.outputs ?? {})) wanted.add(file);
  }
  return wanted;
}

function filesOf(outputs: LockEntry['outputs']): string[] {
  return Object.values(outputs).flatMap(({ files }) => files);
}
