import {
  appendFileSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { hexOf } from '../../src/core/digest.ts';
import { diskJournal, type LedgerRecord, type PendingPurchase } from '../../src/store/index.ts';
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
      const spoilt = Promise.all([journal.spoilt(), journal.spoilt(), journal.spoilt()]);
      await Promise.all(keys.map((each) => journal.close(each)));
      for (const seen of await looks) expect(seen.length).toBeLessThanOrEqual(keys.length);
      expect(await spoilt).toEqual([[], [], []]);
    }
    expect(await journal.pending()).toEqual([]);
  });

  test('come in the order of their keys, whenever they were opened', async () => {
    const journal = diskJournal(temporaryFolder());
    const keys = Array.from('0f3a9c61', (digit) => `sha256:${digit.repeat(64)}` as typeof key);
    for (const each of keys) await journal.open({ ...purchase, key: each });
    expect((await journal.pending()).map((found) => found.key)).toEqual(keys.toSorted());
  });

  test('lie below the journal, where no other place is given', async () => {
    const folder = temporaryFolder();
    await diskJournal(folder).open(purchase);
    expect(readdirSync(join(folder, 'pending'))).toEqual([`${hexOf(key)}.json`]);
  });

  test('are not those of others that share the ledger', async () => {
    const folder = temporaryFolder();
    const [mine, theirs] = [diskJournal(folder), diskJournal(folder, join(folder, 'drift', 'pending'))];
    await mine.open(purchase);
    await theirs.append(record());
    expect([await theirs.pending(), await mine.records()]).toEqual([[], [record()]]);
  });

  test('whose record cannot be read are told with their file, and the others are found', async () => {
    const folder = temporaryFolder();
    const pendingFolder = join(folder, 'drift', 'pending');
    const journal = diskJournal(folder, pendingFolder);
    await journal.open(purchase);
    writeFileSync(join(pendingFolder, 'torn.json'), '{"key":');
    expect(await journal.spoilt()).toEqual([{ kind: 'pending', file: 'drift/pending/torn.json' }]);
    expect(await journal.pending()).toEqual([purchase]);
  });

  test('are none under the name of another key: they could never be closed', async () => {
    const folder = temporaryFolder();
    const journal = diskJournal(folder);
    await journal.open(purchase);
    const text = readFileSync(join(folder, 'pending', `${hexOf(key)}.json`));
    await journal.close(key);
    writeFileSync(join(folder, 'pending', 'copy.json'), text);
    expect(await journal.pending()).toEqual([]);
    expect(await journal.spoilt()).toEqual([{ kind: 'pending', file: 'pending/copy.json' }]);
  });

  test('are no files that were being written when the power went', async () => {
    const folder = temporaryFolder();
    mkdirSync(join(folder, 'pending'));
    writeFileSync(join(folder, 'pending', `${hexOf(key)}.json.tmp`), '{"key":');
    const journal = diskJournal(folder);
    expect([await journal.pending(), await journal.spoilt()]).toEqual([[], []]);
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

  test('is one line a record, and nothing else', async () => {
    const folder = temporaryFolder();
    const journal = diskJournal(folder);
    for (const credits of [1, 2]) await journal.append(record({ credits }));
    const lines = readFileSync(join(folder, 'ledger.jsonl'), 'utf8').split('\n');
    expect(lines.map((line) => line && JSON.parse(line).credits)).toEqual([1, 2, '']);
  });

  // An open file cannot be deleted or replaced on Windows, and a server that looks all day would run out of them.
  test.runIf(process.platform === 'linux')('is left open by nobody', async () => {
    const folder = temporaryFolder();
    const journal = diskJournal(folder);
    await journal.open(purchase);
    await journal.append(record());
    appendFileSync(join(folder, 'ledger.jsonl'), '{"at":');
    await journal.mend();
    await journal.spoilt();
    const targets = readdirSync('/proc/self/fd').map((name) => {
      try {
        return readlinkSync(join('/proc/self/fd', name));
      } catch {
        // It was of the listing itself.
        return '';
      }
    });
    expect(targets.filter((target) => target.startsWith(folder))).toEqual([]);
  });
});

describe('a ledger that cannot be read everywhere', () => {
  const HALF = '{"at":"2026-02-01T00:00:00.000Z","startedAt":"2026-01-31T23:59:59.000Z","outcome":"pa';
  const line = (at: string) => JSON.stringify(record({ at }));
  const first = '2026-01-01T00:00:00.000Z';
  const second = '2026-02-02T00:00:00.000Z';
  const third = '2026-03-03T00:00:00.000Z';

  const withLedger = (text: string) => {
    const folder = temporaryFolder();
    const path = join(folder, 'ledger.jsonl');
    writeFileSync(path, text);
    return { journal: diskJournal(folder), ledger: () => readFileSync(path, 'utf8') };
  };

  test('that is not there has nothing wrong with it', async () => {
    const journal = diskJournal(temporaryFolder());
    await journal.mend();
    expect(await journal.spoilt()).toEqual([]);
  });

  test.each<[string, string[], { line: number; until?: string | undefined }[]]>([
    ['is whole', [line(first), line(second), ''], []],
    ['is whole but for its last line end', [line(first), line(second)], []],
    ['has empty lines', ['', line(first), ' ', '\r', line(second), ''], []],
    [
      'dates the line itself',
      [line(first), `{"at":"${second}",?`, line(third), ''],
      [{ line: 2, until: second }],
    ],
    [
      'has no date in the line',
      [line(first), 'half', line(second), line(third), ''],
      [{ line: 2, until: second }],
    ],
    ['has no moment there', [line(first), '{"at":"today",?', line(second), ''], [{ line: 2, until: second }]],
    ['has an empty date', [line(first), '{"at":"",?', line(second), ''], [{ line: 2, until: second }]],
    [
      'spoils two lines',
      ['one', 'two', line(second), ''],
      [
        { line: 1, until: second },
        { line: 2, until: second },
      ],
    ],
    ['has nothing behind it', [line(first), 'half', ''], [{ line: 2, until: undefined }]],
    ['ends in half a line', [line(first), 'half'], [{ line: 2 }]],
  ])('says which lines, and when they were written at the latest, where it %s', async (_, lines, spoilt) => {
    const { journal } = withLedger(lines.join('\n'));
    expect(await journal.spoilt()).toEqual(spoilt.map((each) => ({ kind: 'ledger', ...each })));
  });

  test.each([
    ['says so', HALF],
    ['is too short to say', '{"at":"20'],
  ])('has nothing forgotten where half a line is of a purchase in flight and %s', async (_, half) => {
    const { journal, ledger } = withLedger(`${line(first)}\n${half}`);
    await journal.open({ ...purchase, key: `sha256:${'0'.repeat(64)}` as typeof key, startedAt: second });
    await journal.open(purchase);
    expect(await journal.spoilt()).toEqual([]);
    await journal.mend();
    expect(ledger()).toBe(`${line(first)}\n`);
  });

  test.each([
    ['of a purchase that is not in flight', HALF.replaceAll('59.000Z', '58.000Z')],
    ['that dates its purchase with nothing', '{"startedAt":"","outcome":"pa'],
  ])('keeps half a line %s, and says so', async (_, half) => {
    const { journal, ledger } = withLedger(`${line(first)}\n${half}`);
    await journal.open(purchase);
    await journal.mend();
    expect(ledger()).toBe(`${line(first)}\n${half}`);
    expect(await journal.spoilt()).toEqual([{ kind: 'ledger', line: 2 }]);
  });

  test('keeps half a line where nothing is in flight', async () => {
    const { journal, ledger } = withLedger('{"at":');
    await journal.mend();
    expect([ledger(), await journal.spoilt()]).toEqual(['{"at":', [{ kind: 'ledger', line: 1 }]]);
  });

  test('that is whole is mended by leaving it alone', async () => {
    const { journal, ledger } = withLedger(`${line(first)}\n${line(second)}`);
    await journal.open(purchase);
    await journal.mend();
    expect(ledger()).toBe(`${line(first)}\n${line(second)}`);
  });

  test('loses no other line where the crash cut through a character', async () => {
    const folder = temporaryFolder();
    const path = join(folder, 'ledger.jsonl');
    const journal = diskJournal(folder);
    await journal.open(purchase);
    await journal.append(record({ credits: 1 }));
    const whole = readFileSync(path);
    const cut = Buffer.from('{"at":"2026-02-01T00:00:00.000Z","target":"füchse"');
    appendFileSync(path, cut.subarray(0, cut.indexOf('ü') + 1));
    await journal.mend();
    expect(readFileSync(path)).toEqual(whole);
  });
});
