import { type Diagnostic, warning } from '../core/diagnostic.ts';
import type { Digest } from '../core/digest.ts';
import type { FailureKind } from '../core/failure.ts';
import { type Result, succeed } from '../core/result.ts';
import type { LockEntry } from '../lockfile/index.ts';
import { spriteSheets } from '../plan/index.ts';
import { findOutput, type OutputIndex, publishedFiles } from '../site/index.ts';
import {
  digestOfFile,
  type ExaminedFile,
  type ExamineWish,
  type KeptGeneration,
  masterFile,
  storeFiles,
} from '../store/index.ts';
import type { TargetId } from '../targets/index.ts';
import { inTurn } from './in-turn.ts';
import { type NamedLock, otherLocks } from './other-locks.ts';
import type { Project } from './project.ts';
import { spoiltProblem, spoiltRecords } from './records-gate.ts';
import { selectNamed } from './selection.ts';
import { type Finding, findingProblem, type Remedy, remedyFor } from './verify-findings.ts';
import { openWorkspace, type Workspace } from './workspace.ts';

export interface VerifyOptions {
  /** Targets whose files are read; everything when empty. */
  readonly patterns?: readonly string[];
  /** Aborted when the user wants to stop. */
  readonly signal?: AbortSignal;
  /** Told of every file that was read. */
  readonly onRead?: (read: VerifyCounts) => void;
}

/** What was looked at. */
export interface VerifyCounts {
  /** Entries of lockfiles: that of the project, of its profiles, and of what was tried. */
  readonly entries: number;
  readonly masters: number;
  /** Records of what a key stands for. */
  readonly keys: number;
  /** Cached ones. */
  readonly renditions: number;
  readonly outputs: number;
  /** Bytes of all files that were read. */
  readonly bytes: number;
}

export interface Verified {
  readonly failure?: FailureKind;
  readonly counts: VerifyCounts;
  /** Damaged first, then missing, each by its path. */
  readonly findings: readonly Finding[];
  readonly errors: readonly Diagnostic[];
  readonly warnings: readonly Diagnostic[];
}

/** Files read at once: enough to keep a disk busy, few enough to be read on by others meanwhile. */
const AT_ONCE = 4;

/** What a lock says of a master. */
interface Owner {
  readonly lock: string;
  readonly id: TargetId;
  readonly entry: LockEntry;
}

/**
 * Reads every byte that ought to be true to a digest: masters, key records and cached renditions of the store, written
 * files, lockfiles, and the records of money. Changes nothing, asks nobody, needs no key. `check` asks whether a build
 * would succeed, and trusts what did not look touched; this trusts nothing.
 */
export async function verifyProject(
  project: Project,
  options: VerifyOptions = {},
): Promise<Result<Verified>> {
  const opened = await openWorkspace(project);
  if (!opened.ok) return opened;
  const workspace = opened.value;
  const named = await selectNamed(workspace, options.patterns ?? []);
  if (!named.ok) return named;
  const everything = (options.patterns ?? []).length === 0;
  const locks = await locksOf(workspace, everything);
  const owners = ownersOf(locks, workspace, everything ? undefined : named.value);
  const look = new Look(workspace, owners, options);
  await look.store(everything ? {} : wishOf(owners, workspace));
  await look.outputs(filesOf(owners), everything);
  await look.masters();
  return succeed(await look.report(everything ? locks : []));
}

/** One look at everything, and what it has found. */
class Look {
  readonly #workspace: Workspace;
  readonly #owners: ReadonlyMap<string, readonly Owner[]>;
  readonly #options: VerifyOptions;
  readonly #counts = { entries: 0, masters: 0, keys: 0, renditions: 0, outputs: 0, bytes: 0 };
  readonly #findings: Finding[] = [];
  readonly #warnings: Diagnostic[] = [];
  readonly #intact = new Set<string>();
  readonly #damaged = new Set<string>();
  readonly #aside: string[] = [];
  readonly #kept: KeptGeneration[] = [];
  readonly #remedy: (path: string, digest?: string) => Promise<Remedy>;

  constructor(workspace: Workspace, owners: ReadonlyMap<string, readonly Owner[]>, options: VerifyOptions) {
    this.#workspace = workspace;
    this.#owners = owners;
    this.#options = options;
    this.#counts.entries = [...owners.values()].flat().length;
    this.#remedy = (path, digest) => remedyFor(workspace.project.paths.root, path, digest);
  }

  async store(wish: ExamineWish): Promise<void> {
    const files = storeFiles(this.#workspace.project.paths.state, wish);
    await inTurn(files, AT_ONCE, this.#options.signal, async (file) => {
      if ('aside' in file) this.#aside.push(file.aside);
      else {
        const examined = await file.examine();
        if (examined) await this.#examined(examined);
      }
    });
  }

  async #examined(file: ExaminedFile): Promise<void> {
    const { kind, name, damage, kept, bytes } = file;
    this.#read(kind === 'master' ? 'masters' : kind === 'key' ? 'keys' : 'renditions', bytes);
    if (kind === 'master') (damage === undefined ? this.#intact : this.#damaged).add(name);
    if (kept) this.#kept.push(kept);
    if (damage === undefined) return;
    const path = `.imagebuild/${file.path}`;
    const owners = kind === 'master' ? this.#ownersOf(name) : [];
    this.#findings.push({
      state: 'damaged',
      kind,
      path,
      because: damage,
      targets: owners.map(({ id }) => id),
      ...this.#worth(name, owners),
      remedy: file.isPointer
        ? 'lfs'
        : (await this.#isShared(owners))
          ? 'shared'
          : await this.#remedy(path, kind === 'master' ? name : undefined),
    });
  }

  /** Files that were written here for what the locks name, and those that a committed site manifest promises. */
  async outputs(named: ReadonlyMap<string, TargetId>, everything: boolean): Promise<void> {
    const { index, project } = this.#workspace;
    const files = [...expectedFiles(index, project, named)].filter(([path]) => everything || named.has(path));
    await inTurn(files, AT_ONCE, this.#options.signal, async ([path, { digests, mustBeThere }]) => {
      const absolute = await findOutput(project.paths.root, path);
      const read = absolute === undefined ? undefined : await digestOfFile(absolute);
      if (read !== undefined) this.#read('outputs', read.bytes);
      if (read === undefined ? !mustBeThere : digests.includes(read.digest)) return;
      this.#findings.push({
        state: read === undefined ? 'missing' : 'damaged',
        kind: 'output',
        path,
        because: read === undefined ? 'it is gone' : 'its bytes are not those that were written',
        targets: [],
        remedy: await this.#remedy(path, digests[0]),
      });
    });
  }

  /** Masters that a lock names and the store does not have. */
  async masters(): Promise<void> {
    if (this.#options.signal?.aborted) return;
    const missing: [string, readonly Owner[]][] = [];
    for (const [digest, owners] of this.#owners) {
      if (this.#intact.has(digest) || this.#damaged.has(digest)) continue;
      // What the shared store has is fetched when it is needed.
      if (!(await this.#isShared(owners))) missing.push([digest, owners]);
    }
    // Where none is kept at all, they live elsewhere; where some are, a missing one is a loss.
    if (missing.length > 0 && this.#intact.size + this.#damaged.size === 0) {
      const count = missing.length === 1 ? '1 master is' : `${missing.length} masters are`;
      const hint = 'what is free is made again by `imagebuild build`; the rest is where masters are kept';
      this.#warnings.push(
        warning('masters-elsewhere', `no master is kept here; ${count} named by lockfiles`, { hint }),
      );
      return;
    }
    for (const [digest, owners] of missing) {
      const [first] = owners;
      if (first === undefined) continue;
      const path = `.imagebuild/${masterFile(first.entry.master)}`;
      this.#findings.push({
        state: 'missing',
        kind: 'master',
        path,
        because: 'it is gone',
        targets: owners.map(({ id }) => id),
        ...this.#worth(digest, owners),
        remedy: await this.#remedy(path, digest),
      });
    }
  }

  async report(locks: readonly NamedLock[]): Promise<Verified> {
    const stopped = this.#options.signal?.aborted === true;
    const spoiltLocks = locks.flatMap(({ name, state }) =>
      state.kind === 'damaged' && name !== this.#workspace.project.paths.lockfileName
        ? [state.diagnostic]
        : [],
    );
    const spoilt = locks.length > 0 ? (await spoiltRecords(this.#workspace)).map(spoiltProblem) : [];
    const findings = this.#findings.sort(byState);
    const errors = [...findings.map(findingProblem), ...spoiltLocks, ...spoilt];
    return {
      failure: stopped ? 'interrupted' : errors.length > 0 ? 'damage-found' : undefined,
      counts: { ...this.#counts },
      findings,
      errors,
      warnings: [...this.#warnings, ...this.#pruned(), ...this.#setAside()],
    };
  }

  /** Records of keys whose master is not here, and that no lock misses. */
  #pruned(): Diagnostic[] {
    const gone = this.#kept.filter(
      ({ master: { digest } }) =>
        !this.#intact.has(digest) && !this.#damaged.has(digest) && !this.#owners.has(digest),
    );
    if (gone.length === 0 || this.#options.signal?.aborted) return [];
    const credits = Math.round(gone.reduce((sum, kept) => sum + kept.credits, 0) * 1000) / 1000;
    const worth = credits > 0 ? `, bought for ${credits} credits in all` : '';
    const message = `${gone.length} key records stand for masters that are not here and that no lockfile names${worth}`;
    const hint =
      'so it is after `imagebuild prune`; otherwise bring .imagebuild/masters back from where it is kept';
    return [warning('master-pruned', message, { hint })];
  }

  #setAside(): Diagnostic[] {
    const [first] = this.#aside;
    if (first === undefined) return [];
    const more = this.#aside.length > 1 ? ` and ${this.#aside.length - 1} more` : '';
    const hint = 'look at it, then delete it; nothing uses it';
    return [
      warning('set-aside', `.imagebuild/${first}${more}: put aside because it could not be used`, { hint }),
    ];
  }

  async #isShared([owner]: readonly Owner[]): Promise<boolean> {
    const { sharedStore } = this.#workspace;
    if (owner === undefined || sharedStore === undefined) return false;
    return (await sharedStore.verifyMaster(owner.entry.master)) === 'intact';
  }

  #ownersOf(digest: string): readonly Owner[] {
    return this.#owners.get(digest) ?? [];
  }

  /** What a master has cost, and whether it can be had again for nothing. */
  #worth(digest: string, owners: readonly Owner[]): Pick<Finding, 'credits' | 'source'> {
    const entry = owners[0]?.entry ?? this.#kept.find(({ master }) => master.digest === digest);
    if (entry === undefined) return {};
    return { credits: entry.credits, source: entry.source };
  }

  #read(what: Exclude<keyof VerifyCounts, 'bytes' | 'entries'>, bytes: number): void {
    this.#counts[what] += 1;
    this.#counts.bytes += bytes;
    this.#options.onRead?.(this.#counts);
  }
}

/** The project's own lock, and with it those of profiles and of what was tried: they share one store. */
async function locksOf({ project, lockfile }: Workspace, everything: boolean): Promise<NamedLock[]> {
  const { lockfileName } = project.paths;
  const own: NamedLock = {
    name: lockfileName,
    state: { kind: 'loaded', lockfile, digest: '' as LockEntry['master']['digest'] },
  };
  if (!everything) return [own];
  return [own, ...(await otherLocks(project)).filter(({ name }) => name !== lockfileName)];
}

function ownersOf(
  locks: readonly NamedLock[],
  { project }: Workspace,
  selected: ReadonlySet<TargetId> | undefined,
): Map<string, Owner[]> {
  const owners = new Map<string, Owner[]>();
  for (const { name, state } of locks) {
    if (state.kind !== 'loaded') continue;
    for (const [id, entry] of state.lockfile.targets) {
      if (selected !== undefined && !(selected.has(id) && name === project.paths.lockfileName)) continue;
      const known = owners.get(entry.master.digest) ?? [];
      owners.set(entry.master.digest, [...known, { lock: name, id, entry }]);
    }
  }
  return owners;
}

/** What belongs to some targets only. */
function wishOf(owners: ReadonlyMap<string, readonly Owner[]>, { index }: Workspace): ExamineWish {
  const files = filesOf(owners);
  const renditions = [...files.keys()].flatMap((path) => index.get(path)?.renderKey ?? []);
  return {
    masters: new Set(owners.keys()),
    keys: new Set([...owners.values()].flat().map(({ entry }) => entry.key)),
    renditions: new Set(renditions),
  };
}

function filesOf(owners: ReadonlyMap<string, readonly Owner[]>): Map<string, TargetId> {
  const files = new Map<string, TargetId>();
  for (const { id, entry } of [...owners.values()].flat())
    for (const output of Object.values(entry.outputs)) for (const path of output.files) files.set(path, id);
  return files;
}

interface ExpectedFile {
  /** Each of them is right: the file may have come by a pull, or from a build in this checkout. */
  readonly digests: readonly Digest[];
  readonly mustBeThere: boolean;
}

/**
 * Files of the site and what their bytes may be. The index remembers those of other commits as well, which nobody
 * misses here.
 */
function expectedFiles(
  index: OutputIndex,
  { paths, site, graph }: Project,
  named: ReadonlyMap<string, TargetId>,
): Map<string, ExpectedFile> {
  const files = new Map<string, ExpectedFile>();
  for (const [path, { digest }] of publishedFiles(paths.root, site))
    files.set(path, { digests: [digest], mustBeThere: false });
  for (const path of new Set([...files.keys(), ...named.keys(), ...spriteSheets(graph, site).values()])) {
    const digest = index.get(path)?.digest;
    if (digest)
      files.set(path, { digests: [...(files.get(path)?.digests ?? []), digest], mustBeThere: true });
  }
  return files;
}

function byState(one: Finding, other: Finding): number {
  if (one.state !== other.state) return one.state === 'damaged' ? -1 : 1;
  return one.path < other.path ? -1 : 1;
}
