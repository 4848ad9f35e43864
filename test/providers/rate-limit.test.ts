import { performance } from 'node:perf_hooks';
import { setTimeout } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { rateLimitFor } from '../../src/providers/rate-limit.ts';
import { quietSignal } from '../support/provider-world.ts';

const ONE = { requests: 1, per: 300, concurrency: 10 };
const never = quietSignal();

test('a request counts from when it leaves, not from when its turn came', async () => {
  const limit = rateLimitFor('leaving', 'key', ONE);
  let left = 0;
  const first = limit.run(async (departed) => {
    await setTimeout(400);
    left = performance.now();
    departed();
    await setTimeout(100);
  }, never);
  const next = await limit.run(async (departed) => {
    departed();
    return performance.now();
  }, never);
  await first;
  expect(next - left).toBeGreaterThanOrEqual(ONE.per);
});

test('what never leaves takes nobody a place', async () => {
  const limit = rateLimitFor('staying', 'key', { ...ONE, per: 3_600_000 });
  for (let time = 0; time < 5; time += 1) {
    const staying = limit.run(() => Promise.reject(new Error('no connection')), never);
    await expect(staying).rejects.toThrow('no connection');
  }
  expect(await limit.run(async (departed) => departed(), never)).toBeUndefined();
  const impatient = AbortSignal.timeout(50);
  await expect(limit.run(async () => 'too early', impatient)).rejects.toThrow('timeout');
});

test('all come in the order in which they asked, and no more at once than may be', async () => {
  const limit = rateLimitFor('crowd', 'key', { requests: 1000, per: 300, concurrency: 3 });
  const begun: number[] = [];
  let [now, most] = [0, 0];
  await Promise.all(
    Array.from({ length: 20 }, (_, number) =>
      limit.run(async (departed) => {
        begun.push(number);
        most = Math.max(most, ++now);
        departed();
        await setTimeout(5);
        now -= 1;
      }, never),
    ),
  );
  expect(begun).toEqual(begun.map((_, index) => index));
  expect(begun).toHaveLength(20);
  expect(most).toBe(3);
});
