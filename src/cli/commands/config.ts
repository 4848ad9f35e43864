import { explainSettings, openProject } from '../../build/index.ts';
import type { Command } from '../command.ts';
import { EXIT } from '../exit-codes.ts';
import { unknownTarget } from '../unknown-target.ts';
import { dataDocument, jsonText } from '../views/document.ts';
import { finish } from '../views/finish.ts';
import { table } from '../views/table.ts';

export const config: Command = {
  name: 'config',
  summary: 'every setting of a target, and where it comes from',
  group: 'Look around',
  arguments: [{ name: '<id>', description: 'a target' }],
  async run(call) {
    const [id = ''] = call.args;
    const opened = await openProject(call.project);
    if (!opened.ok) return finish(call, opened.failure);
    const target = opened.value.graph.targets.get(id);
    if (target === undefined) return finish(call, unknownTarget(id, opened.value.graph.targets.keys()));
    const settings = explainSettings(target, opened.value.manifest);
    if (call.flags.json) {
      const shown = settings.map(({ key, value, origins }) => ({
        key,
        value,
        layers: origins.map(({ layer, location }) => ({
          layer,
          file: location.file,
          line: location.line,
          column: location.column,
        })),
      }));
      call.terminal.data(jsonText(dataDocument('config', { id, settings: shown }, EXIT.ok)));
      return EXIT.ok;
    }
    const rows = settings.map(({ key, value, origins }) => [
      key,
      typeof value === 'string' ? value : JSON.stringify(value),
      origins.length === 0
        ? 'built-in'
        : origins.map(({ layer, location }) => `${layer} (${location.file}:${location.line})`).join(', '),
    ]);
    for (const line of await table(
      rows.map(([key = '', value = '', origin = '']) => [
        key,
        value.length > 60 ? `${value.slice(0, 59)}…` : value,
        origin,
      ]),
      (cell, column) => call.terminal.styleData(column === 0 ? 'bold' : column === 2 ? 'dim' : 'plain', cell),
    )) {
      call.terminal.show(line);
    }
    return EXIT.ok;
  },
};
