import { openWatchSession } from '../../build/index.ts';
import { problem } from '../../core/diagnostic.ts';
import { failure } from '../../core/failure.ts';
import type { Command } from '../command.ts';
import { exitCodeOf } from '../exit-codes.ts';
import { PATTERNS } from '../patterns.ts';
import { summaryText } from '../reporters/summary.ts';
import { sayDiagnostics } from '../views/diagnostics.ts';
import { reportDocument } from '../views/document.ts';
import { finish } from '../views/finish.ts';
import { credits } from '../views/words.ts';
import { buildOptions } from './build.ts';

const NO_DRY_RUN = failure(
  'invalid-input',
  problem('usage', 'watch builds what changes; it has no --dry-run', {
    hint: 'see what would be done with `imagebuild plan`; without --max-cost watching spends nothing',
  }),
);

export const watch: Command = {
  name: 'watch',
  summary: 'build whenever a file is saved; spends nothing without --max-cost',
  group: 'Build',
  arguments: PATTERNS,
  async run(call) {
    const { terminal, flags, stop } = call;
    if (flags.dryRun) return finish(call, NO_DRY_RUN);
    const machine = flags.json || flags.reporter === 'jsonl';
    let said: string | undefined;
    const session = openWatchSession(call.project, {
      ...buildOptions(call),
      keepGoing: true,
      signal: stop.signal,
      onRound({ because, report, spent, durationMs }) {
        if (machine)
          return terminal.data(
            `${JSON.stringify({ type: 'summary', ...reportDocument(call.name, report, exitCodeOf(report.failure), durationMs), because })}\n`,
          );
        const text = summaryText(report, durationMs);
        const idle = text.startsWith('Nothing to do') && because.length > 0;
        // Saving without a change is nobody's news; the same trouble again is not either.
        const news = JSON.stringify([
          report.errors,
          report.warnings,
          idle ? '' : text.replace(/[\d.]+ m?s/, ''),
        ]);
        if (idle && said === news) return;
        said = news;
        if (because.length > 0) terminal.say(terminal.style('dim', `— ${because.join(', ')} saved`));
        sayDiagnostics([...report.errors, ...report.warnings], terminal);
        terminal.say(
          `${report.failure === undefined ? terminal.style('green', '✓') : terminal.style('red', '✗')} ${text}${spent > 0 ? ` This session: ${credits(spent)}.` : ''}`,
        );
        if (because.length === 0)
          terminal.say(
            terminal.style(
              'dim',
              `Watching. Ctrl-C ends.${flags.maxCost === undefined ? ' Spending is off; --max-cost allows it.' : ` May spend ${credits(flags.maxCost)}.`}`,
            ),
          );
      },
    });
    await session.ended;
    return exitCodeOf('interrupted', stop.received);
  },
};
