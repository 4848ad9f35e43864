import { canonicalJson } from '../core/json.ts';
import type { LockEntry, Lockfile } from '../lockfile/index.ts';
import { compareRecipes, type Reason } from '../plan/index.ts';
import type { TargetId } from '../targets/index.ts';

/** `recipe`: another recipe, and the same picture. `files`: only other files of the same picture. */
export const CHANGES = ['changed', 'new', 'gone', 'recipe', 'files'] as const;
export type Change = (typeof CHANGES)[number];

/** A target that one lockfile has otherwise than another. */
export interface ChangedEntry {
  readonly id: TargetId;
  readonly change: Change;
  /** At least one of the two. */
  readonly before?: LockEntry;
  readonly after?: LockEntry;
  /** What changed in the recipe, and the seed that was really used. */
  readonly reasons: readonly Reason[];
  /** For a changed picture that its recipe does not explain: what does. */
  readonly note?: string;
  /** Names of outputs whose files changed, came or went. */
  readonly outputs: readonly string[];
}

export interface ComparedLocks {
  /** By id. */
  readonly changed: readonly ChangedEntry[];
  readonly unchanged: number;
}

/** What became of each target from one lockfile to another. Approvals do not count: they change no picture. */
export function compareLocks(before: Lockfile, after: Lockfile): ComparedLocks {
  const ids = [...new Set([...before.targets.keys(), ...after.targets.keys()])].sort();
  const changed = ids.flatMap((id) => changeOf(id, before.targets.get(id), after.targets.get(id)) ?? []);
  return { changed, unchanged: ids.length - changed.length };
}

function changeOf(
  id: TargetId,
  before: LockEntry | undefined,
  after: LockEntry | undefined,
): ChangedEntry | undefined {
  if (before === undefined) return { id, change: 'new', after, reasons: [], outputs: [] };
  if (after === undefined) return { id, change: 'gone', before, reasons: [], outputs: [] };
  const reasons = reasonsOf(before, after);
  const outputs = changedOutputs(before, after);
  const entries = { id, before, after, reasons, outputs };
  if (before.master.digest !== after.master.digest)
    return { ...entries, change: 'changed', note: noteOf(before, after, reasons) };
  if (reasons.length > 0) return { ...entries, change: 'recipe' };
  return outputs.length > 0 ? { ...entries, change: 'files' } : undefined;
}

function reasonsOf(before: LockEntry, after: LockEntry): Reason[] {
  const reasons = compareRecipes(before.recipe, after.recipe);
  if (before.seed === after.seed || reasons.some(({ field }) => field === 'seed')) return reasons;
  return [...reasons, { code: 'recipe-changed', field: 'seed', from: before.seed, to: after.seed }];
}

function noteOf(before: LockEntry, after: LockEntry, reasons: readonly Reason[]): string | undefined {
  if (after.adoption !== undefined) return `adopted: ${after.adoption.reason}`;
  if (before.adoption !== undefined) return 'generated, where it was adopted before';
  return reasons.length === 0 ? 'made again from the same recipe' : undefined;
}

function changedOutputs({ outputs: before }: LockEntry, { outputs: after }: LockEntry): string[] {
  const names = [...new Set([...Object.keys(before), ...Object.keys(after)])].sort();
  const text = (output: object | undefined) => (output === undefined ? '' : canonicalJson(output));
  return names.filter((name) => text(before[name]) !== text(after[name]));
}
