import { fc, test } from '@fast-check/vitest';
import { describe, expect } from 'vitest';
import { brokenLimit, type Limit, limitsOf, Purse } from '../../src/build/purse.ts';

const limit = (left: number, name = 'a limit'): Limit => ({ name, left });

describe('the limits in force', () => {
  test('are all that somebody has set, each less what was spent under it', () => {
    expect(limitsOf({ run: 10, day: 20, month: 30 }, { day: 3, month: 7 }, 5)).toEqual([
      { name: '--max-cost', left: 5 },
      { name: 'the budget of one run', left: 10 },
      { name: 'the budget of today', left: 17 },
      { name: 'the budget of this month', left: 23 },
    ]);
  });

  test('are none where nobody has set one, and zero is a limit', () => {
    expect(limitsOf({}, { day: 3, month: 7 }, undefined)).toEqual([]);
    expect(limitsOf({ run: 0, day: 0, month: 0 }, { day: 3, month: 7 }, 0).map(({ left }) => left)).toEqual([
      0, 0, -3, -7,
    ]);
  });
});

describe('the limit that is broken', () => {
  test('is the narrowest one, in whatever order they stand', () => {
    const [wide, narrow, middle] = [limit(9, 'wide'), limit(1, 'narrow'), limit(5, 'middle')];
    for (const limits of [
      [wide, narrow, middle],
      [narrow, middle, wide],
      [middle, wide, narrow],
    ])
      expect(brokenLimit(limits, 6)).toBe(narrow);
  });

  test('is none up to the last credit', () => {
    expect(brokenLimit([limit(3)], 3)).toBeUndefined();
    expect(brokenLimit([limit(3)], 3.000001)).toEqual(limit(3));
    expect(brokenLimit([], 1e9)).toBeUndefined();
    expect(brokenLimit([limit(-1)], 0)).toEqual(limit(-1));
  });

  test('is not broken by the dust of adding tenths', () => {
    expect(brokenLimit([limit(0.3)], 0.1 + 0.2)).toBeUndefined();
  });
});

describe('a purse', () => {
  test('reserves until a limit forbids it, and says which', () => {
    const purse = new Purse([limit(10, 'wide'), limit(7, 'narrow')]);
    expect(purse.reserve(4)).toBeUndefined();
    expect(purse.reserve(4)).toEqual(limit(7, 'narrow'));
    // What was refused is not reserved.
    expect(purse.reserve(3)).toBeUndefined();
    expect(purse.reserve(0.1)).toEqual(limit(7, 'narrow'));
    expect(purse.reserve(0)).toBeUndefined();
  });

  test('has what was not charged again, and nothing else', () => {
    const purse = new Purse([limit(6)]);
    purse.reserve(3);
    purse.reserve(3);
    purse.settle(3, 'yes');
    expect(purse.reserve(1)).toBeDefined();
    purse.settle(3, 'no');
    expect(purse.reserve(3)).toBeUndefined();
    purse.settle(3, 'unknown');
    expect(purse.reserve(1)).toBeDefined();
    expect([purse.spent, purse.unknown]).toEqual([3, 3]);
  });

  test('adds up to whole cents of a cent', () => {
    const purse = new Purse([]);
    for (const outcome of ['yes', 'unknown'] as const)
      for (const credits of [0.1, 0.2]) {
        purse.reserve(credits);
        purse.settle(credits, outcome);
      }
    expect([purse.spent, purse.unknown]).toEqual([0.3, 0.3]);
  });

  test('tells what it sets aside and gives back, but not what is free or was refused', () => {
    const heard: number[] = [];
    const purse = new Purse([limit(10)], (credits) => heard.push(credits));
    purse.reserve(4);
    purse.reserve(0);
    purse.reserve(9);
    purse.settle(4, 'no');
    purse.settle(0, 'no');
    purse.reserve(5);
    purse.settle(5, 'yes');
    purse.reserve(2);
    purse.settle(2, 'unknown');
    expect(heard).toEqual([4, -4, 5, 2]);
  });

  const steps = fc.array(
    fc.oneof(
      fc.record({ credits: fc.integer({ min: 0, max: 400 }).map((tenths) => tenths / 10) }),
      fc.record({ ends: fc.nat(), outcome: fc.constantFrom('yes', 'no', 'unknown') }),
    ),
  );

  test.prop([fc.array(fc.integer({ min: 0, max: 100 }), { minLength: 1 }), steps])(
    'never holds more than its narrowest limit, whatever succeeds, fails or stays unknown in whatever order',
    (amounts, schedule) => {
      const narrowest = Math.min(...amounts);
      const purse = new Purse(amounts.map((left) => limit(left)));
      const open: number[] = [];
      for (const step of schedule) {
        if ('credits' in step) {
          const held = open.reduce((sum, credits) => sum + credits, 0) + purse.spent + purse.unknown;
          const refused = purse.reserve(step.credits);
          expect(refused === undefined).toBe(held + step.credits <= narrowest + 1e-6);
          if (refused === undefined) open.push(step.credits);
        } else {
          const [credits] = open.splice(step.ends % Math.max(1, open.length), 1);
          if (credits !== undefined) purse.settle(credits, step.outcome);
        }
        const held = open.reduce((sum, credits) => sum + credits, 0);
        expect(held + purse.spent + purse.unknown).toBeLessThanOrEqual(narrowest + 1e-6);
      }
    },
  );
});
