import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fc, test } from '@fast-check/vitest';
import { afterAll, beforeAll, describe, expect } from 'vitest';
import {
  formatLockfile,
  isConflicted,
  type Lockfile,
  mergeConflict,
  mergeLockfiles,
  parseLockfile,
} from '../../src/lockfile/index.ts';
import { entryArbitrary, idArbitrary, lockfileOf } from '../support/lock-arbitraries.ts';

const idsOf = ({ targets }: Lockfile) => [...targets.keys()].sort();

describe('conflict markers that git has left', () => {
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'imagebuild-merge-'));
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  function gitMerge(ours: Lockfile, base: Lockfile, theirs: Lockfile, style: readonly string[]): string {
    for (const [name, lockfile] of Object.entries({ ours, base, theirs }))
      writeFileSync(join(folder, name), formatLockfile(lockfile));
    try {
      return execFileSync('git', ['merge-file', '-p', ...style, 'ours', 'base', 'theirs'], {
        cwd: folder,
        encoding: 'utf8',
        stdio: ['ignore', 'pipe', 'ignore'],
      });
    } catch (error) {
      // The exit status counts the conflicts.
      const { stdout, status } = error as { stdout: string; status: number };
      if (status === null || status >= 128) throw error;
      return stdout;
    }
  }

  const KINDS = ['same', 'ours', 'theirs', 'both', 'added-ours', 'added-theirs', 'added-both'] as const;
  const REMOVALS = ['removed-ours', 'removed-theirs'] as const;

  /** A history: a common lockfile, and what two people have made of it. */
  const history = (kinds: readonly string[]) =>
    fc
      .array(
        fc.record({
          id: idArbitrary,
          base: entryArbitrary,
          other: entryArbitrary,
          third: entryArbitrary,
          kind: fc.constantFrom(...kinds),
        }),
        { minLength: 1, maxLength: 8 },
      )
      .map((targets) => {
        const [ours, base, theirs] = [new Map(), new Map(), new Map()];
        for (const { id, base: first, other, third, kind } of targets) {
          for (const map of [ours, base, theirs]) map.delete(id);
          if (!kind.startsWith('added')) base.set(id, first);
          if (kind !== 'removed-ours' && kind !== 'added-theirs')
            ours.set(id, ['ours', 'both', 'added-ours', 'added-both'].includes(kind) ? other : first);
          if (kind !== 'removed-theirs' && kind !== 'added-ours')
            theirs.set(id, ['theirs', 'both', 'added-theirs', 'added-both'].includes(kind) ? third : first);
        }
        return { ours: lockfileOf(ours), base: lockfileOf(base), theirs: lockfileOf(theirs) };
      });

  const styles = fc.constantFrom([], ['--diff3'], ['--zdiff3']);
  const read = (text: string) =>
    isConflicted(text) ? mergeConflict(text, 'imagebuild.lock') : parseLockfile(text, 'imagebuild.lock');

  // Line by line, git may mix the two sides of one entry beyond what its text still tells; that is refused, not guessed.
  test.prop([history(KINDS), styles], { numRuns: 60, endOnFailure: true })(
    'merge and lose no target of either side, or are refused as damaged',
    ({ ours, base, theirs }, style) => {
      const merged = read(gitMerge(ours, base, theirs, style));
      if ('code' in merged) expect(merged.code).toBe('lock-damaged');
      else expect(idsOf(merged)).toEqual(idsOf(mergeLockfiles(ours, theirs)));
    },
  );

  test.prop([history([...KINDS, ...REMOVALS]), styles], { numRuns: 60 })(
    'merge or are refused as damaged when a side has removed targets, and lose none that was not removed',
    ({ ours, base, theirs }, style) => {
      const merged = read(gitMerge(ours, base, theirs, style));
      if ('code' in merged) {
        expect(merged.code).toBe('lock-damaged');
        return;
      }
      for (const id of [...ours.targets.keys(), ...theirs.targets.keys()]) {
        const removed = base.targets.has(id) && !(ours.targets.has(id) && theirs.targets.has(id));
        if (!removed) expect(idsOf(merged)).toContain(id);
      }
    },
  );
});
