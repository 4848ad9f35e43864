import { STAGES, timings } from '../../core/timing.ts';
import { seconds } from '../../core/words.ts';
import type { Terminal } from '../terminal.ts';

/** What generates, encodes and writes does so side by side: such times add up to more than has passed. */
const SIDE_BY_SIDE: readonly string[] = ['generate', 'render', 'write'];

/** Where the time of this process went, when somebody asked; `begun` is when the command did, in milliseconds. */
export function sayTimings(terminal: Pick<Terminal, 'say' | 'style'>, begun: number): void {
  const spent = timings();
  if (spent === undefined) return;
  const whole = performance.now();
  const rows: [string, number][] = [
    ['start', begun],
    ...STAGES.map((stage): [string, number] => [stage, spent.get(stage) ?? 0]),
  ];
  const other = whole - rows.reduce((sum, [, took]) => sum + took, 0);
  if (other > 0) rows.push(['other', other]);
  terminal.say(`Where the time went, of ${seconds(whole)} in all:`);
  for (const [stage, took] of rows.filter(([, took]) => took >= 0.5)) {
    const aside = SIDE_BY_SIDE.includes(stage) && other <= 0 ? terminal.style('dim', '  side by side') : '';
    terminal.say(`  ${stage.padEnd(9)}${seconds(took).padStart(8)}${aside}`);
  }
}
