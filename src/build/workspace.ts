import { failure } from '../core/failure.ts';
import type { PictureFacts } from '../core/picture.ts';
import type { GenerationKey } from '../core/recipe.ts';
import { fail, type Result, succeed } from '../core/result.ts';
import { timed } from '../core/timing.ts';
import { version } from '../core/version.ts';
import { type Lockfile, type LockfileState, mergeConflict, type Wanted } from '../lockfile/index.ts';
import { type Observations, type PlanRequest, planTargets } from '../plan/index.ts';
import { examine } from '../renditions/index.ts';
import { OutputIndex, publishedFiles } from '../site/index.ts';
import {
  diskJournal,
  diskRescue,
  diskStore,
  isOrdered,
  type Journal,
  layeredStore,
  type Rescue,
  type SharedStore,
  type Store,
  sharedStore,
} from '../store/index.ts';
import type { TargetId } from '../targets/index.ts';
import { damagedMaster, damagedRecord } from './damage.ts';
import { readInputFacts } from './input-facts.ts';
import { isAnimation } from './is-animation.ts';
import { lockOf, type Project, readLock } from './project.ts';
import { conflictSides } from './repository.ts';

/** A project together with everything earlier builds have left: lock, store, journal, index. */
export interface Workspace {
  readonly project: Project;
  readonly lockState: LockfileState;
  /** Empty when there is none; merged when version control has left both sides. */
  readonly lockfile: Lockfile;
  /** This checkout's own store, with the shared one behind it when one is named. */
  readonly store: Store;
  /** What is kept in this checkout. */
  readonly ownStore: Store;
  readonly sharedStore: SharedStore | undefined;
  readonly journal: Journal;
  /** Bought pictures that the store could not take. */
  readonly rescue: Rescue;
  readonly index: OutputIndex;
  /** Keys whose pictures an accepted job holds ready. */
  readonly ordered: ReadonlySet<GenerationKey>;
  /** Keys of requests on record, where keys of earlier versions are to be told from others. */
  readonly asked: ReadonlySet<GenerationKey>;
  readonly inputFacts: ReadonlyMap<string, PictureFacts>;
}

/** Opens what earlier builds have left. A damaged lockfile is a failure here: nothing may be planned against it. */
export async function openWorkspace(project: Project): Promise<Result<Workspace>> {
  const lockState = await readLock(project);
  if (lockState.kind === 'damaged') return fail(failure('lock-unusable', lockState.diagnostic));
  const journal = diskJournal(project.paths.state);
  const pending = await journal.pending();
  const jobs = pending.filter(isOrdered);
  // Only where a picture may be known under two keys does it matter which of them was asked for.
  const records = project.contents.size > 0 ? [...pending, ...(await journal.records())] : [];
  const ownStore = diskStore(project.paths.state);
  const shared = project.paths.sharedStore === undefined ? undefined : sharedStore(project.paths.sharedStore);
  const base = {
    project,
    lockState,
    store: shared ? layeredStore(ownStore, shared, examine) : ownStore,
    ownStore,
    sharedStore: shared,
    journal,
    rescue: diskRescue(project.paths.state),
    ordered: new Set(jobs.map(({ key }) => key)),
    asked: new Set(records.map(({ key }) => key)),
    inputFacts: await readInputFacts(project, lockOf(lockState)),
    index: new OutputIndex(project.paths.root, project.paths.outputIndex, () =>
      publishedFiles(project.paths.root, project.site),
    ),
  };
  if (lockState.kind !== 'conflicted') return succeed({ ...base, lockfile: lockOf(lockState) });
  const lockfile = mergeConflict(
    lockState.text,
    project.paths.lockfileName,
    wantedOf({ ...base, lockfile: lockOf(lockState) }),
    await conflictSides(project.paths.lockfile),
  );
  if ('code' in lockfile) return fail(failure('lock-unusable', lockfile));
  return succeed({ ...base, lockfile });
}

/** Returns the key that the manifest asks for, by target id. */
export function wantedKeys(workspace: Workspace): (id: string) => GenerationKey | undefined {
  const plan = planTargets(planRequest(workspace, everything(workspace), new Set()));
  const keys = new Map(plan.targets.map(({ id, key }) => [id, key]));
  return (id) => keys.get(id);
}

/** Returns what the manifest says about a merge of two lockfiles. */
function wantedOf(workspace: Workspace): Wanted {
  const ids: ReadonlySet<string> = everything(workspace);
  return { key: wantedKeys(workspace), declares: (id) => ids.has(id) };
}

export function everything(workspace: Workspace): ReadonlySet<TargetId> {
  return new Set(workspace.project.graph.targets.keys());
}

/** The planner's questions, answered from the workspace. */
export function planRequest(
  workspace: Workspace,
  selected: ReadonlySet<TargetId>,
  forced: ReadonlySet<TargetId>,
  lockfile = workspace.lockfile,
): PlanRequest {
  const { project, store, index, ordered, asked, inputFacts } = workspace;
  const observations: Observations = {
    input: (path) => project.inputs.get(path),
    content: (path) => project.contents.get(path),
    holds: (master) => timed('stat', () => store.holds(master)),
    damagedMaster: (master) => damagedMaster(master, store),
    damagedRecord: (key) => damagedRecord(key, store),
    kept: (key: GenerationKey) => store.find(key),
    ordered: (key) => ordered.has(key),
    asked: (key) => asked.has(key) || store.damagedRecord(key) !== undefined,
    inputFacts: (path) => inputFacts.get(path),
    animated: (target) => isAnimation(target, lockfile, project.paths),
    file: (path, renderKey) => timed('stat', () => index.state(path, renderKey)),
    cached: (renderKey) => timed('stat', () => store.hasRendition(renderKey)),
  };
  return {
    manifest: project.manifest,
    graph: project.graph,
    selected,
    forced,
    lockfile,
    catalog: project.catalog,
    observations,
    tool: version(),
  };
}
