import { accessSync, constants } from 'node:fs';
import { dirname } from 'node:path';
import { type Diagnostic, problem } from './diagnostic.ts';

/** What the operating system says when it refuses something. */
export type SystemError = NodeJS.ErrnoException & { readonly dest?: string };

/** What was refused: `file` was to be `done`; `by` stands around the sentence. */
interface Refusal {
  readonly file: string;
  readonly done: 'read' | 'written' | 'opened';
  readonly by: (sentence: string) => string;
}

type Meaning = (refusal: Refusal) => Diagnostic;

const full: Meaning = ({ file, by }) =>
  problem('disk-full', by(`${file} cannot be written: its disk is full`), {
    hint: 'make room there, then run this again; `imagebuild prune` lists pictures that nothing uses any more',
  });

const denied: Meaning = ({ file, done, by }) =>
  problem('no-access', by(`${file} may not be ${done} by this user`), {
    hint: 'change its owner or its permissions (also those of its folder), then run this again',
  });

const tooMany: Meaning = ({ file, by }) =>
  problem('too-many-files', by(`${file} cannot be opened: too many files are open already`), {
    hint: 'raise the limit (`ulimit -n 4096`), or build with a lower --concurrency',
  });

const readOnly: Meaning = ({ file, by }) =>
  problem('disk-read-only', by(`${file} cannot be written: its disk is mounted read-only`), {
    hint: 'mount it for writing, then run this again',
  });

const broken: Meaning = ({ file, done, by }) =>
  problem('disk-failed', by(`${file} cannot be ${done}: the disk reports an error`), {
    hint: 'look after the disk (the log of the system says more), then run this again',
  });

/** What everyday refusals mean. */
const MEANINGS: { readonly [code: string]: Meaning } = {
  ENOSPC: full,
  EDQUOT: full,
  EACCES: denied,
  EPERM: denied,
  EMFILE: tooMany,
  ENFILE: tooMany,
  EROFS: readOnly,
  EIO: broken,
};

/** Calls that only look. What a file was opened for is not said, save for those that are being written. */
const LOOKING = new Set([
  'scandir',
  'stat',
  'lstat',
  'fstat',
  'access',
  'read',
  'realpath',
  'readlink',
  'opendir',
]);

/** Names of files that are not whole yet, as the writers of this program make them: people know the whole ones. */
const UNFINISHED = /\.[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\.tmp$|(?<=\.lock)\.\d+$/;

/** True for what the operating system refused; such an error is no fault of the program. */
export function isSystemError(error: unknown): error is SystemError {
  const { code, syscall } = (error ?? {}) as SystemError;
  return typeof code === 'string' && (typeof syscall === 'string' || Object.hasOwn(MEANINGS, code));
}

/** What a refusal of the operating system means: the file, the reason, and what to do. */
export function systemProblem(error: SystemError, before = ''): Diagnostic {
  const { syscall = '', path = '', message } = error;
  const code = refusalCode(error);
  const meaning = Object.hasOwn(MEANINGS, code) ? MEANINGS[code] : undefined;
  if (meaning === undefined)
    return problem('system', `${before}${message}`, { hint: 'run this again when the cause is gone' });
  const opened = syscall === 'open' && !UNFINISHED.test(path);
  return meaning({
    file: (error.dest ?? error.path)?.replace(UNFINISHED, '') ?? 'a file',
    done: opened ? 'opened' : LOOKING.has(syscall) ? 'read' : 'written',
    by: (sentence) => `${before}${sentence} (${code})`,
  });
}

/**
 * Returns the code that an error should have: where folders are to be made on a disk that is mounted read-only, Node says
 * that they are not there.
 */
export function refusalCode({ code = '', syscall = '', path, dest }: SystemError): string {
  const file = dest ?? path;
  if (code !== 'ENOENT' || LOOKING.has(syscall) || file === undefined) return code;
  return isReadOnly(dirname(file)) ? 'EROFS' : code;
}

/** Whether the nearest folder that exists is on a disk that is mounted read-only. */
function isReadOnly(folder: string): boolean {
  try {
    accessSync(folder, constants.W_OK);
    return false;
  } catch (error) {
    const { code } = error as SystemError;
    const above = dirname(folder);
    return code === 'ENOENT' && above !== folder ? isReadOnly(above) : code === 'EROFS';
  }
}

/** Errors of an open file do not say which one it was: names it, and lets the error go on. */
export function naming(path: string): (error: unknown) => never {
  return (error) => {
    if (isSystemError(error) && error.path === undefined) error.path = path;
    throw error;
  };
}
