import pLimit from 'p-limit';
import { expect, test } from 'vitest';
import { PeriodicSave } from '../../src/build/periodic-save.ts';
import { runInOrder } from '../../src/build/scheduler.ts';

const pause = () => new Promise((resolve) => setImmediate(resolve));

test('no more nodes are under way than there are places', async () => {
  const nodes = Array.from({ length: 40 }, (_, index) => ({ id: `node-${index}` }));
  let underWay = 0;
  let most = 0;
  const run = async ({ id }: { id: string }) => {
    underWay += 1;
    most = Math.max(most, underWay);
    await pause();
    underWay -= 1;
    return id;
  };
  const outcomes = await runInOrder(nodes, () => [], run, pLimit(3));
  expect(most).toBe(3);
  expect(outcomes).toEqual(nodes.map(({ id }) => id));
});

test('waiting for an input takes no place: a chain runs through a single one', async () => {
  const nodes = [{ id: 'a' }, { id: 'b', from: 'a' }, { id: 'c', from: 'b' }, { id: 'd' }];
  const order: string[] = [];
  const run = async ({ id }: { id: string }, inputs: readonly string[]) => {
    await pause();
    order.push(id);
    return [...inputs, id].join('<');
  };
  const outcomes = await runInOrder(nodes, ({ from }) => (from ? [from] : []), run, pLimit(1));
  expect(outcomes).toEqual(['a', 'a<b', 'a<b<c', 'd']);
  expect(order.indexOf('a')).toBeLessThan(order.indexOf('b'));
  expect(order.indexOf('b')).toBeLessThan(order.indexOf('c'));
});

test('a save that takes long happens seldom', async () => {
  let now = 0;
  const saves: number[] = [];
  const saver = new PeriodicSave(
    async () => {
      saves.push(now);
      now += 1000;
    },
    { now: () => now },
  );
  for (; now < 120_000; now += 500) await saver.tick();
  // The first after five seconds; each costs one, so the next comes fifty later.
  expect(saves).toEqual([5000, 56_000, 107_000]);
});
