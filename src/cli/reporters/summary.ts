import type { Report } from '../../build/index.ts';
import type { Terminal } from '../terminal.ts';
import { sayDiagnostics } from '../views/diagnostics.ts';
import { counted, credits, seconds } from '../views/words.ts';

/** What a build ends with, for people: warnings, errors, and one line that says what was made and what it cost. */
export function saySummary(
  report: Report,
  terminal: Terminal,
  durationMs: number,
  root: string | undefined,
): void {
  if (!terminal.quiet) sayDiagnostics(report.warnings, terminal);
  sayDiagnostics(report.errors, terminal);
  // Of a build that was refused before it began, the reason says it all.
  const { generated, restored, rendered, failed, refused, unknown } = report.counts;
  const begun = generated + restored + rendered + failed + refused + unknown > 0;
  if (terminal.quiet || (report.failure !== undefined && report.failure !== 'interrupted' && !begun)) return;
  const good = report.failure === undefined;
  const mark = good ? terminal.style('green', '✓') : terminal.style('red', '✗');
  terminal.say(
    `${mark} ${summaryText(report, durationMs)}${good && root !== undefined && report.counts.rendered > 0 ? ` Look in ${root}/.` : ''}`,
  );
}

export function summaryText({ counts, cost, failure }: Report, durationMs: number): string {
  const { targets, generated, restored, reused, rendered, removed, failed, refused, unknown } = counts;
  if (failure === undefined && generated + restored + rendered + removed === 0 && reused === targets) {
    return `Nothing to do: ${counted(targets, 'target is', 'targets are')} up to date (${seconds(durationMs)}).`;
  }
  const done = generated + restored + rendered + removed + failed + refused + unknown;
  if (failure !== undefined && failure !== 'interrupted' && done === 0) return 'Nothing was made.';
  const parts = [
    generated > 0 ? `${generated} generated` : '',
    restored > 0 ? `${restored} restored` : '',
    reused > 0 ? `${reused} up to date` : '',
    removed > 0 ? `${removed} removed` : '',
    failed > 0 ? `${failed} failed` : '',
    refused > 0 ? `${refused} refused` : '',
    unknown > 0 ? `${unknown} with unknown outcome` : '',
  ].filter((part) => part !== '');
  const money =
    cost.requests > 0 || cost.spentCredits > 0
      ? ` Spent ${credits(cost.spentCredits)}${cost.unknownCredits > 0 ? `, and perhaps ${credits(cost.unknownCredits)} more` : ''}.`
      : '';
  const stopped = failure === 'interrupted' ? 'Stopped, state saved. ' : '';
  return `${stopped}${counted(targets, 'target')}${parts.length > 0 ? `: ${parts.join(', ')}` : ''}; ${counted(rendered, 'file')} made in ${seconds(durationMs)}.${money}`;
}
