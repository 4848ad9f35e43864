import { Option } from 'commander';
import { openProject, type Project } from '../../build/index.ts';
import { problem } from '../../core/diagnostic.ts';
import { type Failure, failure } from '../../core/failure.ts';
import { exploredCells, type Pin, pin as pinTarget } from '../../design/index.ts';
import { buildOptions } from '../build-options.ts';
import type { Call, Command } from '../command.ts';
import { exitCodeOf } from '../exit-codes.ts';
import { wholeFromOne } from '../flags.ts';
import { unknownTarget } from '../unknown-target.ts';
import { sayDiagnostics } from '../views/diagnostics.ts';
import { jsonText, reportDocument } from '../views/document.ts';
import { finish } from '../views/finish.ts';

export const pin: Command = {
  name: 'pin',
  summary: 'write a picture of `explore`, or a seed, into the manifest; its picture costs nothing again',
  group: 'Build',
  arguments: [{ name: '<id>', description: 'a target' }],
  options: () => [
    new Option('--cell <number>', 'a picture of the last `explore` of this target').argParser(wholeFromOne),
    new Option('--seed <seed>', 'a seed').argParser(wholeFromOne).conflicts('cell'),
  ],
  async run(call) {
    const [id = ''] = call.args;
    if (call.flags.dryRun) return finish(call, usage('pin changes one line, and has no --dry-run'));
    const opened = await openProject(call.project);
    if (!opened.ok) return finish(call, opened.failure);
    const choice = await choiceOf(opened.value, id, call.own);
    if ('kind' in choice) return finish(call, choice);
    const pinned = await pinTarget(
      opened.value,
      call.project,
      choice,
      call.flags.yes ?? false,
      buildOptions(call),
    );
    if (!pinned.ok) return finish(call, pinned.failure);
    const { file, line, others, report } = pinned.value;
    const exitCode = exitCodeOf(report.failure);
    if (call.flags.json) {
      const document = reportDocument(call.name, report, exitCode, Date.now() - call.startedAt);
      call.terminal.data(jsonText({ ...document, file, line, seed: choice.seed, others }));
      return exitCode;
    }
    sayDiagnostics([...report.errors, ...report.warnings], call.terminal);
    call.terminal.say(`Seed ${choice.seed} is written to ${file}:${line}.`);
    const adopted = report.warnings.some(
      ({ code, target }) => code === 'adopted-recipe-changed' && target === id,
    );
    if (report.counts.targets > 0 && exitCode === 0 && !adopted)
      call.terminal.say(`${id} shows that picture now; nothing was bought.`);
    if (others.length > 0)
      call.terminal.say(`Also changed: ${others.join(', ')}. See the price with \`imagebuild plan\`.`);
    return exitCode;
  },
};

async function choiceOf(project: Project, id: string, { cell, seed }: Call['own']): Promise<Pin | Failure> {
  if (!project.graph.targets.has(id)) return unknownTarget(id, project.graph.targets.keys());
  if (typeof seed === 'number') return { target: id, seed, choices: [] };
  if (typeof cell !== 'number')
    return usage('say which picture: --cell NUMBER of the last explore, or --seed SEED');
  const cells = await exploredCells(project, id);
  if (cells === undefined)
    return usage(`nothing was explored of ${id} yet`, `run \`imagebuild explore ${id}\``);
  const found = cells.find(({ number }) => number === cell);
  if (found === undefined)
    return usage(`there is no picture ${cell}; the last explore made 1 to ${cells.length}`);
  return { target: id, seed: found.seed, choices: found.choices };
}

function usage(message: string, hint?: string): Failure {
  return failure('invalid-input', problem('usage', message, hint === undefined ? {} : { hint }));
}
