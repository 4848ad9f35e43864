import { join } from 'node:path';
import { fileAt, type Project } from '../build/index.ts';
import { digestOf } from '../core/digest.ts';
import type { MasterRecord } from '../core/picture.ts';
import { masterFile, type Store } from '../store/index.ts';

/**
 * The bytes of a master that may be an old one: from the store, else out of git as one of these commits has it;
 * undefined where neither holds it. What stands in git for a file of LFS does not have the digest, and is no picture.
 */
export async function pastBytes(
  { paths }: Project,
  store: Store,
  master: MasterRecord,
  commits: readonly string[],
): Promise<Uint8Array | undefined> {
  const stored = await store.readMaster(master);
  if (typeof stored !== 'string') return stored;
  for (const commit of commits) {
    const bytes = await fileAt(paths.root, commit, join(paths.state, masterFile(master)));
    if (bytes !== undefined && digestOf(bytes) === master.digest) return bytes;
  }
  return undefined;
}
