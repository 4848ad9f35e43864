import { problem } from '../core/diagnostic.ts';
import { type Failure, failure } from '../core/failure.ts';
import type { GenerationKey } from '../core/recipe.ts';
import type { Lockfile } from '../lockfile/index.ts';
import type { StoredMaster } from '../store/index.ts';
import { hold } from './hold.ts';
import { otherLocks } from './other-locks.ts';
import { lockOf, type Project } from './project.ts';
import { spoiltProblem } from './records-gate.ts';
import { openWorkspace, wantedKeys } from './workspace.ts';

export interface Pruned {
  /** Masters that no entry of the lock uses. */
  readonly masters: readonly StoredMaster[];
  /** Masters that were bought together with one in use: others of several samples. */
  readonly siblings: readonly StoredMaster[];
  /** Cached renditions that nobody wants. */
  readonly renditions: { readonly files: number; readonly bytes: number };
  /** False when it only looked. */
  readonly removed: boolean;
}

/** What may be deleted. */
export interface PruneOptions {
  /** Deletes at all, rather than only looks. */
  readonly remove: boolean;
  /** Also pictures that were bought together with one in use. */
  readonly siblings: boolean;
}

/**
 * Mark: every master that a lock mentions, also that of a profile. Sweep: the rest, and only when `remove` is set, since a paid picture
 * cannot be had again for free. What was bought together with a marked master is a choice that is still open, and stays
 * unless it is asked for.
 */
export async function pruneProject(project: Project, options: PruneOptions): Promise<Pruned | Failure> {
  const held = await hold(project, 'prune', { lockTimeout: 0 });
  if ('kind' in held) return held;
  try {
    const opened = await openWorkspace(project);
    if (!opened.ok) return opened.failure;
    const { store, journal, lockState } = opened.value;
    // Which side of a conflict is wanted is not known yet, so nothing can be known to be unused.
    if (lockState.kind === 'conflicted') return failure('lock-unusable', conflictProblem());
    // A record that cannot be read may be of a picture that has arrived, and that nothing else knows yet.
    const unread = (await journal.spoilt()).filter(({ kind }) => kind === 'pending');
    if (unread.length > 0) return failure('damage-found', ...unread.map(spoiltProblem));
    const stored = await store.masters();
    // Without a lock nobody can say what is still wanted, and masters may have cost money.
    if (lockState.kind === 'absent' && stored.length > 0) return failure('lock-unusable', absentProblem());
    const locks = [opened.value.lockfile];
    const marked = markMasters(opened.value.lockfile);
    // A build that was killed has bought pictures that its lock does not mention yet.
    const wanted = wantedKeys(opened.value);
    const keys: GenerationKey[] = [];
    for (const id of project.graph.targets.keys()) {
      const key = wanted(id);
      if (key !== undefined) keys.push(key);
      const kept = key === undefined ? undefined : store.find(key);
      if (kept) marked.add(kept.master.digest);
    }
    for (const { received, replaces } of await journal.pending()) {
      const others = received?.others?.map(({ picture }) => picture.digest) ?? [];
      for (const digest of [received?.picture.digest, replaces, ...others]) if (digest) marked.add(digest);
    }
    for (const { state: other } of await otherLocks(project)) {
      if (other.kind === 'damaged') return failure('lock-unusable', other.diagnostic);
      if (other.kind === 'conflicted') return failure('lock-unusable', conflictProblem());
      locks.push(lockOf(other));
      for (const digest of markMasters(lockOf(other))) marked.add(digest);
    }
    for (const { targets } of locks) keys.push(...[...targets.values()].map(({ key }) => key));
    const together = new Set(
      keys.flatMap((key) => store.find(key)?.siblings ?? []).map(({ digest }) => digest),
    );
    const unmarked = stored.filter(({ digest }) => !marked.has(digest));
    const masters = unmarked.filter(({ digest }) => !together.has(digest));
    const siblings = unmarked.filter(({ digest }) => together.has(digest));
    if (!options.remove) return { masters, siblings, renditions: { files: 0, bytes: 0 }, removed: false };
    const doomed = options.siblings ? unmarked : masters;
    for (const master of doomed) await store.removeMaster(master);
    return {
      masters: doomed,
      siblings: options.siblings ? [] : siblings,
      renditions: await store.sweepRenditions(opened.value.index.renderKeys()),
      removed: true,
    };
  } finally {
    await held.release();
  }
}

function absentProblem() {
  return problem('lock-missing', 'there is no lockfile, so nothing can be known to be unused', {
    hint: 'run `imagebuild build` first; what was bought before is found by its key and costs nothing',
  });
}

function conflictProblem() {
  return problem('lock-conflicted', 'a lockfile has conflict markers', {
    hint: 'run `imagebuild lock merge`',
  });
}

function markMasters({ targets }: Lockfile): Set<string> {
  return new Set([...targets.values()].flatMap(({ master, parents }) => [master.digest, ...parents]));
}
