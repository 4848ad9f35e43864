import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fc } from '@fast-check/vitest';
import { describe, expect, test } from 'vitest';
import { addUp } from '../../src/build/cost-report.ts';
import { buildProject } from '../../src/build/index.ts';
import { openProject } from '../../src/build/project.ts';
import { limitsOf, Purse } from '../../src/build/purse.ts';
import { diskJournal, type LedgerRecord, purchases } from '../../src/store/index.ts';
import { FATES, type Model, PRICES, Seller, WilfulClock } from './money/bank.ts';
import { effort, reportFigures } from './support/effort.ts';

/** Less than the smallest price; sums of decimal fractions carry dust. */
const DUST = 1e-6;
const HOUR = 3_600_000;

const amount = fc.constantFrom(0, 0.1, 1, 2.5, 3, 8, 12.7, 20, 40);
/** Wide enough for a build or some, seldom for all of them. */
const limit = fc.constantFrom(5, 12.7, 20, 20.1, 40, 60);
const model = fc.constantFrom(...(Object.keys(PRICES) as Model[]));

/** How a clock may jump: not at all, by what a request takes, over midnight, over the end of the month, and back again. */
const jump = fc.oneof(
  { weight: 4, arbitrary: fc.constant(0) },
  { weight: 4, arbitrary: fc.integer({ min: 1, max: 90_000 }) },
  { weight: 2, arbitrary: fc.constantFrom(HOUR, 24 * HOUR, 40 * 24 * HOUR) },
  { weight: 2, arbitrary: fc.constantFrom(-HOUR, -24 * HOUR, -40 * 24 * HOUR) },
);

const runs = fc.array(
  fc.record({
    jump,
    models: fc.array(model, { minLength: 1, maxLength: 7 }),
    fates: fc.array(fc.constantFrom(...FATES), { maxLength: 7 }),
    jumps: fc.array(jump, { maxLength: 14 }),
    concurrency: fc.constantFrom(1, 2, 7),
    maxCost: fc.option(limit, { nil: undefined, freq: 1 }),
    maxImages: fc.option(fc.integer({ min: 0, max: 7 }), { nil: undefined, freq: 1 }),
    retryUnknown: fc.boolean(),
    keepGoing: fc.boolean(),
  }),
  { minLength: 2, maxLength: 6 },
);

const budgets = fc.record({ run: limit, day: limit, month: limit }, { requiredKeys: [] });

describe('Money: budget per run, day and month with concurrent reservations', () => {
  test('for any schedule of successes, failures, refusals and unknowns, spent + reserved + unknown never exceeds a limit', async () => {
    let requests = 0;
    let builds = 0;
    await fc.assert(
      fc.asyncProperty(
        budgets,
        runs,
        fc.scheduler(),
        fc.boolean(),
        async (budget, steps, scheduler, atMonthEnd) => {
          const clock = new WilfulClock(
            Date.parse(atMonthEnd ? '2026-01-31T23:59:58.000Z' : '2026-01-14T12:00:00.000Z'),
          );
          const seller = new Seller(clock);
          const folder = mkdtempSync(join(tmpdir(), 'imagebuild-money-'));
          try {
            for (const [take, step] of steps.entries()) {
              clock.jump(step.jump);
              writeFileSync(join(folder, 'imagebuild.yaml'), manifest(budget, step.models, take));
              const opened = await openProject({
                cwd: folder,
                environment: () => undefined,
                providers: [seller.provider],
              });
              if (!opened.ok) throw new Error(JSON.stringify(opened.failure));
              const before = seller.sales.length;
              const { maxCost, maxImages } = step;
              const limit = Math.min(
                maxCost ?? Number.POSITIVE_INFINITY,
                budget.run ?? Number.POSITIVE_INFINITY,
              );
              seller.heard = () => {
                // Also in the middle: what is charged, what may be, and what is in flight.
                const { certain, perhaps } = Seller.charged(seller.sales.slice(before));
                if (certain + perhaps > limit + DUST)
                  throw new Error(`${certain + perhaps} of ${limit} in flight`);
              };
              seller.expect(step.fates, step.jumps, scheduler);
              const report = await scheduler.waitFor(
                buildProject(opened.value, { ...step, clock, lockTimeout: 0 }),
              );
              builds += 1;
              const sales = seller.sales.slice(before);
              const { certain, perhaps } = Seller.charged(sales);
              expect(certain + perhaps).toBeLessThanOrEqual(limit + DUST);
              if (maxImages !== undefined) expect(sales.length).toBeLessThanOrEqual(maxImages);
              expect(report.cost.spentCredits).toBeCloseTo(certain, 6);
              expect(report.cost.unknownCredits).toBeCloseTo(perhaps, 6);
              expect(report.errors.filter(({ code }) => code === 'system')).toEqual([]);
              const records = await diskJournal(join(folder, '.imagebuild')).records();
              expectWithin(records, budget);
              expectSame(records, seller);
            }
            requests += seller.sales.length;
          } finally {
            rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
          }
        },
      ),
      { numRuns: effort(25, 1500), endOnFailure: true },
    );
    reportFigures('money', { 'schedules of requests': builds, 'requests in them': requests });
    expect(requests).toBeGreaterThan(effort(20, 2000));
  });

  test('the purse alone: whatever is reserved and however it ends', async () => {
    let reservations = 0;
    const step = fc.oneof(
      fc.record({ reserve: amount }),
      fc.record({ settle: fc.nat(), outcome: fc.constantFrom('yes', 'no', 'unknown') }),
    );
    await fc.assert(
      fc.property(
        budgets,
        fc.option(amount, { nil: undefined }),
        amount,
        amount,
        fc.array(step),
        (budget, maxCost, day, more, steps) => {
          const spent = { day, month: day + more };
          const limits = limitsOf(budget, spent, maxCost);
          let heard = 0;
          const purse = new Purse(limits, (credits) => {
            heard += credits;
          });
          const open: number[] = [];
          let gone = 0;
          for (const act of steps) {
            if ('reserve' in act) {
              const broken = purse.reserve(act.reserve);
              const wouldBe = gone + sum(open) + act.reserve;
              // Refused exactly where a limit would be broken: a budget that is just enough is enough.
              expect(broken !== undefined).toBe(limits.some(({ left }) => wouldBe > left + 1e-9));
              if (broken === undefined) open.push(act.reserve);
              reservations += 1;
            } else if (open.length > 0) {
              const [credits = 0] = open.splice(act.settle % open.length, 1);
              purse.settle(credits, act.outcome);
              if (act.outcome !== 'no') gone += credits;
            }
            for (const { left } of limits)
              if (gone + sum(open) > 0) expect(gone + sum(open)).toBeLessThanOrEqual(left + DUST);
            expect(purse.spent + purse.unknown).toBeCloseTo(gone, 6);
            expect(heard).toBeCloseTo(gone + sum(open), 6);
          }
        },
      ),
      { numRuns: effort(2000, 200_000) },
    );
    reportFigures('money', { 'reservations of the purse alone': reservations });
  });
});

function manifest(budget: object, models: readonly Model[], take: number): string {
  const assets = models.map((name, index) => [
    `a${index}`,
    { prompt: `picture ${index}, take ${take % 3 === 2 ? 0 : take}`, seed: 1, model: name },
  ]);
  return JSON.stringify({
    version: 1,
    budget,
    site: { out_dir: 'art' },
    outputs: { small: { widths: [4], formats: ['png'] } },
    defaults: { provider: 'bank', outputs: 'small' },
    assets: Object.fromEntries(assets),
  });
}

/** No day and no month of the ledger has more than its budget. */
function expectWithin(
  records: readonly LedgerRecord[],
  { day, month }: { day?: number; month?: number },
): void {
  for (const [length, limit] of [
    [10, day],
    [7, month],
  ] as const) {
    const sums = new Map<string, number>();
    for (const { at, credits, charged } of purchases(records))
      if (charged !== 'no') sums.set(at.slice(0, length), (sums.get(at.slice(0, length)) ?? 0) + credits);
    for (const [period, spent] of sums)
      if (limit !== undefined && spent > limit + DUST)
        throw new Error(`${spent} of ${limit} credits on ${period}`);
  }
}

/** The ledger says what the seller's own books say. */
function expectSame(records: readonly LedgerRecord[], seller: Seller): void {
  const { certain, perhaps } = Seller.charged(seller.sales);
  const { total, by } = addUp(records);
  expect(total.requests).toBe(seller.sales.length);
  expect(total.credits).toBeCloseTo(certain, 6);
  expect(total.unknownCredits).toBeCloseTo(perhaps, 6);
  for (const lines of Object.values(by))
    expect(sum(lines.map(({ credits }) => credits))).toBeCloseTo(certain, 6);
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
