import type { Report } from '../../build/index.ts';
import { counted, credits, seconds, some } from '../../core/words.ts';
import type { Terminal } from '../terminal.ts';
import { sayDiagnostics } from '../views/diagnostics.ts';
import { nothingToDo } from '../views/nothing-to-do.ts';
import { planSummary } from '../views/plan.ts';

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
  const begun = generated + restored + rendered + failed + refused + unknown + notBegun(report) > 0;
  if (terminal.quiet || (report.failure !== undefined && report.failure !== 'interrupted' && !begun)) return;
  const good = report.failure === undefined;
  const mark = good ? terminal.style('green', '✓') : terminal.style('red', '✗');
  terminal.say(
    `${mark} ${summaryText(report, durationMs)}${good && root !== undefined && report.filesWritten > 0 ? ` Look in ${root}/.` : ''}`,
  );
}

/** One line that says how a command went. */
export function headline(command: string, report: Report, durationMs: number): string {
  if (command === 'plan') return planSummary(report);
  if (command !== 'check') return summaryText(report, durationMs);
  const targets = counted(report.counts.targets, 'target');
  return report.failure === undefined
    ? `${targets}: the lock is true to the manifest.`
    : `${targets}: ${counted(report.errors.length, 'problem')} found.`;
}

export function summaryText(report: Report, durationMs: number): string {
  const { counts, cost, failure, filesWritten } = report;
  const { targets, generated, restored, reused, removed, failed, refused, unknown } = counts;
  const rendered = report.targets.filter(({ action }) => action === 'render').length;
  const left = notBegun(report);
  const done = generated + restored + rendered + removed + failed + refused + unknown + left;
  if (failure === undefined && done === 0 && reused === targets) return nothingToDo(targets, durationMs);
  if (failure !== undefined && failure !== 'interrupted' && done === 0) return 'Nothing was made.';
  const parts = [
    [generated, 'generated'],
    [restored, 'restored'],
    [rendered, 'rendered'],
    [reused, 'up to date'],
    [removed, 'removed'],
    [failed, 'failed'],
    [refused, 'refused'],
    [unknown, 'with unknown outcome'],
    [left, 'not begun'],
  ].flatMap(([count, what]) => (count === 0 ? [] : [`${count} ${what}`]));
  const perhaps = cost.unknownCredits > 0 ? `, and perhaps ${credits(cost.unknownCredits)} more` : '';
  const money =
    cost.requests > 0 || cost.spentCredits > 0 ? ` Spent ${credits(cost.spentCredits)}${perhaps}.` : '';
  const stopped = failure === 'interrupted' ? 'Stopped, state saved. ' : '';
  const files = `${counted(filesWritten, 'file')} written in ${seconds(durationMs)}`;
  const names = left > 0 ? ` Not begun: ${some(report.notBegun ?? [])}.` : '';
  return `${stopped}${counted(targets, 'target')}${parts.length > 0 ? `: ${parts.join(', ')}` : ''}; ${files}.${money}${names}`;
}

/** Targets that the build did not come to. */
function notBegun({ notBegun }: Report): number {
  return notBegun?.length ?? 0;
}
