import { Option } from 'commander';
import { openProject, planProject } from '../../build/index.ts';
import { counted, credits } from '../../core/words.ts';
import {
  type Attempt,
  keepTrial,
  refuseFrozen,
  type Trial,
  trialOf,
  tryPicture,
} from '../../design/index.ts';
import { buildOptions } from '../build-options.ts';
import type { Call, Command } from '../command.ts';
import { EXIT, exitCodeOf } from '../exit-codes.ts';
import { wholeFromOne } from '../flags.ts';
import { needsLeave } from '../needs-leave.ts';
import { chooseReporter } from '../reporters/index.ts';
import { sayDiagnostics } from '../views/diagnostics.ts';
import { dataDocument, jsonText, reportDocument } from '../views/document.ts';
import { finish } from '../views/finish.ts';

export const tryCommand: Command = {
  name: 'try',
  summary: 'try a prompt without writing it down; --keep makes it a new scene',
  group: 'Build',
  arguments: [{ name: '<id>', description: 'a name for it: ASSET/SCENE, or ASSET for one of its own' }],
  options: () => [
    new Option(
      '--prompt <text>',
      'what the picture shows; after the words of the asset',
    ).makeOptionMandatory(),
    new Option('--provider <name>', 'who makes it, where that is not who makes its asset'),
    new Option('--operation <name>', 'what is done, where the provider knows several things'),
    new Option('--model <name>', 'which model makes it'),
    new Option('--seed <seed>', 'its seed').argParser(wholeFromOne),
    new Option('--keep', 'write it into the manifest, as one line, and take the picture over at no cost'),
  ],
  async run(call) {
    const [target = ''] = call.args;
    const frozen = call.own.keep ? refuseFrozen('try --keep', call.flags.frozen) : undefined;
    if (frozen) return finish(call, frozen);
    const opened = await openProject(call.project);
    if (!opened.ok) return finish(call, opened.failure);
    const trial = await trialOf(opened.value, call.project, attemptOf(target, call.own));
    if (!trial.ok) return finish(call, trial.failure);
    const ended = await price(trial.value, call);
    if (ended !== undefined) return ended;
    const reporter = await chooseReporter(call, undefined);
    const quiet = call.flags.json || call.flags.reporter === 'jsonl';
    const { report, file } = await tryPicture(trial.value, {
      ...buildOptions(call),
      patterns: [],
      listener: quiet ? undefined : (event) => reporter.hear(event),
    });
    const kept =
      file !== undefined && call.own.keep
        ? await keepTrial(trial.value, call.project, buildOptions(call))
        : undefined;
    if (kept?.ok === false) return finish(call, kept.failure);
    const exitCode = exitCodeOf(report.failure, call.stop.received);
    const durationMs = Date.now() - call.startedAt;
    const where = kept && { file: kept.value.file, line: kept.value.line };
    if (call.flags.json) {
      const document = reportDocument(call.name, report, exitCode, durationMs);
      call.terminal.data(jsonText({ ...document, target, picture: file ?? null, kept: where ?? null }));
      return exitCode;
    }
    await reporter.end(report, exitCode, durationMs);
    if (where) call.terminal.say(`${target} is written to ${where.file}:${where.line}.`);
    else if (file)
      call.terminal.say(`Look at ${file}; the same command with --keep makes it a scene, at no cost.`);
    return exitCode;
  },
};

function attemptOf(target: string, own: Call['own']): Attempt {
  const { prompt, provider, operation, model, seed } = own as { [name: string]: string | undefined };
  return { target, prompt: prompt ?? '', provider, operation, model, seed: seed as number | undefined };
}

/** Says what it would cost; the exit code where nothing more is to be done. */
async function price({ project, target }: Trial, call: Call): Promise<number | undefined> {
  const planned = await planProject(project, { maxCost: call.flags.maxCost });
  if (!planned.ok) return finish(call, planned.failure);
  const { plan, damage } = planned.value;
  const { cost } = plan;
  if (call.flags.dryRun) {
    const data = { target, images: cost.paidImages, estimatedCredits: cost.credits };
    const exitCode = damage.length > 0 ? EXIT.damage : EXIT.ok;
    if (call.flags.json) call.terminal.data(jsonText(dataDocument(call.name, data, exitCode, damage)));
    else call.terminal.say(`${target} would cost ${cost.credits === 0 ? 'nothing' : credits(cost.credits)}.`);
    sayDiagnostics(damage, call.terminal);
    return exitCode;
  }
  if (cost.paidImages === 0) return undefined;
  const message = `${counted(cost.paidImages, 'picture')} would be bought, for ${credits(cost.credits)}`;
  const held = needsLeave(call.flags, cost.credits, message);
  return held && finish(call, held);
}
