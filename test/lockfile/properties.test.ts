import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fc, test } from '@fast-check/vitest';
import { afterAll, beforeAll, describe, expect } from 'vitest';
import {
  formatLockfile,
  isConflicted,
  type LockEntry,
  type Lockfile,
  mergeConflict,
  mergeLockfiles,
  parseLockfile,
} from '../../src/lockfile/index.ts';
import { entryArbitrary, idArbitrary, lockfileArbitrary, lockfileOf } from '../support/lock-arbitraries.ts';

function parsed(text: string): Lockfile {
  const lockfile = parseLockfile(text, 'imagebuild.lock');
  if ('code' in lockfile) throw new Error(lockfile.message);
  return lockfile;
}

const idsOf = ({ targets }: Lockfile) => [...targets.keys()].sort();

describe('the text of a lockfile', () => {
  test.prop([lockfileArbitrary])('is read as what was written', (lockfile) => {
    expect(parsed(formatLockfile(lockfile))).toEqual(lockfileOf([...lockfile.targets].sort()));
  });

  test.prop([lockfileArbitrary])('is the one text for it, whatever the order', (lockfile) => {
    const reversed = lockfileOf([...lockfile.targets].reverse());
    expect(formatLockfile(reversed)).toBe(formatLockfile(lockfile));
    expect(formatLockfile(parsed(formatLockfile(lockfile)))).toBe(formatLockfile(lockfile));
  });

  test.prop([lockfileArbitrary])('has LF, two spaces and a last newline', (lockfile) => {
    const text = formatLockfile(lockfile);
    expect(text).not.toMatch(/\r|\t/);
    expect(text.endsWith('}\n')).toBe(true);
    expect(isConflicted(text)).toBe(false);
  });

  test.prop([lockfileArbitrary, fc.nat(), fc.constantFrom('', '}', '"', 'x', '\0')])(
    'is damaged or whole, never a crash',
    (lockfile, at, put) => {
      const text = formatLockfile(lockfile);
      const cut = text.slice(0, at % text.length) + put;
      // Without line breaks at the end, or with the last brace put back, it is still the whole text.
      const unspaced = (json: string) => json.replace(/\s/g, '');
      fc.pre(unspaced(cut) !== unspaced(text));
      const result = parseLockfile(cut, 'imagebuild.lock');
      expect('code' in result).toBe(true);
    },
  );
});

describe('merging', () => {
  test.prop([lockfileArbitrary, lockfileArbitrary])('never loses an id and makes none up', (ours, theirs) => {
    const ids = new Set([...ours.targets.keys(), ...theirs.targets.keys()]);
    expect(idsOf(mergeLockfiles(ours, theirs))).toEqual([...ids].sort());
  });

  test.prop([lockfileArbitrary, lockfileArbitrary])('has the same ids from either side', (ours, theirs) => {
    expect(idsOf(mergeLockfiles(ours, theirs))).toEqual(idsOf(mergeLockfiles(theirs, ours)));
  });

  test.prop([lockfileArbitrary, lockfileArbitrary])('a second time changes nothing', (ours, theirs) => {
    const merged = mergeLockfiles(ours, theirs);
    expect(formatLockfile(mergeLockfiles(merged, theirs))).toBe(formatLockfile(merged));
    expect(formatLockfile(mergeLockfiles(merged, merged))).toBe(formatLockfile(merged));
  });

  test.prop([idArbitrary, entryArbitrary, entryArbitrary, fc.constantFrom('ours', 'theirs', 'neither')])(
    'the entry whose key is wanted wins, from either side',
    (id, mine, other, wish) => {
      fc.pre(mine.source !== 'manual' && other.source !== 'manual');
      const key = wish === 'ours' ? mine.key : wish === 'theirs' ? other.key : undefined;
      const merged = mergeLockfiles(lockfileOf([[id, mine]]), lockfileOf([[id, other]]), () => key);
      expect(merged.targets.get(id)).toBe(wish === 'theirs' && mine.key !== other.key ? other : mine);
    },
  );
});

describe('merging what people have said and made', () => {
  const one = fc.tuple(idArbitrary, entryArbitrary, entryArbitrary);
  const byPeople = (entry: LockEntry): LockEntry => ({
    ...entry,
    source: 'manual',
    adoption: { master: entry.master.digest, reason: 'why' },
  });
  const merge = (id: string, mine: LockEntry, other: LockEntry, key?: string) =>
    mergeLockfiles(lockfileOf([[id, mine]]), lockfileOf([[id, other]]), () => key).targets.get(id);

  test.prop([one, fc.boolean()])(
    'a picture made by people wins over a generated one, from either side, whatever the manifest wants',
    ([id, generated, entry], first) => {
      const machine: LockEntry = { ...generated, source: 'generated', adoption: undefined };
      const people = byPeople(entry);
      const [mine, other] = first ? [people, machine] : [machine, people];
      expect(merge(id, mine, other, machine.key)).toMatchObject({
        master: people.master,
        source: 'manual',
        key: people.key,
      });
    },
  );

  test.prop([one])('of two pictures made by people the other one is kept as a parent', ([id, a, b]) => {
    const [mine, other] = [byPeople(a), byPeople(b)];
    const merged = merge(id, mine, other);
    expect(merged?.master).toEqual(mine.master);
    expect([merged?.master.digest, ...(merged?.parents ?? [])]).toContain(other.master.digest);
  });

  test.prop([one, fc.boolean()])(
    'an approval of the same picture is kept from either side, one of another picture is not',
    ([id, entry, another], first) => {
      const { approval: _, ...plain } = entry;
      const approved = { ...plain, approval: { master: entry.master.digest, by: 'Ann' } };
      const [mine, other] = first ? [approved, plain] : [plain, approved];
      expect(merge(id, mine, other)?.approval).toEqual(approved.approval);
      const elsewhere = {
        ...plain,
        source: 'generated' as const,
        master: another.master,
        approval: { master: another.master.digest },
      };
      fc.pre(plain.source === 'generated');
      expect(merge(id, plain, elsewhere)?.approval).toBeUndefined();
    },
  );
});

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

  // Each of them starts git.
  const numRuns = fc.readConfigureGlobal()?.numRuns ?? 60;
  const styles = fc.constantFrom([], ['--diff3'], ['--zdiff3']);
  const read = (text: string) =>
    isConflicted(text) ? mergeConflict(text, 'imagebuild.lock') : parseLockfile(text, 'imagebuild.lock');

  // Line by line, git may mix the two sides of one entry beyond what its text still tells; that is refused, not guessed.
  test.prop([history(KINDS), styles], { numRuns, endOnFailure: true })(
    'merge and lose no target of either side, or are refused as damaged',
    ({ ours, base, theirs }, style) => {
      const merged = read(gitMerge(ours, base, theirs, style));
      if ('code' in merged) expect(merged.code).toBe('lock-damaged');
      else expect(idsOf(merged)).toEqual(idsOf(mergeLockfiles(ours, theirs)));
    },
  );

  test.prop([history([...KINDS, ...REMOVALS]), styles], { numRuns })(
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
