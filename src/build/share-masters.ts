import { type Diagnostic, problem, warning } from '../core/diagnostic.ts';
import type { Digest } from '../core/digest.ts';
import { type Failure, type FailureKind, failure } from '../core/failure.ts';
import type { StoredPicture } from '../core/picture.ts';
import { systemClock } from '../core/ports.ts';
import { fail, type Result, succeed } from '../core/result.ts';
import {
  claimsOf,
  type KeptGeneration,
  type ReadTrouble,
  reasonOf,
  type SharedStore,
  sweepTemporary,
} from '../store/index.ts';
import { hold } from './hold.ts';
import { foundMasters, type SharedMaster } from './lock-masters.ts';
import type { Project } from './project.ts';
import { openWorkspace, type Workspace } from './workspace.ts';

export interface SharingOptions {
  /** Targets whose masters are meant; when empty, everything that any lock of this checkout mentions. */
  readonly patterns?: readonly string[];
  /** Only looks. */
  readonly dryRun?: boolean;
  /** Whether a store may be begun in a folder that does not exist. */
  readonly yes?: boolean;
  readonly signal?: AbortSignal;
}

export interface Amount {
  readonly masters: number;
  readonly bytes: number;
}

/** A master that could not be copied. */
export interface Lacking {
  readonly digest: Digest;
  readonly targets: readonly string[];
}

/** What `push` or `pull` has done, or would do. */
export interface Sharing {
  readonly dryRun: boolean;
  /** Push only: the folder was no store before. */
  readonly begun: boolean;
  readonly copied: Amount;
  /** Among those copied: they took the place of damaged bytes. */
  readonly repaired: number;
  readonly alreadyThere: Amount;
  /** Neither here nor there. */
  readonly missing: readonly Lacking[];
  readonly failure: FailureKind | undefined;
  readonly warnings: readonly Diagnostic[];
  readonly errors: readonly Diagnostic[];
}

/** What came of one master. */
type Copied = 'copied' | 'repaired' | 'there' | 'missing' | 'damaged-here' | 'damaged-there';

/** So many masters are in memory at once. */
const AT_ONCE = 4;

/** Nobody writes one file for longer, in milliseconds: what is older was left by a process that was killed. */
const LONGEST_WRITE = 24 * 3_600_000;

/**
 * Copies masters, and what their keys stand for, into the shared store, where it lacks them or has them damaged. Each
 * is verified before and after. Deletes nothing, and may be stopped at any point: a record comes after its master.
 */
export async function pushMasters(project: Project, options: SharingOptions): Promise<Result<Sharing>> {
  const opened = await openBoth(project);
  if (!opened.ok) return opened;
  const { workspace, shared } = opened.value;
  const begun = shared.state() === 'absent';
  if (begun && !options.dryRun && !options.yes && !shared.hasFolder()) return fail(noFolder());
  if (!options.dryRun) {
    const began = await shared.begin().catch((error: unknown) => reasonOf(error));
    if (began !== true) return fail(notBegun(began || undefined));
  } else if (begun && !shared.mayBegin()) return fail(notBegun(undefined));
  const state = shared.state();
  if (state !== 'ready' && !(options.dryRun && begun)) return fail(unusable(state, shared));
  const claims = claimsOf(shared, systemClock);

  const keep = async (record: KeptGeneration) => {
    const known = shared.find(record.key);
    if (known === undefined || (await shared.verifyMaster(known.master)) !== 'intact')
      await shared.keep(record);
    await claims.clear(record.key);
  };
  const copy = async ({ master, records }: SharedMaster): Promise<Copied> => {
    const [here, there] = [await workspace.ownStore.verifyMaster(master), await shared.verifyMaster(master)];
    if (there !== 'intact' && here !== 'intact') return lacking(here, there);
    if (options.dryRun) return there === 'intact' ? 'there' : there === 'damaged' ? 'repaired' : 'copied';
    if (there !== 'intact') {
      const bytes = await workspace.ownStore.readMaster(master);
      if (typeof bytes === 'string') return lacking(bytes, there);
      await shared.putMaster(bytes, master);
    }
    for (const record of records) await keep(record);
    return there === 'intact' ? 'there' : there === 'damaged' ? 'repaired' : 'copied';
  };
  const pushed = await share(workspace, shared, options, copy, begun);
  if (!options.dryRun) await sweepTemporary(shared.folder, { before: systemClock.now() - LONGEST_WRITE });
  return pushed;
}

/** Brings masters from the shared store that are missing here, or damaged. Each is verified by its digest. */
export async function pullMasters(project: Project, options: SharingOptions): Promise<Result<Sharing>> {
  const held = options.dryRun ? undefined : await hold(project, 'pull');
  if (held !== undefined && 'kind' in held) return fail(held);
  try {
    const opened = await openBoth(project);
    if (!opened.ok) return opened;
    const { workspace, shared } = opened.value;
    const { ownStore } = workspace;
    const state = shared.state();
    if (state !== 'ready' && state !== 'read-only') return fail(unusable(state, shared));

    const copy = async ({ master, records }: SharedMaster): Promise<Copied> => {
      const here = await ownStore.verifyMaster(master);
      const outcome = here === 'damaged' ? 'repaired' : 'copied';
      if (here !== 'intact') {
        if (options.dryRun) {
          const there = await shared.verifyMaster(master);
          return there === 'intact' ? outcome : lacking(here, there);
        }
        const bytes = await shared.readMaster(master);
        if (typeof bytes === 'string') return lacking(here, bytes);
        await ownStore.writeMaster(bytes, master.format, true);
      }
      if (!options.dryRun)
        for (const record of records)
          if (ownStore.find(record.key) === undefined) await ownStore.keep(record, true);
      return here === 'intact' ? 'there' : outcome;
    };
    return await share(workspace, shared, options, copy, false);
  } finally {
    await held?.release();
  }
}

async function openBoth(project: Project): Promise<Result<{ workspace: Workspace; shared: SharedStore }>> {
  const opened = await openWorkspace(project);
  if (!opened.ok) return opened;
  const shared = opened.value.sharedStore;
  if (shared === undefined)
    return fail(
      failure(
        'invalid-input',
        problem('usage', 'no shared store is named', { hint: 'name one: --store DIR, or IMAGEBUILD_STORE' }),
      ),
    );
  return succeed({ workspace: opened.value, shared });
}

/** Copies one after the other, a few at once, and adds up. */
async function share(
  workspace: Workspace,
  shared: SharedStore,
  { patterns = [], dryRun = false, signal }: SharingOptions,
  copy: (master: SharedMaster) => Promise<Copied>,
  begun: boolean,
): Promise<Result<Sharing>> {
  const found = await foundMasters(workspace, patterns);
  if (!found.ok) return found;
  const { default: limit } = await import('p-limit');
  const queue = limit(AT_ONCE);
  const outcomes = new Map<SharedMaster, Copied>();
  let broken: unknown;
  await Promise.all(
    found.value.map((master) =>
      queue(async () => {
        if (signal?.aborted || broken !== undefined) return;
        try {
          outcomes.set(master, await copy(master));
        } catch (error) {
          broken = error;
        }
      }),
    ),
  );
  const of = (...kinds: readonly Copied[]) =>
    [...outcomes].flatMap(([master, outcome]) => (kinds.includes(outcome) ? [master] : []));
  const errors = [
    ...(broken === undefined ? [] : [brokenProblem(broken)]),
    ...of('damaged-here').map((master) => damagedProblem(master, "this checkout's")),
    ...of('damaged-there').map((master) => damagedProblem(master, "the shared store's")),
  ];
  return succeed({
    dryRun,
    begun,
    copied: amount(of('copied', 'repaired')),
    repaired: of('repaired').length,
    alreadyThere: amount(of('there')),
    missing: of('missing').map(({ master, targets }) => ({ digest: master.digest, targets })),
    failure:
      broken !== undefined
        ? 'unexpected'
        : errors.length > 0
          ? 'damage-found'
          : signal?.aborted
            ? 'interrupted'
            : undefined,
    warnings: [...of('missing').map(missingWarning), ...shared.troubles()],
    errors,
  });
}

function lacking(here: 'intact' | ReadTrouble, there: 'intact' | ReadTrouble): Copied {
  return there === 'damaged' ? 'damaged-there' : here === 'damaged' ? 'damaged-here' : 'missing';
}

function amount(masters: readonly SharedMaster[]): Amount {
  return { masters: masters.length, bytes: masters.reduce((sum, { master }) => sum + master.bytes, 0) };
}

function brokenProblem(error: unknown): Diagnostic {
  return problem('shared-store-failing', `copying ended early: ${reasonOf(error)}`, {
    hint: 'what was copied is whole; run it again when the cause is gone',
  });
}

function damagedProblem({ master, targets }: SharedMaster, whose: string): Diagnostic {
  const [target] = targets;
  return problem('master-damaged', `${named(targets)}: ${whose} copy of ${short(master)} is damaged`, {
    target,
    hint: 'bring a good one from where masters are kept, or push from a checkout that has it',
  });
}

function missingWarning({ master, targets }: SharedMaster): Diagnostic {
  const [target] = targets;
  return warning(
    'master-missing',
    `${named(targets)}: ${short(master)} is neither here nor in the shared store`,
    {
      target,
      hint: 'push from a checkout that has it',
    },
  );
}

function named(targets: readonly string[]): string {
  return targets.length > 3 ? `${targets.slice(0, 3).join(', ')}, …` : targets.join(', ');
}

function short({ digest }: StoredPicture): string {
  return `the master ${digest.slice(0, 'sha256:'.length + 12)}…`;
}

/** A mistyped path, or a mount that is not there, would begin a store that nobody looks into. */
function noFolder(): Failure {
  const message = 'the folder that --store names does not exist';
  const hint = 'look whether its path is right and its disk is mounted; to begin a store there, add --yes';
  return failure('invalid-input', problem('shared-store-absent', message, { hint }));
}

function notBegun(reason: string | undefined): Failure {
  const message =
    reason === undefined
      ? 'the folder that --store names is no store, and it is not empty'
      : `a shared store cannot be begun there: ${reason}`;
  return failure(
    reason === undefined ? 'invalid-input' : 'unexpected',
    problem('shared-store-absent', message, { hint: 'name an empty folder, or one that does not exist yet' }),
  );
}

function unusable(state: ReturnType<SharedStore['state']>, shared: SharedStore): Failure {
  if (state === 'absent')
    return failure(
      'invalid-input',
      problem('shared-store-absent', 'there is no shared store where --store says', {
        hint: 'mount it, or begin a new one with `imagebuild push`',
      }),
    );
  if (state === 'read-only')
    return failure(
      'unexpected',
      problem('shared-store-read-only', 'the shared store can only be read here', {
        hint: 'ask its owner to let you write, or push from where that is allowed',
      }),
    );
  const [first] = shared.troubles();
  return failure(
    'unexpected',
    problem('shared-store-failing', first?.message ?? 'the shared store cannot be used', {
      hint: 'nothing was copied',
    }),
  );
}
