import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { digestOf } from '../../src/core/digest.ts';
import {
  EMPTY_LOCKFILE,
  formatLockfile,
  type LockEntry,
  type Lockfile,
  loadLockfile,
  parseLockfile,
  type SeenLockfile,
  saveLockfile,
} from '../../src/lockfile/index.ts';
import { writeDurable } from '../../src/store/index.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { adoptedOf, entryOf } from './entries.ts';

const HASH = `sha256:${'0'.repeat(64)}`;

/** A lockfile whose only entry records one file; the recipe's key does not matter before the path does. */
function lockWith(file: string): string {
  const entry = {
    key: HASH,
    recipe: { provider: 'procedural', operation: 'generate', params: {}, inputs: {} },
    master: { digest: HASH, bytes: 1, width: 1, height: 1, format: 'png' },
    outputs: { tile: { key: HASH, files: [file] } },
    source: 'generated',
    credits: 0,
    parents: [],
  };
  return JSON.stringify({ lockfileVersion: 1, keyVersion: 1, targets: { fox: entry } });
}

describe('a path in the lockfile', () => {
  test.each([
    '../victim.txt',
    'public/art/../../victim.txt',
    '/etc/passwd',
    'C:/victim.txt',
    'public\\..\\victim.txt',
    './victim.txt',
    'public//victim.txt',
    'public/',
    'a\u0000b',
    '',
  ])('%j is refused, since what is recorded may be deleted', (file) => {
    expect(parseLockfile(lockWith(file), 'imagebuild.lock')).toMatchObject({
      code: 'lock-damaged',
      message: expect.stringContaining('not a path inside the project'),
    });
  });

  test.each(['public/art/fox/running@dark-480.avif', 'a b/ü..x.webp', '.hidden/..x'])(
    '%j is fine',
    (file) => {
      const { code, message } = parseLockfile(lockWith(file), 'imagebuild.lock') as {
        code?: string;
        message?: string;
      };
      // The key was made up, and that is the next thing to be found.
      expect([code, message]).toEqual([
        'lock-damaged',
        expect.stringContaining('does not belong to its key'),
      ]);
    },
  );
});

test('an entry that another process has added since we last looked is kept, although we know the file', async () => {
  const path = join(temporaryFolder(), 'imagebuild.lock');
  const save = (targets: Lockfile['targets'], seen?: SeenLockfile) =>
    saveLockfile(
      path,
      'imagebuild.lock',
      { ...EMPTY_LOCKFILE, targets },
      {
        base: seen?.lockfile ?? EMPTY_LOCKFILE,
        seen,
        write: writeDurable,
      },
    );
  const first = await save(new Map([['fox', entryOf('fox')]]));
  if ('code' in first) throw new Error(first.message);
  await save(new Map([['owl', entryOf('owl')]]));
  const second = await save(new Map([['fox', entryOf('fox again')]]), first);
  expect(second).toMatchObject({ digest: digestOf(readFileSync(path)) });
  const saved = parseLockfile(readFileSync(path, 'utf8'), 'imagebuild.lock') as Lockfile;
  expect([...saved.targets].map(([id, { recipe }]) => [id, recipe.prompt])).toEqual([
    ['fox', 'fox again'],
    ['owl', 'owl'],
  ]);
});

describe('what is under the name of a lockfile', () => {
  const at = () => join(temporaryFolder(), 'imagebuild.lock');

  test('is nothing, a lockfile, a conflict, or damage', async () => {
    const path = at();
    expect(await loadLockfile(path, 'x.lock')).toEqual({ kind: 'absent' });
    const text = formatLockfile({ ...EMPTY_LOCKFILE, targets: new Map([['fox', entryOf('fox')]]) });
    writeFileSync(path, text);
    const loaded = await loadLockfile(path, 'x.lock');
    expect(loaded).toMatchObject({ kind: 'loaded', digest: digestOf(text) });
    writeFileSync(path, `<<<<<<< HEAD\n${text}`);
    expect(await loadLockfile(path, 'x.lock')).toEqual({ kind: 'conflicted', text: `<<<<<<< HEAD\n${text}` });
    writeFileSync(path, '{');
    expect(await loadLockfile(path, 'x.lock')).toMatchObject({
      kind: 'damaged',
      diagnostic: { code: 'lock-damaged' },
    });
    const folder = at();
    mkdirSync(folder);
    expect(await loadLockfile(folder, 'x.lock')).toMatchObject({
      kind: 'damaged',
      diagnostic: {
        code: 'lock-unreadable',
        message: expect.stringMatching(/^x\.lock cannot be read: EISDIR/),
      },
    });
  });

  test('is not parsed again while it is what was seen', async () => {
    const path = at();
    const text = formatLockfile({ ...EMPTY_LOCKFILE, targets: new Map([['fox', entryOf('fox')]]) });
    writeFileSync(path, text);
    const seen = { digest: digestOf(text), lockfile: EMPTY_LOCKFILE };
    expect(await loadLockfile(path, 'x.lock', seen)).toEqual({ kind: 'loaded', ...seen });
    writeFileSync(path, `${text} `);
    expect(await loadLockfile(path, 'x.lock', seen)).not.toMatchObject({ lockfile: EMPTY_LOCKFILE });
  });
});

describe('saving a lockfile', () => {
  const fox = { ...EMPTY_LOCKFILE, targets: new Map([['fox', entryOf('fox')]]) };

  async function save(before: string | undefined, lockfile: Lockfile, more: object = {}) {
    const path = join(temporaryFolder(), 'imagebuild.lock');
    if (before !== undefined) writeFileSync(path, before);
    const written: string[] = [];
    const write = async (to: string, text: string) => {
      expect(to).toBe(path);
      written.push(text);
      await writeDurable(to, text);
    };
    const saved = await saveLockfile(path, 'x.lock', lockfile, {
      base: EMPTY_LOCKFILE,
      write,
      ...more,
    });
    return { saved, written, there: existsSync(path) ? readFileSync(path, 'utf8') : undefined };
  }

  test('writes it once, and not when it is there already, or there is nothing to say', async () => {
    const text = formatLockfile(fox);
    const answer = { digest: digestOf(text), lockfile: fox, others: false };
    expect(await save(undefined, fox)).toEqual({ saved: answer, written: [text], there: text });
    expect(await save(text, fox, { base: fox })).toEqual({ saved: answer, written: [], there: text });
    expect(await save(undefined, EMPTY_LOCKFILE)).toMatchObject({ written: [], there: undefined });
    // One that is there says that there is nothing any more.
    expect((await save(text, EMPTY_LOCKFILE, { base: fox })).written).toEqual([
      formatLockfile(EMPTY_LOCKFILE),
    ]);
  });

  test('brings nothing back that was removed on purpose', async () => {
    const owl = { ...EMPTY_LOCKFILE, targets: new Map([['owl', entryOf('owl')]]) };
    const { there } = await save(formatLockfile(fox), owl, { base: fox });
    expect(there).toBe(formatLockfile(owl));
  });

  test('takes from the disk what this run has left alone, and merges what it has made', async () => {
    const [old, made] = [entryOf('old'), entryOf('made')];
    const approval = { master: old.master.digest, by: 'design' };
    const lockOf = (targets: { [id: string]: LockEntry }) => ({
      ...EMPTY_LOCKFILE,
      targets: new Map(Object.entries(targets)),
    });
    const base = lockOf({ ant: old, fox: old, gone: old, owl: old, yak: old });
    const disk = lockOf({
      ant: { ...old, approval },
      fox: { ...old, approval },
      owl: adoptedOf('by hand'),
      new: entryOf('new'),
      yak: old,
    });
    const ours = lockOf({ ant: old, fox: made, gone: old, owl: made, yak: made });
    const { saved } = await save(formatLockfile(disk), ours, { base });
    if ('code' in saved) throw new Error(saved.message);
    expect(saved.others).toBe(true);
    expect(Object.fromEntries(saved.lockfile.targets)).toEqual({
      ant: { ...old, approval },
      fox: { ...made, approval },
      new: entryOf('new'),
      owl: adoptedOf('by hand'),
      yak: made,
    });
  });

  test('puts what has arrived before what this run has made of the same target', async () => {
    const lockOf = (prompt: string) => ({ ...EMPTY_LOCKFILE, targets: new Map([['fox', entryOf(prompt)]]) });
    const { there } = await save(formatLockfile(lockOf('theirs')), lockOf('ours'), { base: lockOf('old') });
    expect(there).toBe(formatLockfile(lockOf('theirs')));
    const people = { ...EMPTY_LOCKFILE, targets: new Map([['fox', adoptedOf('by hand')]]) };
    const adopted = await save(formatLockfile(lockOf('theirs')), people, { base: lockOf('old') });
    expect(adopted.there).toBe(formatLockfile(people));
  });

  test('leaves a conflict alone that is another than the one that was settled', async () => {
    const other = '<<<<<<< HEAD\nanother\n';
    expect(await save(other, fox, { merged: '<<<<<<< HEAD\n' })).toMatchObject({
      saved: { code: 'lock-conflicted' },
      there: other,
    });
  });

  test('replaces neither damage nor a conflict, but for one that was merged', async () => {
    expect(await save('{', fox)).toMatchObject({ saved: { code: 'lock-damaged' }, written: [], there: '{' });
    const conflict = '<<<<<<< HEAD\n';
    expect(await save(conflict, fox)).toEqual({
      saved: {
        severity: 'error',
        code: 'lock-conflicted',
        message: 'x.lock has got conflict markers during the build',
        hint: 'run `imagebuild lock merge`, then build again; what was bought is found by its key',
      },
      written: [],
      there: conflict,
    });
    expect((await save(conflict, fox, { merged: conflict })).there).toBe(formatLockfile(fox));
  });
});
