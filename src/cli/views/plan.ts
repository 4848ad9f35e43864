import type { Report, ReportedTarget } from '../../build/index.ts';
import { counted, credits } from '../../core/words.ts';
import { reasonText } from '../../plan/index.ts';
import type { Terminal } from '../terminal.ts';
import { table } from './table.ts';

const SYMBOLS = { generate: '+', restore: '<', render: '~', reuse: '=', remove: '-' } as const;
const COLOURS = { generate: 'green', restore: 'cyan', render: 'blue', reuse: 'dim', remove: 'red' } as const;

/** So many lines of one action are shown without --verbose. */
const SHOWN = 40;

/** A plan for people: a line for each target that is not up to date, then the sum. */
export async function sayPlan(report: Report, terminal: Terminal): Promise<void> {
  const pending = report.targets.filter(({ action }) => action !== 'reuse');
  const shown = terminal.verbose ? report.targets : pending.slice(0, SHOWN);
  const rows = shown.map((target) => [
    SYMBOLS[target.action],
    target.id,
    target.action,
    price(target),
    reasonText(target.reasons) + awaitsText(target),
  ]);
  const lines = await table(rows, (cell, column, row) =>
    column === 4
      ? terminal.style('dim', cell)
      : column === 0 || column === 2
        ? terminal.style(COLOURS[shown[row]?.action ?? 'reuse'], cell)
        : cell,
  );
  for (const line of lines) terminal.say(`  ${line}`);
  if (pending.length > shown.length)
    terminal.say(`  … and ${pending.length - shown.length} more; --verbose shows all`);
  if (lines.length > 0) terminal.say();
  terminal.say(planSummary(report));
}

function awaitsText({ awaits = [] }: ReportedTarget): string {
  if (awaits.length === 0) return '';
  return `; once ${awaits.join(' and ')} ${awaits.length === 1 ? 'is' : 'are'} made`;
}

function price({ action, estimatedCredits, conditional }: ReportedTarget): string {
  if (action !== 'generate' || estimatedCredits === 0) return '';
  return conditional ? `up to ${credits(estimatedCredits)}` : credits(estimatedCredits);
}

export function planSummary({ targets, cost }: Report): string {
  const count = (action: ReportedTarget['action']) =>
    targets.filter((target) => target.action === action).length;
  const generate = count('generate');
  if (targets.every(({ action }) => action === 'reuse'))
    return `Nothing to do: ${counted(targets.length, 'target is', 'targets are')} up to date.`;
  const parts = [
    generate > 0
      ? `${generate} to generate (${cost.estimatedCredits > 0 ? credits(cost.estimatedCredits) : 'free'})`
      : '',
    count('restore') > 0 ? `${count('restore')} to restore` : '',
    count('render') > 0 ? `${count('render')} to render` : '',
    count('remove') > 0 ? `${count('remove')} to remove` : '',
    `${count('reuse')} up to date`,
  ].filter((part) => part !== '');
  return `Plan: ${parts.join(', ')}.`;
}
