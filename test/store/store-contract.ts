import { describe, expect, test } from 'vitest';
import { type Digest, digestOf } from '../../src/core/digest.ts';
import { generationKey, type Recipe } from '../../src/core/recipe.ts';
import type { KeptGeneration, Store } from '../../src/store/index.ts';

export const BYTES = Uint8Array.from({ length: 300 }, (_, index) => index % 251);
const OTHER = Uint8Array.of(1, 2, 3);
const RECIPE: Recipe = { provider: 'paint', operation: 'generate', prompt: 'a fox', params: {}, inputs: {} };
const renderKey = (digit: string) => `sha256:${digit.repeat(64)}`;

export function keptGeneration(): KeptGeneration {
  return {
    key: generationKey(RECIPE),
    recipe: RECIPE,
    master: { digest: digestOf(BYTES), bytes: BYTES.length, width: 4, height: 3, format: 'png' },
    seed: 42,
    source: 'generated',
    credits: 3,
  };
}

/** The promises every store keeps, as tests. */
export function describeStoreContract(name: string, create: () => Store): void {
  describe(`${name} keeps the store contract`, () => {
    test('gives back the very bytes, under their digest', async () => {
      const store = create();
      const picture = await store.writeMaster(BYTES, 'png', true);
      expect(picture).toEqual({ digest: digestOf(BYTES), bytes: 300, format: 'png' });
      expect(store.holds(picture)).toBe(true);
      expect(Buffer.from((await store.readMaster(picture)) as Uint8Array)).toEqual(Buffer.from(BYTES));
      expect(await store.verifyMaster(picture)).toBe('intact');
    });

    test('says of what it does not have that it is missing', async () => {
      const store = create();
      const none = { digest: digestOf('none') as Digest, bytes: 4, format: 'png' } as const;
      expect(store.holds(none)).toBe(false);
      expect(await store.readMaster(none)).toBe('missing');
      expect(await store.verifyMaster(none)).toBe('missing');
      expect(store.find(keptGeneration().key)).toBeUndefined();
      expect(store.hasRendition(renderKey('a'))).toBe(false);
      expect(await store.readRendition(renderKey('a'))).toBeUndefined();
      expect(await store.masters()).toEqual([]);
    });

    test('keeps equal bytes once, also when they are written at the same time', async () => {
      const store = create();
      await Promise.all(Array.from({ length: 8 }, () => store.writeMaster(BYTES, 'png', false)));
      expect((await store.masters()).map(({ digest, bytes }) => [digest, bytes])).toEqual([
        [digestOf(BYTES), 300],
      ]);
    });

    test('lists and removes masters', async () => {
      const store = create();
      const picture = await store.writeMaster(BYTES, 'png', false);
      const other = await store.writeMaster(OTHER, 'webp', false);
      for (const stored of await store.masters())
        if (stored.digest === picture.digest) await store.removeMaster(stored);
      expect([store.holds(picture), store.holds(other)]).toEqual([false, true]);
      expect((await store.masters()).length).toBe(1);
    });

    test('no longer holds what was rejected', async () => {
      const store = create();
      const picture = await store.writeMaster(BYTES, 'png', false);
      const places = await Promise.all([store.rejectMaster(picture), store.rejectMaster(picture)]);
      expect(places[0]).not.toBe('');
      expect(places[1]).toBe(places[0]);
      expect(store.holds(picture)).toBe(false);
      expect(await store.masters()).toEqual([]);
    });

    test('remembers what a key stands for; the latest word counts', async () => {
      const store = create();
      const kept = keptGeneration();
      await store.keep(kept, true);
      expect(store.find(kept.key)).toEqual(kept);
      await store.keep({ ...kept, credits: 0 }, false);
      expect(store.find(kept.key)?.credits).toBe(0);
    });

    test('gives back renditions, and sweeps those that nobody wants', async () => {
      const store = create();
      for (const digit of ['a', 'b', 'c']) await store.writeRendition(renderKey(digit), BYTES);
      expect(store.hasRendition(renderKey('a'))).toBe(true);
      expect(Buffer.from((await store.readRendition(renderKey('a'))) ?? [])).toEqual(Buffer.from(BYTES));
      const freed = await store.sweepRenditions(new Set([renderKey('b')]));
      expect(freed.files).toBe(2);
      expect(freed.bytes).toBeGreaterThanOrEqual(600);
      expect([store.hasRendition(renderKey('a')), store.hasRendition(renderKey('b'))]).toEqual([false, true]);
    });
  });
}
