import { fstatSync, statSync, writeSync } from 'node:fs';
import { devNull } from 'node:os';
import { resolve } from 'node:path';
import { type Answer, type Form, type KnownAnswer, knownAnswer } from './known-answer.ts';
import { addToOut, beginOut } from './out-file.ts';
import { addToStepSummary } from './reporters/step-summary.ts';
import { guardStandardOutput } from './standard-output.ts';
import { styled } from './styled.ts';
import type { Terminal } from './terminal.ts';
import { nothingToDo } from './views/nothing-to-do.ts';

/**
 * Answers `imagebuild` and `imagebuild build` where nothing has changed since a build found nothing to do, in a
 * tenth of the time that reading the manifest takes: so it loads nothing that the answer does not need. Takes every flag
 * that cannot change the answer ({@link quickFlags}). Returns false for every other command line, and whenever anything is not
 * as it was: then the command is run in full, and nothing was said.
 */
export async function saysNothingToDo(args: readonly string[]): Promise<boolean> {
  const begun = performance.now();
  const found = await knownAnswer(args, process.env).catch(() => undefined);
  // Written before anything is said: where it cannot be, the build says why.
  if (found === undefined || !fillsOut(found)) return false;
  const { flags, form, targets, answer } = found;
  const terminal = openStandardError(flags.color !== false);
  const mark = form === undefined || form === 'json' ? `${terminal.style('green', '✓')} ` : '';
  const text = nothingToDo(targets, performance.now());
  if (!flags.quiet && form !== 'jsonl') terminal.say(`${mark}${text}`);
  if (form === 'github') addToStepSummary(process.env.GITHUB_STEP_SUMMARY, [text]);
  if (answer !== undefined && flags.out === undefined) print(filled(answer, form));
  if (flags.timing) (await import('./views/timings.ts')).sayTimings(terminal, begun);
  return true;
}

/** Returns false where a file was asked for that cannot be written. */
function fillsOut({ flags, form, answer }: KnownAnswer): boolean {
  if (flags.out === undefined) return true;
  try {
    const path = resolve(flags.cwd ?? '.', flags.out);
    beginOut(path);
    if (answer !== undefined) addToOut(path, Buffer.concat(filled(answer, form)));
    return true;
  } catch {
    return false;
  }
}

function filled([before, after]: Answer, form: Form | undefined): Buffer[] {
  const milliseconds = Math.round(performance.now());
  const duration = form === 'junit' ? (milliseconds / 1000).toFixed(3) : String(milliseconds);
  return [before, Buffer.from(duration), after];
}

function print(parts: readonly Buffer[]): void {
  guardStandardOutput();
  for (const part of parts) process.stdout.write(part);
}

/** Opening the stream takes a while, so it is only done where somebody could see colours. */
function openStandardError(color: boolean): Pick<Terminal, 'say' | 'style'> {
  if (!color || (process.env.FORCE_COLOR === undefined && !mayBeTerminal(2)))
    return { say: sayAtOnce, style: (_, text) => text };
  const stream = process.stderr;
  // Whoever does not listen is not told.
  stream.on('error', () => {});
  return {
    say: (line) => void stream.write(`${line}\n`),
    style: (style, text) => styled(style, text, stream),
  };
}

function mayBeTerminal(descriptor: number): boolean {
  const facts = fstatSync(descriptor);
  return facts.isCharacterDevice() && facts.rdev !== statSync(devNull).rdev;
}

function sayAtOnce(line = ''): void {
  try {
    writeSync(2, `${line}\n`);
  } catch {
    // A pipe that is full for now takes it later.
    process.stderr.on('error', () => {}).write(`${line}\n`);
  }
}
