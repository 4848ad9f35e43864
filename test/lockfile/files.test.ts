import { describe, expect, test } from 'vitest';
import { parseLockfile } from '../../src/lockfile/index.ts';

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
