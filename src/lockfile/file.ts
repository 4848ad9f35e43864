import { readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { isDeepStrictEqual } from 'node:util';
import { type Diagnostic, problem } from '../core/diagnostic.ts';
import { type Digest, digestOf } from '../core/digest.ts';
import { isSystemError, systemProblem } from '../core/system-trouble.ts';
import { timed, timedWait } from '../core/timing.ts';
import type { Lockfile } from './lockfile.ts';
import { mergeAndSettle } from './merge.ts';
import { formatLockfile, isConflicted, parseLockfile } from './text.ts';
import type { Sides } from './three-way.ts';

/** What is on the disk under a lockfile's name. */
export type LockfileState =
  | { readonly kind: 'absent' }
  | { readonly kind: 'loaded'; readonly lockfile: Lockfile; readonly digest: Digest }
  | { readonly kind: 'conflicted'; readonly text: string }
  | { readonly kind: 'damaged'; readonly diagnostic: Diagnostic };

export async function loadLockfile(path: string, file: string, seen?: SeenLockfile): Promise<LockfileState> {
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return { kind: 'absent' };
    const known = isSystemError(error) ? systemProblem(error) : undefined;
    const why = known?.message ?? (error as Error).message;
    const diagnostic = problem('lock-unreadable', `${file} cannot be read: ${why}`, { hint: known?.hint });
    return { kind: 'damaged', diagnostic };
  }
  const digest = digestOf(text);
  if (digest === seen?.digest) return { kind: 'loaded', ...seen };
  if (isConflicted(text)) return { kind: 'conflicted', text };
  const parsed = timed('parse', () => parseLockfile(text, file));
  return 'code' in parsed
    ? { kind: 'damaged', diagnostic: parsed }
    : { kind: 'loaded', lockfile: parsed, digest };
}

/** Returns the text of a lockfile; empty where it cannot be read. */
export function lockfileText(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}

/** A lockfile as this process last read or wrote it: while its text is still that, it need not be parsed again. */
export interface SeenLockfile {
  readonly digest: Digest;
  readonly lockfile: Lockfile;
}

export interface SaveRequest {
  /** The lockfile as it was when this run read it. */
  readonly base: Lockfile;
  /** The text with conflict markers that the caller has settled, where the file held one. */
  readonly merged?: string;
  readonly seen?: SeenLockfile;
  /** Writes a file so that it is whole or not there, and stays when the power fails. */
  readonly write: (path: string, text: string) => Promise<void>;
}

/** A lockfile as it was saved. */
export interface SavedLockfile extends SeenLockfile {
  /** Whether the file held something else than this run had read or written. */
  readonly others: boolean;
}

/**
 * Writes a lockfile whole or not at all, and only when its text changes; returns what the file holds now. Entries that this
 * run has left alone are taken from the disk as it is at this moment: somebody may have pulled, approved or adopted meanwhile.
 * Those it has changed are merged with what has come of them. A file that has become damaged or conflicted meanwhile is left
 * alone; only a conflict that the caller has merged is replaced.
 */
export async function saveLockfile(
  path: string,
  file: string,
  ours: Lockfile,
  { base, merged, seen, write }: SaveRequest,
): Promise<SavedLockfile | Diagnostic> {
  const before = await loadLockfile(path, file, seen);
  if (before.kind === 'damaged') return before.diagnostic;
  if (before.kind === 'conflicted' && before.text !== merged) {
    const hint = 'run `imagebuild lock merge`, then build again; what was bought is found by its key';
    return problem('lock-conflicted', `${file} has got conflict markers during the build`, { hint });
  }
  const known = before.kind === 'loaded' ? before.lockfile : undefined;
  const others =
    before.kind === 'loaded' && before.digest !== seen?.digest && !isDeepStrictEqual(known, base);
  const next = known ? together({ base, ours, theirs: known }) : ours;
  const text = timed('write', () => formatLockfile(next));
  const saved = { digest: digestOf(text), lockfile: next, others };
  if (before.kind === 'loaded' && before.digest === saved.digest) return saved;
  if (before.kind === 'absent' && next.targets.size === 0) return saved;
  await timedWait('write', () => write(path, text));
  return saved;
}

/**
 * Of what both have changed, what has arrived goes before what this run has made: that is in the store here, and found by
 * its key, while the other may be known to this lockfile alone. But people's pictures go before both.
 */
function together(sides: Sides<Lockfile>): Lockfile {
  const key = (id: string) => sides.theirs.targets.get(id)?.key;
  return { ...sides.ours, targets: mergeAndSettle(sides, { key, declares: () => true }).targets };
}
