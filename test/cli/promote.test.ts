import { execFileSync } from 'node:child_process';
import sharp from 'sharp';
import { describe, expect, test } from 'vitest';
import { edit, openShop, type Shop, snapshot } from '../support/cli.ts';
import { createRig, type Rig } from '../support/rig.ts';

const MANIFEST = `
  version: 1
  site: { out_dir: art, manifest: art/images.json }
  outputs: { small: { widths: [32], formats: [png] } }
  defaults: { provider: stability, model: ultra, outputs: small }
  profiles:
    draft: { model: sd3.5-flash }
    sketch: { model: sd3.5-medium }
  assets:
    # The mascot.
    fox:
      seed: 42
      prompt: a fox
      scenes:
        running: running   # through a forest

        reading: { prompt: reading }
    owl: { seed: 5, prompt: an owl, model: core }
    crow: { seed: 5, prompt: a crow, matrix: { theme: [day, night] } }
`;

const entries = (rig: Rig, path = 'imagebuild.lock') => JSON.parse(rig.read(path)).targets;
const draftLock = '.imagebuild/profiles/draft/imagebuild.lock';

async function drafted(...targets: readonly string[]): Promise<{ rig: Rig; shop: Shop; env: Shop['env'] }> {
  const shop = await openShop();
  const rig = createRig({ 'imagebuild.yaml': MANIFEST });
  const { exitCode, stderr } = await rig.run(['build', ...targets, '--profile', 'draft'], { env: shop.env });
  if (exitCode !== 0) throw new Error(stderr);
  return { rig, shop, env: shop.env };
}

describe('promote', () => {
  test('makes the final picture from the manifest, at its price, and shows both', async () => {
    const { rig, shop, env } = await drafted('fox/running');
    const [spent, manifest] = [shop.charged(), rig.read('imagebuild.yaml')];
    expect(rig.files()).toEqual(['imagebuild.yaml']);
    const held = await rig.json(['promote', 'fox/running'], { env });
    expect(held).toMatchObject({
      exitCode: 4,
      errors: [{ code: 'spending-held', message: 'the final fox/running would be bought, for 8 credits' }],
    });
    const asked = await rig.json(['promote', 'fox/running', '--dry-run'], { env });
    expect(asked).toMatchObject({
      exitCode: 0,
      profile: 'draft',
      images: 1,
      estimatedCredits: 8,
      isFinal: false,
    });
    expect([shop.charged(), rig.exists('imagebuild.lock')]).toEqual([spent, false]);
    const made = await rig.json(['promote', 'fox/running', '--max-cost', '8'], { env });
    expect(made).toMatchObject({ exitCode: 0, profile: 'draft', counts: { generated: 1 }, written: null });
    expect(shop.charged()).toBe(spent + 8);
    expect(rig.read('imagebuild.yaml')).toBe(manifest);
    expect(entries(rig)['fox/running']).toMatchObject({ recipe: { model: 'ultra', operation: 'generate' } });
    expect(rig.exists('art/fox/running-32.png')).toBe(true);
    const folder = '.imagebuild/promote/fox~running';
    expect([made.page, made.sheet]).toEqual([`${folder}/sheet.html`, `${folder}/sheet.png`]);
    expect(rig.bytes(`${folder}/draft.png`)).toEqual(masterOf(rig, entries(rig, draftLock)['fox/running']));
    expect(rig.bytes(`${folder}/final.png`)).toEqual(masterOf(rig, entries(rig)['fox/running']));
    const page = rig.read(made.page);
    expect(page).toContain('<b>DRAFT</b> by the profile draft');
    expect(page).toContain('<b>FINAL</b> made anew from the words');
    const { width } = await sharp(rig.bytes(made.sheet)).metadata();
    expect(width).toBe(2 * 656 + 16);
  });

  test('costs nothing where the final picture is there, and shows both all the same', async () => {
    const { rig, shop, env } = await drafted('owl');
    await rig.run(['promote', 'owl', '--yes'], { env });
    const spent = shop.charged();
    const { stderr, exitCode } = await rig.run(['promote', 'owl'], { env });
    expect(exitCode).toBe(0);
    expect(stderr).toContain('owl is final already, and costs nothing again.');
    expect(stderr).toContain('.imagebuild/promote/owl/sheet.html');
    expect(shop.charged()).toBe(spent);
  });

  test('--from-draft begins with the draft, and every clone can make the same request', async () => {
    const { rig, shop, env } = await drafted('fox');
    const [spent, manifest] = [shop.charged(), rig.read('imagebuild.yaml')];
    const made = await rig.json(['promote', 'fox/running', '--from-draft', '--strength', '0.35', '--yes'], {
      env,
    });
    expect(made).toMatchObject({
      exitCode: 0,
      cost: { spentCredits: 8, requests: 1 },
      written: { file: 'imagebuild.yaml', line: 14, input: 'drafts/fox/running.png' },
    });
    expect(rig.read('imagebuild.yaml')).toBe(
      manifest.replace(
        'running: running   #',
        'running: { operation: "image-to-image", image: "./drafts/fox/running.png", prompt: running, params: { strength: 0.35 } }   #',
      ),
    );
    const draft = entries(rig, draftLock)['fox/running'];
    expect(rig.bytes('drafts/fox/running.png')).toEqual(masterOf(rig, draft));
    const { recipe } = entries(rig)['fox/running'];
    expect(recipe).toMatchObject({
      operation: 'image-to-image',
      model: 'ultra',
      params: { strength: 0.35 },
      inputs: { image: draft.master.digest },
    });
    expect(shop.charged()).toBe(spent + 8);
    expect(rig.read(made.page)).toContain('made from the draft, strength 0.35');

    // A clean clone of what is under version control makes the same files, and asks nobody.
    const files = ['imagebuild.yaml', 'imagebuild.lock', 'drafts', '.imagebuild/masters'];
    const clone = createRig();
    execFileSync('cp', ['-r', '--parents', ...files, clone.folder], { cwd: rig.folder });
    expect((await clone.json(['build', 'fox/running', '--frozen'])).exitCode).toBe(0);
    expect(clone.bytes('art/fox/running-32.png')).toEqual(rig.bytes('art/fox/running-32.png'));

    // Once more costs nothing; another strength is another picture.
    const again = await rig.json(['promote', 'fox/running', '--from-draft', '--strength', '0.35'], { env });
    expect(again).toMatchObject({ exitCode: 0, cost: { requests: 0 } });
    await rig.run(['promote', 'fox/running'], { env });
    expect(rig.read(made.page)).toContain('made from the draft, strength 0.35');
    expect((await rig.json(['promote', 'fox/running', '--strength', '0.5'], { env })).exitCode).toBe(4);
    expect(shop.charged()).toBe(spent + 8);
  });

  test('what was written is taken back where nothing could be bought', async () => {
    const { rig, shop, env } = await drafted('fox/reading');
    const spent = shop.charged();
    const before = { ...snapshot(rig.folder) };
    const over = await rig.json(['promote', 'fox/reading', '--from-draft', '--max-cost', '7'], { env });
    expect(over).toMatchObject({ exitCode: 4, errors: [{ code: 'over-budget' }] });
    const after = snapshot(rig.folder);
    const digest = (files: { [path: string]: string }) => files['imagebuild.yaml']?.split(' ')[1];
    expect(digest(after)).toBe(digest(before));
    expect(rig.exists('drafts/fox/reading.png')).toBe(false);
    expect(shop.charged()).toBe(spent);
  });

  test('what was refused by the provider stays written: building again asks for the same', async () => {
    const { rig, shop, env } = await drafted('fox/reading');
    shop.fault('500', 10);
    const failed = await rig.json(['promote', 'fox/reading', '--from-draft', '--yes'], { env });
    expect(failed.exitCode).toBe(5);
    expect(rig.read('imagebuild.yaml')).toContain('image-to-image');
    expect(rig.exists('drafts/fox/reading.png')).toBe(true);
  });

  test.each([
    [['owl', '--from-draft'], 'cannot-promote', 'core makes no picture from another one'],
    [['crow@day', '--from-draft'], 'others-change', 'crow@night'],
    [
      ['fox/running', '--profile', 'sketch'],
      'no-draft',
      'there is no draft of fox/running by the profile sketch',
    ],
    [['fox/running', '--profile', 'skech'], 'unknown-profile', 'there is no profile "skech"'],
    [['wolf'], 'unknown-target', 'there is no target "wolf"'],
  ])('%j is refused before anything is spent or written', async (args, code, message) => {
    const { rig, shop, env } = await drafted();
    const [spent, text] = [shop.charged(), rig.read('imagebuild.yaml')];
    const refused = await rig.json(['promote', ...args, '--yes'], { env });
    expect(refused).toMatchObject({
      exitCode: 3,
      errors: [{ code, message: expect.stringContaining(message) }],
    });
    expect([shop.charged(), rig.read('imagebuild.yaml'), rig.exists('drafts')]).toEqual([spent, text, false]);
  });

  test('of several drafts the user says which', async () => {
    const { rig, env } = await drafted('owl');
    expect(await rig.json(['promote', 'fox/running'], { env })).toMatchObject({
      errors: [{ code: 'no-draft', hint: expect.stringContaining('--profile draft') }],
    });
    await rig.run(['build', 'owl', '--profile', 'sketch'], { env });
    expect(await rig.json(['promote', 'owl', '--dry-run'], { env })).toMatchObject({
      exitCode: 3,
      errors: [{ code: 'usage', message: 'there are drafts of owl by draft and sketch' }],
    });
    expect(await rig.json(['promote', 'owl', '--dry-run', '--profile', 'sketch'], { env })).toMatchObject({
      profile: 'sketch',
      estimatedCredits: 3,
    });
  });

  test('a frozen run makes nothing', async () => {
    const { rig, shop, env } = await drafted('owl', 'fox/running');
    const spent = shop.charged();
    expect((await rig.json(['promote', 'owl', '--yes'], { env: { ...env, CI: '1' } })).exitCode).toBe(8);
    expect(
      await rig.json(['promote', 'fox/running', '--from-draft', '--yes'], { env: { ...env, CI: '1' } }),
    ).toMatchObject({ exitCode: 8, errors: [{ code: 'frozen' }] });
    expect([shop.charged(), rig.exists('drafts')]).toEqual([spent, false]);
  });

  test.each([true, false])(
    'drafts live where git does not look (with the lines of init: %j), and nothing of them is published',
    async (lines) => {
      const shop = await openShop();
      const rig = createRig();
      await rig.run(['init']);
      if (!lines) rig.remove('.gitignore');
      execFileSync('git', ['init', '-q'], { cwd: rig.folder });
      edit(
        rig,
        'imagebuild.yaml',
        'styles:',
        'profiles: { draft: { params: { width: 256, height: 256 } } }\n\nstyles:',
      );
      await rig.run(['build', '--profile', 'draft'], { env: shop.env });
      await rig.run(['explore', 'fox/running', '--seeds', '2']);
      await rig.run(['build', 'fox/running']);
      await rig.run(['promote', 'fox/running']);
      const seen = execFileSync('git', ['status', '--porcelain', '-uall'], {
        cwd: rig.folder,
        encoding: 'utf8',
      });
      const places = new Set(seen.split('\n').flatMap((line) => /\.imagebuild\/\w+/.exec(line)?.[0] ?? []));
      const others = lines ? [] : ['.imagebuild/cache'];
      expect([...places].sort()).toEqual([...others, '.imagebuild/masters']);
      expect(Object.keys(entries(rig))).toEqual(['fox/running']);
    },
  );
});

function masterOf(rig: Rig, { master }: { master: { digest: string } }): Buffer {
  const hex = master.digest.slice('sha256:'.length);
  return rig.bytes(`.imagebuild/masters/sha256/${hex.slice(0, 2)}/${hex}.png`);
}
