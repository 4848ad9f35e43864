import { type Diagnostic, problem, type SourceLocation } from '../core/diagnostic.ts';
import { reviewableJson } from '../core/json.ts';
import { generationKey } from '../core/recipe.ts';
import { isConsistent, type LockEntry, type Lockfile, lockfileSchema } from './lockfile.ts';

/** Lockfile → the one text for it. */
export function formatLockfile(lockfile: Lockfile): string {
  return reviewableJson({ ...lockfile, targets: Object.fromEntries(lockfile.targets) });
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
  } catch (error) {
    return damaged(
      `${file} is not valid JSON: ${(error as Error).message}`,
      jsonErrorLocation(text, error as Error, file),
    );
  }
  const version = (data as { lockfileVersion?: unknown } | null)?.lockfileVersion;
  if (typeof version === 'number' && version > 1) {
    return problem('lock-too-new', `${file} has version ${version}; this imagebuild reads version 1`, {
      hint: 'install the version of imagebuild that the project uses',
    });
  }
  const parsed = lockfileSchema.safeParse(data);
  const spoilt = new Map<string, Diagnostic>();
  for (const { path, message } of parsed.success ? [] : parsed.error.issues) {
    const diagnostic = damaged(`${file}: ${path.join('.') || 'the document'}: ${message}`);
    const [section, id] = path;
    if (section !== 'targets' || id === undefined) return diagnostic;
    if (!spoilt.has(String(id))) spoilt.set(String(id), diagnostic);
  }
  // What did not pass is in `spoilt` and left out below.
  const { targets, ...versions } = data as { targets: object } & Omit<Lockfile, 'targets'>;
  const whole = new Map<string, LockEntry>();
  for (const [id, entry] of Object.entries(targets) as [string, LockEntry][]) {
    if (spoilt.has(id)) continue;
    // A recipe that was edited by hand no longer says what the key stands for.
    if (generationKey(entry.recipe) === entry.key && isConsistent(entry)) whole.set(id, entry);
    else if (generationKey(entry.recipe) === entry.key)
      spoilt.set(id, damaged(`${file}: the adoption of "${id}" is of another picture than its master`));
    else spoilt.set(id, damaged(`${file}: the recipe of "${id}" does not belong to its key`));
  }
  return { lockfile: { ...versions, targets: whole }, spoilt };
}

function damaged(message: string, location?: SourceLocation): Diagnostic {
  return problem('lock-damaged', message, {
    location,
    hint: 'restore it from version control; it is the record of what was paid for, so imagebuild does not replace it',
  });
}

function jsonErrorLocation(text: string, error: Error, file: string): SourceLocation | undefined {
  const offset = Number(/position (\d+)/.exec(error.message)?.[1] ?? Number.NaN);
  if (Number.isNaN(offset)) return undefined;
  const before = text.slice(0, offset).split('\n');
  return {
    file,
    line: before.length,
    column: (before.at(-1)?.length ?? 0) + 1,
    length: 1,
    excerpt: text.split('\n')[before.length - 1],
  };
}
