import { durationFrom, LONGEST_DURATION } from '../core/duration.ts';
import { isTrue } from '../core/is-true.ts';
import { concurrencyFrom, countFrom, creditsFrom } from './flag-values.ts';
import { REPORTERS, type ReporterName } from './reporter-names.ts';

/** As much of the flags of a build as its answer depends on where there is nothing to do. */
export interface QuickFlags {
  readonly cwd?: string;
  readonly quiet?: boolean;
  readonly timing?: boolean;
  readonly color?: boolean;
  readonly json?: boolean;
  readonly reporter?: ReporterName;
  readonly out?: string;
}

type Given = { -readonly [Name in keyof QuickFlags]: QuickFlags[Name] };

/** Takes a flag over, if its answer depends on it. Returns false for a value that the command line refuses. */
type Take = (given: Given, value: string) => boolean;

const needsNoNote: Take = () => true;

/** Flags without a value that a build with nothing to do can take. Those that are no part of this list have it read its manifest. */
const SWITCHES = takers({
  yes: needsNoNote,
  frozen: needsNoNote,
  'no-frozen': needsNoNote,
  offline: needsNoNote,
  'allow-protected': needsNoNote,
  'keep-going': needsNoNote,
  'retry-unknown': needsNoNote,
  json: (given) => (given.json = true),
  quiet: (given) => (given.quiet = true),
  timing: (given) => (given.timing = true),
  'no-color': (given) => {
    given.color = false;
    return true;
  },
});

const VALUES = takers({
  'max-cost': (_, value) => creditsFrom(value) !== undefined,
  'max-images': (_, value) => countFrom(value) !== undefined,
  concurrency: (_, value) => concurrencyFrom(value) !== undefined,
  timeout: isDuration,
  'lock-timeout': isDuration,
  cwd: (given, value) => {
    const first = given.cwd === undefined;
    given.cwd = value;
    return first;
  },
  out: (given, value) => {
    const first = given.out === undefined;
    given.out = value;
    return first && value !== '';
  },
  reporter: (given, value) => {
    given.reporter = REPORTERS.find((name) => name === value);
    return given.reporter !== undefined;
  },
});

const SHORT = new Map([
  ['C', 'cwd'],
  ['j', 'concurrency'],
  ['k', 'keep-going'],
  ['o', 'out'],
  ['q', 'quiet'],
]);

function takers(list: { readonly [name: string]: Take }): ReadonlyMap<string, Take> {
  return new Map(Object.entries(list));
}

const PREFIX = 'IMAGEBUILD_';

/**
 * Returns the flags of a build of everything, or undefined where one of them changes what such a build does, is wrong,
 * or needs a closer look. Reads the command line as the full parser does, of which loading alone takes longer.
 */
export function quickFlags(args: readonly string[], environment: NodeJS.ProcessEnv): QuickFlags | undefined {
  const given: Given = {};
  const variables = Object.entries(environment).filter(([name]) => name.startsWith(PREFIX));
  for (const [name, value = ''] of variables) if (!takesVariable(given, name, value)) return undefined;
  let named = false;
  for (let at = 0; at < args.length; at++) {
    const argument = args[at] as string;
    if (argument === 'build' && !named) named = true;
    else {
      const flag = nameAndValue(argument);
      const take = flag && (SWITCHES.get(flag.name) ?? VALUES.get(flag.name));
      if (flag === undefined || take === undefined) return undefined;
      const isSwitch = SWITCHES.has(flag.name);
      if (isSwitch && flag.value !== undefined) return undefined;
      const value = isSwitch ? '' : (flag.value ?? args[++at]);
      if (value === undefined || !take(given, value)) return undefined;
    }
  }
  return given;
}

/** Reads `--name`, `--name=value`, `-n` and `-nvalue`. */
function nameAndValue(argument: string): { name: string; value?: string } | undefined {
  const [, long, longValue] = /^--([a-z-]+)(?:=(.*))?$/s.exec(argument) ?? [];
  if (long !== undefined) return { name: long, value: longValue };
  const [, letter = '', value] = /^-([A-Za-z])(.+)?$/s.exec(argument) ?? [];
  const name = SHORT.get(letter);
  return name === undefined ? undefined : { name, value };
}

/** Returns false for a variable that is none of these flags. Where it stands is decided elsewhere. */
function takesVariable(given: Given, variable: string, value: string): boolean {
  if (value === '') return true;
  const name = variable.slice(PREFIX.length).toLowerCase().replaceAll('_', '-');
  if (name === 'cwd' || name.startsWith('no-')) return false;
  if (SWITCHES.has(name)) return !isTrue(value) || (SWITCHES.get(name)?.(given, '') ?? false);
  return VALUES.get(name)?.(given, value) ?? false;
}

function isDuration(_: Given, value: string): boolean {
  const milliseconds = durationFrom(value);
  return milliseconds !== undefined && milliseconds <= LONGEST_DURATION;
}
