import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { edit, ledger, masters, openShop, pending } from '../support/cli.ts';
import { createRig, type Document, type Rig } from '../support/rig.ts';

const HEAD = `
  version: 1
  site: { out_dir: art, manifest: art/images.json }
  defaults: { provider: stability, model: core, seed: 42, outputs: [small] }
  outputs:
    small: { widths: [32], formats: [webp] }
  assets:
`;

function project(assets: string): Rig {
  return createRig({ 'imagebuild.yaml': `${HEAD}${assets}` });
}

function codes({ errors }: Document): string[] {
  return errors.map(({ code }: Document) => code);
}

describe('nothing is bought for the price of something else', () => {
  test('two targets with one recipe are both held back while watching spends nothing', async () => {
    const shop = await openShop();
    const rig = project('    fox: { prompt: a fox }\n    twin: { prompt: a fox }\n');
    const watching = rig.start(['watch'], { env: shop.env });
    onTestFinished(() => void watching.process.kill('SIGKILL'));
    await watching.saw(/2 targets are held back/);
    await watching.saw(/Watching\..*Ctrl-C ends/);
    watching.process.kill('SIGTERM');
    await watching.ended;
    expect(shop.orders()).toEqual([]);
    expect(ledger(rig)).toEqual([]);
  });

  test('a protected target is not replaced by what its twin buys', async () => {
    const shop = await openShop();
    const rig = project('    fox: { prompt: a fox }\n    twin: { prompt: a fox, protect: true }\n');
    await rig.json(['build'], { env: shop.env });
    const before = rig.bytes('art/twin-32.webp');
    rig.write({ 'imagebuild.yaml': rig.read('imagebuild.yaml').replaceAll('a fox', 'a red fox') });
    const refused = await rig.json(['build'], { env: shop.env });
    expect([refused.exitCode, codes(refused)]).toEqual([3, ['protected']]);
    expect(rig.bytes('art/twin-32.webp')).toEqual(before);
    expect(shop.orders()).toHaveLength(1);
  });

  test('--retry-unknown forgets nothing when the build is refused', async () => {
    const shop = await openShop();
    const rig = project('    fox: { prompt: a fox }\n');
    shop.fault({ kind: 'cut', at: 'before-headers' });
    expect(await rig.json(['build'], { env: shop.env })).toMatchObject({ counts: { unknown: 1 } });
    const refused = await rig.json(['build', '--retry-unknown', '--max-cost', '0'], { env: shop.env });
    expect([refused.exitCode, codes(refused)]).toEqual([4, ['over-budget']]);
    expect(pending(rig)).toHaveLength(1);
    expect(codes(await rig.json(['build'], { env: shop.env }))).toEqual(['outcome-unknown']);
    expect(await rig.json(['build', '--retry-unknown'], { env: shop.env })).toMatchObject({
      ok: true,
      counts: { generated: 1 },
    });
    expect(pending(rig)).toEqual([]);
  });
});

describe('trouble with the disk', () => {
  test('stops buying at once, also with -k, since nothing could be kept', async () => {
    const shop = await openShop();
    const assets = Array.from(
      { length: 6 },
      (_, index) => `    fox-${index}: { prompt: fox number ${index} }\n`,
    );
    const rig = project(assets.join(''));
    rig.write({ '.imagebuild/masters': 'a file where a folder should be' });
    const ended = await rig.json(['build', '-k', '-j', '1'], { env: shop.env });
    expect(ended).toMatchObject({ ok: false, exitCode: 1, counts: { failed: 1 } });
    expect(codes(ended)).toEqual(['system']);
    expect(shop.orders()).toHaveLength(1);
    // The one that was paid for stays on record.
    expect(pending(rig)).toHaveLength(1);
  });
});

describe('prune', () => {
  test('refuses to judge without a lockfile, and spares what a lost lock would find again', async () => {
    const shop = await openShop();
    const rig = project('    fox: { prompt: a fox }\n');
    await rig.json(['build'], { env: shop.env });
    const lock = rig.read('imagebuild.lock');
    rig.remove('imagebuild.lock');
    expect((await rig.run(['prune', '--yes'])).exitCode).toBe(8);
    rig.write({ 'imagebuild.lock': lock.replace(/"targets": \{[\s\S]*\}\n\}/, '"targets": {}\n}') });
    expect((await rig.run(['prune', '--yes'])).exitCode).toBe(0);
    expect(masters(rig)).toHaveLength(1);
    expect(await rig.json(['build'], { env: shop.env })).toMatchObject({
      counts: { generated: 0, restored: 1 },
    });
  });
});

describe('files that are wanted stay, others go', () => {
  test('a picture that is kept after a refusal keeps its files, whatever else has changed', async () => {
    const shop = await openShop();
    const rig = project('    fox: { prompt: a fox, on_refusal: keep_last }\n');
    await rig.json(['build'], { env: shop.env });
    edit(rig, 'imagebuild.yaml', 'a fox', 'a red fox');
    edit(rig, 'imagebuild.yaml', 'widths: [32]', 'widths: [40]');
    shop.fault({ kind: 'filtered' });
    expect(await rig.json(['build'], { env: shop.env })).toMatchObject({ ok: true, counts: { refused: 1 } });
    expect(rig.exists('art/fox-32.webp')).toBe(true);
    expect(JSON.parse(rig.read('art/images.json')).images.fox.outputs.small.files).toHaveLength(1);
  });

  test('a build of one target in a fresh clone leaves the others in the site manifest', async () => {
    const shop = await openShop();
    const rig = project('    fox: { prompt: a fox }\n    owl: { prompt: an owl }\n');
    await rig.json(['build'], { env: shop.env });
    const published = rig.read('art/images.json');
    rmSync(join(rig.folder, '.imagebuild/cache'), { recursive: true });
    expect(await rig.json(['build', 'fox'], { env: shop.env })).toMatchObject({ ok: true });
    expect(rig.read('art/images.json')).toBe(published);
  });

  test('committed files of an earlier lockfile are not taken for those of this one', async () => {
    const shop = await openShop();
    const rig = project('    fox: { prompt: a fox }\n');
    await rig.json(['build'], { env: shop.env });
    const earlier = {
      'art/fox-32.webp': rig.bytes('art/fox-32.webp'),
      'art/images.json': rig.bytes('art/images.json'),
    };
    edit(rig, 'imagebuild.yaml', 'a fox', 'a red fox');
    await rig.json(['build'], { env: shop.env });
    const wanted = rig.bytes('art/fox-32.webp');
    // A checkout in which only the lockfile and the masters have come along.
    rig.write(earlier);
    rmSync(join(rig.folder, '.imagebuild/cache'), { recursive: true });
    expect((await rig.run(['check'], { env: shop.env })).exitCode).toBe(7);
    expect(await rig.json(['build', '--frozen'], { env: shop.env })).toMatchObject({
      counts: { generated: 0, rendered: 1 },
    });
    expect(rig.bytes('art/fox-32.webp')).toEqual(wanted);
    expect((await rig.run(['check'], { env: shop.env })).exitCode).toBe(0);
  });

  test('what a failed build left behind is removed by the next that succeeds', async () => {
    const shop = await openShop();
    const rig = project('    fox: { prompt: a fox }\n');
    await rig.json(['build'], { env: shop.env });
    edit(rig, 'imagebuild.yaml', 'widths: [32]', 'widths: [40]');
    rig.write({ 'imagebuild.yaml': `${rig.read('imagebuild.yaml')}    bad: { prompt: trouble }\n` });
    shop.fault({ kind: 'refuse', status: 500 });
    expect(await rig.json(['build', '-k'], { env: shop.env })).toMatchObject({ ok: false });
    edit(rig, 'imagebuild.yaml', '    bad: { prompt: trouble }\n', '');
    expect(await rig.json(['build'], { env: shop.env })).toMatchObject({ ok: true });
    expect(rig.files().filter((path) => path.endsWith('.webp'))).toEqual(['art/fox-40.webp']);
  });
});
