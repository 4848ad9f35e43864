import type { Diagnostic } from '../../core/diagnostic.ts';
import { problem } from '../../core/diagnostic.ts';
import { failure, ImagebuildError } from '../../core/failure.ts';
import { isSystemError, systemProblem } from '../../core/system-trouble.ts';
import { buildProject, reportFailure } from '../build.ts';
import type { BuildOptions } from '../options.ts';
import type { Project } from '../project.ts';
import type { Report } from '../report.ts';

/** What the session tells of one round. */
export interface WatchRound {
  /** Files whose saving began the round, relative to the project; empty where nothing was saved. */
  readonly because: readonly string[];
  readonly report: Report;
  /** Credits spent since the session began. */
  readonly spent: number;
  readonly durationMs: number;
  /** False when the manifest cannot be read, so that nothing was tried. */
  readonly built: boolean;
  /** True when a newer save came before all was done: the next round does the rest. */
  readonly overtaken: boolean;
}

/** A build of the session. Never rejects: whatever goes wrong, the next save may mend it. */
export async function buildRound(
  project: Project,
  options: BuildOptions,
  allowance: number | undefined,
): Promise<Report> {
  try {
    if (allowance === undefined) return await buildProject(project, { ...options, holdSpending: true });
    const report = await buildProject(project, { ...options, maxCost: allowance });
    if (report.failure !== 'budget-refused' || report.cost.requests > 0) return report;
    // What may not be bought must not keep from being made what costs nothing.
    return withErrors(await buildProject(project, { ...options, holdSpending: true }), report);
  } catch (error) {
    return reportFailure(project, unforeseen(error));
  }
}

function withErrors(free: Report, refused: Report): Report {
  const warnings = free.warnings.filter(({ code }) => code !== 'spending-held');
  const errors: Diagnostic[] = [...refused.errors, ...free.errors];
  return { ...free, failure: free.failure ?? refused.failure, warnings, errors };
}

export function unforeseen(error: unknown) {
  if (isSystemError(error)) return failure('unexpected', systemProblem(error));
  if (error instanceof ImagebuildError) return failure(error.kind, ...error.diagnostics);
  const message = (error as Error)?.message ?? String(error);
  return failure('unexpected', problem('system', message, { hint: 'save again when the cause is gone' }));
}
