import { readFile } from 'node:fs/promises';
import { type Diagnostic, problem } from '../core/diagnostic.ts';
import { type Digest, digestOf } from '../core/digest.ts';
import { isSystemError, systemProblem } from '../core/system-trouble.ts';
import { timed, timedWait } from '../core/timing.ts';
import type { Lockfile } from './lockfile.ts';
import { formatLockfile, isConflicted, parseLockfile } from './text.ts';

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

/** A lockfile as this process last read or wrote it: while its text is still that, it need not be parsed again. */
export interface SeenLockfile {
  readonly digest: Digest;
  readonly lockfile: Lockfile;
}

export interface SaveRequest {
  /** Entries taken away on purpose: not brought back from the disk. */
  readonly removed: ReadonlySet<string>;
  /** Whether the caller has merged the conflict that the file may hold. */
  readonly merged: boolean;
  readonly seen?: SeenLockfile;
  /** Writes a file so that it is whole or not there, and stays when the power fails. */
  readonly write: (path: string, text: string) => Promise<void>;
}

/**
 * Writes a lockfile whole or not at all, and only when its text changes; returns what the file holds now. Entries that
 * another process has added since we read it are kept, save those we removed on purpose. A file that has become
 * damaged or conflicted meanwhile is left alone; only a conflict that the caller has merged is replaced.
 */
export async function saveLockfile(
  path: string,
  file: string,
  lockfile: Lockfile,
  { removed, merged, seen, write }: SaveRequest,
): Promise<SeenLockfile | Diagnostic> {
  const before = await loadLockfile(path, file, seen);
  if (before.kind === 'damaged') return before.diagnostic;
  if (before.kind === 'conflicted' && !merged) {
    const hint = 'run `imagebuild lock merge`, then build again; what was bought is found by its key';
    return problem('lock-conflicted', `${file} has got conflict markers during the build`, { hint });
  }
  const next = before.kind === 'loaded' ? together(lockfile, before.lockfile, removed) : lockfile;
  const text = timed('write', () => formatLockfile(next));
  const saved = { digest: digestOf(text), lockfile: next };
  if (before.kind === 'loaded' && before.digest === saved.digest) return saved;
  if (before.kind === 'absent' && next.targets.size === 0) return saved;
  await timedWait('write', () => write(path, text));
  return saved;
}

/** Not a merge of two sides: what we say of an entry holds, also that it is no longer approved. */
function together(ours: Lockfile, disk: Lockfile, removed: ReadonlySet<string>): Lockfile {
  const others = [...disk.targets].filter(([id]) => !removed.has(id));
  return { ...ours, targets: new Map([...others, ...ours.targets]) };
}
