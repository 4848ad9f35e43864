import type { Terminal } from '../terminal.ts';
import { reportDocument } from '../views/document.ts';
import type { Reporter } from './reporter.ts';

/** One JSON object a line; the last one carries the same document as --json. */
export function jsonlReporter(terminal: Terminal, command: string): Reporter {
  return {
    hear: (event) => terminal.data(`${JSON.stringify(event)}\n`),
    end: (report, exitCode, durationMs) =>
      terminal.data(
        `${JSON.stringify({ type: 'summary', ...reportDocument(command, report, exitCode, durationMs) })}\n`,
      ),
  };
}
