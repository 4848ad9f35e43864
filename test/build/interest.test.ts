import { mkdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { Interest } from '../../src/build/interest.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

/** Folders and files below the root that a pattern makes somebody look at. */
function lookedAt(root: string, pattern: string): string[] {
  const interest = new Interest(() => true);
  interest.glob(root, pattern);
  return interest.looked.map((path) => path.slice(root.length + 1)).sort();
}

test('a pattern looks into folders with a dot only where it names them', () => {
  const root = temporaryFolder();
  for (const folder of ['art/.more', 'art/plain', 'art/node_modules'])
    mkdirSync(join(root, folder), { recursive: true });
  expect(lookedAt(root, 'art/*/*.yaml')).toEqual(['art', 'art/plain']);
  expect(lookedAt(root, 'art/.*/*.yaml')).toEqual(['art', 'art/.more', 'art/plain']);
  mkdirSync(join(root, 'art/plain/.more'));
  expect(lookedAt(root, 'art/*/.more/*.yaml')).toContain('art/plain/.more');
});

test('a link that leads nowhere yet is looked at', () => {
  const root = temporaryFolder();
  mkdirSync(join(root, 'art'));
  symlinkSync('../later.yaml', join(root, 'art/later.yaml'));
  expect(lookedAt(root, 'art/*.yaml')).toEqual(['art', 'art/later.yaml']);
});
