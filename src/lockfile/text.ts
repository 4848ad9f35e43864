import type { z } from 'zod';
import { type Diagnostic, problem, type SourceLocation } from '../core/diagnostic.ts';
import { reviewableJson } from '../core/json.ts';
import { generationKey } from '../core/recipe.ts';
import { isWellFormed } from '../core/well-formed.ts';
import { isConsistent, type LockEntry, type Lockfile, lockfileSchema } from './lockfile.ts';
import { findInJson, findRepeated, locateOffset } from './place.ts';

/** Texts of entries: from one save to the next most stay as they are. */
const TEXTS = new WeakMap<LockEntry, string>();

/** Lockfile → the one text for it. */
export function formatLockfile(lockfile: Lockfile): string {
  const { targets } = lockfile;
  const text = reviewableJson({ ...lockfile, targets: {} });
  if (targets.size === 0) return text;
  const entries = idsInOrder(targets.keys()).map((id) => entryLines(id, targets.get(id) as LockEntry));
  return text.replace('"targets": {}', () => `"targets": {\n${entries.join(',\n')}\n  }`);
}

/** Returns ids in the order in which members of an object are written: numbers come first. */
export function idsInOrder(ids: Iterable<string>): string[] {
  return Object.keys(Object.fromEntries([...ids].sort().map((id) => [id, true])));
}

/** Returns the lines of an entry, without a comma or a line end behind them. */
export function entryLines(id: string, entry: LockEntry): string {
  return `    ${JSON.stringify(id)}: ${entryText(entry)}`;
}

function entryText(entry: LockEntry): string {
  const known = TEXTS.get(entry);
  if (known !== undefined) return known;
  const text = reviewableJson(entry).trimEnd().replaceAll('\n', '\n    ');
  TEXTS.set(entry, text);
  return text;
}

const MARKER = /^(<{7}|={7}|>{7}|\|{7})( |$)/m;

/** True when version control has left both sides of a merge in the text. */
export function isConflicted(text: string): boolean {
  return MARKER.test(text);
}

/** Text → lockfile, or what is wrong with it. A damaged lockfile is never treated as an absent one. */
export function parseLockfile(text: string, file: string): Lockfile | Diagnostic {
  const parsed = parseEntries(text, file);
  if ('code' in parsed) return parsed;
  const [spoilt] = parsed.spoilt.values();
  return spoilt ?? parsed.lockfile;
}

/** The entries that are whole, and by id what is wrong with the others. */
export function parseEntries(
  text: string,
  file: string,
): { lockfile: Lockfile; spoilt: ReadonlyMap<string, Diagnostic> } | Diagnostic {
  let data: unknown;
  try {
    data = JSON.parse(text);
  } catch {
    const { offset } = findInJson(text, []);
    const what = offset >= text.length ? 'it ends too early' : `${quoted(text, offset)} is out of place`;
    return damaged(`${file} is not valid JSON: ${what}`, locateOffset(text, offset, file));
  }
  const trouble = unusable(text);
  if (trouble) return damaged(`${file}: ${trouble.what}`, locateOffset(text, trouble.offset, file));
  // Reading keeps the last of two; counting is quicker than looking for them.
  const repeated = memberCount(data) === (text.match(MEMBER)?.length ?? 0) ? undefined : findRepeated(text);
  if (repeated) {
    const { line } = locateOffset(text, repeated.first, file);
    const what = `"${repeated.name}" stands twice in it, on line ${line} and here`;
    return damaged(`${file}: ${what}`, locateOffset(text, repeated.second, file));
  }
  const version = (data as { lockfileVersion?: unknown } | null)?.lockfileVersion;
  if (typeof version === 'number' && version > 1) {
    return problem('lock-too-new', `${file} has version ${version}; this imagebuild reads version 1`, {
      hint: 'install the version of imagebuild that the project uses',
    });
  }
  const parsed = lockfileSchema.safeParse(data);
  const spoilt = new Map<string, Diagnostic>();
  for (const issue of parsed.success ? [] : parsed.error.issues) {
    const { path } = issue;
    // Only the targets have members in their turn.
    const [, id] = path;
    // Of an entry with many mistakes the first says enough, and finding places takes time.
    if (id !== undefined && spoilt.has(String(id))) continue;
    const place = locateOffset(text, findInJson(text, path).offset, file);
    const diagnostic = damaged(`${file}: ${path.join('.') || 'the document'} ${wordsFor(issue)}`, place);
    if (id === undefined) return diagnostic;
    spoilt.set(String(id), diagnostic);
  }
  // What did not pass is in `spoilt` and left out below.
  const { targets, ...versions } = data as { targets: object } & Omit<Lockfile, 'targets'>;
  const whole = new Map<string, LockEntry>();
  for (const [id, entry] of Object.entries(targets) as [string, LockEntry][]) {
    if (spoilt.has(id)) continue;
    // A recipe that was edited by hand no longer says what the key stands for.
    if (generationKey(entry.recipe) === entry.key && isConsistent(entry)) whole.set(id, entry);
    else {
      const what =
        generationKey(entry.recipe) === entry.key
          ? `the adoption of "${id}" is of another picture than its master`
          : `the recipe of "${id}" does not belong to its key`;
      const { offset } = findInJson(text, ['targets', id]);
      spoilt.set(id, damaged(`${file}: ${what}`, locateOffset(text, offset, file)));
    }
  }
  return { lockfile: { ...versions, targets: whole }, spoilt };
}

/** The end of a member's name. In a text, a quote has a backslash before it. */
const MEMBER = /(?<!\\)"[\t\n\r ]*:/g;

function memberCount(value: unknown): number {
  if (typeof value !== 'object' || value === null) return 0;
  const inner: unknown[] = Object.values(value);
  const own = Array.isArray(value) ? 0 : inner.length;
  return inner.reduce((sum: number, one) => sum + memberCount(one), own);
}

function damaged(message: string, location?: SourceLocation): Diagnostic {
  return problem('lock-damaged', message, {
    location,
    hint: 'restore it from version control; it is the record of what was paid for, so imagebuild does not replace it',
  });
}

/** What is wrong with a value, to be said after its name. */
function wordsFor(issue: z.core.$ZodIssue): string {
  switch (issue.code) {
    case 'invalid_type':
      return `is not of the kind "${issue.expected}"`;
    case 'invalid_value':
      return `is none of: ${issue.values.join(', ')}`;
    case 'unrecognized_keys':
      return `has members that nobody knows: ${issue.keys.join(', ')}`;
    case 'invalid_union':
      return 'is none of the kinds that it may be';
    case 'too_small':
      return `is less than ${issue.minimum}`;
    default:
      return `is ${issue.message}`;
  }
}

function quoted(text: string, offset: number): string {
  return JSON.stringify(/\w+|./su.exec(text.slice(offset, offset + 20))?.[0]);
}

/**
 * Where a member is called `__proto__`, however it is written: checks and copies pass over such members. Or where a text
 * has half a character, of which no key can be made.
 */
function unusable(text: string): { readonly what: string; readonly offset: number } | undefined {
  if (!/__proto__|\\u/i.test(text)) return undefined;
  let what: string | undefined;
  JSON.parse(text, (name, value: unknown) => {
    if (name === '__proto__') what = 'nothing can be called "__proto__"';
    if (!isWellFormed(name) || (typeof value === 'string' && !isWellFormed(value)))
      what ??= 'a text has half of a character';
    return value;
  });
  return what === undefined
    ? undefined
    : { what, offset: Math.max(0, text.search(/__proto__|\\ud[89a-f]/i)) };
}
