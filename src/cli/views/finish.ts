import { reportFailure } from '../../build/index.ts';
import type { Failure } from '../../core/failure.ts';
import type { Call } from '../command.ts';
import { exitCodeOf } from '../exit-codes.ts';
import { githubReporter } from '../reporters/github.ts';
import { junitDocument } from '../reporters/junit.ts';
import { sayDiagnostics } from './diagnostics.ts';
import { jsonText, reportDocument } from './document.ts';

/** Ends a command that could not do its work: the same words on the terminal and for programs. */
export function finish(
  call: Pick<Call, 'name' | 'flags' | 'terminal' | 'environment' | 'startedAt'>,
  failed: Failure,
): number {
  const { flags, terminal, name, environment, startedAt } = call;
  const exitCode = exitCodeOf(failed.kind);
  const report = reportFailure(undefined, failed);
  const durationMs = Date.now() - startedAt;
  const document = reportDocument(name, report, exitCode, durationMs);
  sayDiagnostics(failed.diagnostics, terminal);
  if (flags.json) terminal.data(jsonText(document));
  else if (flags.reporter === 'jsonl') terminal.data(`${JSON.stringify({ type: 'summary', ...document })}\n`);
  else if (flags.reporter === 'github')
    void githubReporter(terminal, environment, name).end(report, exitCode, durationMs);
  else if (flags.reporter === 'junit') terminal.data(junitDocument(name, report, durationMs));
  return exitCode;
}
