import { Option } from 'commander';
import { openProject } from '../../build/index.ts';
import { dependenciesOf } from '../../targets/index.ts';
import type { Command } from '../command.ts';
import { EXIT } from '../exit-codes.ts';
import { dataDocument, jsonText } from '../views/document.ts';
import { finish } from '../views/finish.ts';
import { GRAPH_VIEWS, type GraphView } from '../views/graph.ts';

export const graph: Command = {
  name: 'graph',
  summary: 'which target is made from which',
  group: 'Look around',
  options: () => [
    new Option('--format <name>', 'how to write it').choices(['dot', 'mermaid', 'json']).default('dot'),
  ],
  async run(call) {
    const opened = await openProject(call.project);
    if (!opened.ok) return finish(call, opened.failure);
    const targets = [...opened.value.graph.targets.values()];
    const nodes = targets.map(({ id, asset, provider, capability }) => ({
      id,
      asset,
      provider,
      operation: capability.operation,
      model: capability.model,
    }));
    const edges = targets.flatMap((target) =>
      [...new Set(dependenciesOf(target))].map((from) => ({ from, to: target.id })),
    );
    const format = call.flags.json ? 'json' : String(call.own.format);
    if (format === 'json') call.terminal.data(jsonText(dataDocument('graph', { nodes, edges }, EXIT.ok)));
    else call.terminal.data(GRAPH_VIEWS[format as GraphView](nodes, edges));
    return EXIT.ok;
  },
};
