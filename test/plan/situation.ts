import type { Catalog } from '../../src/core/catalog.ts';
import { type Digest, digestOf } from '../../src/core/digest.ts';
import type { MasterRecord, PictureFacts } from '../../src/core/picture.ts';
import { generationKey, type InputRole } from '../../src/core/recipe.ts';
import { EMPTY_LOCKFILE, type LockEntry, type Lockfile } from '../../src/lockfile/index.ts';
import {
  type FileState,
  lockedOutputKey,
  type MasterSource,
  type Observations,
  type Plan,
  type PlannedTarget,
  Planner,
  type PlanRequest,
  planTargets,
} from '../../src/plan/index.ts';
import { recipeOf, type Target, type TargetGraph } from '../../src/targets/index.ts';
import { demand, expandMemory, type MemoryProject, manifestOf } from '../support/memory-project.ts';
import { smallCatalog } from '../support/small-catalog.ts';

/** What there is beside the manifest and the lock; whatever is not said is as a finished build leaves it. */
export interface World {
  /** Masters that the store does not hold, by target id of the lock or as {@link masterOf} calls them. */
  readonly lost?: readonly string[];
  /** Masters in whose place lies something else, by target id like those that are lost. */
  readonly damaged?: readonly string[];
  /** Keys whose records cannot be read, by target id. */
  readonly spoilt?: readonly string[];
  /** What keys stand for that the lock does not know, by target id. */
  readonly kept?: { readonly [id: string]: Partial<MasterSource> };
  readonly files?: { readonly [path: string]: FileState };
  readonly cached?: boolean;
  readonly inputs?: { readonly [path: string]: string };
  /** Bytes that input files had in the earlier build. */
  readonly inputsBefore?: { readonly [path: string]: string };
  /** What input files hold without their metadata, where that is not all of them. */
  readonly contents?: { readonly [path: string]: string };
  /** Keys that a request is on record for. */
  readonly asked?: readonly string[];
  /** Input files that are not there. */
  readonly absent?: readonly string[];
  /** What is known of the pictures in input files. */
  readonly animated?: boolean;
  readonly facts?: { readonly [path: string]: PictureFacts };
  /** Targets whose picture an accepted job holds ready. */
  readonly ordered?: readonly string[];
  readonly catalog?: Catalog;
  /** What the program that did the earlier build knew. */
  readonly catalogBefore?: Catalog;
  readonly forced?: readonly string[];
  readonly selected?: readonly string[];
  /** Changes a lock entry after the earlier build, by target id. */
  readonly edit?: (lockfile: Map<string, LockEntry>) => void;
}

/** The master that the imaginary provider makes of a target. */
export function masterOf(id: string): MasterRecord {
  return { digest: digestOf(`master of ${id}`), bytes: 1000, width: 1024, height: 1024, format: 'png' };
}

/** Builds a project in thought: the lock that a finished build of `before` would leave. */
async function lockAfter(before: MemoryProject, world: World): Promise<Lockfile> {
  const { catalogBefore, inputs, inputsBefore } = world;
  const catalog = catalogBefore ?? world.catalog;
  const request = await requestFor(before, EMPTY_LOCKFILE, {
    catalog,
    inputs: { ...inputs, ...inputsBefore },
  });
  const planner = new Planner(request);
  const targets = new Map<string, LockEntry>();
  for (const target of request.graph.targets.values()) {
    const inputs: { [Role in InputRole]?: Digest } = {};
    for (const [role, input] of target.inputs)
      inputs[role] =
        input.kind === 'target' ? masterOf(input.id).digest : request.observations.input(input.path);
    const recipe = recipeOf(target, inputs);
    const master = masterOf(target.id);
    targets.set(target.id, {
      key: generationKey(recipe),
      recipe: JSON.parse(JSON.stringify(recipe)),
      master,
      outputs: Object.fromEntries(
        planner
          .outputsOf(target, master)
          .map(({ name, files }) => [
            name,
            { key: lockedOutputKey(files), files: files.map(({ path }) => path) },
          ]),
      ),
      source: target.source,
      credits: target.capability.price(target.params) ?? 0,
      parents: [],
    });
  }
  world.edit?.(targets);
  return { ...EMPTY_LOCKFILE, targets };
}

async function requestFor(project: MemoryProject, lockfile: Lockfile, world: World): Promise<PlanRequest> {
  const catalog = world.catalog ?? smallCatalog;
  const manifest = await manifestOf(project, { catalog });
  const graph: TargetGraph = demand(await expandMemory(project, { catalog }));
  const keyOf = (id: string) => generationKey(recipeOf(graph.targets.get(id) as Target, {}));
  const lost = new Set(
    (world.lost ?? []).map((id) => (lockfile.targets.get(id)?.master ?? masterOf(id)).digest),
  );
  const damaged = new Set(
    (world.damaged ?? []).map((id) => (lockfile.targets.get(id)?.master ?? masterOf(id)).digest),
  );
  for (const digest of damaged) lost.add(digest);
  const spoilt = new Set((world.spoilt ?? []).map(keyOf));
  const ordered = new Set((world.ordered ?? []).map(keyOf));
  const kept = new Map(
    Object.entries(world.kept ?? {}).map(([id, source]) => [
      keyOf(id),
      { master: masterOf(`kept ${id}`), source: 'generated' as const, credits: 3, ...source },
    ]),
  );
  const observations: Observations = {
    input: (path) =>
      world.absent?.includes(path) ? undefined : digestOf(world.inputs?.[path] ?? `bytes of ${path}`),
    content: (path) => (world.contents?.[path] === undefined ? undefined : digestOf(world.contents[path])),
    holds: ({ digest }) => !lost.has(digest),
    damagedMaster: (master) =>
      damaged.has(master.digest)
        ? { code: 'master-damaged', file: 'a master', isPointer: false, master }
        : undefined,
    damagedRecord: (key) =>
      spoilt.has(key) ? { code: 'record-damaged', file: 'a record', isPointer: false } : undefined,
    kept: (key) => kept.get(key),
    file: (path) => world.files?.[path] ?? 'fresh',
    cached: () => world.cached ?? false,
    ordered: (key) => ordered.has(key),
    asked: (key) => world.asked?.includes(key) ?? false,
    animated: () => world.animated ?? false,
    inputFacts: (path) => world.facts?.[path],
  };
  return {
    manifest,
    graph,
    selected: new Set(world.selected ?? graph.targets.keys()),
    forced: new Set(world.forced ?? []),
    lockfile,
    catalog,
    observations,
    tool: '1.2.3',
  };
}

/** The plan for a manifest after a finished build of another one; `undefined` when nothing was built yet. */
export async function planAfter(
  before: MemoryProject | undefined,
  now: MemoryProject,
  world: World = {},
): Promise<Plan> {
  const lockfile = before === undefined ? EMPTY_LOCKFILE : await lockAfter(before, world);
  return planTargets(await requestFor(now, lockfile, world));
}

/** A planner for a manifest that was built before, and its graph: for targets whose inputs are made meanwhile. */
export async function plannerAfter(
  before: MemoryProject,
  now: MemoryProject,
  world: World = {},
): Promise<{ planner: Planner; graph: TargetGraph }> {
  const request = await requestFor(now, await lockAfter(before, world), world);
  return { planner: new Planner(request), graph: request.graph };
}

/** One line for one target: `generate fox: recipe-changed prompt "a" → "b" [3]`. */
export function line({
  id,
  action,
  reasons,
  estimatedCredits,
  conditional,
  changesLock,
}: PlannedTarget): string {
  const why = reasons.map(({ code, field, from, to }) => {
    const change = from === undefined && to === undefined ? '' : ` ${word(from)} → ${word(to)}`;
    return `${code}${field === undefined ? '' : ` ${field}`}${change}`;
  });
  const price = action === 'generate' ? ` [${estimatedCredits ?? '?'}${conditional ? ' perhaps' : ''}]` : '';
  return `${action} ${id}: ${why.join(', ')}${price}${changesLock ? '' : ' (lock stays)'}`;
}

function word(value: unknown): string {
  return typeof value === 'string' && value.startsWith('sha256:') ? 'digest' : (JSON.stringify(value) ?? '-');
}
