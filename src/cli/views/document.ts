import type { Report } from '../../build/index.ts';
import type { Diagnostic } from '../../core/diagnostic.ts';

/** The JSON document of `build`, `plan` and `check`. Complete on failure too; no colours, absolute paths or secrets. */
export function reportDocument(command: string, report: Report, exitCode: number, durationMs: number) {
  return {
    schemaVersion: 1,
    command,
    ok: exitCode === 0,
    exitCode,
    config: report.config,
    counts: report.counts,
    cost: report.cost,
    durationMs,
    targets: report.targets,
    ...(report.notBegun ? { notBegun: report.notBegun } : {}),
    warnings: report.warnings.map(diagnosticDocument),
    errors: report.errors.map(diagnosticDocument),
  };
}

/** The JSON document of commands that only look: the same envelope around their own data. */
export function dataDocument(
  command: string,
  data: object,
  exitCode: number,
  errors: readonly Diagnostic[] = [],
) {
  return {
    schemaVersion: 1,
    command,
    ok: exitCode === 0,
    exitCode,
    ...data,
    errors: errors.map(diagnosticDocument),
  };
}

export function diagnosticDocument({ code, message, hint, location, target }: Diagnostic) {
  return {
    code,
    message,
    hint,
    file: location?.file,
    line: location?.line,
    column: location?.column,
    target,
  };
}

export function jsonText(document: object): string {
  return `${JSON.stringify(document, undefined, 2)}\n`;
}
