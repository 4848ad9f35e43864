import { counted, credits, seconds, some } from '../../core/words.ts';
import type { Terminal } from '../terminal.ts';
import type { Reporter } from './reporter.ts';
import { saySummary } from './summary.ts';
import { Waits, waitTeller } from './waits.ts';

/** Without news for so long, in milliseconds, it says that it still works. */
const HEARTBEAT = 15_000;

/** One line for each finished target; for logs and for terminals that cannot draw over a line. */
export function plainReporter(terminal: Terminal, root: string | undefined): Reporter {
  const open = new Set<string>();
  const waits = new Waits();
  const tellWait = waitTeller(terminal);
  let done = 0;
  let total = 0;
  let timer: NodeJS.Timeout | undefined;
  const beat = () => {
    clearTimeout(timer);
    timer = setTimeout(() => {
      const wait = waits.text();
      terminal.say(
        `  … ${done} of ${total} done, working on ${some([...open])}${wait === undefined ? '' : `; ${wait}`}`,
      );
      beat();
    }, HEARTBEAT);
    timer.unref();
  };
  return {
    hear(event) {
      waits.hear(event);
      tellWait(event);
      if (event.type === 'planned') total = event.generate + event.restore + event.render;
      if (event.type === 'target-started') open.add(event.target);
      if (event.type === 'target-finished' || event.type === 'target-failed') {
        open.delete(event.target);
        done += 1;
      }
      if (event.type === 'target-skipped') open.delete(event.target);
      if (terminal.quiet) return;
      if (event.type === 'planned' && event.estimatedCredits > 0)
        terminal.say(
          `  ${counted(event.generate, 'target')} to generate for up to ${credits(event.estimatedCredits)}`,
        );
      if (event.type === 'target-finished')
        terminal.say(
          `  ${terminal.style('green', '✓')} ${event.target}  ${terminal.style('dim', `${event.action}, ${counted(event.written, 'file')}, ${seconds(event.durationMs)}`)}`,
        );
      if (event.type === 'target-failed') terminal.say(`  ${terminal.style('red', '✗')} ${event.target}`);
      if (event.type === 'target-skipped' && terminal.verbose)
        terminal.say(
          `  ${terminal.style('yellow', '·')} ${event.target}  ${terminal.style('dim', event.because)}`,
        );
      if (event.type === 'output-removed' && terminal.verbose)
        terminal.say(`  ${terminal.style('dim', `removed ${event.path}`)}`);
      if (event.type === 'job-awaited') terminal.say(`  … ${awaitingText(event.target)}`);
      if (event.type === 'stopping') terminal.say(stoppingText(event.inFlight));
      beat();
    },
    end(report, _exitCode, durationMs) {
      clearTimeout(timer);
      saySummary(report, terminal, durationMs, root);
    },
  };
}

export function awaitingText(target: string): string {
  return `waiting for a picture of ${target} that an earlier build has paid for`;
}

export function stoppingText(inFlight: number): string {
  return inFlight > 0
    ? `Stopping: waiting for ${counted(inFlight, 'paid request')} in flight. Once more to give up on them.`
    : 'Stopping.';
}
