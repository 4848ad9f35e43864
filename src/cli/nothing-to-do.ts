import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { MANIFEST_NAMES } from '../core/manifest-names.ts';
import { beginTiming, timed } from '../core/timing.ts';
import { version } from '../core/version.ts';
import { counted, seconds } from '../core/words.ts';
import {
  decodeSettled,
  hasSameEnvironment,
  isAsBefore,
  SETTLED_FILE,
  type Settled,
} from '../freshness/index.ts';
import type { Terminal } from './terminal.ts';

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
  if (!timed('stat', () => isAsBefore(root, settled))) return false;
  if (asked.quiet && !asked.timing) return true;
  const { styleText } = await import('node:util');
  const style: Terminal['style'] = (format, text) => styleText(format, text, { stream: process.stderr });
  if (!asked.quiet) say(`${style('green', '✓')} ${nothingToDo(settled.targets, performance.now())}`);
  if (asked.timing) (await import('./views/timings.ts')).sayTimings({ say, style }, begun);
  return true;
}

/** What a build says in which there was nothing to do. */
export function nothingToDo(targets: number, durationMs: number): string {
  if (targets === 0) return 'Nothing to do.';
  return `Nothing to do: ${counted(targets, 'target is', 'targets are')} up to date (${seconds(durationMs)}).`;
}

function say(line: string): void {
  process.stderr.write(`${line}\n`);
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
