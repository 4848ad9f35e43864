import { KEY_VERSION } from '../core/recipe.ts';
import { LOCKFILE_VERSION, type LockEntry, type Lockfile, validApproval } from './lockfile.ts';
import { type EntryConflict, mergeThreeWay, type Sides } from './three-way.ts';

/** Returns the key that the manifest asks for now, by target id; undefined where it does not know. */
export type WantedKeys = (id: string) => string | undefined;

/** The manifest's word about a merge; without it nobody knows. */
export interface Wanted {
  readonly key: WantedKeys;
  /** Whether it names such a target at all. */
  readonly declares: (id: string) => boolean;
}

const ANYTHING: Wanted = { key: () => undefined, declares: () => true };

/**
 * Merges two lockfiles that come from a common one, and settles what both sides have changed: a picture that people made
 * goes before a generated one, as in a build; then the side whose key the manifest wants; then `ours`. A target that one side
 * has taken away stays while the manifest names it.
 */
export function mergeAndSettle(sides: Sides<Lockfile>, wanted: Wanted = ANYTHING): Lockfile {
  const { lockfile, conflicts } = mergeThreeWay(sides);
  const targets = new Map(lockfile.targets);
  for (const [id, conflict] of conflicts) {
    const entry = settle(conflict, id, wanted);
    if (entry) targets.set(id, entry);
  }
  return { ...lockfile, targets };
}

function settle({ base, ours, theirs }: EntryConflict, id: string, wanted: Wanted): LockEntry | undefined {
  if (ours === undefined || theirs === undefined) return wanted.declares(id) ? (ours ?? theirs) : undefined;
  const [winner, loser] = prefersSecond(ours, theirs, wanted.key(id)) ? [theirs, ours] : [ours, theirs];
  const revoked =
    base?.approval !== undefined &&
    (ours.approval ?? theirs.approval) !== undefined &&
    (ours.approval === undefined || theirs.approval === undefined);
  return inherit(revoked ? withoutApproval(winner) : winner, revoked ? withoutApproval(loser) : loser);
}

function withoutApproval({ approval: _, ...entry }: LockEntry): LockEntry {
  return entry;
}

/**
 * Merges two lockfiles of which nobody knows a common one, target by target. Where they differ, a picture that people made wins over a generated one, as it
 * does in a build; else the side whose key the manifest wants; where it wants neither or both, `ours`. A losing
 * generated master stays in the store under its key, so it is not bought again either; a losing handmade one has no key
 * of its own, and is kept as a parent.
 */
export function mergeLockfiles(
  ours: Lockfile,
  theirs: Lockfile,
  wanted: WantedKeys = () => undefined,
): Lockfile {
  const merged = new Map<string, LockEntry>();
  for (const id of [...new Set([...ours.targets.keys(), ...theirs.targets.keys()])].sort()) {
    const mine = ours.targets.get(id);
    const other = theirs.targets.get(id);
    if (mine === undefined || other === undefined) {
      const only = mine ?? other;
      if (only) merged.set(id, only);
      continue;
    }
    const [winner, loser] = prefersSecond(mine, other, wanted(id)) ? [other, mine] : [mine, other];
    merged.set(id, inherit(winner, loser));
  }
  return { lockfileVersion: LOCKFILE_VERSION, keyVersion: KEY_VERSION, targets: merged };
}

function prefersSecond(first: LockEntry, second: LockEntry, wanted: string | undefined): boolean {
  const handmade = second.source === 'manual';
  if (handmade !== (first.source === 'manual')) return handmade;
  return second.key === wanted && first.key !== wanted;
}

/** What of the losing entry is still true of the winning one: an approval of the same master. */
function inherit(winner: LockEntry, loser: LockEntry): LockEntry {
  const approval =
    validApproval(winner) ?? validApproval({ ...loser, master: winner.master }) ?? winner.approval;
  const lost = loser.source === 'manual' && loser.master.digest !== winner.master.digest;
  const parents = lost ? [...new Set([...winner.parents, loser.master.digest])].sort() : winner.parents;
  if (approval === winner.approval && parents.length === winner.parents.length) return winner;
  const { approval: _, ...rest } = winner;
  return { ...rest, parents, ...(approval ? { approval } : {}) };
}
