import { openProject, type Project, planProject } from '../../build/index.ts';
import { problem } from '../../core/diagnostic.ts';
import { type Failure, failure } from '../../core/failure.ts';
import { credits } from '../../core/words.ts';
import { reroll as rerollTarget, withoutSeed } from '../../design/index.ts';
import { buildOptions } from '../build-options.ts';
import type { Call, Command } from '../command.ts';
import { exitCodeOf } from '../exit-codes.ts';
import { needsLeave } from '../needs-leave.ts';
import { chooseReporter } from '../reporters/index.ts';
import { unknownTarget } from '../unknown-target.ts';
import { finish } from '../views/finish.ts';

export const reroll: Command = {
  name: 'reroll',
  summary: 'another picture of a target: draws a new seed, and makes it',
  group: 'Build',
  arguments: [{ name: '<id>', description: 'a target' }],
  async run(call) {
    const [id = ''] = call.args;
    const opened = await openProject(call.project);
    if (!opened.ok) return finish(call, opened.failure);
    const refused = await refusal(opened.value, id, call);
    if (refused) return finish(call, refused);
    const reporter = await chooseReporter(call, opened.value.site.outDir);
    const options = { ...buildOptions(call), patterns: [], listener: reporter.hear.bind(reporter) };
    const made = await rerollTarget(opened.value, call.project, id, call.flags.yes ?? false, options);
    if (!made.ok) return finish(call, made.failure);
    const { report, written } = made.value;
    const exitCode = exitCodeOf(report.failure, call.stop.received);
    await reporter.end(report, exitCode, Date.now() - call.startedAt);
    if (written && !call.flags.json)
      call.terminal.say(`Seed ${written.seed} is written to ${written.file}:${written.line}.`);
    return exitCode;
  },
};

/** A reroll replaces a picture on purpose, so its price is said before anything is written. */
async function refusal(project: Project, id: string, { flags }: Call): Promise<Failure | undefined> {
  const target = project.graph.targets.get(id);
  if (target === undefined) return unknownTarget(id, project.graph.targets.keys());
  const seedless = withoutSeed(target);
  if (seedless) return seedless;
  if (flags.dryRun)
    return failure('invalid-input', problem('usage', 'a draw cannot be tried without making it'));
  const planned = await planProject(project, { patterns: [id], force: true });
  if (!planned.ok) return planned.failure;
  const { cost } = planned.value.plan;
  if (cost.credits === 0) return undefined;
  return needsLeave(flags, cost.credits, `another picture of ${id} costs ${credits(cost.credits)}`, id);
}
