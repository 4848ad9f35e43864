import { examine } from '../../build/index.ts';
import type { Command } from '../command.ts';
import { EXIT } from '../exit-codes.ts';
import { dataDocument, jsonText } from '../views/document.ts';
import { table } from '../views/table.ts';

export const doctor: Command = {
  name: 'doctor',
  summary: 'look at what a build needs: Node, image library, manifest, disk, keys and accounts',
  group: 'Look around',
  async run({ flags, project, stop, terminal }) {
    const checks = await examine(project, stop.signal);
    const exitCode = checks.every(({ ok }) => ok) ? EXIT.ok : EXIT.unexpected;
    if (flags.json) {
      terminal.data(jsonText(dataDocument('doctor', { checks }, exitCode)));
      return exitCode;
    }
    const rows = checks.map(({ name, ok, found }) => [ok ? 'ok' : 'no', name, found]);
    const lines = await table(rows, (cell, column, row) =>
      column === 0 ? terminal.styleData(checks[row]?.ok ? 'green' : 'red', cell) : cell,
    );
    for (const [row, line] of lines.entries()) {
      terminal.show(line);
      const hint = checks[row]?.hint;
      if (hint !== undefined) terminal.show(`    ${hint}`);
    }
    return exitCode;
  },
};
