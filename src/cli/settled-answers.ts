import type { Report } from '../build/index.ts';
import type { BuildEvent } from '../core/events.ts';
import type { Answers } from '../freshness/index.ts';
import { junitDocument } from './reporters/junit.ts';
import type { Terminal } from './terminal.ts';
import { jsonText, reportDocument } from './views/document.ts';

/** Milliseconds that no build takes, by which the place of the duration is found again. */
const MARK = 8_765_432_109;

/** Returns, for each form of data that a build can print, what it prints where there is nothing to do. */
export function settledAnswers(
  { clean }: Pick<Terminal, 'clean'>,
  report: Report,
  events: readonly BuildEvent[],
): Answers {
  const document = reportDocument('build', report, 0, MARK);
  const lines = [...events, { type: 'summary', ...document }].map((line) => `${JSON.stringify(line)}\n`);
  return {
    json: around(clean(jsonText(document)), '"durationMs": ', String(MARK)),
    jsonl: around(clean(lines.join('')), '"durationMs":', String(MARK)),
    junit: around(clean(junitDocument('build', report, MARK)), 'time="', (MARK / 1000).toFixed(3)),
  };
}

/** Returns what stands before and after a value. Inside a text the mark before it would be written in another way. */
function around(text: string, mark: string, value: string): [before: string, after: string] {
  const at = text.indexOf(mark + value) + mark.length;
  return [text.slice(0, at), text.slice(at + value.length)];
}
