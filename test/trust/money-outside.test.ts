import { fc } from '@fast-check/vitest';
import { describe, expect, test } from 'vitest';
import { buildProject } from '../../src/build/index.ts';
import { openProject } from '../../src/build/project.ts';
import {
  explorationOf,
  explore,
  gridOf,
  promote,
  promotionOf,
  reroll,
  trialOf,
  tryPicture,
} from '../../src/design/index.ts';
import { driftProject } from '../../src/review/index.ts';
import { carryOut } from '../../src/studio/carry-out.ts';
import { KEY, openShop, pending, type Shop, sum } from '../support/cli.ts';
import { createRig, type Document, type Rig } from '../support/rig.ts';
import { Seller, WilfulClock } from './money/bank.ts';
import { effort, reportFigures } from './support/effort.ts';

const MANIFEST = `
  version: 1
  site: { out_dir: art }
  outputs: { small: { widths: [32], formats: [png] } }
  defaults: { provider: stability, model: core, outputs: small }
  profiles: { draft: { model: sd3.5-flash } }
  assets:
    fox:
      seed: 42
      prompt: a fox
      scenes: { running: running, reading: reading }
    owl: { seed: 5, prompt: an owl, model: ultra }
    hill: { seed: 7, prompt: a hill, provider: procedural }
`;

/** Faults that have to do with money, as the emulator writes them. */
const FAULTS = [
  ...[
    '500',
    '422',
    '403=content_moderation',
    '429=0',
    '502',
    '504',
    'content-filtered',
    'reset',
    'other-format',
  ],
  ...['truncated-image', 'corrupt-image', 'cut=before-headers', 'cut=after-headers', 'cut=mid-body'],
];

const COMMANDS: readonly (readonly string[])[] = [
  ['build', '-k'],
  ['build', '-k', '--retry-unknown'],
  ['build', '-k', '--force', 'fox'],
  ['build', '--force', '**'],
  ['explore', 'fox/running', '--seeds', '3'],
  ['try', 'fox/jumping', '--prompt', 'jumping'],
  ['reroll', 'owl'],
  ['drift', '--sample', '2'],
  ['drift', '**', '--retry-unknown'],
];

const scenario = fc.array(
  fc.record({
    command: fc.constantFrom(...COMMANDS),
    faults: fc.array(fc.constantFrom(...FAULTS), { maxLength: 3 }),
    maxCost: fc.constantFrom(0, 3, 8, 11, 14, 40),
    maxImages: fc.option(fc.integer({ min: 0, max: 4 }), { nil: undefined }),
    concurrency: fc.constantFrom(1, 4),
  }),
  { minLength: 3, maxLength: 5 },
);

/** Credits that the ledger of a project has for certain, and perhaps. */
async function counted(rig: Rig): Promise<{ certain: number; perhaps: number; document: Document }> {
  const document = await rig.json(['cost']);
  return { certain: document.total.credits, perhaps: document.total.unknownCredits, document };
}

function bought(shop: Shop): number {
  return shop.orders().filter(({ charged }) => charged > 0).length;
}

describe('Money, from outside', () => {
  test('whatever goes wrong, charges never exceed --max-cost, --max-images and the budgets, and the ledger adds up to the journal of the server; cost reports by asset, provider, month', async () => {
    let commands = 0;
    let faults = 0;
    let charged = 0;
    await fc.assert(
      fc.asyncProperty(scenario, fc.constantFrom(20, 30, 60), async (steps, day) => {
        const shop = await openShop({ credits: { [KEY]: 10_000 } });
        const rig = createRig({
          'imagebuild.yaml': `${MANIFEST}  budget: { run: 25, day: ${day}, month: 50 }\n`,
        });
        for (const { command, faults: planned, maxCost, maxImages, concurrency } of steps) {
          for (const fault of planned) shop.fault(fault);
          const [credits, pictures] = [shop.charged(), bought(shop)];
          const flags = ['--max-cost', String(maxCost), '-j', String(concurrency), '--timeout', '5s'];
          if (maxImages !== undefined) flags.push('--max-images', String(maxImages));
          const ended = await rig.run([...command, ...flags], { env: shop.env });
          const told = `${command.join(' ')} ${flags.join(' ')} with ${planned.join(', ')}: ${ended.stderr}`;
          expect([0, 3, 4, 5, 6, 7], told).toContain(ended.exitCode);
          expect(shop.charged() - credits, told).toBeLessThanOrEqual(Math.min(maxCost, 25));
          if (maxImages !== undefined) expect(bought(shop) - pictures, told).toBeLessThanOrEqual(maxImages);
          expect(shop.charged(), told).toBeLessThanOrEqual(Math.min(day, 50));
          const { certain, perhaps, document } = await counted(rig);
          expect(certain, told).toBeLessThanOrEqual(shop.charged());
          expect(certain + perhaps, told).toBeGreaterThanOrEqual(shop.charged());
          expect(certain + perhaps, told).toBeLessThanOrEqual(Math.min(day, 50));
          for (const group of ['asset', 'provider', 'month'] as const)
            expect(sum(document.by[group].map((line: Document) => line.credits))).toBeCloseTo(certain, 6);
          commands += 1;
          faults += planned.length;
        }
        charged += shop.charged();
        // All is settled or on record.
        const { perhaps } = await counted(rig);
        if (perhaps === 0) expect(pending(rig)).toEqual([]);
      }),
      { numRuns: effort(2, 40), endOnFailure: true },
    );
    reportFigures('money', { commands, 'faults beside them': faults, 'credits charged meanwhile': charged });
  });

  test('--max-images holds for build, explore, try, promote, reroll and drift', async () => {
    const shop = await openShop();
    const rig = createRig({ 'imagebuild.yaml': MANIFEST });
    await rig.run(['build', 'fox/running'], { env: shop.env });
    await rig.run(['build', 'owl', '--profile', 'draft'], { env: shop.env });
    const orders = shop.orders().length;
    for (const command of [
      ['build'],
      ['build', '--force', 'fox/running'],
      ['explore', 'fox/running', '--seeds', '2'],
      ['try', 'fox/jumping', '--prompt', 'jumping'],
      ['promote', 'owl'],
      ['reroll', 'fox/running'],
      ['drift', 'fox/running'],
    ]) {
      const flags = ['--max-cost', '1000', '--max-images', '0'];
      const { exitCode, stderr } = await rig.run([...command, ...flags], { env: shop.env });
      expect(exitCode, `${command.join(' ')}: ${stderr}`).toBe(4);
    }
    expect(shop.orders()).toHaveLength(orders);
  });

  test('two builds and an explore at once in one project buy each picture once, and share the budget of the day', async () => {
    const shop = await openShop({ latency: 300 });
    const rig = createRig({ 'imagebuild.yaml': `${MANIFEST}  budget: { day: 20 }\n` });
    const run = (...args: string[]) => rig.run([...args, '--lock-timeout', '300s'], { env: shop.env });
    const ended = await Promise.all([
      run('build'),
      run('build'),
      run('explore', 'fox/running', '--seeds', '3', '--max-cost', '100'),
      run('build', '--force', 'owl'),
    ]);
    expect(ended.filter(({ exitCode }) => exitCode !== 0 && exitCode !== 4)).toEqual([]);
    expect(shop.charged()).toBeLessThanOrEqual(20);
    expect((await counted(rig)).certain).toBe(shop.charged());
    const orders = shop.orders().map(({ path, fields }) => `${path} ${fields.prompt} ${fields.seed}`);
    const again = orders.filter((order, index) => orders.indexOf(order) !== index);
    // Only what was forced may have been bought twice.
    expect(again.filter((order) => !order.includes('an owl'))).toEqual([]);
    expect((await rig.run(['build'], { env: shop.env })).exitCode).toBe(0);
  });
});

describe('Money: a price that nobody knows blocks', () => {
  test('build, explore, try, reroll, promote, drift and the actions of the studio', async () => {
    const seller = new Seller(new WilfulClock(Date.parse('2026-01-14T12:00:00.000Z')));
    const known = `
      version: 1
      site: { out_dir: art }
      outputs: { small: { widths: [4], formats: [png] } }
      providers: { bank: { type: bank, prices: { secret: 4 } } }
      profiles: { draft: { model: one } }
      defaults: { provider: bank, model: secret, outputs: small }
      assets:
        fox: { seed: 1, prompt: a fox }
        owl: { seed: 2, prompt: an owl }
    `;
    const rig = createRig({ 'imagebuild.yaml': known });
    const request = { cwd: rig.folder, environment: () => undefined, providers: [seller.provider] };
    const reopen = async (profile?: string) => {
      const opened = await openProject({ ...request, profile });
      if (!opened.ok) throw new Error(JSON.stringify(opened.failure));
      return opened.value;
    };
    expect((await buildProject(await reopen(), { patterns: ['fox'] })).failure).toBeUndefined();
    expect((await buildProject(await reopen('draft'), { patterns: ['owl'] })).failure).toBeUndefined();
    rig.write({ 'imagebuild.yaml': known.replace(', prices: { secret: 4 }', '') });
    const project = await reopen();
    const sales = seller.sales.length;
    const options = { maxCost: 1000 };
    const codes = (diagnostics: readonly { readonly code: string }[]) => diagnostics.map(({ code }) => code);

    expect(codes((await buildProject(project, options)).errors)).toEqual(['price-unknown']);
    const fox = project.graph.targets.get('fox');
    const owl = project.graph.targets.get('owl');
    if (fox === undefined || owl === undefined) throw new Error('no targets');
    const grid = gridOf(fox, 3, []);
    const exploration = grid.ok ? explorationOf(project, fox, grid.value.cells) : grid;
    if (!exploration.ok) throw new Error(JSON.stringify(exploration.failure));
    expect(new Set(codes((await explore(exploration.value, 3, options)).report.errors))).toEqual(
      new Set(['price-unknown']),
    );
    const trial = await trialOf(project, request, { target: 'cat', prompt: 'a cat', seed: 3 });
    if (!trial.ok) throw new Error(JSON.stringify(trial.failure));
    expect(codes((await tryPicture(trial.value, options)).report.errors)).toEqual(['price-unknown']);
    const rerolled = await reroll(project, request, 'fox', false, options);
    expect(rerolled.ok && codes(rerolled.value.report.errors)).toEqual(['price-unknown']);
    const promotion = await promotionOf(project, request, { target: 'owl' });
    if (!promotion.ok) throw new Error(JSON.stringify(promotion.failure));
    const promoted = await promote(promotion.value, options);
    expect(promoted.ok && codes(promoted.value.report.errors)).toEqual(['price-unknown']);
    const noReport = () => Promise.reject(new Error('nothing was to be made'));
    const drift = await driftProject(project, { patterns: ['fox'] }, 0.1, options, noReport);
    expect(drift.ok ? undefined : codes(drift.failure.diagnostics)).toEqual(['price-unknown']);

    const desk = { project, allowance: 1000, spend: () => {} } as unknown as Parameters<typeof carryOut>[3];
    for (const [name, input] of [
      ['explore', { id: 'fox', seeds: 3, axes: [] }],
      ['try', { target: 'cat', prompt: 'a cat', seed: 3 }],
      ['reroll', { id: 'fox', agreed: true }],
      ['promote', { id: 'owl', profile: 'draft', fromDraft: false }],
      ['build', { patterns: [] }],
    ] as const) {
      const answer = await carryOut(name, input, 1000, desk, { request, options: {} });
      expect(answer.ok, `${name}: ${JSON.stringify(answer)}`).toBe(false);
      expect(JSON.stringify(answer), name).toContain('price');
    }
    expect(seller.sales).toHaveLength(sales);
  });
});
