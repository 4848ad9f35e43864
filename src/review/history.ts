import { dirname } from 'node:path';
import { type FileVersion, type Project, readObjects, versionsOf } from '../build/index.ts';
import type { MasterRecord } from '../core/picture.ts';
import { entryIn, type LockEntry } from '../lockfile/index.ts';
import { diskStore } from '../store/index.ts';
import type { TargetId } from '../targets/index.ts';

/** A master that a target has or had, and where that began. */
export interface PastMaster {
  /** The whole name of the commit that brought it. */
  readonly revision: string;
  /** When that was committed: ISO 8601 with its offset. */
  readonly date: string;
  readonly subject: string;
  readonly master: MasterRecord;
  readonly source: LockEntry['source'];
  /** What it cost. */
  readonly credits: number;
  /** Whether its bytes are still in the store. */
  readonly held: boolean;
}

/**
 * Masters of a target from the history of the lockfile in git, each once, newest first, at most `limit`; the present one
 * is among them once it is committed. None without git, without history, and for a profile, whose lockfile nobody
 * commits.
 */
export async function historyOf(
  project: Project,
  id: TargetId,
  limit: number,
): Promise<readonly PastMaster[]> {
  if (project.profile !== undefined) return [];
  const { lockfile, state } = project.paths;
  const versions = (await versionsOf(lockfile)).filter(isThere);
  const store = diskStore(state);
  const past = new Map<string, PastMaster>();
  let last: string | undefined;
  let index = 0;
  for await (const text of readObjects(
    dirname(lockfile),
    versions.map(({ object }) => object),
  )) {
    const { revision, date, subject } = versions[index++] as FileVersion;
    const entry = text && entryIn(text, id);
    const digest = entry?.master.digest;
    const isRun = digest !== undefined && digest === last;
    last = digest;
    if (entry === undefined || digest === undefined) continue;
    if (past.has(digest) && !isRun) continue;
    if (!past.has(digest) && past.size === limit) break;
    const { master, source, credits } = entry;
    past.set(digest, { revision, date, subject, master, source, credits, held: store.holds(master) });
  }
  return [...past.values()];
}

function isThere(version: FileVersion): version is FileVersion & { readonly object: string } {
  return version.object !== undefined;
}
