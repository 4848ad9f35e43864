import { Option } from 'commander';
import { openProject, planProject } from '../../build/index.ts';
import { counted, credits } from '../../core/words.ts';
import { type Exploration, explorationOf, explore as exploreTarget, gridOf } from '../../design/index.ts';
import { buildOptions } from '../build-options.ts';
import type { Call, Command } from '../command.ts';
import { EXIT, exitCodeOf } from '../exit-codes.ts';
import { wholeFromOne } from '../flags.ts';
import { needsLeave } from '../needs-leave.ts';
import { chooseReporter } from '../reporters/index.ts';
import { unknownTarget } from '../unknown-target.ts';
import { sayDiagnostics } from '../views/diagnostics.ts';
import { dataDocument, jsonText, reportDocument } from '../views/document.ts';
import { finish } from '../views/finish.ts';

export const explore: Command = {
  name: 'explore',
  summary: 'try seeds and settings for one target, on a sheet to choose from',
  group: 'Build',
  arguments: [{ name: '<id>', description: 'a target' }],
  options: () => [
    new Option('--seeds <n>', 'so many seeds, from the present one on').argParser(wholeFromOne).default(12),
    new Option(
      '--axis <key=values>',
      'also vary a setting, as in params.cfg_scale=5,7,9 or style=a,b; may be repeated',
    )
      .argParser((text: string, earlier: readonly string[] = []) => [...earlier, text])
      .default([], 'none'),
  ],
  async run(call) {
    const [id = ''] = call.args;
    const opened = await openProject(call.project);
    if (!opened.ok) return finish(call, opened.failure);
    const project = opened.value;
    const target = project.graph.targets.get(id);
    if (target === undefined) return finish(call, unknownTarget(id, project.graph.targets.keys()));
    const grid = gridOf(target, call.own.seeds as number, call.own.axis as readonly string[]);
    if (!grid.ok) return finish(call, grid.failure);
    const exploration = explorationOf(project, target, grid.value.cells);
    if (!exploration.ok) return finish(call, exploration.failure);
    const priced = await price(exploration.value, call);
    if (priced !== undefined) return priced;
    const reporter = await chooseReporter(call, undefined);
    const quiet = call.flags.json || call.flags.reporter === 'jsonl';
    const { report, cells, page, sheet } = await exploreTarget(exploration.value, grid.value.columns, {
      ...buildOptions(call),
      patterns: [],
      keepGoing: true,
      listener: quiet ? undefined : (event) => reporter.hear(event),
    });
    const exitCode = exitCodeOf(report.failure, call.stop.received);
    const durationMs = Date.now() - call.startedAt;
    if (call.flags.json) {
      const document = { ...reportDocument(call.name, report, exitCode, durationMs), cells, page, sheet };
      call.terminal.data(jsonText(document));
      return exitCode;
    }
    await reporter.end(report, exitCode, durationMs);
    if (cells.some(({ file }) => file !== undefined))
      call.terminal.say(`Look at ${page} or ${sheet}, then: imagebuild pin ${id} --cell NUMBER`);
    return exitCode;
  },
};

/** Says what it would cost; the exit code where nothing more is to be done. */
async function price({ project, target, cells }: Exploration, call: Call): Promise<number | undefined> {
  const planned = await planProject(project, { maxCost: call.flags.maxCost });
  if (!planned.ok) return finish(call, planned.failure);
  const { plan, damage } = planned.value;
  const { cost } = plan;
  const said = cost.paidImages === 0 ? 'nothing' : credits(cost.credits);
  if (!call.flags.json) call.terminal.say(`${counted(cells.size, 'picture')} of ${target}, for ${said}.`);
  if (call.flags.dryRun) {
    const data = { target, images: cost.paidImages, estimatedCredits: cost.credits };
    const exitCode = damage.length > 0 ? EXIT.damage : EXIT.ok;
    if (call.flags.json) call.terminal.data(jsonText(dataDocument(call.name, data, exitCode, damage)));
    sayDiagnostics(damage, call.terminal);
    return exitCode;
  }
  if (cost.paidImages === 0) return undefined;
  const message = `${cost.paidImages} of them would be bought, for ${said}`;
  const held = needsLeave(call.flags, cost.credits, message);
  return held && finish(call, held);
}
