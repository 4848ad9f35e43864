import type { Diagnostic } from '../core/diagnostic.ts';
import type { FailureKind } from '../core/failure.ts';
import type { Action, Plan, PlannedTarget, Reason } from '../plan/index.ts';

/** What a command has to say when it is over; the same for `build`, `plan` and `check`. */
export interface Report {
  /** Why it did not end well; undefined when it did. */
  readonly failure?: FailureKind;
  readonly config: string;
  readonly counts: Counts;
  /** Files that were written: encoded in this run, or made before and put back. */
  readonly filesWritten: number;
  readonly cost: Cost;
  readonly targets: readonly ReportedTarget[];
  /** Targets that the build did not come to, since it was stopped or something that they need was not made. */
  readonly notBegun?: readonly string[];
  readonly warnings: readonly Diagnostic[];
  readonly errors: readonly Diagnostic[];
}

export interface Counts {
  /** Targets looked at. */
  targets: number;
  /** Masters made by a provider in this run. */
  generated: number;
  /** Masters taken from the store. */
  restored: number;
  reused: number;
  /** Rendition files encoded in this run. */
  rendered: number;
  /** Targets forgotten. */
  removed: number;
  failed: number;
  refused: number;
  unknown: number;
}

export interface Cost {
  estimatedCredits: number;
  spentCredits: number;
  /** Credits of requests whose outcome nobody knows. */
  unknownCredits: number;
  /** Requests sent to a paid provider. */
  requests: number;
}

export interface ReportedTarget {
  readonly id: string;
  readonly action: Action;
  readonly reasons: readonly Reason[];
  /** Null when the price is not known. */
  readonly estimatedCredits: number | null;
  /** True when it depends on inputs that are made first. */
  readonly conditional?: boolean;
  /** Inputs that have to be made first. */
  readonly awaits?: readonly string[];
  readonly outputs: readonly string[];
}

export const NO_COUNTS: Counts = {
  targets: 0,
  generated: 0,
  restored: 0,
  reused: 0,
  rendered: 0,
  removed: 0,
  failed: 0,
  refused: 0,
  unknown: 0,
};
export const NO_COST: Cost = { estimatedCredits: 0, spentCredits: 0, unknownCredits: 0, requests: 0 };

/** A plan as a report: nothing done yet. */
export function reportPlan(plan: Plan, config: string): Report {
  return {
    config,
    counts: {
      ...NO_COUNTS,
      targets: plan.targets.length,
      reused: plan.targets.filter(({ action }) => action === 'reuse').length,
    },
    cost: { ...NO_COST, estimatedCredits: plan.cost.credits },
    filesWritten: 0,
    targets: reportTargets(plan),
    warnings: plan.warnings,
    errors: [],
  };
}

export function reportTargets(plan: Plan): ReportedTarget[] {
  return [
    ...plan.targets.map(reportTarget),
    ...plan.removals.map(
      ({ id, files }): ReportedTarget => ({
        id,
        action: 'remove',
        reasons: [{ code: 'no-longer-declared' }],
        estimatedCredits: 0,
        outputs: files,
      }),
    ),
  ].sort((a, b) => (a.id < b.id ? -1 : a.id > b.id ? 1 : 0));
}

export function reportTarget(planned: PlannedTarget): ReportedTarget {
  const { id, action, reasons, estimatedCredits, conditional, awaits, outputs } = planned;
  return {
    id,
    action,
    reasons,
    estimatedCredits: estimatedCredits ?? null,
    ...(conditional ? { conditional } : {}),
    ...(awaits && awaits.length > 0 ? { awaits: [...new Set(awaits)] } : {}),
    outputs: outputs.flatMap(({ files }) => files.map(({ path }) => path)),
  };
}
