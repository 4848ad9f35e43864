import { resolve } from 'node:path';
import { InvalidArgumentError } from 'commander';
import type { Flags } from './flags.ts';
import { addToOut, beginOut } from './out-file.ts';
import { type Style, showsColor, styled } from './styled.ts';
import { visible } from './visible.ts';
import { wrapped } from './wrapped.ts';

/** Where output goes. Data to standard output (or `--out`), everything for people to standard error. */
export interface Terminal {
  /** A line for people. */
  say(line?: string): void;
  /** Text for programs; may be called several times. */
  data(text: string): void;
  /** Returns a text as it is printed: without secrets, and with what cannot be seen written out. */
  clean(text: string): string;
  /** A line of data for people: as {@link data}, but broken between words where a terminal is narrow. */
  show(line?: string): void;
  /** Text in a style for {@link say}, when colours are wanted and standard error shows them. */
  style(style: Style | readonly Style[], text: string): string;
  /** Text in a style for {@link show}, when colours are wanted and standard output shows them. */
  styleData(style: Style, text: string): string;
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
  const colored = flags.color !== false && showsColor(stream);
  const output = out === undefined ? process.stdout : undefined;
  const coloredData = flags.color !== false && output !== undefined && showsColor(output);
  const say = (text: string) => visible(scrub(text), colored);
  const data = (text: string) => {
    const shown = visible(scrub(text), coloredData);
    if (out === undefined) process.stdout.write(shown);
    else addToOut(out, shown);
  };
  return {
    say: (line = '') => void stream.write(`${fitted(say(line), stream)}\n`),
    data,
    show: (line = '') => data(`${fitted(line, output)}\n`),
    clean,
    style: (style, text) => (colored ? styled(style, text, stream) : text),
    styleData: (style, text) => (coloredData ? styled(style, text, process.stdout) : text),
    columns: stream.columns || 100,
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

/** Text as it fits what it is shown on; files and pipes take it whole. */
export function fitted(line: string, stream: NodeJS.WriteStream | undefined): string {
  return stream?.isTTY === true && stream.columns > 0 ? wrapped(line, stream.columns) : line;
}
