import type { Terminal } from '../terminal.ts';
import { jsonText, reportDocument } from '../views/document.ts';
import type { Reporter } from './reporter.ts';

/** One document at the end; people still read errors on standard error. */
export function jsonReporter(terminal: Terminal, command: string, alongside: Reporter): Reporter {
  return {
    hear: (event) => alongside.hear(event),
    async end(report, exitCode, durationMs) {
      await alongside.end(report, exitCode, durationMs);
      terminal.data(jsonText(reportDocument(command, report, exitCode, durationMs)));
    },
  };
}
