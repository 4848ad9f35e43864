import { reportFailure } from '../../build/index.ts';
import type { Failure } from '../../core/failure.ts';
import type { Call } from '../command.ts';
import { exitCodeOf } from '../exit-codes.ts';
import { sayDiagnostics } from './diagnostics.ts';
import { jsonText, reportDocument } from './document.ts';

/** Ends a command that could not do its work: the same words on the terminal and in JSON. */
export function finish(
  call: Pick<Call, 'name' | 'flags' | 'terminal' | 'startedAt'>,
  failed: Failure,
): number {
  const { flags, terminal, name, startedAt } = call;
  const exitCode = exitCodeOf(failed.kind);
  if (flags.json)
    terminal.data(
      jsonText(reportDocument(name, reportFailure(undefined, failed), exitCode, Date.now() - startedAt)),
    );
  else if (flags.reporter === 'jsonl')
    terminal.data(
      `${JSON.stringify({ type: 'summary', ...reportDocument(name, reportFailure(undefined, failed), exitCode, Date.now() - startedAt) })}\n`,
    );
  sayDiagnostics(failed.diagnostics, terminal);
  return exitCode;
}
