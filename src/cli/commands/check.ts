import { Option } from 'commander';
import { checkProject, checkSite, openProject } from '../../build/index.ts';
import type { Command } from '../command.ts';
import { exitCodeOf } from '../exit-codes.ts';
import { PATTERNS } from '../patterns.ts';
import { chooseReporter } from '../reporters/index.ts';
import { headline } from '../reporters/summary.ts';
import { sayDiagnostics } from '../views/diagnostics.ts';
import { jsonText, reportDocument } from '../views/document.ts';
import { finish } from '../views/finish.ts';

export const check: Command = {
  name: 'check',
  summary:
    'is the lock true to the manifest, and are masters and outputs intact? no key, no network, no writes',
  group: 'Build',
  arguments: PATTERNS,
  options: () => [
    new Option('--approved', 'also: has somebody approved every selected target as it is now?'),
    new Option('--site <folder>', 'also: do the pages of a built site and the site manifest agree?'),
  ],
  async run(call) {
    const { flags, terminal, own, project } = call;
    const opened = await openProject(call.project);
    if (!opened.ok) return finish(call, opened.failure);
    const options = { approved: own.approved === true };
    const report =
      typeof own.site === 'string'
        ? await checkSite(opened.value, call.args, own.site, project.cwd ?? '.', options)
        : await checkProject(opened.value, call.args, options);
    const exitCode = exitCodeOf(report.failure);
    const durationMs = Date.now() - call.startedAt;
    if (flags.reporter === 'github' || flags.reporter === 'junit') {
      const reporter = await chooseReporter(call, undefined);
      await reporter.end(report, exitCode, durationMs);
      return exitCode;
    }
    const document = reportDocument(call.name, report, exitCode, durationMs);
    if (flags.json) terminal.data(jsonText(document));
    else if (flags.reporter === 'jsonl')
      terminal.data(`${JSON.stringify({ type: 'summary', ...document })}\n`);
    sayDiagnostics(report.errors, terminal);
    if (flags.quiet) return exitCode;
    sayDiagnostics(report.warnings, terminal);
    if (report.failure === undefined)
      terminal.say(`${terminal.style('green', '✓')} ${headline(call.name, report, durationMs)}`);
    return exitCode;
  },
};
