import type { Diagnostic } from '../core/diagnostic.ts';
import { KEY_VERSION } from '../core/recipe.ts';
import { LOCKFILE_VERSION, type LockEntry, type Lockfile, validApproval } from './lockfile.ts';
import { parseEntries } from './text.ts';

/** The keys that the manifest asks for now, by target id; undefined where it does not know. */
export type WantedKeys = (id: string) => string | undefined;

/**
 * Two lockfiles → one, target by target. Where they differ, a picture that people made wins over a generated one, as it
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

/**
 * The two sides of a text with conflict markers; a common ancestor between `|||||||` and `=======` is left out. What is
 * not of a side is an empty line in it, so that its lines have the numbers that they have in the text.
 */
function splitConflict(text: string): { ours: string; theirs: string } {
  const ours: string[] = [];
  const theirs: string[] = [];
  let side: 'both' | 'ours' | 'base' | 'theirs' = 'both';
  for (const line of text.split(/\r?\n/)) {
    const marker = nextSide(line);
    side = marker ?? side;
    const is = (one: 'ours' | 'theirs') => marker === undefined && (side === 'both' || side === one);
    ours.push(is('ours') ? line : '');
    theirs.push(is('theirs') ? line : '');
  }
  return { ours: ours.join('\n'), theirs: theirs.join('\n') };
}

function nextSide(line: string): 'both' | 'ours' | 'base' | 'theirs' | undefined {
  if (/^<{7}( |$)/.test(line)) return 'ours';
  if (/^\|{7}( |$)/.test(line)) return 'base';
  if (/^={7}$/.test(line)) return 'theirs';
  return /^>{7}( |$)/.test(line) ? 'both' : undefined;
}

/**
 * A lockfile with conflict markers → the merged one, or what is wrong with a side. Version control merges lines and
 * may have put lines of two entries into one; such an entry gives way to the whole one of the other side.
 */
export function mergeConflict(text: string, file: string, wanted?: WantedKeys): Lockfile | Diagnostic {
  const { ours, theirs } = splitConflict(text);
  const sides = [parseEntries(repairCommas(ours), file), parseEntries(repairCommas(theirs), file)] as const;
  if ('code' in sides[0]) return sides[0];
  if ('code' in sides[1]) return sides[1];
  const merged = mergeLockfiles(sides[0].lockfile, sides[1].lockfile, wanted);
  for (const [id, diagnostic] of [...sides[0].spoilt, ...sides[1].spoilt])
    if (!merged.targets.has(id)) return diagnostic;
  return merged;
}

/** A side whose block was last ends with a comma, or lacks one, once the other side's lines are gone. */
function repairCommas(text: string): string {
  // Up to the first line end there is one way to match only: many empty lines take no longer than their number.
  return text.replace(/,([^\S\n]*\n\s*[}\]])/g, '$1').replace(/([}\]"\d])([^\S\n]*\n\s*)"/g, '$1,$2"');
}
