import { InvalidArgumentError, Option } from 'commander';
import { openProject, type Project, planProject } from '../../build/index.ts';
import { type Diagnostic, problem } from '../../core/diagnostic.ts';
import { type Failure, failure } from '../../core/failure.ts';
import {
  type Axis,
  CELL_LIMIT,
  cellsOf,
  type ExploreRequest,
  explorationOf,
  explore as exploreTarget,
  parseAxis,
  seedsFrom,
} from '../../design/index.ts';
import type { Call, Command } from '../command.ts';
import { EXIT, exitCodeOf } from '../exit-codes.ts';
import { chooseReporter } from '../reporters/index.ts';
import { unknownTarget } from '../unknown-target.ts';
import { dataDocument, jsonText, reportDocument } from '../views/document.ts';
import { finish } from '../views/finish.ts';
import { counted, credits } from '../views/words.ts';
import { buildOptions } from './build.ts';

export const explore: Command = {
  name: 'explore',
  summary: 'try seeds and settings for one target, on a sheet to choose from',
  group: 'Build',
  arguments: [{ name: '<id>', description: 'a target' }],
  options: () => [
    new Option('--seeds <n>', 'so many seeds, from the present one on').argParser(count).default(12),
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
    const request = requestOf(project, id, call.own);
    if ('kind' in request) return finish(call, request);
    const priced = await price(project, request, call);
    if (priced !== undefined) return priced;
    const reporter = await chooseReporter(call, undefined);
    const quiet = call.flags.json || call.flags.reporter === 'jsonl';
    const explored = await exploreTarget(project, request, {
      ...buildOptions(call),
      patterns: [],
      keepGoing: true,
      listener: quiet ? undefined : (event) => reporter.hear(event),
    });
    if (!explored.ok) return finish(call, explored.failure);
    const { report, cells, page, sheet } = explored.value;
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

function count(text: string): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 1)
    throw new InvalidArgumentError('a whole number from 1 is needed');
  return value;
}

/** The grid that the flags describe, or what is wrong with it. */
function requestOf({ graph }: Project, id: string, own: Call['own']): ExploreRequest | Failure {
  const target = graph.targets.get(id);
  if (target === undefined) return unknownTarget(id, graph.targets.keys());
  const parsed = (own.axis as readonly string[]).map(parseAxis);
  const wrong = parsed.filter((axis): axis is Diagnostic => 'code' in axis);
  if (wrong.length > 0) return failure('invalid-input', ...wrong);
  const axes = parsed as Axis[];
  const seeds = seedsFrom(typeof target.seed === 'number' ? target.seed : 1, own.seeds as number);
  const cells = cellsOf(seeds, axes).length;
  if (cells <= CELL_LIMIT) return { target: id, seeds, axes };
  const hint = 'take fewer seeds or values';
  return failure(
    'invalid-input',
    problem('usage', `${cells} pictures do not go on one sheet; ${CELL_LIMIT} do`, { hint }),
  );
}

/** Says what it would cost; the exit code where nothing more is to be done. */
async function price(project: Project, request: ExploreRequest, call: Call): Promise<number | undefined> {
  const exploration = explorationOf(project, request.target, cellsOf(request.seeds, request.axes));
  if (!exploration.ok) return finish(call, exploration.failure);
  const planned = await planProject(exploration.value.project, { maxCost: call.flags.maxCost });
  if (!planned.ok) return finish(call, planned.failure);
  const { cost } = planned.value.plan;
  const pictures = counted(exploration.value.cells.size, 'picture');
  const said = cost.paidImages === 0 ? 'nothing' : credits(cost.credits);
  if (!call.flags.json) call.terminal.say(`${pictures} of ${request.target}, for ${said}.`);
  if (call.flags.dryRun) {
    const data = { target: request.target, images: cost.paidImages, estimatedCredits: cost.credits };
    if (call.flags.json) call.terminal.data(jsonText(dataDocument(call.name, data, EXIT.ok)));
    return EXIT.ok;
  }
  if (cost.paidImages === 0 || call.flags.yes || call.flags.maxCost !== undefined) return undefined;
  const hint = `allow it with --max-cost ${cost.credits}, or with --yes`;
  const message = `${cost.paidImages} of them would be bought, for ${said}`;
  return finish(call, failure('budget-refused', problem('spending-held', message, { hint })));
}
