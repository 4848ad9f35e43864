import type { Diagnostic } from '../core/diagnostic.ts';
import { entryPlace, lockfileText } from '../lockfile/index.ts';
import type { TargetId } from '../targets/index.ts';
import { explainReasons } from './explain.ts';
import type { Project } from './project.ts';
import type { Report, ReportedTarget } from './report.ts';

/**
 * Returns a report in which every diagnostic about a target has a place: the line of the manifest that makes the difference,
 * else that of the target; for one that the manifest no longer names, its entry in the lockfile.
 */
export function withPlaces(report: Report, project: Project): Report {
  const { errors, warnings } = report;
  if (![...errors, ...warnings].some(wantsPlace)) return report;
  const reported = new Map(report.targets.map((target) => [target.id, target]));
  const place = placer(project, reported);
  return { ...report, errors: errors.map(place), warnings: warnings.map(place) };
}

/** The same for diagnostics that belong to no report. */
export function placed(diagnostics: readonly Diagnostic[], project: Project): Diagnostic[] {
  return diagnostics.some(wantsPlace) ? diagnostics.map(placer(project, new Map())) : [...diagnostics];
}

function wantsPlace({ target, location }: Diagnostic): boolean {
  return target !== undefined && location === undefined;
}

function placer(
  { graph, manifest, paths }: Project,
  reported: ReadonlyMap<string, ReportedTarget>,
): (diagnostic: Diagnostic) => Diagnostic {
  let lock: string | undefined;
  return (diagnostic) => {
    if (!wantsPlace(diagnostic) || diagnostic.target === undefined) return diagnostic;
    const target = graph.targets.get(diagnostic.target as TargetId);
    if (target === undefined) {
      lock ??= lockfileText(paths.lockfile);
      return { ...diagnostic, location: entryPlace(lock, paths.lockfileName, diagnostic.target) };
    }
    const reasons = diagnostic.code === 'lock-stale' ? (reported.get(diagnostic.target)?.reasons ?? []) : [];
    const [origin] = explainReasons({ reasons, target }, manifest).flatMap(({ origins }) => origins);
    return { ...diagnostic, location: origin?.location ?? manifest.locate(target.place, 'key') };
  };
}
