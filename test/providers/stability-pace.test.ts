import { describe, expect, onTestFinished, test } from 'vitest';
import { type Clock, systemClock } from '../../src/core/ports.ts';
import type { EmulatorOptions } from '../../src/emulator/index.ts';
import { stability } from '../../src/providers/stability/index.ts';
import { pauseBetweenLooks } from '../../src/providers/stability/jobs.ts';
import { KEY } from '../support/canary.ts';
import { startTestEmulator } from '../support/emulator.ts';
import { providerWorld } from '../support/provider-world.ts';

async function scene(limit: NonNullable<EmulatorOptions['limit']>, clock: Clock = systemClock) {
  const server = await startTestEmulator({ limit, credits: { [KEY]: 1e6 } });
  onTestFinished(() => server.close());
  const { requests, per } = limit;
  const world = providerWorld('stability', {
    settings: { baseUrl: server.url, limits: { requests, per, concurrency: 500 }, timeout: 60_000 },
    environment: { STABILITY_API_KEY: KEY },
    clock,
  });
  const buy = () =>
    stability.generate(
      {
        operation: 'generate',
        model: 'sd3.5-flash',
        prompt: 'a fox',
        seed: 1,
        params: { output_format: 'webp' },
        inputs: {},
      },
      world,
    );
  await buy();
  await systemClock.sleep(per);
  const orders = () => server.journal.slice(1).filter(({ method }) => method === 'POST');
  return { server, buy, orders };
}

describe('the pace of one key', () => {
  // A machine that stalls for longer than the margin bunches requests up; then the question is asked again.
  test('uses at least 95 % of what the server allows, and is never refused', { retry: 4 }, async () => {
    const limit = { requests: 60, per: 4000, penalty: 24_000 };
    const { buy, orders } = await scene(limit);
    const wanted = 4 * limit.requests;
    await Promise.all(Array.from({ length: wanted }, buy));
    expect(orders().filter(({ status }) => status === 429)).toEqual([]);
    expect(orders()).toHaveLength(wanted);
    const times = orders()
      .map(({ at }) => at)
      .sort((a, b) => a - b);
    // Whoever keeps to the limit exactly begins the fourth windowful three windows after the first.
    const ideal = 3 * limit.per;
    const ratio = ideal / ((times[3 * limit.requests] ?? 0) - (times[0] ?? 0));
    expect(ratio).toBeGreaterThanOrEqual(0.95);
    expect(ratio).toBeLessThanOrEqual(1.05);
  });

  test('pauses as a whole when somebody else has used it up, and resumes', { retry: 4 }, async () => {
    const limit = { requests: 20, per: 4000, penalty: 1500 };
    // A minute of waiting is two seconds here.
    const quick: Clock = { now: systemClock.now, sleep: (ms, signal) => systemClock.sleep(ms / 30, signal) };
    const { server, buy, orders } = await scene(limit, quick);
    const stranger = () =>
      fetch(`${server.url}/v1/user/balance`, { headers: { authorization: `Bearer ${KEY}` } });
    await Promise.all(Array.from({ length: limit.requests }, stranger));
    const bought = await Promise.all(Array.from({ length: 50 }, buy));
    expect(bought).toHaveLength(50);
    const refused = orders().filter(({ status }) => status === 429);
    expect(refused.length).toBeGreaterThan(0);
    expect(refused.length).toBeLessThanOrEqual(limit.requests);
    // From the first refusal on, nobody begins until the pause is over; what was on its way arrives at once.
    const first = refused[0]?.at ?? 0;
    const later = orders()
      .map(({ at }) => at - first)
      .filter((after) => after > 400);
    expect(Math.min(...later)).toBeGreaterThanOrEqual(limit.penalty);
    expect(orders().filter(({ status }) => status === 200)).toHaveLength(50);
  });
});

describe('looks at a job', () => {
  test.each([
    [1000, 'https://api.stability.ai', 10_000],
    [15_000, 'https://api.stability.ai', 15_000],
    [1000, 'http://127.0.0.1:8757', 1000],
  ])('with poll %i at %s are %i ms apart', (poll, baseUrl, expected) => {
    expect(pauseBetweenLooks(poll, baseUrl)).toBe(expected);
  });
});
