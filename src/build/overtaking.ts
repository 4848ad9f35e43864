import { recipeOf, rightsOf, type Target, type TargetId } from '../targets/index.ts';
import { countedDigest, type Project } from './project.ts';

/** How much of a target is still asked for. */
interface Demand {
  /** Its master is made from the same recipe. */
  readonly master: boolean;
  /** So are its files. */
  readonly files: boolean;
}

const NOTHING: Demand = { master: false, files: false };

/**
 * Tells a running build that a newer project has overtaken it. From then on it begins nothing that costs, finishes
 * what it has begun and the newer project asks for as well, lets go of everything else, and waits for requests in
 * flight: those are paid for, whatever becomes of their pictures.
 */
export class Overtaking {
  #demand: ((id: TargetId) => Demand) | undefined;
  #mayBuy = true;
  readonly #free = new Map<TargetId, AbortController>();

  /** `made` is the project that the build makes. */
  overtake(made: Project, newer: Project): void {
    this.#demand = demandOf(made, newer);
    this.#mayBuy = false;
    for (const [id, controller] of this.#free)
      if (!this.#demand(id).master) controller.abort(new Error('a newer manifest asks for something else'));
  }

  /** Allows no further request that costs anything. */
  holdSpending(): void {
    this.#mayBuy = false;
  }

  get overtaken(): boolean {
    return this.#demand !== undefined;
  }

  get mayBuy(): boolean {
    return this.#mayBuy;
  }

  /** Aborted when a free master is no longer asked for. */
  signalFor(id: TargetId): AbortSignal {
    const known = this.#free.get(id) ?? new AbortController();
    this.#free.set(id, known);
    return known.signal;
  }

  wantsMaster(id: TargetId): boolean {
    return this.#demand?.(id).master ?? true;
  }

  wantsFiles(id: TargetId): boolean {
    return this.#demand?.(id).files ?? true;
  }
}

/** What a newer project still asks for of an older one's targets. */
function demandOf(made: Project, newer: Project): (id: TargetId) => Demand {
  const known = new Map<TargetId, Demand>();
  const demand = (id: TargetId): Demand => {
    const before = made.graph.targets.get(id);
    const now = newer.graph.targets.get(id);
    if (before === undefined || now === undefined) return NOTHING;
    if (masterText(before, made) !== masterText(now, newer)) return NOTHING;
    for (const input of now.inputs.values())
      if (input.kind === 'target' && !remembered(input.id).master) return NOTHING;
    return { master: true, files: filesText(before, made) === filesText(now, newer) };
  };
  const remembered = (id: TargetId): Demand => {
    const found = known.get(id) ?? demand(id);
    known.set(id, found);
    return found;
  };
  return remembered;
}

/** Everything that decides a target's master, as far as it is known before its inputs are made. */
function masterText(target: Target, project: Project): string {
  const pictures = [...target.inputs].map(([role, input]) =>
    input.kind === 'file' ? [role, input.path, countedDigest(project, target, input.path)] : [role, input.id],
  );
  return JSON.stringify([recipeOf(target, {}), pictures]);
}

/** Everything that decides its files. Places in the manifest decide nothing; steps are known by name and version. */
function filesText(target: Target, { graph, catalog, site, inputs }: Project): string {
  const { outputs, focalPoint } = target;
  const used = outputs.flatMap(({ renditions }) =>
    renditions.flatMap(({ steps }) =>
      steps.flatMap(({ file }) => (file?.path === undefined ? [] : [inputs.get(file.path)])),
    ),
  );
  const decisive = [outputs, focalPoint, rightsOf(target, graph, catalog), site.outDir, site.fileName, used];
  return JSON.stringify(decisive, (key, value: unknown) => {
    if (key === 'place') return undefined;
    if (key !== 'step') return value;
    const { name, version } = value as { readonly name: string; readonly version: number };
    return [name, version];
  });
}
