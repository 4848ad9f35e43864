import type { Diagnostic } from '../../core/diagnostic.ts';
import type { Environment } from '../../core/ports.ts';
import { credits } from '../../core/words.ts';
import { reasonText } from '../../plan/index.ts';
import type { Terminal } from '../terminal.ts';
import type { Reporter } from './reporter.ts';
import { addToStepSummary } from './step-summary.ts';
import { headline } from './summary.ts';
import { waitTeller } from './waits.ts';

/** Annotations at the lines of the manifest, and a table in the step summary. */
export function githubReporter(terminal: Terminal, environment: Environment, command: string): Reporter {
  return {
    hear: waitTeller(terminal),
    end(report, _exitCode, durationMs) {
      for (const diagnostic of [...report.errors, ...report.warnings])
        terminal.data(`${annotation(diagnostic)}\n`);
      if (!terminal.quiet) terminal.say(headline(command, report, durationMs));
      const rows = report.targets
        .filter(({ action }) => action !== 'reuse')
        .map(
          ({ id, action, reasons, estimatedCredits }) =>
            `| \`${id}\` | ${action} | ${cell(reasonText(reasons))} | ${estimatedCredits ? credits(estimatedCredits) : ''} |`,
        );
      const table =
        rows.length > 0
          ? ['', '| Target | Action | Why | Price |', '| --- | --- | --- | --- |', ...rows]
          : [];
      const errors = report.errors.map(({ message, code }) => `- **${code}** ${cell(message)}`);
      addToStepSummary(environment('GITHUB_STEP_SUMMARY'), [
        headline(command, report, durationMs),
        ...table,
        ...(errors.length > 0 ? ['', ...errors] : []),
      ]);
    },
  };
}

function annotation({ severity, code, message, hint, location }: Diagnostic): string {
  const place = location
    ? `file=${property(location.file)},line=${location.line},col=${location.column},`
    : '';
  return `::${severity} ${place}title=${property(code)}::${escaped(hint === undefined ? message : `${message}\n${hint}`)}`;
}

/** Workflow commands end at a line break, and properties at a comma or colon. */
function escaped(text: string): string {
  return text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
}

function property(text: string): string {
  return escaped(text).replaceAll(':', '%3A').replaceAll(',', '%2C');
}

function cell(text: string): string {
  return text.replaceAll('|', '\\|').replace(/\s+/g, ' ');
}
