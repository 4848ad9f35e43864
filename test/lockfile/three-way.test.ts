import { describe, expect, test } from 'vitest';
import {
  EMPTY_LOCKFILE,
  formatLockfile,
  formatMerge,
  type LockEntry,
  type Lockfile,
  mergeAndSettle,
  mergeConflict,
  mergeThreeWay,
  parseLockfile,
} from '../../src/lockfile/index.ts';
import { adoptedOf, entryOf } from './entries.ts';

const lock = (targets: { readonly [id: string]: LockEntry | undefined }): Lockfile => ({
  ...EMPTY_LOCKFILE,
  targets: new Map(Object.entries(targets).flatMap(([id, entry]) => (entry ? [[id, entry]] : []))),
});

/** Merges one target. */
function merge(base?: LockEntry, ours?: LockEntry, theirs?: LockEntry) {
  const sides = { base: lock({ fox: base }), ours: lock({ fox: ours }), theirs: lock({ fox: theirs }) };
  const { lockfile, conflicts } = mergeThreeWay(sides);
  return conflicts.size > 0 ? 'conflict' : lockfile.targets.get('fox');
}

const [old, mine, other] = [entryOf('old'), entryOf('mine'), entryOf('other')];
const approval = { master: old.master.digest, by: 'design' };
const output = (key: string) => ({ key: `sha256:${key.padEnd(64, '0')}`, files: [`art/${key}.png`] });

describe('of a target', () => {
  test('that one side has left alone, the other side decides', () => {
    expect(merge(old, old, other)).toEqual(other);
    expect(merge(old, mine, old)).toEqual(mine);
    expect(merge(old, mine, mine)).toEqual(mine);
    expect(merge(undefined, mine, undefined)).toEqual(mine);
    expect(merge(undefined, undefined, other)).toEqual(other);
  });

  test('what was taken away stays away, whoever took it', () => {
    expect(merge(old, undefined, old)).toBeUndefined();
    expect(merge(old, old, undefined)).toBeUndefined();
    expect(merge(old, undefined, undefined)).toBeUndefined();
  });

  test('an approval that was taken back, and an adoption that was released, do not come back', () => {
    const approved = { ...old, approval };
    expect(merge(approved, old, approved)).toEqual(old);
    expect(merge(approved, approved, old)).toEqual(old);
    expect(merge(adoptedOf('old'), adoptedOf('old'), old)).toEqual(old);
  });

  test('picture, approval and outputs are merged on their own', () => {
    const base = { ...old, outputs: { hero: output('1'), og: output('2') } };
    const ours = { ...base, approval };
    const theirs = { ...other, outputs: { hero: output('3'), og: output('2') } };
    expect(merge(base, ours, theirs)).toEqual({ ...theirs, approval });
    const widened = { ...base, outputs: { hero: output('1'), og: output('4'), more: output('5') } };
    const narrowed = { ...base, outputs: { hero: output('6') } };
    expect(
      merge(
        { ...base, outputs: { hero: output('1') } },
        { ...base, outputs: { hero: output('1'), more: output('5') } },
        narrowed,
      ),
    ).toEqual({
      ...base,
      outputs: { hero: output('6'), more: output('5') },
    });
    expect(merge(base, widened, narrowed)).toBe('conflict');
  });

  test('another picture on one side and new files of the one before on the other are a conflict', () => {
    const base = { ...old, outputs: { hero: output('1') } };
    const ours = { ...mine, outputs: { hero: output('2') } };
    expect(merge(base, ours, { ...base, outputs: { avatar: output('3'), hero: output('1') } })).toBe(
      'conflict',
    );
    expect(merge(base, ours, { ...base, outputs: {} })).toBe('conflict');
    expect(merge(base, { ...ours, outputs: base.outputs }, { ...base, outputs: {} })).toEqual({
      ...mine,
      outputs: {},
    });
  });

  test('a member that is not there is one that is undefined', () => {
    expect(merge(old, { ...old, seed: undefined }, other)).toEqual(other);
  });

  test('what both have changed differently is a conflict', () => {
    expect(merge(old, mine, other)).toBe('conflict');
    expect(merge(undefined, mine, other)).toBe('conflict');
    expect(merge(old, undefined, other)).toBe('conflict');
    expect(merge(old, mine, undefined)).toBe('conflict');
    expect(merge(old, { ...old, approval }, { ...old, approval: { ...approval, by: 'brand' } })).toBe(
      'conflict',
    );
  });
});

describe('a conflict', () => {
  const sides = {
    base: lock({ ant: old, fox: old, owl: old, yak: old }),
    ours: lock({ ant: mine, fox: mine, owl: { ...mine, approval }, yak: old }),
    theirs: lock({ ant: old, fox: other, owl: undefined, yak: other }),
  };
  const text = formatMerge(mergeThreeWay(sides));

  test('is written with both entries and the common one, beside what could be merged', () => {
    expect(text.match(/^<<<<<<< ours$/gm)).toHaveLength(2);
    expect(text.match(/^\|{7} base$/gm)).toHaveLength(2);
    for (const prompt of ['mine', 'other', 'old']) expect(text).toContain(`"prompt": "${prompt}"`);
    const outside = text.replace(/^<{7}[\s\S]*?^>{7}.*$/gm, '');
    expect(outside).toContain('"ant"');
    expect(outside).toContain('"yak"');
    expect(outside).not.toContain('"fox"');
  });

  test('is settled by the manifest, from the text as from the three files', () => {
    for (const [key, declares, prompts] of [
      [other.key, true, ['mine', 'other', 'mine', 'other']],
      [mine.key, true, ['mine', 'mine', 'mine', 'other']],
      [undefined, true, ['mine', 'mine', 'mine', 'other']],
      [other.key, false, ['mine', 'other', undefined, 'other']],
    ] as const) {
      const wanted = { key: () => key, declares: () => declares };
      const settled = mergeAndSettle(sides, wanted);
      const found = (lockfile: Lockfile) =>
        ['ant', 'fox', 'owl', 'yak'].map((id) => lockfile.targets.get(id)?.recipe.prompt);
      expect(found(settled)).toEqual(prompts);
      expect(mergeConflict(text, 'x.lock', wanted)).toEqual(settled);
    }
  });

  test('of an approval leaves none where one side has taken it back', () => {
    const approved = { ...old, approval };
    const noted = { ...old, approval: { ...approval, note: 'for the shop' } };
    const settle = (ours: LockEntry, theirs: LockEntry) =>
      mergeAndSettle({
        base: lock({ fox: approved }),
        ours: lock({ fox: ours }),
        theirs: lock({ fox: theirs }),
      }).targets.get('fox');
    expect(settle(old, noted)).toEqual(old);
    expect(settle(noted, old)).toEqual(old);
  });
});

test('a block that stands twice is damage, and both places are told', () => {
  const text = formatLockfile(lock({ ant: old, fox: mine }));
  const block = formatLockfile(lock({ fox: other }))
    .split('\n')
    .slice(4, -3)
    .join('\n');
  const twice = text.replace('    "fox": {', () => `${block},\n    "fox": {`);
  const first = text.split('\n').indexOf('    "fox": {') + 1;
  expect(parseLockfile(twice, 'x.lock')).toMatchObject({
    code: 'lock-damaged',
    message: `x.lock: "fox" stands twice in it, on line ${first} and here`,
    location: { line: first + block.split('\n').length, column: 5 },
  });
  const inside = text.replace('"credits": 0', '"credits": 0,\n      "credits": 0');
  expect(parseLockfile(inside, 'x.lock')).toMatchObject({
    message: expect.stringContaining('"credits" stands twice'),
  });
  // Names and texts that only look like members.
  const odd = entryOf('a \\" : b": c\\', { outputs: { 'x"': output('1'), 'y\\': output('2') } });
  expect(parseLockfile(formatLockfile(lock({ fox: odd })), 'x.lock')).toEqual(lock({ fox: odd }));
});
