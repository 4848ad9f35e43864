import { dirname } from 'node:path';
import { type FileVersion, type Project, readObjects, versionsOf } from '../build/index.ts';
import type { MasterRecord } from '../core/picture.ts';
import { entryIn, type LockEntry, parseLockfile } from '../lockfile/index.ts';
import { diskStore, type Store } from '../store/index.ts';
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
  const past = new Past(project, limit);
  for await (const [version, text] of lockfilesOf(project)) if (!past.add(version, entryIn(text, id))) break;
  return past.masters;
}

/**
 * What {@link historyOf} says of each target, of all of them at once: from one reading of the history, which is long
 * where there are many targets. A lockfile of the past that cannot be read is passed over.
 */
export async function historiesOf(
  project: Project,
  ids: Iterable<TargetId>,
  limit: number,
): Promise<ReadonlyMap<TargetId, readonly PastMaster[]>> {
  const pasts = new Map([...ids].map((id) => [id, new Past(project, limit)]));
  for await (const [version, text] of lockfilesOf(project)) {
    const parsed = parseLockfile(text.toString('utf8'), '');
    const targets = 'code' in parsed ? undefined : parsed.targets;
    for (const [id, past] of pasts) past.add(version, targets?.get(id));
  }
  return new Map([...pasts].map(([id, { masters }]) => [id, masters]));
}

/** Masters of one target, from versions of the lockfile that are told newest first. */
class Past {
  readonly #store: Store;
  readonly #limit: number;
  readonly #found = new Map<string, PastMaster>();
  #last: string | undefined;
  #full = false;

  constructor({ paths }: Project, limit: number) {
    this.#store = diskStore(paths.state);
    this.#limit = limit;
  }

  get masters(): readonly PastMaster[] {
    return [...this.#found.values()];
  }

  /** False when nothing more is to be told. */
  add({ revision, date, subject }: FileVersion, entry: LockEntry | undefined): boolean {
    const digest = entry?.master.digest;
    const isRun = digest !== undefined && digest === this.#last;
    this.#last = digest;
    if (this.#full || entry === undefined || digest === undefined) return !this.#full;
    const isKnown = this.#found.has(digest);
    if (isKnown && !isRun) return true;
    this.#full = !isKnown && this.#found.size === this.#limit;
    if (this.#full) return false;
    const { master, source, credits } = entry;
    const held = this.#store.holds(master);
    this.#found.set(digest, { revision, date, subject, master, source, credits, held });
    return true;
  }
}

/** The committed versions of a project's lockfile, newest first; nobody commits that of a profile. */
async function* lockfilesOf({ profile, paths }: Project): AsyncGenerator<[FileVersion, Buffer]> {
  if (profile !== undefined) return;
  const versions = (await versionsOf(paths.lockfile)).filter(isThere);
  const objects = versions.map(({ object }) => object);
  let index = 0;
  for await (const text of readObjects(dirname(paths.lockfile), objects)) {
    const version = versions[index++];
    if (version && text) yield [version, text];
  }
}

function isThere(version: FileVersion): version is FileVersion & { readonly object: string } {
  return version.object !== undefined;
}
