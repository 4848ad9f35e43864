import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { type TextChange, writeAllOrNone } from '../../src/design/write-all.ts';
import { createRig } from '../support/rig.ts';

const change = (folder: string, name: string): TextChange => ({
  path: join(folder, name),
  name,
  before: `old ${name}`,
  after: `new ${name}`,
});

function written(...names: readonly string[]): {
  folder: string;
  changes: TextChange[];
  now: () => string[];
} {
  const { folder } = createRig();
  const changes = names.map((name) => change(folder, name));
  for (const { path, before } of changes) writeFileSync(path, before);
  return { folder, changes, now: () => changes.map(({ path }) => readFileSync(path, 'utf8')) };
}

test('all files are written', async () => {
  const { changes, now } = written('a', 'b');
  expect(await writeAllOrNone(changes)).toBeUndefined();
  expect(now()).toEqual(['new a', 'new b']);
});

test('what was written is put back when a later file cannot be', async () => {
  const { folder, changes, now } = written('a', 'b');
  mkdirSync(join(folder, 'c'));
  const impossible = { ...change(folder, 'c/d/e'), before: '', after: 'new' };
  writeFileSync(join(folder, 'c/d'), 'a file where a folder should be');
  const failed = await writeAllOrNone([...changes, impossible]);
  expect(failed?.diagnostics).toMatchObject([
    {
      code: 'system',
      message: expect.stringContaining('c/d/e could not be written, and nothing was changed'),
    },
  ]);
  expect(now()).toEqual(['old a', 'old b']);
});

test('a file that was saved meanwhile keeps all from being written', async () => {
  const { changes, now } = written('a', 'b');
  writeFileSync(changes[1]?.path ?? '', 'mine');
  expect((await writeAllOrNone(changes))?.diagnostics).toMatchObject([{ code: 'manifest-changed' }]);
  expect(now()).toEqual(['old a', 'mine']);
});
