import { type BuildOptions, buildProject, openProject, type Report } from '../../build/index.ts';
import type { BuildEvent } from '../../core/events.ts';
import { closest } from '../../core/suggest.ts';
import { buildOptions } from '../build-options.ts';
import type { Command } from '../command.ts';
import { exitCodeOf } from '../exit-codes.ts';
import { noteInFlight } from '../in-flight.ts';
import { PATTERNS } from '../patterns.ts';
import { chooseReporter } from '../reporters/index.ts';
import { settledAnswers } from '../settled-answers.ts';
import { finish } from '../views/finish.ts';
import { plan } from './plan.ts';

export const build: Command = {
  name: 'build',
  summary: 'make the image files true to the manifest (what `imagebuild` alone does)',
  group: 'Build',
  arguments: PATTERNS,
  isDefault: true,
  async run(call) {
    const { flags, args, stop, terminal } = call;
    if (flags.dryRun) return plan.run(call);
    const opened = await openProject(call.project);
    if (!opened.ok) return finish(call, opened.failure);
    const project = opened.value;
    const reporter = await chooseReporter(call, project.site.outDir);
    const inFlight = new Set<string>();
    const events: BuildEvent[] = [];
    const listener: BuildOptions['listener'] = (event) => {
      if (event.type === 'planned') events.push(event);
      noteInFlight(event, inFlight);
      reporter.hear(event);
    };
    stop.onFirst(() => reporter.hear({ type: 'stopping', inFlight: inFlight.size }));
    const answers: BuildOptions['settledAnswers'] = (report) => settledAnswers(terminal, report, events);
    const options = { ...buildOptions(call), listener, settledAnswers: answers };
    const report = await asCommand(await buildProject(project, options), args);
    const exitCode = exitCodeOf(report.failure, stop.received);
    await reporter.end(report, exitCode, Date.now() - call.startedAt);
    return exitCode;
  },
};

/** `imagebuild biuld` is the default command with a pattern that nothing matches, but hardly meant as one. */
async function asCommand(report: Report, [pattern = '']: readonly string[]): Promise<Report> {
  if (report.failure !== 'invalid-input') return report;
  // The list holds this very command, so it cannot be imported above.
  const { COMMANDS } = await import('./index.ts');
  const meant = closest(
    pattern,
    COMMANDS.map(({ name }) => name),
  );
  if (meant === undefined) return report;
  const hint = `did you mean \`imagebuild ${meant}\`?`;
  const errors = report.errors.map((error) => (error.code === 'no-match' ? { ...error, hint } : error));
  return { ...report, errors };
}
