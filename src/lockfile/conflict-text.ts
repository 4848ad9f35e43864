import type { Diagnostic } from '../core/diagnostic.ts';
import { EMPTY_LOCKFILE, type LockEntry, type Lockfile } from './lockfile.ts';
import { mergeAndSettle, mergeLockfiles, type Wanted } from './merge.ts';
import { entryLines, formatLockfile, idsInOrder, parseEntries, parseLockfile } from './text.ts';
import type { Sides, ThreeWayMerge } from './three-way.ts';

/** A lockfile's text on each side of a merge. Without a base, both sides have added it. */
export interface SideTexts {
  readonly base?: string;
  readonly ours: string;
  readonly theirs: string;
}

/**
 * Returns the text of a merge: where both sides have changed a target in different ways, both of its entries between markers
 * that version control knows, with the common one before them.
 */
export function formatMerge({ lockfile, conflicts }: ThreeWayMerge): string {
  if (conflicts.size === 0) return formatLockfile(lockfile);
  const [head = '', tail = ''] = formatLockfile({ ...lockfile, targets: new Map() }).split('{}');
  const ids = idsInOrder([...lockfile.targets.keys(), ...conflicts.keys()]);
  const blocks = ids.map((id, index) => {
    const block = (entry: LockEntry | undefined) =>
      entry === undefined ? [] : [`${entryLines(id, entry)}${index < ids.length - 1 ? ',' : ''}`];
    const conflict = conflicts.get(id);
    if (conflict === undefined) return block(lockfile.targets.get(id));
    const { ours, base, theirs } = conflict;
    return [
      ...['<<<<<<< ours', ...block(ours), '||||||| base', ...block(base)],
      ...['=======', ...block(theirs), '>>>>>>> theirs'],
    ];
  });
  return `${head}{\n${blocks.flat().join('\n')}\n  }${tail}`;
}

/**
 * Splits a text with conflict markers. A base is known where each conflict shows it between `|||||||` and `=======`. What is
 * not of a side is an empty line in it, so that its lines have the numbers that they have in the text.
 */
function splitConflict(text: string): SideTexts {
  const sides = { ours: [] as string[], base: [] as string[], theirs: [] as string[] };
  let side: 'both' | keyof typeof sides = 'both';
  let conflicts = 0;
  let bases = 0;
  for (const line of text.split(/\r?\n/)) {
    const marker = nextSide(line);
    side = marker ?? side;
    if (marker === 'ours') conflicts += 1;
    if (marker === 'base') bases += 1;
    for (const [name, lines] of Object.entries(sides))
      lines.push(marker === undefined && (side === 'both' || side === name) ? line : '');
  }
  const { ours, base, theirs } = sides;
  const known = bases === conflicts ? { base: base.join('\n') } : {};
  return { ours: ours.join('\n'), theirs: theirs.join('\n'), ...known };
}

function nextSide(line: string): 'both' | 'ours' | 'base' | 'theirs' | undefined {
  if (/^<{7}( |$)/.test(line)) return 'ours';
  if (/^\|{7}( |$)/.test(line)) return 'base';
  if (/^={7}$/.test(line)) return 'theirs';
  return /^>{7}( |$)/.test(line) ? 'both' : undefined;
}

/** Returns the lockfiles of a merge in which each side is whole; undefined where one is not. */
export function parseSides({ base, ours, theirs }: SideTexts, file: string): Sides<Lockfile> | undefined {
  const sides = [base ?? '', ours, theirs].map((text, index) =>
    index === 0 && text.trim() === '' ? EMPTY_LOCKFILE : parseLockfile(text, file),
  );
  const [first, second, third] = sides;
  const whole = first && second && third && !('code' in first) && !('code' in second) && !('code' in third);
  return whole ? { base: first, ours: second, theirs: third } : undefined;
}

/**
 * Settles a lockfile with conflict markers; returns the merged one, or what is wrong with a side. `texts` are the sides as
 * version control has kept them, where it has. Without them they are taken from the text: version control merges lines and
 * may have put lines of two entries into one; such an entry gives way to the whole one of the other side.
 */
export function mergeConflict(
  text: string,
  file: string,
  wanted?: Wanted,
  texts?: SideTexts,
): Lockfile | Diagnostic {
  const kept = texts && parseSides(texts, file);
  if (kept) return mergeAndSettle(kept, wanted);
  const split = splitConflict(text);
  const ours = parseEntries(repairCommas(split.ours), file);
  const theirs = parseEntries(repairCommas(split.theirs), file);
  if ('code' in ours) return ours;
  if ('code' in theirs) return theirs;
  const spoilt = new Map([...ours.spoilt, ...theirs.spoilt]);
  const base = split.base === undefined ? undefined : parseEntries(repairCommas(split.base), file);
  const known = base !== undefined && !('code' in base);
  const twoWay = mergeLockfiles(ours.lockfile, theirs.lockfile, wanted?.key);
  const merged = known
    ? mergeAndSettle({ base: base.lockfile, ours: ours.lockfile, theirs: theirs.lockfile }, wanted)
    : twoWay;
  const targets = new Map(merged.targets);
  for (const [id, diagnostic] of spoilt) {
    const whole = twoWay.targets.get(id);
    if (whole === undefined) return diagnostic;
    targets.set(id, whole);
  }
  return { ...merged, targets };
}

/** A side whose block was last ends with a comma, or lacks one, once the other side's lines are gone. */
function repairCommas(text: string): string {
  // Up to the first line end there is one way to match only: many empty lines take no longer than their number.
  return text.replace(/,([^\S\n]*\n\s*[}\]])/g, '$1').replace(/([}\]"\d])([^\S\n]*\n\s*)"/g, '$1,$2"');
}
