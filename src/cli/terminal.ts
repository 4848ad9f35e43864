import { resolve } from 'node:path';
import type { styleText } from 'node:util';
import { InvalidArgumentError } from 'commander';
import type { Flags } from './flags.ts';
import { addToOut, beginOut } from './out-file.ts';
import { styled } from './styled.ts';
import { visible } from './visible.ts';

type Style = Parameters<typeof styleText>[0];

/** Where output goes. Data to standard output (or `--out`), everything for people to standard error. */
export interface Terminal {
  /** A line for people. */
  say(line?: string): void;
  /** Text for programs; may be called several times. */
  data(text: string): void;
  /** Returns a text as it is printed: without secrets, and with what cannot be seen written out. */
  clean(text: string): string;
  /** Text in a style, when colours are wanted and can be seen. */
  style(style: Style, text: string): string;
  /** Columns of the terminal. */
  readonly columns: number;
  /** True when lines that were shown can be drawn over. */
  readonly live: boolean;
  readonly quiet: boolean;
  readonly verbose: boolean;
  readonly stream: NodeJS.WriteStream;
}

export function openTerminal(flags: Flags, scrub: (text: string) => string): Terminal {
  const stream = process.stderr;
  const out = flags.out === undefined ? undefined : resolve(flags.cwd ?? '.', flags.out);
  if (out !== undefined) begin(out, flags.out ?? out);
  const dumb = process.env.TERM === 'dumb';
  const clean = (text: string) => visible(scrub(text));
  return {
    say: (line = '') => void stream.write(`${clean(line)}\n`),
    data: (text) => (out === undefined ? void process.stdout.write(clean(text)) : addToOut(out, clean(text))),
    clean,
    style: (style, text) => (flags.color === false ? text : styled(style, text, stream)),
    columns: stream.columns ?? 100,
    live: stream.isTTY === true && !dumb && !process.env.CI,
    quiet: flags.quiet ?? false,
    verbose: flags.verbose ?? false,
    stream,
  };
}

function begin(path: string, written: string): void {
  try {
    beginOut(path);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw new InvalidArgumentError(`--out: ${written} cannot be written (${code})`);
  }
}
