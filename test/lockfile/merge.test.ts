import { describe, expect, test } from 'vitest';
import { digestOf } from '../../src/core/digest.ts';
import {
  EMPTY_LOCKFILE,
  formatLockfile,
  type LockEntry,
  type Lockfile,
  mergeConflict,
  mergeLockfiles,
} from '../../src/lockfile/index.ts';
import { adoptedOf, entryOf } from './entries.ts';

const lock = (targets: { readonly [id: string]: LockEntry }): Lockfile => ({
  ...EMPTY_LOCKFILE,
  targets: new Map(Object.entries(targets)),
});
const blocks = (targets: { readonly [id: string]: LockEntry }) =>
  formatLockfile(lock(targets)).split('\n').slice(4, -3).join('\n');
const file = (...targets: string[]) =>
  `{\n  "keyVersion": 1,\n  "lockfileVersion": 1,\n  "targets": {\n${targets.join('\n')}\n  }\n}\n`;
const idsOf = (merged: ReturnType<typeof mergeConflict>) =>
  'code' in merged ? `${merged.code}: ${merged.message}` : [...merged.targets.keys()];
const promptOf = (merged: ReturnType<typeof mergeConflict>, id = 'fox') =>
  'code' in merged ? merged.code : merged.targets.get(id)?.recipe.prompt;

describe('two lockfiles', () => {
  const [mine, other] = [entryOf('mine'), entryOf('other')];
  const merge = (ours: LockEntry, theirs: LockEntry, wanted?: string) =>
    mergeLockfiles(
      lock({ fox: ours }),
      lock({ fox: theirs }),
      wanted === undefined ? undefined : () => wanted,
    ).targets.get('fox');

  test('become one of this version, in the order of their ids', () => {
    const merged = mergeLockfiles(lock({ owl: mine, ant: mine }), lock({ elk: other, owl: other }));
    expect({ ...merged, targets: [...merged.targets] }).toEqual({
      lockfileVersion: 1,
      keyVersion: 1,
      targets: [
        ['ant', mine],
        ['elk', other],
        ['owl', mine],
      ],
    });
  });

  test('ours stays where the manifest wants neither, both, or nobody knows', () => {
    expect(merge(mine, other)).toBe(mine);
    expect(merge(mine, other, 'sha256:none')).toBe(mine);
    const twin = { ...mine, credits: 7 };
    expect(merge(mine, twin, mine.key)).toBe(mine);
    expect(merge(mine, other, other.key)).toBe(other);
    expect(merge(mine, other, mine.key)).toBe(mine);
  });

  test('what is wanted is asked of the id', () => {
    const asked: string[] = [];
    mergeLockfiles(lock({ ant: mine, owl: mine }), lock({ ant: other, elk: other }), (id) => {
      asked.push(id);
      return undefined;
    });
    expect(asked).toEqual(['ant']);
  });

  test('what people made goes before what the manifest wants', () => {
    const people = adoptedOf('by hand');
    expect(merge(people, other, other.key)?.source).toBe('manual');
    expect(merge(mine, people, mine.key)?.source).toBe('manual');
    expect(merge(people, other, other.key)).toBe(people);
    // Of two, the one that is wanted; the other has no key to be found by, and stays as a parent.
    const second = adoptedOf('also by hand');
    expect(merge(people, second, second.key)).toEqual({ ...second, parents: [people.master.digest] });
    expect(merge(people, second)).toEqual({ ...people, parents: [second.master.digest] });
  });

  test('the parent of a lost picture is noted once, in order, and only when it is another picture', () => {
    const older = [digestOf('z'), digestOf('y')];
    const [winner, loser] = [adoptedOf('wins', { parents: older }), adoptedOf('loses')];
    const parents = [...older, loser.master.digest].sort();
    expect(merge(winner, loser)?.parents).toEqual(parents);
    expect(merge({ ...winner, parents }, loser)).toEqual({ ...winner, parents });
    const same = { ...adoptedOf('wins'), credits: 3 };
    expect(merge(winner, same)).toBe(winner);
    // A generated one that loses is found by its key.
    expect(merge(winner, mine)).toBe(winner);
  });

  test('an approval is of a picture, whoever gave it', () => {
    const approval = { master: mine.master.digest, by: 'Ann' };
    const approved = { ...mine, approval };
    expect(merge(mine, approved)).toEqual(approved);
    expect(merge(approved, mine)).toBe(approved);
    expect(merge(approved, { ...mine, approval: { ...approval, by: 'Bob' } })).toBe(approved);
    // Of the picture that loses: void.
    expect(merge(mine, { ...other, approval: { master: other.master.digest } })).toBe(mine);
    // A void one gives way to one that holds, and stays where there is none, so that `approve` can say so.
    const stale = { ...mine, approval: { master: digestOf('before') } };
    expect(merge(stale, approved)).toEqual(approved);
    expect(merge(stale, mine)).toBe(stale);
    // Of the winning picture, given on the losing side.
    expect(merge(mine, { ...other, approval })).toEqual(approved);
  });
});

describe('a text with conflict markers', () => {
  const both = (ours: string, theirs: string, base?: string) =>
    `<<<<<<< HEAD\n${ours}${base === undefined ? '' : `\n||||||| merged common ancestors\n${base}`}\n=======\n${theirs}\n>>>>>>> branch`;
  const ant = blocks({ ant: entryOf('ant') });
  const mine = blocks({ fox: entryOf('mine') });
  const other = blocks({ fox: entryOf('other') });
  const base = blocks({ fox: entryOf('base') });

  test('is merged by the target, with or without the common ancestor', () => {
    for (const text of [file(`${ant},`, both(mine, other)), file(`${ant},`, both(mine, other, base))]) {
      const merged = mergeConflict(text, 'x.lock');
      expect(idsOf(merged)).toEqual(['ant', 'fox']);
      expect(promptOf(merged)).toBe('mine');
      expect(
        promptOf(mergeConflict(text, 'x.lock', { key: () => entryOf('other').key, declares: () => true })),
      ).toBe('other');
    }
  });

  test('may have the line ends of Windows, and names after the markers or none', () => {
    const text = file(`${ant},`, both(mine, other)).replaceAll('\n', '\r\n');
    expect(idsOf(mergeConflict(text, 'x.lock'))).toEqual(['ant', 'fox']);
    const bare = text.replace('<<<<<<< HEAD', '<<<<<<<').replace('>>>>>>> branch', '>>>>>>>');
    expect(idsOf(mergeConflict(bare, 'x.lock'))).toEqual(['ant', 'fox']);
  });

  test('is put right where a side ends with a comma too many or too few', () => {
    const owl = blocks({ owl: entryOf('owl') });
    expect(idsOf(mergeConflict(file(`${ant},`, both(`${mine},`, owl)), 'x.lock'))).toEqual([
      'ant',
      'fox',
      'owl',
    ]);
    expect(idsOf(mergeConflict(file(both(mine, owl), ant), 'x.lock'))).toEqual(['ant', 'fox', 'owl']);
    expect(idsOf(mergeConflict(file(`${ant},`, both(mine, '')), 'x.lock'))).toEqual(['ant', 'fox']);
  });

  test('keeps words of prompts that look like what is put right', () => {
    const odd = 'say "a" "b", } and ] then, "c"\n  "d"';
    const merged = mergeConflict(file(both(blocks({ fox: entryOf(odd) }), other)), 'x.lock');
    expect(promptOf(merged)).toBe(odd);
  });

  test('is refused when a side is no JSON, and the place is in that side', () => {
    const broken = mergeConflict(file(both(`${mine} oops`, other)), 'x.lock');
    expect(broken).toMatchObject({
      code: 'lock-damaged',
      message: expect.stringMatching(/^x\.lock is not valid JSON/),
    });
    expect(mergeConflict(file(both(mine, `${other} oops`)), 'x.lock')).toMatchObject({
      code: 'lock-damaged',
    });
  });

  test('gives up an entry whose lines were mixed for the whole one of the other side', () => {
    const mixed = other.replace('"prompt": "other"', '"prompt": "mixed"');
    expect(promptOf(mergeConflict(file(both(mixed, mine)), 'x.lock'))).toBe('mine');
    expect(promptOf(mergeConflict(file(both(mine, mixed)), 'x.lock'))).toBe('mine');
    const neither = mergeConflict(file(both(mixed, mixed.replace('mixed', 'mixed too'))), 'x.lock');
    expect(idsOf(neither)).toBe('lock-damaged: x.lock: the recipe of "fox" does not belong to its key');
  });

  test('tells lines of equals signs in a prompt from a marker', () => {
    const prompt = '=======x <<<<<<<';
    const merged = mergeConflict(file(both(blocks({ fox: entryOf(prompt) }), other)), 'x.lock');
    expect(promptOf(merged)).toBe(prompt);
  });
});
