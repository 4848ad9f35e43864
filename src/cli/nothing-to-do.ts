import { existsSync, fstatSync, readFileSync, writeSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { MANIFEST_NAMES } from '../core/manifest-names.ts';
import { beginTiming, timed } from '../core/timing.ts';
import { version } from '../core/version.ts';
import {
  decodeSettled,
  hasSameEnvironment,
  isAsBefore,
  SETTLED_FILE,
  type Settled,
} from '../freshness/index.ts';
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
  const asked = plainBuild(args);
  if (asked === undefined || Object.keys(process.env).some((name) => name.startsWith('IMAGEBUILD_')))
    return false;
  const root = manifestFolder(resolve(asked.cwd));
  const settled = root === undefined ? undefined : read(join(root, SETTLED_FILE));
  if (root === undefined || settled === undefined || settled.version !== version()) return false;
  // Warnings are shown as ever, by what shows them.
  if (settled.warnings.length > 0) return false;
  if (asked.timing) beginTiming();
  if (!(await hasSameEnvironment(settled, (name) => process.env[name]))) return false;
  if (!timed('stat', () => within(root, () => isAsBefore('.', settled)))) return false;
  if (asked.quiet && !asked.timing) return true;
  const terminal = openStandardError();
  if (!asked.quiet)
    terminal.say(`${terminal.style('green', '✓')} ${nothingToDo(settled.targets, performance.now())}`);
  if (asked.timing) (await import('./views/timings.ts')).sayTimings(terminal, begun);
  return true;
}

/** Short paths spare the operating system half of its way to each file. Nothing else happens meanwhile. */
function within<T>(folder: string, question: () => T): T {
  const before = process.cwd();
  process.chdir(folder);
  try {
    return question();
  } finally {
    process.chdir(before);
  }
}

/** Opening the stream takes a while, so it is only done where somebody could see colours. */
function openStandardError(): Pick<Terminal, 'say' | 'style'> {
  const { FORCE_COLOR } = process.env;
  if (FORCE_COLOR === undefined && !fstatSync(2).isCharacterDevice())
    return { say: sayAtOnce, style: (_, text) => text };
  const stream = process.stderr;
  return {
    say: (line) => void stream.write(`${line}\n`),
    style: (style, text) => styled(style, text, stream),
  };
}

function sayAtOnce(line = ''): void {
  try {
    writeSync(2, `${line}\n`);
  } catch {
    // Whoever does not listen is not told.
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
  if (MANIFEST_NAMES.some((name) => existsSync(join(folder, name)))) return folder;
  const above = dirname(folder);
  return above === folder || existsSync(join(folder, '.git')) ? undefined : manifestFolder(above);
}

function read(path: string): Settled | undefined {
  try {
    return decodeSettled(readFileSync(path));
  } catch {
    return undefined;
  }
}
