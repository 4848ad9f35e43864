import { Option } from 'commander';
import { openProject, planProject, reportPlan } from '../../build/index.ts';
import type { Command } from '../command.ts';
import { EXIT } from '../exit-codes.ts';
import { PATTERNS } from '../patterns.ts';
import { chooseReporter } from '../reporters/index.ts';
import { sayDiagnostics } from '../views/diagnostics.ts';
import { jsonText, reportDocument } from '../views/document.ts';
import { finish } from '../views/finish.ts';
import { sayPlan } from '../views/plan.ts';

export const plan: Command = {
  name: 'plan',
  summary: 'say what build would do, why, and what it would cost; touches nothing',
  group: 'Build',
  arguments: PATTERNS,
  options: () => [new Option('--detailed-exitcode', 'exit with 2 when there is something to do')],
  async run(call) {
    const { args, flags, terminal, own } = call;
    const opened = await openProject(call.project);
    if (!opened.ok) return finish(call, opened.failure);
    const planned = await planProject(opened.value, { ...flags, patterns: args });
    if (!planned.ok) return finish(call, planned.failure);
    const { damage } = planned.value;
    const failed = damage.length > 0 ? { failure: 'damage-found' as const, errors: damage } : {};
    const report = { ...reportPlan(planned.value.plan, opened.value.manifest.file), ...failed };
    const { warnings } = planned;
    const pending = report.targets.some(({ action }) => action !== 'reuse');
    const exitCode =
      damage.length > 0 ? EXIT.damage : pending && own.detailedExitcode ? EXIT.changesPending : EXIT.ok;
    if (flags.reporter === 'github' || flags.reporter === 'junit') {
      const reporter = await chooseReporter(call, undefined);
      await reporter.end({ ...report, warnings }, exitCode, Date.now() - call.startedAt);
      return exitCode;
    }
    if (flags.json || flags.reporter === 'jsonl') {
      const document = {
        ...reportDocument(call.name, { ...report, warnings }, exitCode, Date.now() - call.startedAt),
        ok: damage.length === 0,
      };
      terminal.data(
        flags.json ? jsonText(document) : `${JSON.stringify({ type: 'summary', ...document })}\n`,
      );
      return exitCode;
    }
    if (!flags.quiet) {
      await sayPlan(report, terminal);
      sayDiagnostics(warnings, terminal);
    }
    sayDiagnostics(damage, terminal);
    return exitCode;
  },
};
