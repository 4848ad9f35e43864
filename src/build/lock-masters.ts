import type { Digest } from '../core/digest.ts';
import { failure } from '../core/failure.ts';
import type { StoredPicture } from '../core/picture.ts';
import type { GenerationKey } from '../core/recipe.ts';
import { fail, type Result, succeed } from '../core/result.ts';
import type { LockEntry } from '../lockfile/index.ts';
import type { KeptGeneration } from '../store/index.ts';
import { otherLocks } from './other-locks.ts';
import { lockOf } from './project.ts';
import { selectNamed } from './selection.ts';
import { type Workspace, wantedKeys } from './workspace.ts';

/** A master that this checkout knows of, and what it stands for. */
export interface SharedMaster {
  readonly master: StoredPicture;
  /** Whose it is, for messages. */
  readonly targets: readonly string[];
  readonly records: readonly KeptGeneration[];
}

const NOTHING = { targets: [], records: [] };

/**
 * Masters of the targets that patterns name; without patterns, of everything that any lock of this checkout mentions,
 * also those of profiles and of what was tried. What was bought and has not reached a lock yet is among them.
 */
export async function foundMasters(
  workspace: Workspace,
  patterns: readonly string[],
): Promise<Result<SharedMaster[]>> {
  const named = await selectNamed(workspace, patterns);
  if (!named.ok) return named;
  const found = new Map<Digest, SharedMaster>();
  const add = (id: string, master: StoredPicture, record: KeptGeneration | undefined) => {
    const known: Pick<SharedMaster, 'targets' | 'records'> = found.get(master.digest) ?? NOTHING;
    const { targets, records } = known;
    const more = record !== undefined && !records.some(({ key }) => key === record.key) ? [record] : [];
    found.set(master.digest, {
      master,
      targets: targets.includes(id) ? targets : [...targets, id],
      records: [...records, ...more],
    });
  };
  const addKept = (id: string, key: GenerationKey | undefined) => {
    const kept = key === undefined ? undefined : workspace.ownStore.find(key);
    if (kept !== undefined && workspace.ownStore.holds(kept.master)) add(id, kept.master, kept);
    return kept;
  };
  const addEntry = (id: string, entry: LockEntry) => {
    const kept = addKept(id, entry.key);
    add(id, entry.master, kept?.master.digest === entry.master.digest ? kept : recordOf(entry));
  };
  for (const [id, entry] of workspace.lockfile.targets)
    if (patterns.length === 0 || named.value.has(id)) addEntry(id, entry);
  const wanted = wantedKeys(workspace);
  for (const id of named.value) addKept(id, wanted(id));
  if (patterns.length > 0) return succeed([...found.values()]);
  for (const { state: other } of await otherLocks(workspace.project)) {
    if (other.kind === 'damaged') return fail(failure('lock-unusable', other.diagnostic));
    for (const [id, entry] of lockOf(other).targets) addEntry(id, entry);
  }
  return succeed([...found.values()]);
}

/** What a lock's entry says of its key; a picture that people made stands for its target only. */
function recordOf({ key, recipe, master, seed, source, credits }: LockEntry): KeptGeneration | undefined {
  return source === 'manual' ? undefined : { key, recipe, master, seed, source, credits };
}
