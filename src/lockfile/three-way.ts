import { canonicalJson } from '../core/json.ts';
import { KEY_VERSION } from '../core/recipe.ts';
import { LOCKFILE_VERSION, type LockEntry, type LockedOutput, type Lockfile } from './lockfile.ts';

/** Something as it was, and what two people have made of it. */
export interface Sides<Value> {
  readonly base: Value;
  readonly ours: Value;
  readonly theirs: Value;
}

/** One target's entry where both sides have changed the same of it. All that only one side has changed is in every side. */
export type EntryConflict = Sides<LockEntry | undefined>;

export interface ThreeWayMerge {
  readonly lockfile: Lockfile;
  /** By target id; their targets are not in the lockfile. */
  readonly conflicts: ReadonlyMap<string, EntryConflict>;
}

/**
 * Merges two lockfiles that come from a common one, target by target and, inside a target, concern by concern. What one
 * side has left alone is as the other side has it, deletions included. What both have changed in different ways is a
 * conflict: both have paid for it.
 */
export function mergeThreeWay({ base, ours, theirs }: Sides<Lockfile>): ThreeWayMerge {
  const targets = new Map<string, LockEntry>();
  const conflicts = new Map<string, EntryConflict>();
  for (const id of [...new Set([...ours.targets.keys(), ...theirs.targets.keys()])].sort()) {
    const merged = mergeEntry({
      base: base.targets.get(id),
      ours: ours.targets.get(id),
      theirs: theirs.targets.get(id),
    });
    if (merged.kind === 'conflict') conflicts.set(id, merged.sides);
    else if (merged.entry !== undefined) targets.set(id, merged.entry);
  }
  return { lockfile: { lockfileVersion: LOCKFILE_VERSION, keyVersion: KEY_VERSION, targets }, conflicts };
}

type MergedEntry =
  | { readonly kind: 'merged'; readonly entry: LockEntry | undefined }
  | { readonly kind: 'conflict'; readonly sides: EntryConflict };

function mergeEntry(sides: Sides<LockEntry | undefined>): MergedEntry {
  const whole = pick(sides);
  if (whole) return { kind: 'merged', entry: whole.value };
  const { base, ours, theirs } = sides;
  // One side has taken away what the other has changed.
  if (ours === undefined || theirs === undefined) return { kind: 'conflict', sides };
  const concerns = concernsOf({ base, ours, theirs });
  const late = base !== undefined && isRenderedLate({ base, ours, theirs });
  const merged = new Map<string, unknown>();
  let settled = true;
  for (const [name, concern] of concerns) {
    const picked = late && name.startsWith(OUTPUT) ? undefined : pick(concern);
    if (picked) merged.set(name, picked.value);
    else settled = false;
  }
  if (settled) return { kind: 'merged', entry: entryFrom(merged) };
  const side = (which: keyof Sides<unknown>) =>
    entryFrom(
      new Map([...concerns].map(([name, of]) => [name, merged.has(name) ? merged.get(name) : of[which]])),
    );
  return {
    kind: 'conflict',
    sides: { base: base && side('base'), ours: side('ours'), theirs: side('theirs') },
  };
}

/**
 * True where one side has another picture and the other side has rendered the one before, as into an output that is new:
 * both are right by themselves, and together files that are not of the picture.
 */
function isRenderedLate({ base, ours, theirs }: Sides<LockEntry>): boolean {
  if (isSame(ours.master, theirs.master)) return false;
  return !isSame(base.outputs, ours.outputs) && !isSame(base.outputs, theirs.outputs);
}

/** Returns the value that both sides agree on, or that one side has left for the other to change. */
function pick<Value>({ base, ours, theirs }: Sides<Value>): { readonly value: Value } | undefined {
  if (isSame(ours, theirs)) return { value: ours };
  if (isSame(base, ours)) return { value: theirs };
  return isSame(base, theirs) ? { value: ours } : undefined;
}

/** Compares values as they are written: an entry that was just made has members that are undefined. */
function isSame(one: unknown, other: unknown): boolean {
  if (one === other) return true;
  return one !== undefined && other !== undefined && canonicalJson(one) === canonicalJson(other);
}

/** Output names come behind this, so that none is taken for another concern. */
const OUTPUT = 'output ';

/**
 * Splits an entry into what people change independently of each other: the picture with all that it is made from and what it
 * cost, its approval, and each output.
 */
function concernsOf({ base, ours, theirs }: Sides<LockEntry | undefined>): Map<string, Sides<unknown>> {
  const [before, mine, other] = [partsOf(base), partsOf(ours), partsOf(theirs)];
  const names = new Set([...mine.keys(), ...other.keys()]);
  return new Map(
    [...names].map((name) => [
      name,
      { base: before.get(name), ours: mine.get(name), theirs: other.get(name) },
    ]),
  );
}

function partsOf(entry: LockEntry | undefined): Map<string, unknown> {
  if (entry === undefined) return new Map();
  const { outputs, approval, ...picture } = entry;
  return new Map<string, unknown>([
    ['picture', picture],
    ['approval', approval],
    ...Object.entries(outputs).map(([name, output]) => [OUTPUT + name, output] as const),
  ]);
}

function entryFrom(parts: ReadonlyMap<string, unknown>): LockEntry {
  const { picture, approval } = Object.fromEntries(parts) as Pick<LockEntry, 'approval'> & {
    picture: Omit<LockEntry, 'outputs' | 'approval'>;
  };
  const outputs = [...parts].flatMap(([name, output]): [string, LockedOutput][] =>
    // As `partsOf` has put it there.
    name.startsWith(OUTPUT) && output !== undefined
      ? [[name.slice(OUTPUT.length), output as LockedOutput]]
      : [],
  );
  return { ...picture, outputs: Object.fromEntries(outputs), ...(approval ? { approval } : {}) };
}
