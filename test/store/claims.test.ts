import { readdirSync, readFileSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { systemClock } from '../../src/core/ports.ts';
import type { GenerationKey } from '../../src/core/recipe.ts';
import { type Claim, type Claims, claimsOf, type Standing, sharedStore } from '../../src/store/index.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const KEY = `sha256:${'ab'.repeat(32)}` as GenerationKey;
const FACTS = { target: 'fox', provider: 'stability', credits: 3 };

interface Desk {
  readonly folder: string;
  readonly claims: Claims;
  /** As another process would. */
  readonly others: Claims;
  take(claims?: Claims, mayTakeOver?: boolean): Promise<Claim | Standing>;
  files(): string[];
  /** Rewrites the only claim as somebody else would have left it. */
  edit(change: (record: { [name: string]: unknown }) => object, age?: number): void;
}

async function openDesk(): Promise<Desk> {
  const folder = temporaryFolder();
  const store = sharedStore(folder);
  await store.begin();
  const [claims, others] = [claimsOf(store, systemClock), claimsOf(sharedStore(folder), systemClock)];
  const files = () => readdirSync(join(folder, 'claims', 'ab')).sort();
  return {
    folder,
    claims,
    others,
    files,
    take: (by = claims, mayTakeOver = false) => by.take(KEY, FACTS, () => mayTakeOver),
    edit(change, age = 0) {
      const path = join(folder, 'claims', 'ab', files().at(-1) ?? '');
      writeFileSync(path, JSON.stringify(change(JSON.parse(readFileSync(path, 'utf8')))));
      const time = (Date.now() - age) / 1000;
      utimesSync(path, time, time);
    },
  };
}

/** Somebody who was on another machine, and whose last sign of life is so many milliseconds old. */
const elsewhere = (record: { [name: string]: unknown }) => ({
  ...record,
  owner: { host: 'other', machine: 'other machine', pid: 1 },
});
/** A process of this machine that has ended: no process has this number. */
const dead = ({ owner, ...record }: { [name: string]: unknown }) => ({
  ...record,
  owner: { ...(owner as object), pid: 2 ** 30 },
});

function claimed(result: Claim | Standing): Claim {
  if ('kind' in result) throw new Error(`it is ${result.kind}`);
  return result;
}

const kindOf = (result: Claim | Standing) => ('kind' in result ? result.kind : 'taken');

describe('a claim', () => {
  test('is given to one of many that ask at the same time', async () => {
    const { take, claims, others, files } = await openDesk();
    const results = await Promise.all(
      Array.from({ length: 20 }, (_, index) => take(index % 2 === 0 ? claims : others)),
    );
    expect(results.filter((result) => !('kind' in result))).toHaveLength(1);
    expect(files()).toHaveLength(1);
  });

  test('keeps others out until it is released, and leaves nothing behind', async () => {
    const { take, others, files } = await openDesk();
    const claim = claimed(await take());
    expect(kindOf(await take(others, true))).toBe('busy');
    expect(await claim.sending()).toBe(true);
    expect(kindOf(await take(others, true))).toBe('busy');
    await claim.release();
    expect(files()).toEqual([]);
    expect(kindOf(await take(others))).toBe('taken');
  });

  test.each(['unknown', 'kept', 'refused'] as const)(
    'that ends as %s is taken over only with leave',
    async (state) => {
      const { take, others, files } = await openDesk();
      const claim = claimed(await take());
      await claim.sending();
      await claim.leave(state);
      expect(kindOf(await take(others))).toBe(state);
      const next = claimed(await take(others, true));
      expect(kindOf(await take())).toBe('busy');
      await next.release();
      expect(files()).toEqual([]);
    },
  );

  test('of a process that ended before it sent anything is anybody’s', async () => {
    const { take, others, edit } = await openDesk();
    await take();
    edit(dead);
    expect((await others.look(KEY))?.kind).toBe('idle');
    expect(kindOf(await take(others))).toBe('taken');
  });

  test('of a process that ended after sending is an unknown outcome', async () => {
    const { take, others, edit } = await openDesk();
    await claimed(await take()).sending();
    edit(dead);
    expect(await take(others)).toMatchObject({ kind: 'unknown', record: { target: 'fox', credits: 3 } });
  });

  test('of a process number that was used again is left behind all the same', async () => {
    const { take, others, edit } = await openDesk();
    await claimed(await take()).sending();
    edit(({ owner, ...record }) => ({ ...record, owner: { ...(owner as object), began: '1' } }));
    expect(kindOf(await take(others))).toBe(process.platform === 'linux' ? 'unknown' : 'busy');
  });

  test('of another machine lives by its signs of life', async () => {
    const { take, others, edit } = await openDesk();
    await claimed(await take()).sending();
    edit(elsewhere, 30_000);
    expect(kindOf(await take(others, true))).toBe('busy');
    edit(elsewhere, 90_000);
    expect(kindOf(await take(others))).toBe('unknown');
    expect(kindOf(await take(others, true))).toBe('taken');
  });

  test('that was taken over while its process slept sends nothing', async () => {
    const { take, others, edit } = await openDesk();
    const sleeper = claimed(await take());
    edit(elsewhere, 90_000);
    const other = claimed(await take(others));
    expect(await sleeper.sending()).toBe(false);
    expect(await other.sending()).toBe(true);
  });

  test('that was taken over and let go while its process slept sends nothing', async () => {
    const { take, others, edit, files } = await openDesk();
    const sleeper = claimed(await take());
    edit(elsewhere, 90_000);
    await claimed(await take(others)).release();
    expect(await sleeper.sending()).toBe(false);
    expect(files()).toEqual([]);
  });

  test('is taken over by one of many', async () => {
    const { take, claims, others, edit } = await openDesk();
    await claimed(await take()).sending();
    edit(dead);
    const results = await Promise.all(
      Array.from({ length: 20 }, (_, index) => take(index % 2 === 0 ? claims : others, true)),
    );
    expect(results.filter((result) => !('kind' in result))).toHaveLength(1);
  });

  test('that cannot be read may be somebody’s for a minute, and is an unknown outcome then', async () => {
    const { take, folder, files, edit } = await openDesk();
    await take();
    writeFileSync(join(folder, 'claims', 'ab', files()[0] ?? ''), '{}');
    expect(kindOf(await take())).toBe('busy');
    edit(() => ({}), 90_000);
    expect(kindOf(await take())).toBe('unknown');
  });

  test('with text in it that would reach a terminal as more than text is none', async () => {
    const { take, edit, others } = await openDesk();
    await take();
    edit((record) => ({ ...record, state: 'unknown', target: 'fox\u001b[2J' }), 90_000);
    expect(await others.look(KEY)).toMatchObject({ kind: 'unknown', record: undefined });
  });

  test('is found again by its name, and let go by whoever comes back', async () => {
    const { take, others, edit, files } = await openDesk();
    const claim = claimed(await take());
    await claim.sending();
    edit(dead);
    expect(await others.resume(KEY, 'another')).toBeUndefined();
    await (await others.resume(KEY, claim.id))?.release();
    expect(files()).toEqual([]);
  });
});
