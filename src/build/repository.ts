import { execFile, spawn } from 'node:child_process';
import { dirname, relative } from 'node:path';
import { promisify } from 'node:util';
import { problem } from '../core/diagnostic.ts';
import { failure } from '../core/failure.ts';
import { fail, type Result, succeed } from '../core/result.ts';
import { isSecretName } from '../core/secret-name.ts';
import { isConflicted, type Lockfile, parseLockfile, type Sides, type SideTexts } from '../lockfile/index.ts';
import type { Project } from './project.ts';

const LARGEST = 1 << 30;

/** A file as it was after some revision. */
export interface FileVersion {
  /** The whole name of the commit. */
  readonly revision: string;
  /** When it was committed: ISO 8601 with its offset. */
  readonly date: string;
  /** The first line of its message. */
  readonly subject: string;
  /** The name of the object that holds the file; absent where the revision took the file away. */
  readonly object: string | undefined;
}

/** The whole name of the commit that a revision means in the project's folder; `usage` says what was expected of it. */
export async function findRevision(
  { paths }: Project,
  revision: string,
  usage: string,
): Promise<Result<string>> {
  const refuse = (code: string, message: string, hint: string) =>
    fail(failure('invalid-input', problem(code, message, { hint })));
  if (revision === '' || revision.startsWith('-'))
    return refuse('unknown-revision', `"${revision}" is not a git revision`, usage);
  const trouble = await git(paths.root, 'rev-parse', '--git-dir').then(
    () => undefined,
    (error: NodeJS.ErrnoException) => error,
  );
  if (trouble?.code === 'ENOENT')
    return refuse('no-repository', 'there is no git to ask for earlier pictures', 'install git');
  if (trouble !== undefined)
    return refuse(
      'no-repository',
      'the project is in no git repository, so nothing is known of earlier pictures',
      'run `git init` and commit the manifest and the lockfile',
    );
  const commit = git(paths.root, 'rev-parse', '--verify', '--quiet', `${revision}^{commit}`);
  const found = await commit.catch(() => undefined);
  if (found !== undefined) return succeed(found.toString().trim());
  return refuse('unknown-revision', `git knows no revision "${revision}" here`, usage);
}

/** The lockfile of a revision; undefined where that has none. */
export async function lockfileAt(
  project: Project,
  commit: string,
  revision: string,
): Promise<Result<Lockfile | undefined>> {
  const { root, lockfile, lockfileName } = project.paths;
  const bytes = await fileAt(root, commit, lockfile);
  if (bytes === undefined) return succeed(undefined);
  const text = bytes.toString('utf8');
  const file = `${revision}:${lockfileName}`;
  const hint = 'name another revision: this one says nothing that can be relied on';
  const parsed = isConflicted(text)
    ? problem('lock-conflicted', `${file} was committed with conflict markers`)
    : parseLockfile(text, file);
  return 'code' in parsed ? fail(failure('lock-unusable', { ...parsed, hint })) : succeed(parsed);
}

/** A file of a revision; undefined where that has none, or where there is no git. Paths are absolute. */
export function fileAt(folder: string, commit: string, path: string): Promise<Buffer | undefined> {
  return git(folder, 'cat-file', 'blob', `${commit}:${fromFolder(folder, path)}`).catch(() => undefined);
}

/** Returns the sides of a file that git could not merge, as it keeps them until the merge is over; undefined where it keeps none. */
export async function conflictSides(path: string): Promise<SideTexts | undefined> {
  const folder = dirname(path);
  const stage = async (number: number) => (await fileAt(folder, `:${number}`, path))?.toString('utf8');
  const [base, ours, theirs] = [await stage(1), await stage(2), await stage(3)];
  return ours === undefined || theirs === undefined ? undefined : { base, ours, theirs };
}

/**
 * Returns, of these paths relative to a folder, those that git ignores, with the rule as `file:line: pattern`. Empty where
 * there is no git or no repository. What is tracked is not ignored, whatever the rules say.
 */
export async function ignoredFiles(
  folder: string,
  paths: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  // It ends with 1 where nothing is ignored.
  const told = await git(folder, 'check-ignore', '-v', '--', ...paths).catch(() => '');
  const ignored = new Map<string, string>();
  for (const line of told.toString().split('\n')) {
    const [, rule = '', pattern = '!', path = ''] = /^(.*:\d+:)(.*)\t(.*)$/.exec(line) ?? [];
    if (!pattern.startsWith('!')) ignored.set(path, `${rule} ${pattern}`);
  }
  return ignored;
}

/** Merges a file line by line, as git does without a merge driver; returns whether it could. Paths are absolute. */
export async function mergeLines({ base, ours, theirs }: Sides<string>): Promise<boolean> {
  const labels = ['ours', 'base', 'theirs'].flatMap((label) => ['-L', label]);
  return git(dirname(ours), 'merge-file', ...labels, ours, base, theirs).then(
    () => true,
    () => false,
  );
}

/** All versions of a file that led to the present revision, newest first; none where git knows nothing of it. */
export async function versionsOf(path: string): Promise<FileVersion[]> {
  const format = '--format=%x00%H%x00%cI%x00%s';
  const log = await git(
    dirname(path),
    ...['log', '-m', '--raw', '--no-abbrev', '--no-renames', '--no-color', format, '--', path],
  ).catch(() => '');
  return log
    .toString()
    .split(/^\0/m)
    .slice(1)
    .flatMap((entry) => {
      const [head = '', ...changes] = entry.split('\n');
      const [revision = '', date = '', subject = ''] = head.split('\0');
      const object = /^:\d+ \d+ [0-9a-f]+ ([0-9a-f]+) [A-Z]/.exec(
        changes.find((line) => line.startsWith(':')) ?? '',
      )?.[1];
      if (object === undefined) return [];
      return [{ revision, date, subject, object: /^0+$/.test(object) ? undefined : object }];
    });
}

/**
 * Contents of objects in their order, undefined where there is no such object: from one process, however many they are.
 * Whoever has seen enough leaves the loop, which ends the process.
 */
export async function* readObjects(
  folder: string,
  objects: readonly string[],
): AsyncGenerator<Buffer | undefined> {
  const child = spawn('git', ['cat-file', '--batch'], {
    cwd: folder,
    stdio: ['pipe', 'pipe', 'ignore'],
    env: environmentOfGit(),
  });
  // Git that is missing, or that is ended early, shows as an output that ends.
  child.on('error', () => child.stdout.destroy());
  child.stdin.on('error', () => undefined);
  child.stdin.end(objects.map((object) => `${object}\n`).join(''));
  const bytes = new Bytes(child.stdout);
  try {
    for (let read = 0; read < objects.length; read++) {
      const head = await bytes.line();
      if (head === undefined) return;
      const size = / blob (\d+)$/.exec(head)?.[1];
      if (size === undefined) yield undefined;
      else yield (await bytes.take(Number(size) + 1))?.subarray(0, -1);
    }
  } finally {
    child.kill();
  }
}

/** Lines and blocks out of a stream, whatever pieces it comes in. */
class Bytes {
  readonly #pieces: AsyncIterator<Buffer>;
  #held: Buffer[] = [];
  #length = 0;

  constructor(stream: AsyncIterable<Buffer>) {
    this.#pieces = stream[Symbol.asyncIterator]();
  }

  async line(): Promise<string | undefined> {
    for (;;) {
      const end = this.#whole().indexOf(10);
      if (end >= 0) return this.#cut(end + 1).toString('utf8', 0, end);
      if (!(await this.#more())) return undefined;
    }
  }

  async take(length: number): Promise<Buffer | undefined> {
    while (this.#length < length) if (!(await this.#more())) return undefined;
    return this.#cut(length);
  }

  async #more(): Promise<boolean> {
    const piece = await this.#pieces.next();
    if (piece.done) return false;
    this.#held.push(piece.value);
    this.#length += piece.value.length;
    return true;
  }

  #whole(): Buffer {
    const [first, ...rest] = this.#held;
    const whole = rest.length === 0 && first ? first : Buffer.concat(this.#held);
    this.#held = [whole];
    return whole;
  }

  #cut(length: number): Buffer {
    const whole = this.#whole();
    const rest = whole.subarray(length);
    this.#held = [rest];
    this.#length = rest.length;
    return whole.subarray(0, length);
  }
}

function fromFolder(folder: string, path: string): string {
  return `./${relative(folder, path).replaceAll('\\', '/')}`;
}

async function git(folder: string, ...args: string[]): Promise<Buffer> {
  const options = { cwd: folder, env: environmentOfGit(), maxBuffer: LARGEST, encoding: 'buffer' } as const;
  return (await promisify(execFile)('git', args, options)).stdout;
}

/** A repository can name programs that git runs (`core.fsmonitor`, hooks): they need no key of ours. */
function environmentOfGit(): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !isSecretName(name)));
}
