import { fc, test } from '@fast-check/vitest';
import { describe, expect } from 'vitest';
import { reviewableJson } from '../../src/core/json.ts';
import {
  formatLockfile,
  isConflicted,
  type LockEntry,
  type Lockfile,
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

  const anyId = fc.oneof(idArbitrary, fc.nat(20).map(String), fc.constantFrom('__proto__', '$&', '$1'));
  test.prop([fc.array(fc.tuple(anyId, entryArbitrary))])('is plain JSON with sorted names', (entries) => {
    const lockfile = lockfileOf(entries);
    const plain = reviewableJson({ ...lockfile, targets: Object.fromEntries(lockfile.targets) });
    expect(formatLockfile(lockfile)).toBe(plain);
    // Once more, from what is remembered of each entry.
    expect(formatLockfile(lockfile)).toBe(plain);
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
