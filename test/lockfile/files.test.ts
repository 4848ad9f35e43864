import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { digestOf } from '../../src/core/digest.ts';
import { generationKey } from '../../src/core/recipe.ts';
import {
  EMPTY_LOCKFILE,
  type LockEntry,
  type Lockfile,
  parseLockfile,
  type SeenLockfile,
  saveLockfile,
} from '../../src/lockfile/index.ts';
import { writeDurable } from '../../src/store/index.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

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
    saveLockfile(path, 'imagebuild.lock', { ...EMPTY_LOCKFILE, targets }, { ...plainly, seen });
  const plainly = { removed: new Set<string>(), merged: false, write: writeDurable };
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

function entryOf(prompt: string): LockEntry {
  const recipe = { provider: 'procedural', operation: 'generate', prompt, params: {}, inputs: {} };
  return {
    key: generationKey(recipe),
    recipe,
    master: { digest: digestOf(prompt), bytes: 1, width: 1, height: 1, format: 'png' },
    outputs: {},
    source: 'generated',
    credits: 0,
    parents: [],
  };
}
