import { saveLockfile } from '../lockfile/index.ts';
import type { Plan } from '../plan/index.ts';
import { removeOutput, siteManifest, writeSiteManifests } from '../site/index.ts';
import type { Run } from './run.ts';

/** The lock and the index. A frozen build has nothing to write into the lock, and does not. */
export async function save(plan: Plan, run: Run, complete: boolean): Promise<void> {
  const { project, lockfile, index } = run.workspace;
  if (!run.options.frozen) {
    const removed = complete ? plan.removals.map(({ id }) => id) : [];
    const targets = new Map([...lockfile.targets, ...run.entries]);
    for (const id of removed) targets.delete(id);
    await saveLockfile(
      project.paths.lockfile,
      project.paths.lockfileName,
      { ...lockfile, targets },
      new Set(removed),
    );
  }
  await index.save(run.clock.now());
}

/**
 * Files that we recorded writing and nobody wants any more. Only when all else is done: nothing good goes before its
 * successor is there. A lockfile may come from anywhere, so its word alone reaches no further than the output folder.
 */
export async function removeLeftovers(plan: Plan, run: Run): Promise<void> {
  const { project, index } = run.workspace;
  for (const path of [
    ...plan.removals.flatMap(({ files }) => files),
    ...plan.obsoleteFiles,
    ...supersededFiles(plan, run),
  ]) {
    const ours = index.get(path) !== undefined || path.startsWith(`${project.site.outDir}/`);
    if (ours && (await removeOutput(project.paths.root, path, project.site.outDir)))
      run.emit({ type: 'output-removed', path });
    index.forget(path);
  }
  run.counts.removed = plan.removals.length;
}

/** Files that turned out otherwise than planned, since a new master has another size than the old one. */
function supersededFiles(plan: Plan, run: Run): string[] {
  const wanted = new Set(
    [...run.entries.values(), ...run.standIns.values()].flatMap(({ outputs }) =>
      Object.values(outputs).flatMap(({ files }) => files),
    ),
  );
  const planned = new Set(plan.obsoleteFiles);
  return plan.targets.flatMap(({ id, entry }) => {
    if (entry === undefined || !run.entries.has(id)) return [];
    return Object.values(entry.outputs).flatMap(({ files }) =>
      files.filter((file) => !wanted.has(file) && !planned.has(file)),
    );
  });
}

/** The site manifests, of everything that is published now. */
export async function publish(run: Run): Promise<void> {
  const { project, lockfile, index } = run.workspace;
  const manifest = siteManifest(
    project.graph.targets.values(),
    (id) => run.standIns.get(id) ?? run.entries.get(id) ?? lockfile.targets.get(id),
    index,
    project.site,
    project.catalog,
  );
  await writeSiteManifests(project.paths.root, project.site, manifest);
}
