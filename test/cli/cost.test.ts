import { fc, test as property } from '@fast-check/vitest';
import { describe, expect, test } from 'vitest';
import { addUp, COST_GROUPS } from '../../src/build/cost-report.ts';
import type { GenerationKey } from '../../src/core/recipe.ts';
import { edit, openShop } from '../support/cli.ts';
import { createRig } from '../support/rig.ts';
import { picture } from '../support/stability-picture.ts';

const MANIFEST = `
  version: 1
  site: { out_dir: art }
  outputs: { small: { widths: [32], formats: [png] } }
  defaults: { provider: stability, model: core, outputs: small }
  assets:
    fox:
      seed: 42
      prompt: a fox
      scenes: { running: running, reading: reading }
    owl: { seed: 5, prompt: an owl, model: ultra }
`;

describe('cost', () => {
  test('adds up to what the account was charged, also what was only tried', async () => {
    const shop = await openShop({ moderation: { refuse: ['knife'] } });
    const rig = createRig({ 'imagebuild.yaml': MANIFEST });
    const run = (...args: string[]) => rig.run([...args, '--max-cost', '100', '-k'], { env: shop.env });
    await run('build');
    await run('explore', 'owl', '--seeds', '3');
    rig.write({ 'imagebuild.yaml': MANIFEST.replace('running: running', 'running: with a knife') });
    await run('build');
    const { total, by } = await rig.json(['cost']);
    // Three pictures, two more of the grid, and a refusal that costs nothing.
    expect(total).toEqual({ requests: 6, pictures: 5, credits: 2 * 3 + 3 * 8, unknownCredits: 0 });
    expect(total.credits).toBe(shop.charged());
    expect(by.asset).toEqual([
      { name: 'owl', requests: 3, pictures: 3, credits: 24, unknownCredits: 0 },
      { name: 'fox', requests: 3, pictures: 2, credits: 6, unknownCredits: 0 },
    ]);
    expect(by.model.map(({ name }: { name: string }) => name)).toEqual(['ultra', 'core']);
    expect(by.month).toHaveLength(1);
    const { stdout } = await rig.run(['cost', '--by', 'asset']);
    expect(stdout).toBe(
      '30 credits for 5 pictures, in 6 requests.\n\nasset  requests  pictures  credits\nowl    3         3         24\nfox    3         2         6\n',
    );
  });

  test('tells apart what may have been charged', async () => {
    const shop = await openShop();
    const rig = createRig({ 'imagebuild.yaml': MANIFEST });
    expect((await rig.run(['cost'])).stdout).toBe('Nothing was bought in this checkout.\n');
    shop.fault({ kind: 'cut', at: 'mid-body' });
    await rig.run(['build', 'owl'], { env: shop.env });
    expect((await rig.json(['cost'])).total).toEqual({
      requests: 1,
      pictures: 0,
      credits: 0,
      unknownCredits: 8,
    });
    expect((await rig.run(['cost', '--by', 'provider'])).stdout).toContain(
      '0 credits for 0 pictures, in 1 request; 8 credits more of unknown outcome.',
    );
    // Bought again on purpose, it is one purchase that came about and one that nobody knows of.
    await rig.run(['build', 'owl', '--retry-unknown'], { env: shop.env });
    expect((await rig.json(['cost'])).total).toMatchObject({
      requests: 2,
      pictures: 1,
      credits: 8,
      unknownCredits: 8,
    });
  });
});

test('status and cost agree about what is perhaps spent, in every state of a purchase', async () => {
  let kill = () => {};
  const shop = await openShop({ observe: (moment) => (moment === 'charged' ? kill() : undefined) });
  const rig = createRig({ 'imagebuild.yaml': MANIFEST, 'fox.png': await picture('fox', [256, 256], 'png') });
  const { env } = shop;
  const agree = async (perhaps: number, certain: number) => {
    const { spent, perhapsSpent, unknownCredits } = await rig.json(['status']);
    const { total, by } = await rig.json(['cost']);
    expect([total.unknownCredits, total.credits]).toEqual([perhaps, certain]);
    expect(unknownCredits).toBe(perhaps);
    // All of it was bought just now.
    const all = perhaps + certain;
    expect([spent, perhapsSpent]).toEqual([
      { day: all, month: all },
      { day: perhaps, month: perhaps },
    ]);
    expect(by.month[0]).toMatchObject({ credits: certain, unknownCredits: perhaps });
    const [status, cost] = [await rig.run(['status']), await rig.run(['cost', '--by', 'day'])];
    expect(status.stdout.includes('perhaps')).toBe(perhaps > 0);
    if (perhaps === 0) return;
    expect(status.stdout).toContain(`perhaps spent     ${perhaps} credits of unknown outcome`);
    expect(status.stdout).toMatch(
      new RegExp(`spent today +${certain} credits? and perhaps ${perhaps} credits more\n`),
    );
    expect(cost.stdout).toContain(`${certain} and perhaps ${perhaps}\n`);
    expect(cost.stdout).toContain(`${perhaps} credits more of unknown outcome`);
  };
  const running = rig.start(['build', 'owl'], { env });
  kill = () => running.process.kill('SIGKILL');
  await running.ended;
  kill = () => {};
  // The ledger has not heard of it yet.
  await agree(8, 0);
  expect((await rig.run(['build', 'owl'], { env })).exitCode).toBe(5);
  await agree(8, 0);
  await rig.run(['build', 'owl', '--retry-unknown'], { env });
  await agree(8, 8);
  await rig.run(['build', 'owl', '--force'], { env });
  await agree(8, 16);
  shop.fault({ kind: 'cut', at: 'mid-body' });
  await rig.run(['drift', 'owl', '--max-cost', '8'], { env });
  await agree(16, 16);
  const job =
    '  big: { operation: upscale, model: creative, image: ./fox.png, prompt: a fox, params: { output_format: jpeg } }';
  rig.write({ 'imagebuild.yaml': `${rig.read('imagebuild.yaml').trimEnd()}\n${job}\n` });
  edit(rig, 'imagebuild.yaml', 'site:', 'providers: { stability: { type: stability, poll: 30ms } }\nsite:');
  shop.fault('late-job=4');
  await rig.run(['build', 'big'], { env });
  await agree(76, 16);
  // It is there after all.
  expect((await rig.run(['build', 'big'], { env })).exitCode).toBe(0);
  await agree(16, 76);
});

const record = fc.record({
  at: fc.constantFrom('2026-01-31T10:00:00.000Z', '2026-02-01T10:00:00.000Z'),
  startedAt: fc.constantFrom('a', 'b', 'c'),
  outcome: fc.constantFrom('paid', 'refused', 'failed', 'unknown'),
  key: fc.constantFrom('k1', 'k2', 'k3') as fc.Arbitrary<GenerationKey>,
  target: fc.constantFrom('fox/running', 'owl@dark', 'cell-001'),
  asset: fc.option(fc.constantFrom('fox', 'owl'), { nil: undefined }),
  provider: fc.constantFrom('stability', 'other'),
  model: fc.option(fc.constantFrom('core', 'ultra'), { nil: undefined }),
  credits: fc.constantFrom(0, 0.1, 0.2, 2.5, 8),
  charged: fc.constantFrom('yes', 'no', 'unknown'),
} as const);

property.prop([fc.array(record)])('every way of adding up comes to the same', (records) => {
  const { total, by } = addUp(records as Parameters<typeof addUp>[0]);
  for (const group of COST_GROUPS)
    for (const key of ['requests', 'pictures', 'credits', 'unknownCredits'] as const)
      expect(by[group].reduce((sum, line) => sum + line[key], 0)).toBeCloseTo(total[key], 9);
});
