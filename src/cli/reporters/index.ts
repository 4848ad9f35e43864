import type { Call } from '../command.ts';
import { githubReporter } from './github.ts';
import { jsonReporter } from './json.ts';
import { jsonlReporter } from './jsonl.ts';
import { junitReporter } from './junit.ts';
import { plainReporter } from './plain.ts';
import type { Reporter } from './reporter.ts';
import { ttyReporter } from './tty.ts';

export type { Reporter } from './reporter.ts';

/** The reporter that the flags ask for; without one, live lines where they can be drawn. */
export async function chooseReporter(
  { flags, name, terminal, environment }: Call,
  outDir: string | undefined,
): Promise<Reporter> {
  const people = () => (terminal.live ? ttyReporter(terminal, outDir) : plainReporter(terminal, outDir));
  if (flags.json) return jsonReporter(terminal, name, await people());
  switch (flags.reporter) {
    case 'jsonl':
      return jsonlReporter(terminal, name);
    case 'github':
      return githubReporter(terminal, environment, name);
    case 'junit':
      return junitReporter(terminal, name);
    case 'plain':
      return plainReporter(terminal, outDir);
    case 'tty':
      return ttyReporter(terminal, outDir);
    case undefined:
      return people();
  }
}
