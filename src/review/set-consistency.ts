import type { Project, Workspace } from '../build/index.ts';
import type { MasterRecord } from '../core/picture.ts';
import type { TargetId } from '../targets/index.ts';
import { knownTraits } from './known-traits.ts';
import { LEAST_SET, type Standing, standings } from './standing-out.ts';

/** Pictures that belong together: of one asset, and of one variant where it has some. At least three. */
export interface SetReport {
  readonly asset: string;
  /** The part of its ids after `@`; a light and a dark variant are meant to differ. */
  readonly variant?: string;
  /** In the order of the manifest. */
  readonly members: readonly SetMember[];
}

export interface SetMember extends Standing {
  readonly id: TargetId;
}

export interface ConsistencyOptions {
  /**
   * Pictures that may be measured now, some hundredths of a second each; sets that would need more are left to a later
   * call. Everything when absent.
   */
  readonly measureAtMost?: number;
  /** Aborted when nothing more is to be measured; what was measured is remembered. */
  readonly signal?: AbortSignal;
}

/**
 * How far the picture of each scene is from the middle of its set, and which stand out. By what the lockfile names;
 * a picture that is not in the store is left out. What is found of a picture is remembered, so that a second look reads
 * one file.
 */
export async function setConsistency(
  project: Project,
  workspace: Workspace,
  options: ConsistencyOptions = {},
): Promise<readonly SetReport[]> {
  const sets = setsOf(project, workspace);
  if (sets.length === 0) return [];
  const traits = await knownTraits(
    workspace.store,
    sets.flatMap(({ pictures }) => pictures.map(({ master }) => master)),
    options.measureAtMost ?? Number.POSITIVE_INFINITY,
    options.signal,
  );
  return sets.flatMap(({ asset, variant, pictures }) => {
    const measured = pictures.flatMap(({ id, master }) => {
      const found = traits.get(master.digest);
      return found ? [{ id, traits: found }] : [];
    });
    // What is not measured yet may be the very picture that decides what is usual.
    const later = pictures.some(({ master }) => !traits.has(master.digest));
    if (measured.length < LEAST_SET || later) return [];
    const found = standings(measured.map((picture) => picture.traits));
    const members = measured.map(({ id }, index) => ({ id, ...(found[index] as Standing) }));
    return [{ asset, ...(variant === undefined ? {} : { variant }), members }];
  });
}

interface PictureSet {
  readonly asset: string;
  readonly variant?: string;
  readonly pictures: { readonly id: TargetId; readonly master: MasterRecord }[];
}

function setsOf({ graph }: Project, { lockfile, store }: Workspace): PictureSet[] {
  const sets = new Map<string, PictureSet>();
  for (const { id, asset, variant } of graph.targets.values()) {
    const master = lockfile.targets.get(id)?.master;
    if (master === undefined) continue;
    const name = `${asset}@${variant ?? ''}`;
    const set = sets.get(name) ?? { asset, variant, pictures: [] };
    set.pictures.push({ id, master });
    sets.set(name, set);
  }
  return [...sets.values()]
    .filter(({ pictures }) => pictures.length >= LEAST_SET)
    .map((set) => ({ ...set, pictures: set.pictures.filter(({ master }) => store.holds(master)) }));
}
