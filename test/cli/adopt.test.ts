import sharp from 'sharp';
import { describe, expect, test } from 'vitest';
import { avifOf } from '../renditions/avif.ts';
import { tiffOf } from '../renditions/tiff.ts';
import { edit, masters, openShop, type Shop } from '../support/cli.ts';
import { createRig, type Rig } from '../support/rig.ts';

const MANIFEST = `
  version: 1
  site: { out_dir: art, manifest: art/images.json }
  outputs: { small: { widths: [32], formats: [png] } }
  defaults: { provider: PROVIDER, outputs: small }
  assets:
    fox:
      seed: 42
      prompt: a fox
      scenes: { running: running, reading: reading }
    owl: { seed: 5, prompt: an owl }
`;

const REASON = ['--reason', 'scarf painted over'];
const entries = (rig: Rig) => JSON.parse(rig.read('imagebuild.lock')).targets;
const picture = (background: string, width = 1024, height = 1024) =>
  sharp({ create: { width, height, channels: 3, background } })
    .png()
    .toBuffer();

async function built(): Promise<Rig> {
  const rig = createRig({
    'imagebuild.yaml': MANIFEST.replace('PROVIDER', 'procedural'),
    'retouched.png': await picture('#c03020'),
  });
  await rig.run(['build']);
  return rig;
}

async function bought(more = ''): Promise<{ rig: Rig; shop: Shop; env: Shop['env'] }> {
  const shop = await openShop();
  const manifest = MANIFEST.replace('PROVIDER, ', 'stability, model: core, ');
  const rig = createRig({
    'imagebuild.yaml': manifest.replace(/\n *$/, `\n${more}`),
    'retouched.png': await picture('#c03020', 1536, 1536),
  });
  const { exitCode, stderr } = await rig.run(['build'], { env: shop.env });
  if (exitCode !== 0) throw new Error(stderr);
  return { rig, shop, env: shop.env };
}

async function colourOf(rig: Rig, path: string): Promise<string> {
  const { data } = await sharp(rig.bytes(path))
    .resize(1, 1)
    .removeAlpha()
    .raw()
    .toBuffer({ resolveWithObject: true });
  return [...data].map((value) => Math.round(value / 16)).join();
}
const RED = [0xc0, 0x30, 0x20].map((value) => Math.round(value / 16)).join();

describe('adopt', () => {
  test('puts the bytes of a file in place of the generated picture, keeps that, and makes the files', async () => {
    const { rig, shop, env } = await bought();
    const [before, spent] = [entries(rig)['fox/running'], shop.charged()];
    const adopted = await rig.json(['adopt', 'fox/running', 'retouched.png', ...REASON], { env });
    expect(adopted).toMatchObject({
      exitCode: 0,
      changed: true,
      generated: before.master.digest,
      counts: { targets: 1, rendered: 1, generated: 0 },
      warnings: [],
    });
    const after = entries(rig)['fox/running'];
    expect(after).toMatchObject({
      key: before.key,
      recipe: before.recipe,
      seed: before.seed,
      credits: 3,
      source: 'manual',
      adoption: {
        master: adopted.master.digest,
        reason: 'scarf painted over',
        generated: before.master.digest,
      },
      parents: [before.master.digest],
      master: { width: 1536, height: 1536, format: 'png', bytes: rig.bytes('retouched.png').length },
    });
    expect(await colourOf(rig, 'art/fox/running-32.png')).toBe(RED);
    expect(masters(rig)).toHaveLength(4);
    await rig.run(['prune', '--yes'], { env });
    expect(masters(rig)).toHaveLength(4);
    expect((await rig.json(['build', '--frozen'], { env })).counts.reused).toBe(3);
    expect(shop.charged()).toBe(spent);
  });

  test('takes any file of the disk, and its bytes as they are', async () => {
    const rig = await built();
    const elsewhere = createRig({
      'mine.jpg': await sharp(await picture('#c03020'))
        .jpeg()
        .toBuffer(),
    });
    const { exitCode } = await rig.run(['adopt', 'owl', `${elsewhere.folder}/mine.jpg`, ...REASON]);
    expect(exitCode).toBe(0);
    const [kept] = masters(rig).filter((path) => path.endsWith('.jpg'));
    expect(rig.bytes(kept ?? '')).toEqual(elsewhere.bytes('mine.jpg'));
    expect(rig.read('imagebuild.lock')).not.toContain(elsewhere.folder);
  });

  test('no edit of the manifest buys or draws over it; the build says so until somebody decides', async () => {
    const { rig, shop, env } = await bought();
    await rig.run(['adopt', 'fox/running', 'retouched.png', ...REASON], { env });
    const [entry, spent] = [entries(rig)['fox/running'], shop.charged()];
    edit(rig, 'imagebuild.yaml', 'running: running', 'running: { prompt: jumping, seed: 77 }');
    const warned = { code: 'adopted-recipe-changed', target: 'fox/running' };
    for (const command of ['plan', 'build', 'check']) {
      const told = await rig.json([command, ...(command === 'build' ? ['--max-cost', '100'] : [])], { env });
      expect([command, told.exitCode]).toEqual([command, 0]);
      expect(told.warnings).toMatchObject([warned]);
      expect(told.warnings[0].message).toContain('(prompt, seed)');
    }
    expect(entries(rig)['fox/running']).toEqual(entry);
    expect((await rig.json(['build', '--frozen'], { env })).exitCode).toBe(0);
    expect(await colourOf(rig, 'art/fox/running-32.png')).toBe(RED);
    expect(shop.charged()).toBe(spent);
    // The same picture, adopted for the new settings.
    const again = await rig.json(['adopt', 'fox/running', 'retouched.png', ...REASON], { env });
    expect(again).toMatchObject({ changed: true, generated: entry.adoption.generated, warnings: [] });
    expect((await rig.json(['plan'], { env })).warnings).toEqual([]);
    expect(shop.charged()).toBe(spent);
  });

  test('a lost picture is a clear failure where a file needs it: nothing is drawn and nothing is bought', async () => {
    const { rig, shop, env } = await bought();
    await rig.run(['adopt', 'fox/running', 'retouched.png', ...REASON], { env });
    const [entry, spent] = [entries(rig)['fox/running'], shop.charged()];
    const hex = entry.master.digest.slice('sha256:'.length);
    rig.remove(`.imagebuild/masters/sha256/${hex.slice(0, 2)}/${hex}.png`);
    // While its files are there, nothing needs it.
    const whole = await rig.json(['build'], { env });
    expect(whole).toMatchObject({ exitCode: 0, warnings: [{ code: 'master-missing' }] });
    edit(rig, 'imagebuild.yaml', 'widths: [32]', 'widths: [48]');
    const planned = await rig.json(['plan'], { env });
    expect(planned.targets).toMatchObject([
      { id: 'fox/reading', action: 'render' },
      {
        id: 'fox/running',
        action: 'render',
        reasons: [{ code: 'master-missing' }, { code: 'rendition-changed' }],
        estimatedCredits: 0,
      },
      { id: 'owl', action: 'render' },
    ]);
    expect(planned.warnings[0].message).toContain('nobody but people can make it again');
    const failed = await rig.json(['build', '--keep-going'], { env });
    expect(failed).toMatchObject({
      exitCode: 7,
      errors: [{ code: 'master-damaged', target: 'fox/running', hint: expect.stringContaining('--release') }],
      counts: { rendered: 2, generated: 0, failed: 1 },
    });
    const frozen = await rig.json(['build', '--frozen'], { env });
    expect(frozen.exitCode).toBe(8);
    expect(entries(rig)['fox/running']).toMatchObject({ source: 'manual', master: entry.master });
    expect(shop.charged()).toBe(spent);
    // Adopting the file again brings it back.
    expect((await rig.json(['adopt', 'fox/running', 'retouched.png', ...REASON], { env })).exitCode).toBe(0);
    expect((await rig.json(['build'], { env })).exitCode).toBe(0);
    expect(shop.charged()).toBe(spent);
  });

  test('only --force together with --allow-protected replaces it, and the price is said', async () => {
    const { rig, shop, env } = await bought();
    await rig.run(['adopt', 'owl', 'retouched.png', ...REASON], { env });
    const spent = shop.charged();
    expect((await rig.json(['build', '--allow-protected'], { env })).counts.reused).toBe(3);
    const refused = await rig.json(['build', '--force', 'owl'], { env });
    expect(refused).toMatchObject({
      exitCode: 3,
      errors: [
        {
          code: 'protected',
          message:
            'owl is adopted (scarf painted over), and this build would replace it for 3 credits (forced)',
        },
      ],
    });
    expect(shop.charged()).toBe(spent);
    expect((await rig.json(['build', '--force', 'owl', '--allow-protected'], { env })).exitCode).toBe(0);
    expect(shop.charged()).toBe(spent + 3);
    expect(entries(rig).owl).toMatchObject({ source: 'generated', parents: [] });
    expect(entries(rig).owl.adoption).toBeUndefined();
  });

  test('--release brings the generated picture back at no cost', async () => {
    const { rig, shop, env } = await bought();
    const before = rig.read('imagebuild.lock');
    const file = rig.bytes('art/owl-32.png');
    await rig.run(['adopt', 'owl', 'retouched.png', ...REASON], { env });
    const spent = shop.charged();
    const released = await rig.json(['adopt', 'owl', '--release'], { env });
    expect(released).toMatchObject({ exitCode: 0, counts: { generated: 0 }, cost: { requests: 0 } });
    expect(rig.read('imagebuild.lock')).toBe(before);
    expect(rig.bytes('art/owl-32.png')).toEqual(file);
    expect(shop.charged()).toBe(spent);
    expect(await rig.json(['adopt', 'owl', '--release'], { env })).toMatchObject({
      exitCode: 3,
      errors: [{ code: 'not-adopted' }],
    });
  });

  test('--release of a target whose settings changed buys nothing either', async () => {
    const { rig, shop, env } = await bought();
    await rig.run(['adopt', 'owl', 'retouched.png', ...REASON], { env });
    edit(rig, 'imagebuild.yaml', 'an owl', 'a barn owl');
    const spent = shop.charged();
    expect(await rig.json(['adopt', 'owl', '--release'], { env })).toMatchObject({
      exitCode: 0,
      warnings: [{ code: 'spending-held' }],
    });
    expect(entries(rig).owl.source).toBe('generated');
    expect((await rig.json(['plan'], { env })).cost.estimatedCredits).toBe(3);
    expect(shop.charged()).toBe(spent);
  });

  test('what is made from it is made from its bytes', async () => {
    const { rig, shop, env } = await bought(
      '    large: { image: owl, operation: upscale, model: conservative, prompt: an owl }\n',
    );
    const spent = shop.charged();
    await rig.run(['adopt', 'owl', 'retouched.png', ...REASON], { env });
    const planned = await rig.json(['plan'], { env });
    expect(planned.targets).toContainEqual(expect.objectContaining({ id: 'large', action: 'generate' }));
    await rig.run(['build'], { env });
    const { owl, large } = entries(rig);
    expect(large.recipe.inputs.image).toBe(owl.master.digest);
    expect(large.parents).toEqual([owl.master.digest]);
    expect(shop.charged()).toBe(spent + large.credits);
  });

  test('a target with the same recipe keeps its own picture; a renamed one takes the adopted picture along', async () => {
    const rig = await built();
    edit(rig, 'imagebuild.yaml', 'owl: {', 'twin: { seed: 5, prompt: an owl }\n  owl: {');
    await rig.run(['build']);
    await rig.run(['adopt', 'owl', 'retouched.png', ...REASON]);
    const { owl, twin } = entries(rig);
    edit(rig, 'imagebuild.yaml', 'twin: {', 'third: { seed: 5, prompt: an owl }\n  twin: {');
    await rig.run(['build']);
    expect(entries(rig).third.master).toEqual(twin.master);
    edit(rig, 'imagebuild.yaml', 'twin: { seed: 5, prompt: an owl }', '');
    edit(rig, 'imagebuild.yaml', 'third: { seed: 5, prompt: an owl }', '');
    edit(rig, 'imagebuild.yaml', 'owl: {', 'barn-owl: {');
    rig.write({ 'imagebuild.yaml': rig.read('imagebuild.yaml').replace(/\n\s*\n/g, '\n') });
    const { exitCode } = await rig.run(['build']);
    expect(exitCode).toBe(0);
    const { outputs: _, ...moved } = entries(rig)['barn-owl'];
    expect(moved).toEqual({ ...owl, outputs: undefined });
  });

  test('ends an approval, and needs leave where the target is protected', async () => {
    const rig = await built();
    await rig.run(['approve', 'owl', '--by', 'Ann']);
    edit(rig, 'imagebuild.yaml', 'prompt: an owl', 'prompt: an owl, protect: true');
    const text = rig.read('imagebuild.lock');
    expect(await rig.json(['adopt', 'owl', 'retouched.png', ...REASON])).toMatchObject({
      exitCode: 3,
      errors: [{ code: 'protected', hint: expect.stringContaining('--allow-protected') }],
    });
    expect(rig.read('imagebuild.lock')).toBe(text);
    expect(await rig.json(['adopt', 'owl', 'retouched.png', ...REASON, '--allow-protected'])).toMatchObject({
      exitCode: 0,
      warnings: [{ code: 'approval-void', target: 'owl' }],
    });
    expect(entries(rig).owl.approval).toBeUndefined();
    expect((await rig.json(['approve', 'owl'])).exitCode).toBe(0);
    expect((await rig.json(['check', '--approved', 'owl'])).exitCode).toBe(0);
  });

  test('the very picture there is changes nothing', async () => {
    const rig = await built();
    const before = rig.read('imagebuild.lock');
    const own = masters(rig).find((path) => path.includes(entries(rig).owl.master.digest.slice(7))) ?? '';
    const { stderr, exitCode } = await rig.run(['adopt', 'owl', own, ...REASON]);
    expect([exitCode, stderr]).toEqual([0, 'owl has this very picture already; nothing was changed.\n']);
    expect(rig.read('imagebuild.lock')).toBe(before);
  });

  test('another shape is told', async () => {
    const rig = await built();
    rig.write({ 'wide.png': await picture('#123456', 1600, 900) });
    expect(await rig.json(['adopt', 'owl', 'wide.png', ...REASON])).toMatchObject({
      exitCode: 0,
      warnings: [{ code: 'adopted-shape', message: expect.stringContaining('1600 × 900') }],
    });
  });

  test('nothing is taken that could not be rendered, and nothing is changed by trying', async () => {
    const rig = await built();
    const [jpeg, png] = [sharp(rig.bytes('retouched.png')).jpeg(), rig.bytes('retouched.png')];
    const broken = Buffer.from(png);
    broken.fill(0x55, broken.length / 2, broken.length / 2 + 40);
    const moving = await sharp(Buffer.alloc(40 * 60 * 3, 90), {
      raw: { width: 40, height: 60, channels: 3, pageHeight: 20 },
    })
      .webp({ delay: [10, 10, 10] })
      .toBuffer();
    const chunk = Buffer.concat([Buffer.from([0, 0, 0, 8]), Buffer.from('acTL'), Buffer.alloc(12)]);
    const files = {
      'cut.jpg': (await jpeg.toBuffer()).subarray(0, 3000),
      'broken.png': broken,
      'moving.png': Buffer.concat([png.subarray(0, 33), chunk, png.subarray(33)]),
      'cut.webp': moving.subarray(0, moving.length - 20),
      'phone.heic': Buffer.from('\0\0\0\x18ftypheic\0\0\0\0mif1heic', 'latin1'),
      'six.tiff': tiffOf([200, 100, 50, 1, 2, 3]),
      'open.svg': Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><g>'),
      'text.png': Buffer.from('no picture'),
    };
    rig.write(files);
    const before = [rig.read('imagebuild.lock'), masters(rig)];
    for (const file of Object.keys(files)) {
      const { exitCode, stderr } = await rig.run(['adopt', 'fox/running', file, ...REASON]);
      expect([file, exitCode, /not a picture that can be used/.test(stderr)]).toEqual([file, 3, true]);
    }
    expect([rig.read('imagebuild.lock'), masters(rig)]).toEqual(before);
  });

  test('what holds several pictures is taken, and rendered as the one that is meant', async () => {
    const rig = await built();
    const one = (background: string) => sharp({ create: { width: 64, height: 64, channels: 3, background } });
    rig.write({ 'two.avif': await avifOf([one('#20c030'), one('#c03020')], 1) });
    expect((await rig.run(['adopt', 'fox/running', 'two.avif', ...REASON])).exitCode).toBe(0);
    expect(await colourOf(rig, 'art/fox/running-32.png')).toBe(RED);
  });

  test('--dry-run writes nothing', async () => {
    const rig = await built();
    const [before, kept] = [rig.read('imagebuild.lock'), masters(rig)];
    expect((await rig.json(['adopt', 'owl', 'retouched.png', ...REASON, '--dry-run'])).exitCode).toBe(0);
    expect([rig.read('imagebuild.lock'), masters(rig)]).toEqual([before, kept]);
  });

  test.each([
    [['owl', 'nothing.png', ...REASON], {}, 3, 'file-missing', 'there is no file nothing.png'],
    [['owl', 'art', ...REASON], {}, 3, 'file-missing', 'there is no file art'],
    [['owl', 'imagebuild.yaml', ...REASON], {}, 3, 'not-a-picture', 'imagebuild.yaml is not a picture'],
    [['owl', 'cut.png', ...REASON], {}, 3, 'not-a-picture', 'cut.png is not a picture'],
    [['owl', 'retouched.png'], {}, 3, 'usage', 'adopt takes a file and a reason'],
    [['owl', 'retouched.png', '--reason', ' '], {}, 3, 'usage', 'say why'],
    [['owl', 'retouched.png', '--release'], {}, 3, 'usage', 'adopt takes a file and a reason'],
    [['wolf', 'retouched.png', ...REASON], {}, 3, 'unknown-target', 'there is no target "wolf"'],
    [['own', 'retouched.png', ...REASON], {}, 3, 'cannot-adopt', 'own is a picture of your own already'],
    [
      ['owl', 'retouched.png', ...REASON],
      { CI: '1' },
      8,
      'frozen',
      'adopt changes what a frozen run may not',
    ],
  ])('%j with %j is refused, and nothing is changed', async (args, env, exitCode, code, message) => {
    const rig = await built();
    edit(rig, 'imagebuild.yaml', 'owl: {', 'own: { provider: file, image: ./retouched.png }\n  owl: {');
    rig.write({ 'cut.png': rig.bytes('art/owl-32.png').subarray(0, 200) });
    await rig.run(['build']);
    const before = [rig.read('imagebuild.lock'), masters(rig)];
    const refused = await rig.json(['adopt', ...args], { env });
    expect(refused).toMatchObject({
      exitCode,
      errors: [{ code, message: expect.stringContaining(message) }],
    });
    expect([rig.read('imagebuild.lock'), masters(rig)]).toEqual(before);
  });
});
