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
    // The fault is for the look, not for the order.
    shop.fault({ kind: 'slow', milliseconds: 1 });
    shop.fault({ kind: 'expired-job' });
    const lost = await rig.json(['build'], { env });
    expect(lost).toMatchObject({
      exitCode: 5,
      errors: [{ code: 'provider-job-lost' }],
      cost: { unknownCredits: PRICE },
    });
    expect(lost.errors[0].message).toContain('expired');
    expect(pending(rig)).toMatchObject([{ target: 'poster' }]);
    expect(pending(rig)[0]).not.toHaveProperty('job');
    const again = await rig.json(['build'], { env });
    expect(again).toMatchObject({ exitCode: 5, errors: [{ code: 'outcome-unknown' }] });
    expect(journal.filter(({ method }) => method === 'POST')).toHaveLength(1);
    const retried = await rig.json(['build', '--retry-unknown'], { env });
    expect(retried).toMatchObject({ exitCode: 0, cost: { spentCredits: PRICE } });
    expect(orders(shop)).toHaveLength(2);
  });

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
