import { type Diagnostic, problem } from './diagnostic.ts';

/** What the operating system says when it refuses something. */
export type SystemError = NodeJS.ErrnoException & { readonly dest?: string };

/** What an everyday refusal means, and what helps. */
interface Meaning {
  readonly code: string;
  readonly says: (file: string, done: 'read' | 'written' | 'opened') => string;
  readonly hint: string;
}

const FULL: Meaning = {
  code: 'disk-full',
  says: (file) => `${file} cannot be written: its disk is full`,
  hint: 'make room there, then run this again; `imagebuild prune` lists pictures that nothing uses any more',
};
const DENIED: Meaning = {
  code: 'no-access',
  says: (file, done) => `${file} may not be ${done} by this user`,
  hint: 'change its owner or its permissions (also those of its folder), then run this again',
};
const OPEN: Meaning = {
  code: 'too-many-files',
  says: (file) => `${file} cannot be opened: too many files are open already`,
  hint: 'raise the limit (`ulimit -n 4096`), or build with a lower --concurrency',
};

const MEANINGS: { readonly [code: string]: Meaning } = {
  ENOSPC: FULL,
  EDQUOT: FULL,
  EACCES: DENIED,
  EPERM: DENIED,
  EMFILE: OPEN,
  ENFILE: OPEN,
  EROFS: {
    code: 'disk-read-only',
    says: (file) => `${file} cannot be written: its disk is mounted read-only`,
    hint: 'mount it for writing, then run this again',
  },
  EIO: {
    code: 'disk-failed',
    says: (file, done) => `${file} cannot be ${done}: the disk reports an error`,
    hint: 'look after the disk (the log of the system says more), then run this again',
  },
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

/** True where the machine has to be looked after first: trying the next file would only fail like this one. */
export function isEverydayTrouble(error: unknown): error is SystemError {
  return isSystemError(error) && Object.hasOwn(MEANINGS, error.code ?? '');
}

/** What a refusal of the operating system means: the file, the reason, and what to do. */
export function systemProblem(error: SystemError, before = ''): Diagnostic {
  const meaning = MEANINGS[error.code ?? ''];
  if (meaning === undefined) return problem('system', `${before}${error.message}`);
  const file = (error.dest ?? error.path)?.replace(UNFINISHED, '') ?? 'a file';
  const { syscall = '', path = '' } = error;
  const opened = syscall === 'open' && !UNFINISHED.test(path);
  const done = opened ? 'opened' : LOOKING.has(syscall) ? 'read' : 'written';
  return problem(meaning.code, `${before}${meaning.says(file, done)} (${error.code})`, {
    hint: meaning.hint,
  });
}

/** Errors of an open file do not say which one it was: names it, and lets the error go on. */
export function naming(path: string): (error: unknown) => never {
  return (error) => {
    if (isSystemError(error) && error.path === undefined) error.path = path;
    throw error;
  };
}
