import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { removeOutputs } from '../../src/site/index.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

function folderWith(...paths: string[]): string {
  const root = temporaryFolder();
  for (const path of paths) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), '');
  }
  return root;
}

test('folders that become empty go, up to the output folder and not beside it', async () => {
  const root = folderWith('art/fox/small/a.png', 'art/fox/small/b.png', 'art-old/c.png', 'art/owl/d.png');
  const removed = await removeOutputs(
    root,
    ['art/fox/small/a.png', 'art/fox/small/b.png', 'art-old/c.png', 'art/owl/e.png'],
    'art',
  );
  expect(removed).toEqual(['art/fox/small/a.png', 'art/fox/small/b.png', 'art-old/c.png']);
  expect(['art/fox', 'art', 'art-old', 'art/owl/d.png'].map((path) => existsSync(join(root, path)))).toEqual([
    false,
    true,
    true,
    true,
  ]);
});

test('a folder under the name of a file is left alone, and the rest goes', async () => {
  const root = folderWith('art/fox.png/mine.txt', 'art/owl.png');
  expect(await removeOutputs(root, ['art/fox.png', 'art/owl.png'], 'art')).toEqual(['art/owl.png']);
  expect(existsSync(join(root, 'art/fox.png/mine.txt'))).toBe(true);
});
