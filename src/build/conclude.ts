import type { SiteManifest } from '../core/site-manifest.ts';
import { timedWait } from '../core/timing.ts';
import { type LockEntry, saveLockfile } from '../lockfile/index.ts';
import { type Plan, spriteSheets } from '../plan/index.ts';
import { isSiteManifest, removeOutputs, siteManifest, writeSiteManifests } from '../site/index.ts';
import { writeDurable } from '../store/index.ts';
import type { Run } from './run.ts';
import { withSprites } from './sprites.ts';

/**
 * Notes the names of files that nobody has written here yet, before the first is: should this build be killed, the next one
 * knows them for its own.
 */
export async function claimOutputs(plan: Plan, { workspace, clock }: Run): Promise<void> {
  const { index, project } = workspace;
  const files = plan.targets
    .flatMap(({ outputs }) => outputs.flatMap(({ files }) => files))
    .filter(({ path, state }) => state === 'missing' && !path.includes('[hash]'));
  const sheets = [...spriteSheets(project.graph, project.site).values()].filter((path) => !index.knows(path));
  if (files.length + sheets.length === 0) return;
  index.claim([...files.map(({ path }) => path), ...sheets, ...project.site.manifests]);
  await index.save(clock.now());
}

/** The lock and the index. A frozen build has nothing to write into the lock, and does not. */
async function save(plan: Plan, run: Run, complete: boolean): Promise<void> {
  const { project, lockfile, lockState, index } = run.workspace;
  if (!run.options.frozen) {
    const removed = complete ? plan.removals.map(({ id }) => id) : [];
    const targets = new Map([...lockfile.targets, ...run.entries]);
    for (const id of removed) targets.delete(id);
    const { paths } = project;
    const merged = lockState.kind === 'conflicted' ? lockState.text : undefined;
    const wanted = { base: lockfile, merged, seen: project.seen.lockfile, write: writeDurable };
    const saved = await saveLockfile(paths.lockfile, paths.lockfileName, { ...lockfile, targets }, wanted);
    run.lockTrouble = 'code' in saved ? saved : undefined;
    if (!('code' in saved)) {
      project.seen.lockfile = saved;
      if (saved.others) run.noteForeignLock();
    }
  }
  await timedWait('write', () => index.save(run.clock.now()));
}

/**
 * The same, where whatever the operating system refuses must not hide what the build has done and spent: it is
 * reported along with it. What was bought is found by its key.
 */
export async function trySaving(plan: Plan, run: Run, complete: boolean): Promise<void> {
  await save(plan, run, complete).catch((error: unknown) => run.noteTrouble(error));
}

/**
 * Files that we recorded writing and nobody wants any more. Only when all else is done: nothing good goes before its
 * successor is there, and what is wanted is what was really made. A lockfile may come from anywhere, so its word alone
 * reaches no further than the output folder.
 */
export async function removeLeftovers(plan: Plan, run: Run): Promise<void> {
  const { project, index } = run.workspace;
  const wanted = wantedFiles(plan, run);
  const below = project.site.outDir === '.' ? '' : `${project.site.outDir}/`;
  const recorded = recordedFiles(plan, run).filter(
    (path) => index.get(path) !== undefined || path.startsWith(below),
  );
  const known = new Set([...recorded, ...index.pathsBelow(below)]);
  const unwanted = [...known].filter((path) => !wanted.has(path));
  // What has other bytes than those that were recorded is somebody's: a checkout may have put it there.
  const ours = unwanted.filter((path) => index.get(path) === undefined || index.isOurs(path));
  for (const path of await removeOutputs(project.paths.root, ours, project.site.outDir))
    run.emit({ type: 'output-removed', path });
  for (const path of unwanted) index.forget(path);
  // A site manifest that has another name now. The one for browsers is its author's, and stays.
  const renamed = [...index.claimed].filter(
    (path) =>
      !project.site.manifests.includes(path) &&
      !wanted.has(path) &&
      /\.(json|ts)$/.test(path) &&
      isSiteManifest(project.paths.root, path),
  );
  for (const path of await removeOutputs(project.paths.root, renamed, project.site.outDir))
    run.emit({ type: 'output-removed', path });
  index.settleClaims();
  index.claim(project.site.manifests);
  run.counts.removed = plan.removals.length;
}

/** Files of the entries that this run has replaced or forgets. */
function recordedFiles(plan: Plan, { workspace, entries }: Run): string[] {
  const gone = new Set(plan.removals.map(({ id }) => id));
  return [...workspace.lockfile.targets]
    .filter(([id]) => gone.has(id) || entries.has(id))
    .flatMap(([, { outputs }]) => filesOf(outputs));
}

/** Files of what was made, and of what this run left alone. */
export function wantedFiles(plan: Plan, { workspace, entries, standIns }: Run): Set<string> {
  const { lockfile, project } = workspace;
  const gone = new Set(plan.removals.map(({ id }) => id));
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

/** What the site shows now, with every sprite sheet drawn. */
export async function composeSite(run: Run): Promise<SiteManifest> {
  const { project, lockfile, index } = run.workspace;
  const manifest = siteManifest(
    project.graph.targets.values(),
    (id) => run.standIns.get(id) ?? run.entries.get(id) ?? lockfile.targets.get(id),
    { index, site: project.site, catalog: project.catalog },
  );
  return withSprites(manifest, run);
}

/** Writes the site manifests. */
export async function publish(manifest: SiteManifest, run: Run): Promise<void> {
  const { paths, site } = run.workspace.project;
  run.warn(await timedWait('write', () => writeSiteManifests(paths.root, site, manifest)));
}
