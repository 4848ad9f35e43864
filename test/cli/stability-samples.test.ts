import { describe, expect, test } from 'vitest';
import type { EmulatorOptions } from '../../src/emulator/index.ts';
import { edit, ledger, openShop, pending } from '../support/cli.ts';
import { createRig } from '../support/rig.ts';
import { picture } from '../support/stability-picture.ts';

const MANIFEST = `
  version: 1
  defaults: { provider: stability, outputs: [small] }
  outputs: { small: { widths: [32], formats: [webp] } }
  assets:
    fox:
      model: stable-diffusion-xl-1024-v1-0
      prompt: a fox in the snow
      seed: 42
      params: { samples: 4, steps: 10 }
`;
const PRICE = 3.6;

async function scene(options: EmulatorOptions = {}) {
  const shop = await openShop(options);
  const rig = createRig({ 'imagebuild.yaml': MANIFEST });
  const run = (...args: string[]) => rig.json(args, { env: shop.env });
  /** Files of masters by digest; the records of keys are apart. */
  const masters = () => rig.files(true).filter((path) => path.startsWith('.imagebuild/masters/sha256/'));
  /** Writes a seed for one picture into the manifest. */
  const choose = (seed: number) => {
    edit(rig, 'imagebuild.yaml', 'seed: 42', `seed: ${seed}`);
    edit(rig, 'imagebuild.yaml', 'samples: 4, ', '');
  };
  return { shop, rig, run, masters, choose };
}

describe('several samples of one request', () => {
  test('are in the price and in the number of images that a plan shows', async () => {
    const { run, shop } = await scene();
    expect((await run('plan')).cost.estimatedCredits).toBe(PRICE);
    const tooMany = await run('build', '--max-images', '3');
    expect(tooMany).toMatchObject({ exitCode: 4, errors: [{ code: 'too-many-images' }] });
    expect(await run('build', '--max-cost', '3.5')).toMatchObject({ exitCode: 4 });
    expect(shop.orders()).toHaveLength(0);
  });

  test('are multiplied with a price that the manifest gives', async () => {
    const { run, rig } = await scene();
    const price =
      'providers: { stability: { type: stability, prices: { stable-diffusion-xl-1024-v1-0: 2 } } }';
    edit(rig, 'imagebuild.yaml', 'version: 1', `version: 1\n${price}`);
    expect((await run('plan')).cost.estimatedCredits).toBe(8);
  });

  test('are asked for at once, charged once, and all kept', async () => {
    const { run, rig, shop, masters } = await scene();
    const built = await run('build');
    expect(built).toMatchObject({
      exitCode: 0,
      counts: { generated: 1 },
      cost: { spentCredits: PRICE, requests: 1 },
    });
    expect(shop.orders()).toMatchObject([{ fields: { samples: 4 }, charged: PRICE }]);
    expect(ledger(rig)).toMatchObject([{ outcome: 'paid', credits: PRICE }]);
    expect(masters()).toHaveLength(4);
    expect(pending(rig)).toEqual([]);
    expect(built.warnings).toMatchObject([{ code: 'pictures-kept', target: 'fox' }]);
    expect(built.warnings[0].message).toContain('3 more pictures');
    expect(built.warnings[0].hint).toContain('seed: 43 or 44 or 45 and take samples out');
    expect((await run('build')).counts.reused).toBe(1);
  });

  test.each([43, 44, 45])('are had by their seed %i at no cost', async (seed) => {
    const { run, rig, shop, choose } = await scene();
    await run('build');
    const first = JSON.parse(rig.read('imagebuild.lock')).targets.fox.master.digest;
    choose(seed);
    expect(await run('plan')).toMatchObject({
      cost: { estimatedCredits: 0 },
      targets: [{ action: 'restore' }],
    });
    expect(await run('build', '--max-cost', '0')).toMatchObject({
      exitCode: 0,
      counts: { restored: 1 },
      cost: { spentCredits: 0, requests: 0 },
      warnings: [],
    });
    expect(shop.orders()).toHaveLength(1);
    const { fox } = JSON.parse(rig.read('imagebuild.lock')).targets;
    expect(fox).toMatchObject({ seed, credits: 0.9 });
    expect(fox.master.digest).not.toBe(first);
  });

  test('are the pictures that their seeds alone would have brought', async () => {
    const { run, rig, shop, choose } = await scene();
    await run('build');
    choose(44);
    await run('build');
    const kept = JSON.parse(rig.read('imagebuild.lock')).targets.fox.master.digest;
    rig.remove('.imagebuild');
    rig.remove('imagebuild.lock');
    rig.remove('public');
    await run('build');
    expect(shop.orders()).toHaveLength(2);
    expect(JSON.parse(rig.read('imagebuild.lock')).targets.fox.master.digest).toBe(kept);
  });

  test('leave the first picture where it is when samples is taken out', async () => {
    const { run, rig, shop } = await scene();
    await run('build');
    const before = rig.read('imagebuild.lock');
    edit(rig, 'imagebuild.yaml', 'samples: 4, ', '');
    expect(await run('build')).toMatchObject({ exitCode: 0, cost: { requests: 0 } });
    expect(JSON.parse(rig.read('imagebuild.lock')).targets.fox.master).toEqual(
      JSON.parse(before).targets.fox.master,
    );
    edit(rig, 'imagebuild.yaml', '{ steps', '{ samples: 1, steps');
    expect((await run('build')).counts.reused).toBe(1);
    expect(shop.orders()).toHaveLength(1);
  });

  test('do not take the place of a picture that was bought under the same seed before', async () => {
    const { run, rig } = await scene();
    edit(rig, 'imagebuild.yaml', 'samples: 4, ', '');
    edit(rig, 'imagebuild.yaml', 'seed: 42', 'seed: 44');
    await run('build');
    const record = () =>
      rig
        .files(true)
        .filter((path) => path.startsWith('.imagebuild/masters/keys/'))
        .map((path) => JSON.parse(rig.read(path)))
        .find(({ recipe }) => recipe.seed === 44 && recipe.params.samples === undefined);
    const before = record();
    edit(rig, 'imagebuild.yaml', '{ steps', '{ samples: 4, steps');
    edit(rig, 'imagebuild.yaml', 'seed: 44', 'seed: 42');
    await run('build');
    expect(record()).toEqual(before);
  });

  test('that are partly blurred leave the first good one as master, and say what was charged', async () => {
    const { run, rig, shop, masters } = await scene();
    shop.fault('content-filtered=2');
    const built = await run('build');
    expect(built).toMatchObject({ exitCode: 0, cost: { spentCredits: PRICE } });
    expect(JSON.parse(rig.read('imagebuild.lock')).targets.fox.seed).toBe(44);
    expect(masters()).toHaveLength(2);
    const text = built.warnings.map(({ message, hint }: never) => `${message} ${hint}`).join('\n');
    expect(text).toContain('2 of 4 pictures were blurred');
    expect(text).toContain('2 of the 4 pictures that were asked for can be used');
    expect(text).toContain('all 4 are counted as charged, 3.6 credits');
    expect(text).toContain('write seed: 45 and take samples out');
  });

  test('that are all blurred are a refusal', async () => {
    const { run, rig, shop, masters } = await scene();
    shop.fault('content-filtered');
    expect(await run('build')).toMatchObject({ exitCode: 6, errors: [{ code: 'content-refused' }] });
    expect(masters()).toEqual([]);
    expect(pending(rig)).toEqual([]);
  });

  test('that come in smaller number are a warning', async () => {
    const { run, shop, masters } = await scene();
    shop.fault('fewer-pictures=1');
    const built = await run('build');
    expect(built).toMatchObject({ exitCode: 0, warnings: [{ code: 'fewer-pictures' }] });
    expect(built.warnings[0].message).toContain('1 of the 4');
    expect(masters()).toHaveLength(1);
  });

  test('that are no pictures, or have no seed, are told apart from good ones', async () => {
    const { run, rig, shop, masters } = await scene();
    const base64 = (await picture('fox', [1024, 1024], 'png')).toString('base64');
    const other = (await picture('hare', [1024, 1024], 'png')).toString('base64');
    const artifacts = [
      { base64: base64.slice(0, 400), seed: 42, finishReason: 'SUCCESS' },
      { base64: 'AAAA', seed: 43, finishReason: 'SUCCESS' },
      { base64, seed: 44, finishReason: 'SUCCESS' },
      { base64: other, finishReason: 'SUCCESS' },
    ];
    shop.fault({ kind: 'answer', status: 200, body: { artifacts } });
    const built = await run('build');
    expect(built.exitCode).toBe(0);
    expect(JSON.parse(rig.read('imagebuild.lock')).targets.fox.seed).toBe(44);
    expect(masters().filter((path) => path.endsWith('.png'))).toHaveLength(2);
    expect(built.warnings.map(({ code }: { code: string }) => code)).toEqual([
      'provider-warning',
      'bad-answer',
      'fewer-pictures',
      'pictures-kept',
    ]);
    expect(built.warnings[1].hint).toMatch(/^its bytes are in \.imagebuild\/.*\.rejected$/);
    expect(built.warnings[3].hint).toContain('did not say their seeds');
  });

  test('that a crash has left half kept are all there after the next build', async () => {
    const { run, rig, shop, choose } = await scene();
    await run('build');
    // As if the process had ended between the bytes and the records of their keys.
    const files = rig.files(true).filter((path) => path.startsWith('.imagebuild/masters/keys/'));
    const records = files.map((path) => JSON.parse(rig.read(path)));
    const whole = records.find(({ recipe }) => recipe.params.samples === 4);
    const seeds = [42, 43, 44, 45].map((seed) =>
      records.find((record) => record.recipe.seed === seed && record !== whole),
    );
    const [main, ...others] = seeds.map(({ seed, master: { width: _w, height: _h, ...picture } }) => ({
      picture,
      seed,
    }));
    const { key, recipe, credits } = whole;
    const startedAt = new Date().toISOString();
    const received = { ...main, others };
    const purchase = {
      key,
      recipe,
      target: 'fox',
      provider: 'stability',
      credits,
      seed: 42,
      several: 'samples',
      received,
      startedAt,
    };
    for (const path of files) rig.remove(path);
    rig.remove('imagebuild.lock');
    rig.write({ [`.imagebuild/pending/${key.slice(7)}.json`]: JSON.stringify(purchase) });
    const built = await run('build');
    expect(built).toMatchObject({ exitCode: 0, cost: { requests: 0 } });
    expect(built.warnings).toMatchObject([{ code: 'purchase-recovered' }, { code: 'pictures-kept' }]);
    choose(45);
    expect(await run('build')).toMatchObject({ counts: { restored: 1 }, cost: { requests: 0 } });
    expect(shop.orders()).toHaveLength(1);
  });

  test('are not pruned while one of them is in use, but when that is asked for', async () => {
    const { run, rig, masters } = await scene();
    await run('build');
    const looked = await run('prune');
    expect(looked).toMatchObject({ removed: false, masters: [] });
    expect(looked.siblings).toHaveLength(3);
    await run('prune', '--yes');
    expect(masters()).toHaveLength(4);
    const said = await rig.run(['prune']);
    expect(said.stderr).toContain('3 pictures that were bought together with one in use');
    expect(await run('prune', '--yes', '--siblings')).toMatchObject({ removed: true });
    expect(masters()).toHaveLength(1);
    expect((await run('build')).counts.reused).toBe(1);
  });

  test('are named by why, whichever of them is in use', async () => {
    const { run, rig, choose } = await scene();
    await run('build');
    expect((await run('why', 'fox')).siblings).toMatchObject([{ seed: 43 }, { seed: 44 }, { seed: 45 }]);
    choose(44);
    await run('build');
    expect((await run('why', 'fox')).siblings).toMatchObject([{ seed: 42 }, { seed: 43 }, { seed: 45 }]);
    expect((await rig.run(['why', 'fox'])).stdout).toContain('seed: 42, 43, 45');
  });

  test.each(['0', '11', '2.5', 'four'])('%s of them are refused before anything is sent', async (samples) => {
    const { run, rig } = await scene();
    edit(rig, 'imagebuild.yaml', 'samples: 4', `samples: ${samples}`);
    expect(await run('plan')).toMatchObject({ exitCode: 3, errors: [{ line: 9 }] });
  });

  test('are refused for a model that makes one picture', async () => {
    const { run, rig } = await scene();
    edit(rig, 'imagebuild.yaml', 'model: stable-diffusion-xl-1024-v1-0', 'model: core');
    edit(rig, 'imagebuild.yaml', ', steps: 10', '');
    expect(await run('plan')).toMatchObject({ exitCode: 3, errors: [{ code: 'unknown-param' }] });
  });
});
