import { describe, expect, test } from 'vitest';
import { type LedgerRecord, purchases, spentSoFar } from '../../src/store/index.ts';
import { keptGeneration } from './store-contract.ts';

const { key } = keptGeneration();
const now = Date.parse('2026-02-03T00:00:01.000Z');

const record = (at: string, more: Partial<LedgerRecord> = {}): LedgerRecord => ({
  at,
  startedAt: at,
  outcome: 'paid',
  key,
  target: 'fox',
  provider: 'paint',
  credits: 3,
  charged: 'yes',
  ...more,
});

describe('what was spent', () => {
  const TODAY = '2026-02-03T00:00:00.000Z';

  test.each([
    ['today', record(TODAY), { day: 3, month: 3 }],
    ['yesterday', record('2026-02-02T23:59:59.999Z'), { day: 0, month: 3 }],
    ['on the first of the month', record('2026-02-01T00:00:00.000Z'), { day: 0, month: 3 }],
    ['last month', record('2026-01-31T23:59:59.999Z'), { day: 0, month: 0 }],
    ['in this month of last year', record('2025-02-03T00:00:00.000Z'), { day: 0, month: 0 }],
    ['while a clock ran ahead', record('2026-03-01T00:00:00.000Z'), { day: 3, month: 3 }],
    ['perhaps', record(TODAY, { outcome: 'unknown', charged: 'unknown' }), { day: 3, month: 3 }],
    ['not at all', record(TODAY, { outcome: 'refused', charged: 'no' }), { day: 0, month: 0 }],
  ])('%s', (_, one, spent) => {
    expect(spentSoFar([one], now)).toEqual(spent);
  });

  test('is the sum of all purchases', () => {
    const again = record('2026-02-03T00:00:00.500Z', { credits: 4 });
    const other = record(TODAY, { key: `sha256:${'0'.repeat(64)}` as typeof key, credits: 5 });
    expect(spentSoFar([record(TODAY), again, other], now)).toEqual({ day: 12, month: 12 });
  });
});

describe('a purchase', () => {
  const begun = '2026-02-02T12:00:00.000Z';
  const unknown = record('2026-02-02T12:00:01.000Z', {
    startedAt: begun,
    charged: 'unknown',
    outcome: 'unknown',
  });

  test('whose outcome became known later counts once, as it ended', () => {
    const refused = record('2026-02-03T00:00:00.000Z', {
      startedAt: begun,
      charged: 'no',
      outcome: 'refused',
    });
    expect(purchases([unknown, refused])).toEqual([refused]);
    expect(spentSoFar([unknown, refused], now)).toEqual({ day: 0, month: 0 });
  });

  test('of the same key that began at another time is another', () => {
    const again = record('2026-02-03T00:00:00.000Z');
    expect(purchases([unknown, again])).toEqual([unknown, again]);
  });
});
