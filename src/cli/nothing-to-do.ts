import { fstatSync, readFileSync, statSync, writeSync } from 'node:fs';
import { devNull } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { MANIFEST_NAMES } from '../core/manifest-names.ts';
import { beginTiming, timed } from '../core/timing.ts';
import { version } from '../core/version.ts';
import { decodeSettled, hasSameEnvironment, isAsBefore, SETTLED_FILE } from '../freshness/index.ts';
import { styled } from './styled.ts';
import type { Terminal } from './terminal.ts';
import { nothingToDo } from './views/nothing-to-do.ts';

/**
 * Answers `imagebuild` and `imagebuild build` where nothing has changed since a build found nothing to do, in a
 * tenth of the time that reading the manifest takes: so it loads nothing that the answer does not need. Returns false
 * for every other command line, and whenever anything is not as it was: then the command is run as ever, and nothing
 * was said.
 */
export async function saysNothingToDo(args: readonly string[]): Promise<boolean> {
  const begun = performance.now();
  const answer = await knownAnswer(args).catch(() => undefined);
  if (answer === undefined) return false;
  const { quiet, timing, targets } = answer;
  if (quiet && !timing) return true;
  const terminal = openStandardError();
  if (!quiet) terminal.say(`${terminal.style('green', '✓')} ${nothingToDo(targets, performance.now())}`);
  if (timing) (await import('./views/timings.ts')).sayTimings(terminal, begun);
  return true;
}

/** How a build is asked for, and what it would find; undefined where that is not known. Whatever fails here is told by the build. */
async function knownAnswer(args: readonly string[]): Promise<(PlainBuild & { targets: number }) | undefined> {
  const asked = plainBuild(args);
  if (asked === undefined || Object.keys(process.env).some((name) => name.startsWith('IMAGEBUILD_'))) return;
  if (asked.timing) beginTiming();
  const folder = resolve(asked.cwd);
  const root = statSync(folder).isDirectory() ? manifestFolder(folder) : undefined;
  const settled = root === undefined ? undefined : decodeSettled(readFileSync(join(root, SETTLED_FILE)));
  if (root === undefined || settled === undefined || settled.version !== version()) return;
  if (!(await hasSameEnvironment(settled, (name) => process.env[name]))) return;
  // Short paths spare the operating system half of its way to each file.
  const short = root === process.cwd() ? '.' : root;
  return timed('stat', () => isAsBefore(short, settled)) ? { ...asked, targets: settled.targets } : undefined;
}

/** Opening the stream takes a while, so it is only done where somebody could see colours. */
function openStandardError(): Pick<Terminal, 'say' | 'style'> {
  if (process.env.FORCE_COLOR === undefined && !mayBeTerminal(2))
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

interface PlainBuild {
  readonly cwd: string;
  readonly quiet: boolean;
  readonly timing: boolean;
}

/** A build without any wish that would have to be looked at closely. */
function plainBuild(args: readonly string[]): PlainBuild | undefined {
  let cwd = '.';
  let named = false;
  let quiet = false;
  let timing = false;
  for (let at = 0; at < args.length; at++) {
    const argument = args[at];
    if (argument === 'build' && !named) named = true;
    else if (argument === '-q' || argument === '--quiet') quiet = true;
    else if (argument === '--timing') timing = true;
    else if ((argument === '-C' || argument === '--cwd') && at + 1 < args.length) cwd = args[++at] as string;
    else return undefined;
  }
  return { cwd, quiet, timing };
}

/** The folder of the manifest that is nearest, as a build finds it. */
function manifestFolder(folder: string): string | undefined {
  if (MANIFEST_NAMES.some((name) => isThere(join(folder, name)))) return folder;
  const above = dirname(folder);
  return above === folder || isThere(join(folder, '.git')) ? undefined : manifestFolder(above);
}

/** Throws where that cannot be known. */
function isThere(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false }) !== undefined;
}
