import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { parseEnv } from 'node:util';
import { InvalidArgumentError, Option } from 'commander';
import { durationFrom, LONGEST_DURATION } from '../core/duration.ts';
import { isTrue } from '../core/is-true.ts';
import type { Environment } from '../core/ports.ts';
import { concurrencyFrom, countFrom, creditsFrom } from './flag-values.ts';
import { REPORTERS, type ReporterName } from './reporter-names.ts';

/** The flags that every command takes, parsed. */
export interface Flags {
  readonly config?: string;
  readonly cwd?: string;
  readonly lockfile?: string;
  readonly envFile?: readonly string[];
  readonly profile?: string;
  readonly store?: string;
  readonly frozen?: boolean;
  readonly offline?: boolean;
  readonly dryRun?: boolean;
  readonly force?: boolean;
  readonly allowProtected?: boolean;
  readonly allowCode?: boolean;
  readonly maxCost?: number;
  readonly maxImages?: number;
  readonly concurrency?: number;
  readonly keepGoing?: boolean;
  /** Milliseconds. */
  readonly timeout?: number;
  /** Milliseconds. */
  readonly lockTimeout?: number;
  readonly retryUnknown?: boolean;
  readonly json?: boolean;
  readonly reporter?: ReporterName;
  readonly out?: string;
  readonly quiet?: boolean;
  readonly verbose?: boolean;
  readonly timing?: boolean;
  readonly yes?: boolean;
  readonly color?: boolean;
}

/** The options of {@link Flags}, for every command. */
export function commonOptions(): Option[] {
  return [
    new Option('-c, --config <file>', 'the manifest; looked for upward from here when absent').argParser(
      once,
    ),
    new Option('-C, --cwd <folder>', 'work as if started there').argParser(once),
    new Option('--lockfile <file>', 'the lockfile, beside the manifest when absent').argParser(once),
    new Option('--env-file <file>', 'read environment variables from a file; may be repeated').argParser(
      collect,
    ),
    new Option(
      '--profile <name>',
      'lay a profile of the manifest over its settings; results live apart',
    ).argParser(once),
    new Option('--store <folder>', 'a store that several checkouts share').argParser(folderName),
    new Option(
      '--frozen',
      'restore and render only: never pay, never change the lock (the default when CI is set)',
    ),
    new Option('--no-frozen', 'allow generating where CI is set'),
    new Option('--offline', 'ask no provider beyond this machine'),
    new Option('--dry-run', 'only say what would be done'),
    new Option('--force', 'make the targets named by a pattern again'),
    new Option('--allow-protected', 'allow replacing protected targets, for this run'),
    new Option('--allow-code', "run the project's own steps on pictures"),
    new Option('--max-cost <credits>', 'spend at most so many credits').argParser(amount),
    new Option('--max-images <n>', 'buy at most so many images').argParser(count),
    new Option('-j, --concurrency <n>', 'so many encodes and requests at once').argParser(atLeastOne),
    new Option('-k, --keep-going', 'build what does not depend on a failed target'),
    new Option('--timeout <duration>', 'longest wait for one answer, as in 180s').argParser(duration),
    new Option('--lock-timeout <duration>', 'how long to wait for another process').argParser(duration),
    new Option('--retry-unknown', 'buy again what was bought with an unknown outcome'),
    new Option('--json', 'print one JSON document'),
    new Option('--reporter <name>', 'how to tell what happens').choices(REPORTERS),
    new Option('-o, --out <file>', 'write the data into a file instead of standard output').argParser(once),
    new Option('-q, --quiet', 'say only what went wrong'),
    new Option('-v, --verbose', 'say more'),
    new Option('--timing', 'say where the time went'),
    new Option('--yes', 'answer yes to questions'),
    new Option('--no-color', 'no colours'),
  ];
}

/** Fills flags that were not given from IMAGEBUILD_* variables, and `frozen` from CI. */
export function withEnvironment(given: Flags, environment: Environment): Flags {
  const flags: Record<string, unknown> = { ...given };
  for (const option of commonOptions()) {
    const name = option.attributeName();
    const variable = `IMAGEBUILD_${name.replace(/[A-Z]/g, (letter) => `_${letter}`).toUpperCase()}`;
    const text = environment(variable);
    if (text === undefined || text === '' || option.negate || (flags[name] !== undefined && name !== 'color'))
      continue;
    flags[name] = option.required ? parseValue(option, variable, text) : isTrue(text);
  }
  flags.frozen ??= isTrue(environment('CI') ?? '');
  return flags as Flags;
}

function parseValue(option: Option, variable: string, text: string): unknown {
  if (option.argChoices && !option.argChoices.includes(text))
    throw new InvalidArgumentError(`${variable} is one of: ${option.argChoices.join(', ')}`);
  try {
    return option.parseArg ? option.parseArg(text, undefined) : text;
  } catch (error) {
    throw new InvalidArgumentError(`${variable} is "${text}"; ${(error as Error).message}`);
  }
}

/** Variables from the files of --env-file, later files first; a file that is missing is an error. */
export function readEnvironmentFiles(
  { envFile, cwd }: Pick<Flags, 'envFile' | 'cwd'>,
  own: NodeJS.ProcessEnv,
): NodeJS.ProcessEnv {
  const { IMAGEBUILD_ENV_FILE: usual, IMAGEBUILD_CWD: folder } = own;
  const variables: NodeJS.ProcessEnv = {};
  for (const file of envFile ?? (usual ? [usual] : [])) {
    let text: string;
    try {
      text = readFileSync(resolve(cwd ?? folder ?? '.', file), 'utf8');
    } catch {
      throw new InvalidArgumentError(`--env-file: there is no file ${file}`);
    }
    Object.assign(variables, parseEnv(text));
  }
  return variables;
}

/** Refuses a second value: which of two files or folders is meant, nobody can tell. */
function once(value: string, earlier: unknown): string {
  if (earlier !== undefined) throw new InvalidArgumentError('it is given twice; keep one');
  return value;
}

function collect(value: string, earlier: unknown): string[] {
  return [...((earlier as string[] | undefined) ?? []), value];
}

/** An empty name would be the current folder, and is most likely a variable that is not set. */
function folderName(text: string, earlier: unknown): string {
  once(text, earlier);
  if (text.trim() === '') throw new InvalidArgumentError('give a folder');
  return text;
}

function amount(text: string): number {
  return given(creditsFrom(text), 'give a number of credits, 0 or more');
}

function count(text: string): number {
  return given(countFrom(text), 'give a whole number, 0 or more');
}

/** For options of single commands that count or name something. */
export function wholeFromOne(text: string): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 1)
    throw new InvalidArgumentError('a whole number from 1 is needed');
  return value;
}

function atLeastOne(text: string): number {
  return given(concurrencyFrom(text), 'give a whole number from 1 to 1000');
}

function duration(text: string): number {
  const milliseconds = given(durationFrom(text), 'give a duration, as in 180s or 3m');
  if (milliseconds > LONGEST_DURATION) throw new InvalidArgumentError('give at most 24 days, which is 576h');
  return milliseconds;
}

function given(value: number | undefined, wanted: string): number {
  if (value === undefined) throw new InvalidArgumentError(wanted);
  return value;
}
