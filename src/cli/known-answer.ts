import { readFileSync, statSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { MANIFEST_NAMES } from '../core/manifest-names.ts';
import { secretForms } from '../core/secret-forms.ts';
import { beginTiming, timed } from '../core/timing.ts';
import { version } from '../core/version.ts';
import {
  ANSWERS_FILE,
  decodeAnswer,
  decodeSettled,
  hasSameEnvironment,
  isAsBefore,
  SETTLED_FILE,
} from '../freshness/index.ts';
import { environmentSecrets } from './environment-secrets.ts';
import { type QuickFlags, quickFlags } from './quick-flags.ts';

/** What is known to be true of a project, and how it is to be said. */
export interface KnownAnswer {
  readonly flags: QuickFlags;
  /** Undefined where only people are answered. */
  readonly form: Form | undefined;
  readonly targets: number;
  /** Data to print, around the duration; absent where nobody asked for any. */
  readonly answer?: Answer;
}

export type Answer = readonly [before: Buffer, after: Buffer];
export type DataForm = 'json' | 'jsonl' | 'junit';
export type Form = DataForm | 'github';

/** Returns what a build would answer; undefined where that is not known. What goes wrong here is for the build to report. */
export async function knownAnswer(
  args: readonly string[],
  environment: NodeJS.ProcessEnv,
): Promise<KnownAnswer | undefined> {
  const flags = quickFlags(args, environment);
  if (flags === undefined) return;
  if (flags.timing) beginTiming();
  const folder = resolve(flags.cwd ?? '.');
  const root = statSync(folder).isDirectory() ? manifestFolder(folder) : undefined;
  const settled = root === undefined ? undefined : decodeSettled(readFileSync(join(root, SETTLED_FILE)));
  if (root === undefined || settled === undefined || settled.version !== version()) return;
  if (!(await hasSameEnvironment(settled, (name) => environment[name]))) return;
  // Short paths spare the operating system half of its way to each file.
  const short = root === process.cwd() ? '.' : root;
  if (!timed('stat', () => isAsBefore(short, settled))) return;
  const form = formOf(flags);
  if (form === undefined || form === 'github') return { flags, form, targets: settled.targets };
  const answer = keptAnswer(join(root, ANSWERS_FILE), settled.id, form, environment);
  return answer && { flags, form, targets: settled.targets, answer };
}

/** Returns how data is printed; undefined where only people are answered. */
function formOf({ json, reporter }: QuickFlags): Form | undefined {
  if (json) return 'json';
  return reporter === 'tty' || reporter === 'plain' ? undefined : reporter;
}

/** Returns undefined where no answer was kept, or where one would show what has become a secret since. */
function keptAnswer(
  file: string,
  id: string,
  form: DataForm,
  environment: NodeJS.ProcessEnv,
): Answer | undefined {
  const answer = decodeAnswer(readFileSync(file), id, form);
  const secrets = environmentSecrets(environment).flatMap(secretForms);
  const shows = (bytes: Buffer) => secrets.some((secret) => bytes.includes(secret));
  return answer?.some(shows) ? undefined : answer;
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
