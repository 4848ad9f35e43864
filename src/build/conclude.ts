import type { SiteManifest } from '../core/site-manifest.ts';
import { timedWait } from '../core/timing.ts';
import { saveLockfile } from '../lockfile/index.ts';
import { type Plan, spriteSheets } from '../plan/index.ts';
import { siteManifest, writeSiteManifests } from '../site/index.ts';
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
  await index.save(clock.now(), true);
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
