import { describe, expect, onTestFinished, test } from 'vitest';
import { type Emulator, type EmulatorOptions, startEmulator } from '../../src/emulator/index.ts';
import { edit, ledger, pending } from '../support/cli.ts';
import { createRig, type Rig } from '../support/rig.ts';
import { picture } from '../support/stability-picture.ts';

const MANIFEST = `
  version: 1
  providers: { stability: { type: stability, poll: 30ms } }
  defaults: { provider: stability, seed: 42, outputs: [small] }
  outputs: { small: { widths: [32], formats: [webp] } }
  assets:
    poster:
      operation: upscale
      model: creative
      image: ./fox.png
      prompt: a fox
      params: { output_format: jpeg }
`;
const PRICE = 60;

async function scene(options: EmulatorOptions = {}): Promise<{ rig: Rig; shop: Emulator; env: Environment }> {
  const shop = await startEmulator({ pictures: 'plain', ...options });
  onTestFinished(() => shop.close());
  const rig = createRig({ 'imagebuild.yaml': MANIFEST, 'fox.png': await picture('fox', [256, 256], 'png') });
  return { rig, shop, env: { STABILITY_API_HOST: shop.url, STABILITY_API_KEY: shop.key } };
}
type Environment = { readonly [name: string]: string };

/** A project whose build can be killed as soon as it has asked for its job. */
async function interrupted(options: EmulatorOptions = {}) {
  let kill = () => {};
  const observe = (moment: string, { method }: { method: string }) =>
    moment === 'arrived' && method === 'GET' ? kill() : undefined;
  const made = await scene({ jobTime: 100, ...options, observe });
  const killed = async (...args: string[]) => {
    const running = made.rig.start(args.length > 0 ? args : ['build'], { env: made.env });
    kill = () => running.process.kill('SIGKILL');
    expect((await running.ended).signal).toBe('SIGKILL');
    kill = () => {};
    expect(pending(made.rig)).toMatchObject([{ target: 'poster', job: expect.any(String) }]);
  };
  return { ...made, killed };
}

const orders = ({ journal }: Emulator) => journal.filter(({ method }) => method === 'POST');
const looks = ({ journal }: Emulator) => journal.filter(({ method }) => method === 'GET');
const charged = ({ journal }: Emulator) => journal.reduce((sum, entry) => sum + entry.charged, 0);

describe('an asynchronous job', () => {
  test('is ordered once, asked for in growing intervals, and fetched', async () => {
    const { rig, shop, env } = await scene({ jobTime: 1000 });
    const built = await rig.json(['build'], { env });
    expect(built).toMatchObject({
      exitCode: 0,
      counts: { generated: 1 },
      cost: { spentCredits: PRICE, requests: 1 },
    });
    expect(orders(shop)).toHaveLength(1);
    expect(shop.balance()).toBe(1000 - PRICE);
    const times = [...orders(shop), ...looks(shop)].map(({ at }) => at);
    const waits = times.slice(1).map((at, index) => at - (times[index] ?? 0));
    expect(waits.length).toBeGreaterThan(3);
    expect(Math.min(...waits)).toBeGreaterThanOrEqual(29);
    expect(waits.at(-1)).toBeGreaterThan(29 * 1.25 ** 2);
    expect(pending(rig)).toEqual([]);
  });

  test('stays ordered where the next build lacks the key: it is fetched later, and not bought again', async () => {
    const { rig, shop, env, killed } = await interrupted();
    await killed();
    const failed = await rig.json(['build'], { env: { ...env, STABILITY_API_KEY: '' } });
    expect(failed).toMatchObject({ exitCode: 5, errors: [{ code: 'provider-unauthorized' }] });
    expect(failed.errors[0].message).toContain('STABILITY_API_KEY is not set (nothing more was charged)');
    expect(pending(rig)).toMatchObject([{ target: 'poster', job: expect.any(String) }]);
    expect(await rig.json(['build'], { env })).toMatchObject({ exitCode: 0, cost: { requests: 0 } });
    expect(orders(shop)).toHaveLength(1);
  });

  test.each([1, 2])('killed at look %i is fetched by the next build and not bought again', async (nth) => {
    let kill = () => {};
    let seen = 0;
    const { rig, shop, env } = await scene({
      jobTime: 300,
      observe(moment, { method }) {
        if (moment !== 'arrived' || method !== 'GET') return;
        seen += 1;
        if (seen === nth) kill();
      },
    });
    const running = rig.start(['build'], { env });
    kill = () => running.process.kill('SIGKILL');
    expect((await running.ended).signal).toBe('SIGKILL');
    expect(pending(rig)).toMatchObject([{ target: 'poster', job: expect.stringMatching(/^\w{64}$/) }]);

    expect(await rig.json(['status'], { env })).toMatchObject({ pending: [], ordered: ['poster'] });
    const planned = await rig.json(['plan'], { env });
    expect(planned.cost.estimatedCredits).toBe(0);
    // The money is gone already, so no limit stands in the way of fetching.
    const built = await rig.json(['build', '--max-cost', '0'], { env });
    expect(built).toMatchObject({
      exitCode: 0,
      counts: { generated: 1 },
      cost: { spentCredits: 0, requests: 0 },
    });
    expect(built.warnings).toMatchObject([{ code: 'purchase-recovered' }]);
    expect(orders(shop)).toHaveLength(1);
    expect(shop.balance()).toBe(1000 - PRICE);
    expect(pending(rig)).toEqual([]);
    expect(ledger(rig).at(-1)).toMatchObject({ outcome: 'paid', credits: PRICE });
    expect(await rig.json(['status'], { env })).toMatchObject({ spent: { day: PRICE } });
    expect((await rig.json(['build'], { env })).counts.reused).toBe(1);
  });

  test.each([
    ['was edited', 'poster'],
    ['has left the manifest', 'other'],
  ])('whose target %s is fetched and kept, and the edit can be taken back for free', async (_, name) => {
    const { rig, shop, env, killed } = await interrupted();
    await killed();
    edit(rig, 'imagebuild.yaml', 'poster:', `${name}:`);
    edit(rig, 'imagebuild.yaml', 'prompt: a fox', 'prompt: a hare');
    const planned = await rig.json(['plan'], { env });
    expect(planned.warnings).toMatchObject([{ code: 'job-waiting', target: 'poster' }]);
    expect(planned.warnings[0].message).toContain('60 credits');

    const built = await rig.json(['build'], { env });
    expect(built).toMatchObject({ exitCode: 0, cost: { spentCredits: PRICE, requests: 1 } });
    const [warned] = built.warnings;
    expect(warned).toMatchObject({ code: 'purchase-recovered', target: 'poster' });
    expect(warned.message).toContain('ordered for 60 credits was fetched and kept');
    expect(warned.hint).toContain('at no cost');
    expect(orders(shop)).toHaveLength(2);
    expect(pending(rig)).toEqual([]);
    expect(ledger(rig).filter(({ outcome }) => outcome === 'paid')).toHaveLength(2);

    rig.write({ 'imagebuild.yaml': MANIFEST });
    const back = await rig.json(['build', '--max-cost', '0'], { env });
    expect(back).toMatchObject({ exitCode: 0, counts: { restored: 1 }, cost: { requests: 0 } });
    expect(orders(shop)).toHaveLength(2);
    expect(shop.balance()).toBe(1000 - 2 * PRICE);
  });

  test('that nothing asks for is left alone offline and in a frozen build', async () => {
    const { rig, shop, env, killed } = await interrupted();
    await killed();
    const { length } = looks(shop);
    rig.write({ 'imagebuild.yaml': 'version: 1\nassets: {}\n' });
    const offline = await rig.json(['build', '--offline'], { env });
    expect(offline).toMatchObject({ exitCode: 0, warnings: [{ code: 'job-waiting', target: 'poster' }] });
    await rig.json(['build', '--frozen'], { env });
    expect(looks(shop)).toHaveLength(length);
    expect(pending(rig)).toMatchObject([{ target: 'poster', job: expect.any(String) }]);
    const said = (await rig.run(['build'], { env })).stderr;
    expect(said).toContain('waiting for a picture of poster');
    expect(pending(rig)).toEqual([]);
  });

  test('that nothing asks for and that has expired is a warning, and then an unknown purchase', async () => {
    const { rig, shop, env, killed } = await interrupted();
    await killed();
    rig.write({ 'imagebuild.yaml': 'version: 1\nassets: {}\n' });
    shop.advance(25 * 3_600_000);
    const built = await rig.json(['build'], { env });
    expect(built).toMatchObject({ exitCode: 0, warnings: [{ code: 'provider-job-lost', target: 'poster' }] });
    const again = await rig.json(['build'], { env });
    expect(again.warnings).toMatchObject([{ code: 'outcome-unknown' }]);
    await rig.json(['build', '--retry-unknown'], { env });
    expect(pending(rig)).toEqual([]);
  });

  test('that was forced for a picture which is there already is fetched beside it', async () => {
    const { rig, shop, env, killed } = await interrupted();
    await rig.json(['build'], { env });
    const lock = rig.read('imagebuild.lock');
    await killed('build', '--force', 'poster');
    const built = await rig.json(['build'], { env });
    expect(built).toMatchObject({ exitCode: 0, counts: { reused: 1 }, cost: { requests: 0 } });
    expect(built.warnings[0].hint).toContain('keeps the picture it has');
    expect(rig.read('imagebuild.lock')).toBe(lock);
    expect(pending(rig)).toEqual([]);
    rig.remove('imagebuild.lock');
    const fresh = await rig.json(['build'], { env });
    expect(fresh).toMatchObject({ counts: { restored: 1 }, cost: { requests: 0 } });
    expect(orders(shop)).toHaveLength(2);
  });

  test('is awaited no longer than the user wants', async () => {
    const { rig, env, killed } = await interrupted({ jobTime: 60_000 });
    await killed();
    rig.write({ 'imagebuild.yaml': 'version: 1\nassets: {}\n' });
    const running = rig.start(['build'], { env });
    await running.saw(/waiting for a picture of poster/);
    const stopped = performance.now();
    running.process.kill('SIGINT');
    expect((await running.ended).exitCode).toBe(130);
    expect(performance.now() - stopped).toBeLessThan(20_000);
    expect(pending(rig)).toMatchObject([{ job: expect.any(String) }]);
  });

  test('killed before the order was answered is unknown, as any other purchase', async () => {
    let kill = () => {};
    const { rig, shop, env } = await scene({
      observe: (moment) => (moment === 'arrived' ? kill() : undefined),
    });
    const running = rig.start(['build'], { env });
    kill = () => running.process.kill('SIGKILL');
    await running.ended;
    kill = () => {};
    const built = await rig.json(['build'], { env });
    expect(built).toMatchObject({
      exitCode: 5,
      counts: { unknown: 1 },
      errors: [{ code: 'outcome-unknown' }],
    });
    expect(orders(shop)).toHaveLength(1);
  });

  test('that has expired becomes unknown, and is bought again only when the user says so', async () => {
    const { rig, shop, env } = await scene();
    const { journal } = shop;
    shop.fault({ kind: 'expired-job' });
    const lost = await rig.json(['build'], { env });
    expect(lost).toMatchObject({
      exitCode: 5,
      errors: [{ code: 'provider-job-lost' }],
      cost: { unknownCredits: PRICE },
    });
    expect(lost.errors[0].message).toContain('expired');
    expect(pending(rig)).toMatchObject([{ target: 'poster', job: expect.any(String), fruitless: true }]);
    // The first look finds it running, and the four after that do not find it.
    const pauses = looks(shop)
      .slice(1)
      .map(({ at }, index) => at - (looks(shop)[index]?.at ?? 0));
    expect(pauses).toHaveLength(4);
    expect(Math.min(...pauses)).toBeGreaterThanOrEqual(29);
    expect(pauses[3]).toBeGreaterThanOrEqual(Math.floor(30 * 1.25 ** 2));
    expect(await rig.json(['status'], { env })).toMatchObject({ pending: ['poster'], ordered: [] });
    expect((await rig.json(['plan'], { env })).cost.estimatedCredits).toBe(PRICE);
    const again = await rig.json(['build'], { env });
    expect(again).toMatchObject({ exitCode: 5, errors: [{ code: 'outcome-unknown' }] });
    expect(again.errors[0].hint).toContain('ask for it once more');
    expect(looks(shop)).toHaveLength(6);
    expect(journal.filter(({ method }) => method === 'POST')).toHaveLength(1);
    // What is asked only because asking is free is asked once, and is no news for the ledger.
    expect(ledger(rig)).toHaveLength(1);
    const retried = await rig.json(['build', '--retry-unknown'], { env });
    expect(retried).toMatchObject({ exitCode: 0, cost: { spentCredits: PRICE } });
    expect(orders(shop)).toHaveLength(2);
    expect(pending(rig)).toEqual([]);
  });

  test('that is not found at first is looked for again, three times, and is not lost', async () => {
    const { rig, shop, env } = await scene();
    shop.fault('late-job=3');
    const built = await rig.json(['build'], { env });
    expect(built).toMatchObject({ exitCode: 0, cost: { spentCredits: PRICE, unknownCredits: 0 } });
    expect(orders(shop)).toHaveLength(1);
    expect(looks(shop).map(({ status }) => status)).toEqual([404, 404, 404, 202, 200]);
    expect(ledger(rig)).toMatchObject([{ outcome: 'paid', credits: PRICE }]);
  });

  describe('that was taken for lost and is there after all is fetched, and not bought again', () => {
    test.each([
      ['a plain build', ['build']],
      ['--retry-unknown', ['build', '--retry-unknown']],
      ['--force', ['build', '--force', 'poster']],
      ['both', ['build', '--force', '--retry-unknown', 'poster']],
      ['a grid to choose from', ['explore', 'poster', '--seeds', '1', '--retry-unknown', '--max-cost', '60']],
    ])('by %s', async (_, args) => {
      const { rig, shop, env } = await scene();
      shop.fault('late-job=4');
      const lost = await rig.json(['build'], { env });
      expect(lost).toMatchObject({ exitCode: 5, errors: [{ code: 'provider-job-lost' }] });
      const found = await rig.json(args, { env });
      expect(found).toMatchObject({ exitCode: 0, cost: { spentCredits: 0, requests: 0 } });
      expect(found.warnings).toContainEqual(expect.objectContaining({ code: 'purchase-recovered' }));
      expect(orders(shop)).toHaveLength(1);
      expect(charged(shop)).toBe(PRICE);
      expect(pending(rig)).toEqual([]);
      expect((await rig.json(['cost'])).total).toMatchObject({ credits: PRICE, unknownCredits: 0 });
      expect((await rig.json(['build', '--max-cost', '0'], { env })).exitCode).toBe(0);
      expect(orders(shop)).toHaveLength(1);
    });
  });

  test('of a drift is asked for once more, and fetched when a drift was killed, within no budget at all', async () => {
    let kill = () => {};
    const { rig, shop, env } = await scene({
      observe: (moment, { method }) => (moment === 'arrived' && method === 'GET' ? kill() : undefined),
    });
    await rig.json(['build'], { env });
    shop.fault('late-job=4');
    const lost = await rig.json(['drift', 'poster', '--max-cost', '60'], { env });
    expect(lost).toMatchObject({ exitCode: 5, errors: [{ code: 'provider-job-lost' }] });
    const found = await rig.json(['drift', 'poster', '--max-cost', '60', '--retry-unknown'], { env });
    expect(found).toMatchObject({ exitCode: 0, counts: { same: 1 }, cost: { spentCredits: 0 } });
    expect(orders(shop)).toHaveLength(2);
    const running = rig.start(['drift', 'poster', '--max-cost', '60'], { env });
    kill = () => running.process.kill('SIGKILL');
    await running.ended;
    kill = () => {};
    const fetched = await rig.json(['drift', 'poster'], { env });
    expect(fetched).toMatchObject({ exitCode: 0, counts: { same: 1 }, cost: { spentCredits: 0 } });
    expect(orders(shop)).toHaveLength(3);
    expect(charged(shop)).toBe(3 * PRICE);
  });

  test('that cannot be asked for is not bought again either, whatever the user allows', async () => {
    const { rig, shop, env } = await scene();
    shop.fault('late-job=4');
    await rig.json(['build'], { env });
    for (const fault of ['401', '403=permission_denied']) {
      shop.fault(fault);
      const built = await rig.json(['build', '--retry-unknown'], { env });
      expect(built).toMatchObject({ exitCode: 5, errors: [{ code: 'outcome-unknown' }] });
      expect(pending(rig)).toMatchObject([{ job: expect.any(String) }]);
    }
    expect(await rig.json(['build', '--retry-unknown'], { env })).toMatchObject({ exitCode: 0 });
    expect(orders(shop)).toHaveLength(1);
  });

  test('that nothing asks for any more is asked for once more before it is forgotten', async () => {
    const { rig, shop, env } = await scene();
    shop.fault('late-job=4');
    await rig.json(['build'], { env });
    rig.write({ 'imagebuild.yaml': 'version: 1\nassets: {}\n' });
    expect((await rig.json(['build'], { env })).warnings).toMatchObject([{ code: 'outcome-unknown' }]);
    await rig.json(['build', '--retry-unknown', '--offline'], { env });
    expect(pending(rig)).toHaveLength(1);
    const settled = await rig.json(['build', '--retry-unknown'], { env });
    expect(settled.warnings).toMatchObject([{ code: 'purchase-recovered', target: 'poster' }]);
    expect(pending(rig)).toEqual([]);
    rig.write({ 'imagebuild.yaml': MANIFEST });
    const back = await rig.json(['build', '--max-cost', '0'], { env });
    expect(back).toMatchObject({ exitCode: 0, counts: { restored: 1 } });
    expect(charged(shop)).toBe(PRICE);
  });

  test.each([
    ['truncated-image', 'bad-answer'],
    ['finish=ERROR', 'provider-bad-answer'],
  ])(
    'whose answer is of no use (%s) is fetched once more by each build, and bought anew only with leave',
    async (fault, code) => {
      const { rig, shop, env } = await scene();
      shop.fault(fault);
      const first = await rig.json(['build'], { env });
      expect(first).toMatchObject({ exitCode: 5, errors: [{ code }] });
      expect(first.errors[0].hint).toMatch(/fetch it once more/);
      const again = await rig.json(['build'], { env });
      expect(again).toMatchObject({ exitCode: 5, errors: [{ code }] });
      expect(orders(shop)).toHaveLength(1);
      const looked = looks(shop).length;
      const retried = await rig.json(['build', '--retry-unknown'], { env });
      expect(retried).toMatchObject({ exitCode: 0, cost: { spentCredits: PRICE } });
      // Once for the old one, and then twice for the new one.
      expect(looks(shop)).toHaveLength(looked + 3);
      expect(orders(shop)).toHaveLength(2);
      expect(pending(rig)).toEqual([]);
    },
  );

  test.each(['500', '502', '429=0', 'reset', 'cut=mid-body', 'truncated-image'])(
    'outlasts %s while it is asked for',
    async (fault) => {
      const { rig, shop, env } = await scene();
      shop.fault({ kind: 'slow', milliseconds: 1 });
      shop.fault(fault);
      await rig.json(['build'], { env });
      const built = await rig.json(['build'], { env });
      expect(built.exitCode).toBe(0);
      expect(rig.exists('imagebuild.lock')).toBe(true);
      expect(orders(shop)).toHaveLength(1);
      expect(shop.balance()).toBe(1000 - PRICE);
      expect(pending(rig)).toEqual([]);
    },
  );

  test('that never ends is given up, and stays to be fetched', async () => {
    const { rig, shop, env } = await scene();
    shop.fault({ kind: 'endless-job' });
    const built = await rig.json(['build', '--timeout', '700ms'], { env });
    expect(built).toMatchObject({ exitCode: 5, errors: [{ code: 'outcome-unknown' }] });
    expect(built.errors[0].hint).toContain('not bought twice');
    expect(pending(rig)).toMatchObject([{ job: expect.any(String) }]);
    expect(orders(shop)).toHaveLength(1);
    expect(charged(shop)).toBeLessThanOrEqual(PRICE);
  });

  test('that is blurred is a refusal', async () => {
    const { rig, shop, env } = await scene();
    shop.fault({ kind: 'filtered' });
    const built = await rig.json(['build'], { env });
    expect(built).toMatchObject({ exitCode: 6, errors: [{ code: 'content-refused' }] });
    expect(orders(shop)).toHaveLength(1);
    expect(pending(rig)).toEqual([]);
  });
});
