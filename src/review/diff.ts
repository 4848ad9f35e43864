import { basename } from 'node:path';
import { findRevision, lockfileAt, type ReportFolder, type Workspace } from '../build/index.ts';
import type { MasterRecord } from '../core/picture.ts';
import { type Result, succeed } from '../core/result.ts';
import { EMPTY_LOCKFILE } from '../lockfile/index.ts';
import { CHANGES, type Change, type ChangedEntry, compareLocks } from './compare-locks.ts';
import { type Compared, compared, type DiffedPicture, shownOf } from './compared.ts';
import { diffPage } from './diff-page.ts';
import { pastBytes } from './past-bytes.ts';
import { METRIC } from './picture-difference.ts';

/** How many targets are compared at once. */
const AT_ONCE = 3;

/** What became of a target. */
export interface DiffedTarget
  extends Pick<ChangedEntry, 'id' | 'change' | 'reasons' | 'note' | 'outputs'>,
    Compared {
  readonly before?: DiffedPicture;
  readonly after?: DiffedPicture;
}

/** A project against an earlier state of itself. */
export interface ProjectDiff {
  /** The name of the project's folder. */
  readonly project: string;
  /** As it was asked for. */
  readonly revision: string;
  /** The whole name of its commit. */
  readonly commit: string;
  readonly metric: typeof METRIC;
  /** False where that commit has no lockfile, so that everything is new. */
  readonly locked: boolean;
  readonly counts: { readonly [C in Change | 'unchanged']: number };
  /** The most different first; then new, gone, those with another recipe and those with other files. */
  readonly targets: readonly DiffedTarget[];
}

/**
 * Every target of the lockfile at a git revision against the present one. Fails where git does not know the revision,
 * and where its lockfile cannot be relied on; a picture that is nowhere to be had is said of its target. With a
 * folder for a report, which is opened once it is clear that there will be one, a page to look at is written into it.
 */
export async function diffProject(
  { project, store, lockfile }: Workspace,
  revision: string,
  openReport?: () => Promise<Result<ReportFolder>>,
): Promise<Result<ProjectDiff & { readonly page?: string }>> {
  const commit = await findRevision(project, revision, 'name a commit, a branch or a tag');
  if (!commit.ok) return commit;
  const before = await lockfileAt(project, commit.value, revision);
  if (!before.ok) return before;
  const opened = await openReport?.();
  if (opened?.ok === false) return opened;
  const report = opened?.value;
  const { changed, unchanged } = compareLocks(before.value ?? EMPTY_LOCKFILE, lockfile);
  const commits = [commit.value, 'HEAD'];
  const read = (master: MasterRecord) => pastBytes(project, store, master, commits);
  const targets: DiffedTarget[] = [];
  for (let from = 0; from < changed.length; from += AT_ONCE) {
    const few = changed.slice(from, from + AT_ONCE);
    targets.push(...(await Promise.all(few.map((entry) => diffTarget(entry, read, report)))));
  }
  const diff: ProjectDiff = {
    project: basename(project.paths.root),
    revision,
    commit: commit.value,
    metric: METRIC,
    locked: before.value !== undefined,
    counts: { ...countChanges(changed), unchanged },
    targets: targets.sort(byWeight),
  };
  await report?.write('index.html', diffPage(diff));
  return succeed({ ...diff, page: report?.page });
}

async function diffTarget(
  { id, change, reasons, note, outputs, before, after }: ChangedEntry,
  read: (master: MasterRecord) => Promise<Uint8Array | undefined>,
  report: ReportFolder | undefined,
): Promise<DiffedTarget> {
  const told = { id, change, reasons, note, outputs };
  if (change === 'recipe' || change === 'files') return told;
  const [old, present] = await Promise.all([before && read(before.master), after && read(after.master)]);
  const sides = {
    ...(before ? { before: await shownOf(before.master, old, report) } : {}),
    ...(after ? { after: await shownOf(after.master, present, report) } : {}),
  };
  if (old === undefined || present === undefined || before === undefined || after === undefined)
    return { ...told, ...sides };
  return { ...told, ...sides, ...(await compared(old, present, [before.master, after.master], report)) };
}

function countChanges(changed: readonly ChangedEntry[]): { readonly [C in Change]: number } {
  const counts = CHANGES.map((name) => [name, changed.filter(({ change }) => change === name).length]);
  return Object.fromEntries(counts);
}

function byWeight(one: DiffedTarget, other: DiffedTarget): number {
  const kinds = CHANGES.indexOf(one.change) - CHANGES.indexOf(other.change);
  return kinds || (other.difference?.score ?? 2) - (one.difference?.score ?? 2);
}
