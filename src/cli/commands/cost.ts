import { Option } from 'commander';
import { COST_GROUPS, type CostGroup, type CostLine, costReport, openProject } from '../../build/index.ts';
import { counted, credits } from '../../core/words.ts';
import type { Command } from '../command.ts';
import { EXIT } from '../exit-codes.ts';
import { dataDocument, jsonText } from '../views/document.ts';
import { finish } from '../views/finish.ts';
import { table } from '../views/table.ts';

/** Shown where nobody asks for another sum. */
const USUAL: readonly CostGroup[] = ['month', 'provider', 'asset'];

export const cost: Command = {
  name: 'cost',
  summary: 'what was spent here, by month, provider and asset',
  group: 'Look around',
  options: () => [new Option('--by <group>', 'add up by this alone').choices(COST_GROUPS)],
  async run(call) {
    const { terminal, flags } = call;
    const opened = await openProject(call.project);
    if (!opened.ok) return finish(call, opened.failure);
    const { total, by } = await costReport(opened.value);
    if (flags.json) {
      terminal.data(jsonText(dataDocument(call.name, { total, by }, EXIT.ok)));
      return EXIT.ok;
    }
    const unknown =
      total.unknownCredits > 0 ? `; ${credits(total.unknownCredits)} more of unknown outcome` : '';
    terminal.show(
      total.requests === 0
        ? 'Nothing was bought in this checkout.'
        : `${credits(total.credits)} for ${counted(total.pictures, 'picture')}, in ${counted(total.requests, 'request')}${unknown}.`,
    );
    const named = call.own.by as CostGroup | undefined;
    for (const group of total.requests === 0 ? [] : named === undefined ? USUAL : [named]) {
      const lines = await table(
        [[group, 'requests', 'pictures', 'credits'], ...by[group].map(cells)],
        (cell, column, row) =>
          row === 0
            ? terminal.styleData('dim', cell)
            : column === 0
              ? terminal.styleData('bold', cell)
              : cell,
      );
      for (const line of ['', ...lines]) terminal.show(line);
    }
    return EXIT.ok;
  },
};

function cells({ name, requests, pictures, credits: spent, unknownCredits }: CostLine): string[] {
  const perhaps = unknownCredits > 0 ? ` and perhaps ${amount(unknownCredits)}` : '';
  return [name, String(requests), String(pictures), `${amount(spent)}${perhaps}`];
}

function amount(credits: number): string {
  return credits.toLocaleString('en', { maximumFractionDigits: 3 });
}
