import { appendFileSync, readFileSync, truncateSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { diskJournal, type LedgerRecord, type PendingPurchase, spentSoFar } from '../../src/store/index.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { keptGeneration } from './store-contract.ts';

const { key, recipe } = keptGeneration();

const purchase: PendingPurchase = {
  key,
  recipe,
  target: 'fox',
  provider: 'paint',
  credits: 3,
  seed: 1,
  startedAt: '2026-01-31T23:59:59.000Z',
};

const record = (more: Partial<LedgerRecord> = {}): LedgerRecord => ({
  at: '2026-01-31T23:59:59.000Z',
  startedAt: '2026-01-31T23:59:58.000Z',
  outcome: 'paid',
  key,
  target: 'fox',
  provider: 'paint',
  credits: 3,
  charged: 'yes',
  ...more,
});

describe('purchases in flight', () => {
  test('are there until they are closed, also for the next process', async () => {
    const folder = temporaryFolder();
    expect(await diskJournal(folder).pending()).toEqual([]);
    await diskJournal(folder).open(purchase);
    expect(await diskJournal(folder).pending()).toEqual([purchase]);
    await diskJournal(folder).close(key);
    expect(await diskJournal(folder).pending()).toEqual([]);
  });

  test('may be closed twice, or without having been opened', async () => {
    const journal = diskJournal(temporaryFolder());
    await journal.close(key);
    await journal.open(purchase);
    await journal.close(key);
    await journal.close(key);
    expect(await journal.pending()).toEqual([]);
  });

  test('may end while somebody only looks', async () => {
    const journal = diskJournal(temporaryFolder());
    const keys = Array.from({ length: 40 }, (_, index) => `sha256:${index}`.padEnd(71, '0') as typeof key);
    for (let round = 0; round < 5; round++) {
      await Promise.all(keys.map((each) => journal.open({ ...purchase, key: each })));
      const looks = Promise.all([journal.pending(), journal.pending(), journal.pending()]);
      await Promise.all(keys.map((each) => journal.close(each)));
      for (const seen of await looks) expect(seen.length).toBeLessThanOrEqual(keys.length);
    }
    expect(await journal.pending()).toEqual([]);
  });
});

describe('the ledger', () => {
  test('has every record in order', async () => {
    const journal = diskJournal(temporaryFolder());
    expect(await journal.records()).toEqual([]);
    await journal.append(record({ credits: 1 }));
    await journal.append(record({ credits: 2 }));
    expect((await journal.records()).map(({ credits }) => credits)).toEqual([1, 2]);
  });

  test('a line that a crash cut off costs that line alone', async () => {
    const folder = temporaryFolder();
    const path = join(folder, 'ledger.jsonl');
    const journal = diskJournal(folder);
    for (const credits of [1, 2]) await journal.append(record({ credits }));
    truncateSync(path, readFileSync(path).length - 10);
    await journal.append(record({ credits: 3 }));
    expect((await journal.records()).map(({ credits }) => credits)).toEqual([1, 3]);
    appendFileSync(path, '{"at":');
    expect((await journal.records()).length).toBe(2);
  });
});

describe('what was spent', () => {
  const now = Date.parse('2026-02-01T00:00:01.000Z');

  test.each([
    ['today', record({ at: '2026-02-01T00:00:00.000Z' }), { day: 3, month: 3 }],
    ['yesterday, last month', record(), { day: 0, month: 0 }],
    [
      'perhaps',
      record({ at: '2026-02-01T00:00:00.000Z', outcome: 'unknown', charged: 'unknown' }),
      { day: 3, month: 3 },
    ],
    [
      'not at all',
      record({ at: '2026-02-01T00:00:00.000Z', outcome: 'refused', charged: 'no' }),
      { day: 0, month: 0 },
    ],
  ])('%s', (_, one, spent) => {
    expect(spentSoFar([one], now)).toEqual(spent);
  });
});
