import { isDeepStrictEqual } from 'node:util';
import {
  entryIn,
  formatLockfile,
  isConflicted,
  type Lockfile,
  mergeConflict,
  mergeLockfiles,
  parseLockfile,
} from '../../../../src/lockfile/index.ts';
import { judgeDiagnostics } from '../diagnostics.ts';
import { type FuzzTarget, promise } from '../target.ts';
import { bytesOf, projectFile, textOf } from '../texts.ts';

const FILE = 'imagebuild.lock';
const WORDS = [
  ...[
    '"__proto__"',
    '"constructor"',
    '"toString"',
    '"targets"',
    '"recipe"',
    '"params"',
    '"outputs"',
    '"files"',
    '"key"',
  ],
  ...[
    '"../x"',
    '"/etc/passwd"',
    '"C:/x"',
    'null',
    'true',
    '1e400',
    '-0',
    '[]',
    '{}',
    '[[',
    '{"a":',
    '"\\ud800"',
    '"\\u0000"',
    ',',
  ],
  ...[
    '<<<<<<< ours\n',
    '=======\n',
    '||||||| base\n',
    '>>>>>>> theirs\n',
    '"lockfileVersion": 2',
    '"random"',
    '"sha256:',
  ],
];

function judgeText(text: string): Lockfile | undefined {
  const read = parseLockfile(text, FILE);
  if ('code' in read) {
    judgeDiagnostics([read], { [FILE]: text });
    return undefined;
  }
  const written = formatLockfile(read);
  const again = parseLockfile(written, FILE);
  if ('code' in again) throw new Error(`what was written is not read: ${again.message}`);
  // JSON.stringify knows one zero, as the text does.
  promise(
    isDeepStrictEqual(sorted(again), JSON.parse(JSON.stringify(sorted(read)))),
    'what is written is read as something else',
  );
  promise(formatLockfile(again) === written, 'there are two texts for one lockfile');
  for (const id of read.targets.keys()) entryIn(Buffer.from(text), id);
  return read;
}

const sorted = ({ targets, ...versions }: Lockfile) => ({
  ...versions,
  targets: [...targets].sort(([a], [b]) => (a < b ? -1 : 1)),
});

/** Two lockfiles in one input. */
const BETWEEN = '\n%%%%\n';

function judgeMerge(text: string): void {
  const at = text.indexOf(BETWEEN);
  const [one, other] = at < 0 ? [text, text] : [text.slice(0, at), text.slice(at + BETWEEN.length)];
  const [ours, theirs] = [judgeText(one), judgeText(other)];
  if (ours === undefined || theirs === undefined) return;
  const text1 = (lockfile: Lockfile) => formatLockfile(lockfile);
  promise(text1(mergeLockfiles(ours, ours)) === text1(ours), 'a lockfile merged with itself is another');
  const merged = mergeLockfiles(ours, theirs);
  promise(text1(mergeLockfiles(merged, theirs)) === text1(merged), 'merging twice gives another lockfile');
  // Where the manifest says what it wants, it does not matter who merges whom.
  for (const side of [ours, theirs]) {
    const wanted = (id: string) => side.targets.get(id)?.key;
    const keys = (lockfile: Lockfile) =>
      [...lockfile.targets].map(([id, { key, source }]) => [id, key, source]);
    const forth = mergeLockfiles(ours, theirs, wanted);
    const back = mergeLockfiles(theirs, ours, wanted);
    const same = (id: string) => ours.targets.get(id)?.key === theirs.targets.get(id)?.key;
    const differing = (lockfile: Lockfile) =>
      keys(lockfile).filter(([id]) => !same(String(id)) && side.targets.has(String(id)));
    promise(isDeepStrictEqual(differing(forth), differing(back)), 'merging depends on who merges');
  }
}

function judgeConflict(text: string): void {
  isConflicted(text);
  const merged = mergeConflict(text, FILE);
  if ('code' in merged) judgeDiagnostics([merged], { [FILE]: text });
  else judgeText(formatLockfile(merged));
}

function conflicted(lock: string): string {
  const lines = lock.split('\n');
  const at = lines.findIndex((line) => line.includes('"prompt"'));
  return [
    ...lines.slice(0, at),
    '<<<<<<< HEAD',
    lines[at],
    '=======',
    lines[at]?.replace('a ', 'one '),
    '>>>>>>> other',
    ...lines.slice(at + 1),
  ].join('\n');
}

const locks = ['minimal', 'catalogue', 'brand'].map((name) => `examples/${name}/imagebuild.lock`);

export const LOCKFILE_TARGETS: readonly FuzzTarget[] = [
  {
    name: 'lockfile',
    words: WORDS,
    seeds: () => locks.map(projectFile),
    judge: (input) => void judgeText(textOf(input)),
  },
  {
    name: 'lock-merge',
    words: [...WORDS, BETWEEN],
    seeds: () => {
      const [minimal = '', catalogue = ''] = locks.map((path) => textOf(projectFile(path)));
      return [bytesOf(minimal + BETWEEN + minimal), bytesOf(minimal + BETWEEN + catalogue)];
    },
    judge: (input) => judgeMerge(textOf(input)),
  },
  {
    name: 'lock-conflict',
    words: WORDS,
    seeds: () => locks.slice(0, 2).map((path) => bytesOf(conflicted(textOf(projectFile(path))))),
    judge: (input) => judgeConflict(textOf(input)),
  },
];
