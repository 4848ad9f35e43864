import { basename } from 'node:path';
import {
  type AskedAgain,
  askAgain,
  type BuildOptions,
  type Cost,
  type DriftRun,
  type DriftWish,
  type LeftOut,
  type Project,
  type ReportFolder,
} from '../build/index.ts';
import type { Diagnostic } from '../core/diagnostic.ts';
import type { FailureKind } from '../core/failure.ts';
import { type Result, succeed } from '../core/result.ts';
import { type Compared, compared, type DiffedPicture, shownOf } from './compared.ts';
import { driftPage } from './drift-page.ts';
import { METRIC } from './picture-difference.ts';

/** A score from which a picture counts as drifted: what anybody sees, and no trace of another machine or encoder. */
export const USUAL_THRESHOLD = 0.1;

/**
 * What became of a target that was asked for again: the very same bytes; other bytes that look alike, up to the
 * threshold; another picture; or none.
 */
export type DriftResult = 'same' | 'alike' | 'drifted' | 'failed' | 'not-asked';

export interface DriftedTarget extends Compared {
  readonly id: string;
  readonly result: DriftResult;
  readonly provider: string;
  readonly model?: string;
  readonly seed?: number;
  /** What asking again cost, or would have cost. */
  readonly credits: number;
  readonly before: DiffedPicture;
  readonly after?: DiffedPicture;
  readonly error?: Diagnostic;
}

export interface ProjectDrift {
  /** The name of the project's folder. */
  readonly project: string;
  readonly metric: typeof METRIC;
  readonly threshold: number;
  readonly failure?: FailureKind;
  readonly counts: { readonly [R in DriftResult]: number };
  readonly cost: Cost;
  /** The most different first. */
  readonly targets: readonly DriftedTarget[];
  readonly leftOut: readonly LeftOut[];
  /** What could not be compared with since it is damaged. */
  readonly damage: readonly Diagnostic[];
  readonly warnings: readonly Diagnostic[];
  /** When the interrupted round began that this went on with. */
  readonly goesOn?: string;
  /** Absolute; absent where nothing was made. */
  readonly page?: string;
}

/**
 * Makes a few locked pictures again, each with its own recipe and seed, and compares them with those that are stored.
 * Says whether a provider still draws what it drew; changes nothing that a build or a site reads.
 */
export function driftProject(
  project: Project,
  wish: DriftWish,
  threshold: number,
  options: BuildOptions,
  openReport: () => Promise<Result<ReportFolder>>,
): Promise<Result<ProjectDrift>> {
  return askAgain(project, wish, options, async (run) => {
    const opened = run.asked.some(({ master }) => master) ? await openReport() : undefined;
    if (opened?.ok === false) return opened;
    const report = opened?.value;
    const targets: DriftedTarget[] = [];
    // One after the other: each holds two decoded pictures.
    for (const asked of run.asked) targets.push(await compare(asked, run, threshold, report));
    const drift: ProjectDrift = {
      project: basename(project.paths.root),
      metric: METRIC,
      threshold,
      failure: failureOf(targets, run),
      counts: countResults(targets),
      cost: run.cost,
      targets: targets.sort(byWeight),
      leftOut: run.plan.leftOut,
      damage: run.plan.damage,
      warnings: run.warnings,
      goesOn: run.plan.goesOn,
      page: report?.page,
    };
    await report?.write('index.html', driftPage(drift));
    return succeed(drift);
  });
}

async function compare(
  { id, entry, credits, master, trouble }: AskedAgain,
  { store, masters }: DriftRun,
  threshold: number,
  report: ReportFolder | undefined,
): Promise<DriftedTarget> {
  const { provider, model } = entry.recipe;
  const told = { id, provider, model, seed: entry.seed, credits };
  // Looked at before it is read: reading moves a damaged master aside, and a drift touches none.
  const intact = (await masters.verifyMaster(entry.master)) === 'intact';
  const old = intact ? await masters.readMaster(entry.master) : 'missing';
  const before = await shownOf(entry.master, typeof old === 'string' ? undefined : old, report);
  if (master === undefined) {
    if (trouble === undefined) return { ...told, result: 'not-asked', before };
    return { ...told, result: 'failed', before, error: trouble.diagnostic };
  }
  const present = await store.readMaster(master);
  const after = await shownOf(master, typeof present === 'string' ? undefined : present, report);
  if (master.digest === entry.master.digest) return { ...told, result: 'same', before, after };
  const looked =
    typeof old === 'string' || typeof present === 'string'
      ? {}
      : await compared(old, present, [entry.master, master], report);
  // What cannot be compared has other bytes, and nobody can say that they look alike.
  const alike = looked.difference !== undefined && looked.difference.score <= threshold;
  return { ...told, result: alike ? 'alike' : 'drifted', before, after, ...looked };
}

/** That something drifted is certain, whatever became of the others. */
function failureOf(targets: readonly DriftedTarget[], { asked, interrupted, plan }: DriftRun) {
  if (interrupted) return 'interrupted';
  if (targets.some(({ result }) => result === 'drifted')) return 'damage-found';
  if (plan.damage.length > 0) return 'damage-found';
  return asked.find(({ trouble }) => trouble)?.trouble?.kind;
}

function countResults(targets: readonly DriftedTarget[]): ProjectDrift['counts'] {
  const count = (result: DriftResult) => targets.filter((target) => target.result === result).length;
  return {
    same: count('same'),
    alike: count('alike'),
    drifted: count('drifted'),
    failed: count('failed'),
    'not-asked': count('not-asked'),
  };
}

const ORDER: readonly DriftResult[] = ['drifted', 'alike', 'same', 'failed', 'not-asked'];

function byWeight(one: DriftedTarget, other: DriftedTarget): number {
  const kinds = ORDER.indexOf(one.result) - ORDER.indexOf(other.result);
  return kinds || (other.difference?.score ?? 2) - (one.difference?.score ?? 2);
}
