import { execFileSync } from 'node:child_process';
import { statSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { byAction, decodeOutputs, edit, masters, openShop, type Shop, snapshot } from '../support/cli.ts';
import { createRig, type Rig } from '../support/rig.ts';

const MANIFEST = `
  version: 1
  site: { out_dir: public/art, manifest: [public/art/images.json, src/art.gen.ts] }
  styles:
    brand: flat vector style
    ink: black ink drawing
  defaults:
    provider: stability
    model: sd3.5-flash
    style: brand
    params: { output_format: jpeg }
    outputs: [small]
  outputs:
    small: { widths: [32, 64], formats: [webp] }
  assets:
    fox:
      seed: 42
      prompt: a fox
      alt: The fox
      scenes:
        running: running through a forest
        reading: reading under a tree
    owl:
      seed: 7
      prompt: an owl
      style: ink
`;
const FILES = [
  'public/art/fox/reading-32.webp',
  'public/art/fox/reading-64.webp',
  'public/art/fox/running-32.webp',
  'public/art/fox/running-64.webp',
  'public/art/owl-32.webp',
  'public/art/owl-64.webp',
];
const NOTHING = { generated: 0, restored: 0, rendered: 0, removed: 0, failed: 0 };

async function built(): Promise<{ rig: Rig; shop: Shop }> {
  const shop = await openShop();
  const rig = createRig({ 'imagebuild.yaml': MANIFEST });
  const { counts, exitCode } = await rig.json(['build'], { env: shop.env });
  expect({ exitCode, generated: counts.generated, rendered: counts.rendered }).toEqual({
    exitCode: 0,
    generated: 3,
    rendered: 6,
  });
  expect(pictures(rig)).toEqual(FILES);
  return { rig, shop };
}

function pictures(rig: Rig): string[] {
  return rig.files().filter((path) => path.endsWith('.webp'));
}

/** Everything but what only says that a build was here. */
function published(rig: Rig): { [path: string]: string } {
  return Object.fromEntries(
    Object.entries(snapshot(rig.folder)).filter(([path]) => !path.startsWith('.imagebuild/')),
  );
}

function lockOf(rig: Rig) {
  return JSON.parse(rig.read('imagebuild.lock'));
}

describe('Only what changed is made again', () => {
  test('a second build does nothing, asks nobody and leaves every byte and time alone', async () => {
    const { rig, shop } = await built();
    const before = published(rig);
    const { counts, cost } = await rig.json(['build'], { env: shop.env });
    expect(counts).toMatchObject({ ...NOTHING, targets: 3, reused: 3 });
    expect(cost).toMatchObject({ estimatedCredits: 0, spentCredits: 0, requests: 0 });
    expect(shop.journal).toHaveLength(3);
    expect(published(rig)).toEqual(before);
  });

  test('editing one scene generates exactly that target', async () => {
    const { rig, shop } = await built();
    const before = published(rig);
    edit(rig, 'imagebuild.yaml', 'running through a forest', 'running over a meadow');
    const document = await rig.json(['build'], { env: shop.env });
    expect(byAction(document)).toEqual({ generate: ['fox/running'], reuse: ['fox/reading', 'owl'] });
    expect(document.counts).toMatchObject({ generated: 1, rendered: 2, reused: 2 });
    expect(shop.orders()).toHaveLength(4);
    expect(shop.orders().at(-1)?.fields.prompt).toContain('running over a meadow');
    const after = published(rig);
    for (const path of FILES.filter((path) => !path.includes('running')))
      expect(after[path], path).toBe(before[path]);
    for (const path of FILES.filter((path) => path.includes('running')))
      expect(after[path], path).not.toBe(before[path]);
  });

  test('another width generates nothing: the new files are made and the old ones go', async () => {
    const { rig, shop } = await built();
    const before = published(rig);
    edit(rig, 'imagebuild.yaml', 'widths: [32, 64]', 'widths: [32, 48]');
    const { counts } = await rig.json(['build'], { env: shop.env });
    expect(counts).toMatchObject({ generated: 0, rendered: 3 });
    expect(shop.orders()).toHaveLength(3);
    expect(pictures(rig)).toEqual(FILES.map((path) => path.replace('-64', '-48')));
    const after = published(rig);
    for (const path of FILES.filter((path) => path.includes('-32'))) expect(after[path]).toBe(before[path]);
  });

  test('a new name for an asset generates and encodes nothing: its files move and the lock follows', async () => {
    const { rig, shop } = await built();
    const bytes = FILES.map((path) => rig.bytes(path));
    const entry = lockOf(rig).targets['fox/running'];
    edit(rig, 'imagebuild.yaml', '  fox:', '  vixen:');
    const { counts } = await rig.json(['build'], { env: shop.env });
    expect(counts).toMatchObject({ generated: 0, rendered: 0 });
    expect(shop.orders()).toHaveLength(3);
    const moved = FILES.map((path) => path.replace('fox/', 'vixen/'));
    expect(pictures(rig)).toEqual([...moved].sort());
    expect(moved.map((path) => rig.bytes(path))).toEqual(bytes);
    expect(rig.exists('public/art/fox')).toBe(false);
    expect(Object.keys(lockOf(rig).targets)).toEqual(['owl', 'vixen/reading', 'vixen/running']);
    expect(lockOf(rig).targets['vixen/running']).toMatchObject({
      key: entry.key,
      master: entry.master,
      credits: entry.credits,
    });
  });

  test('another default style generates what has it, and why names the field and the layer', async () => {
    const { rig, shop } = await built();
    edit(rig, 'imagebuild.yaml', 'style: brand', 'style: ink');
    const why = await rig.json(['why', 'fox/running']);
    const line = rig.read('imagebuild.yaml').split('\n').indexOf('  style: ink') + 1;
    expect(why).toMatchObject({
      id: 'fox/running',
      action: 'generate',
      estimatedCredits: 2.5,
      reasons: [
        {
          code: 'recipe-changed',
          field: 'prompt',
          from: 'a fox, running through a forest, flat vector style',
          to: 'a fox, running through a forest, black ink drawing',
          layers: [{ layer: 'style ink', file: 'imagebuild.yaml', line }],
        },
      ],
    });
    const document = await rig.json(['build'], { env: shop.env });
    expect(byAction(document)).toEqual({ generate: ['fox/reading', 'fox/running'], reuse: ['owl'] });
    expect(shop.orders()).toHaveLength(5);
  });

  test('another alt text changes the site manifests and nothing else', async () => {
    const { rig, shop } = await built();
    const before = published(rig);
    edit(rig, 'imagebuild.yaml', 'alt: The fox', 'alt: The quick fox');
    const { counts } = await rig.json(['build'], { env: shop.env });
    expect(counts).toMatchObject({ ...NOTHING, reused: 3 });
    const after = published(rig);
    const changed = Object.keys(after).filter((path) => after[path] !== before[path]);
    expect(changed.sort()).toEqual(['imagebuild.yaml', 'public/art/images.json', 'src/art.gen.ts']);
    expect(JSON.parse(rig.read('public/art/images.json')).images['fox/running'].alt).toBe('The quick fox');
    expect(shop.orders()).toHaveLength(3);
  });

  test('an asset that goes takes its files along, and its master stays until prune --yes', async () => {
    const { rig, shop } = await built();
    edit(rig, 'imagebuild.yaml', '  owl:\n    seed: 7\n    prompt: an owl\n    style: ink\n', '');
    const { counts } = await rig.json(['build'], { env: shop.env });
    expect(counts).toMatchObject({ generated: 0, removed: 1 });
    expect(pictures(rig)).toEqual(FILES.filter((path) => !path.includes('owl')));
    expect(Object.keys(lockOf(rig).targets)).toEqual(['fox/reading', 'fox/running']);
    expect(masters(rig)).toHaveLength(3);

    const looked = await rig.run(['prune']);
    expect(looked.stderr).toContain('1 master');
    expect(masters(rig)).toHaveLength(3);
    expect(await rig.json(['prune', '--yes'])).toMatchObject({ exitCode: 0, removed: true });
    expect(masters(rig)).toHaveLength(2);
    expect((await rig.json(['build'], { env: shop.env })).counts).toMatchObject({ ...NOTHING, reused: 2 });
    expect(shop.orders()).toHaveLength(3);
  });

  test('an output that was deleted is the only file that is made', async () => {
    const { rig, shop } = await built();
    const before = published(rig);
    const bytes = rig.bytes('public/art/owl-32.webp');
    rig.remove('public/art/owl-32.webp');
    const document = await rig.json(['build'], { env: shop.env });
    expect(document.targets.find(({ id }: { id: string }) => id === 'owl')).toMatchObject({
      action: 'render',
      reasons: [{ code: 'output-missing', field: 'public/art/owl-32.webp' }],
    });
    const { 'public/art/owl-32.webp': made, ...after } = published(rig);
    const { 'public/art/owl-32.webp': first, ...others } = before;
    expect(after).toEqual(others);
    expect(made).not.toBe(first);
    expect(rig.bytes('public/art/owl-32.webp')).toEqual(bytes);
    expect(shop.orders()).toHaveLength(3);
  });

  test('an output that was edited by hand is repaired', async () => {
    const { rig, shop } = await built();
    const bytes = rig.bytes('public/art/owl-32.webp');
    const spoilt = Buffer.from(bytes);
    spoilt[bytes.length - 1] = (spoilt[bytes.length - 1] ?? 0) ^ 1;
    rig.write({ 'public/art/owl-32.webp': spoilt });
    const document = await rig.json(['build'], { env: shop.env });
    expect(document.targets.find(({ id }: { id: string }) => id === 'owl').reasons).toEqual([
      { code: 'output-modified', field: 'public/art/owl-32.webp' },
    ]);
    expect(rig.bytes('public/art/owl-32.webp')).toEqual(bytes);
    expect(shop.orders()).toHaveLength(3);
  });

  test('without its cache a build generates nothing', async () => {
    const { rig, shop } = await built();
    const before = published(rig);
    rig.remove('.imagebuild/cache');
    const { counts } = await rig.json(['build'], { env: shop.env });
    expect(counts).toMatchObject({ generated: 0, failed: 0 });
    expect(shop.orders()).toHaveLength(3);
    expect(published(rig)).toEqual(before);
    expect((await rig.json(['build'], { env: shop.env })).counts).toMatchObject({ ...NOTHING, reused: 3 });
  });

  test('without cache and outputs everything is rendered from the masters', async () => {
    const { rig, shop } = await built();
    const bytes = FILES.map((path) => rig.bytes(path));
    rig.remove('.imagebuild/cache');
    rig.remove('public');
    const { counts } = await rig.json(['build'], { env: shop.env });
    expect(counts).toMatchObject({ generated: 0, rendered: 6 });
    expect(FILES.map((path) => rig.bytes(path))).toEqual(bytes);
    expect(shop.orders()).toHaveLength(3);
  });

  test('without its lock a build restores everything from the store for no credits', async () => {
    const { rig, shop } = await built();
    const lock = rig.read('imagebuild.lock');
    rig.remove('imagebuild.lock');
    const { counts, cost } = await rig.json(['build'], { env: shop.env });
    expect(counts).toMatchObject({ generated: 0, restored: 3, rendered: 0 });
    expect(cost).toMatchObject({ estimatedCredits: 0, spentCredits: 0, requests: 0 });
    expect(rig.read('imagebuild.lock')).toBe(lock);
    expect(shop.orders()).toHaveLength(3);
  });

  test('identical recipes under two names are bought once', async () => {
    const shop = await openShop();
    const rig = createRig({ 'imagebuild.yaml': MANIFEST });
    const owl = '    seed: 7\n    prompt: an owl\n    style: ink\n';
    edit(rig, 'imagebuild.yaml', owl, `${owl}  night-owl:\n${owl}`);
    const plan = await rig.json(['plan']);
    expect(plan.cost.estimatedCredits).toBe(7.5);
    const { counts, cost } = await rig.json(['build'], { env: shop.env });
    expect(counts).toMatchObject({ targets: 4, generated: 3, restored: 1 });
    expect(cost).toMatchObject({ spentCredits: 7.5, requests: 3 });
    expect(shop.orders()).toHaveLength(3);
    expect(rig.bytes('public/art/night-owl-64.webp')).toEqual(rig.bytes('public/art/owl-64.webp'));
  });

  test('a build with a pattern touches nothing else', async () => {
    const { rig, shop } = await built();
    const before = published(rig);
    const entries = lockOf(rig).targets;
    edit(rig, 'imagebuild.yaml', 'running through a forest', 'running over a meadow');
    edit(rig, 'imagebuild.yaml', 'reading under a tree', 'reading in bed');
    edit(rig, 'imagebuild.yaml', '  owl:', '  barn-owl:');
    const document = await rig.json(['build', 'fox/running'], { env: shop.env });
    expect(byAction(document)).toEqual({ generate: ['fox/running'] });
    expect(shop.orders()).toHaveLength(4);
    const after = published(rig);
    for (const path of FILES.filter((path) => !path.includes('running')))
      expect(after[path], path).toBe(before[path]);
    const { 'fox/running': made, ...others } = lockOf(rig).targets;
    const { 'fox/running': old, ...untouched } = entries;
    expect(others).toEqual(untouched);
    expect(made.key).not.toBe(old.key);
  });

  test('changed:HEAD selects what differs from the committed lockfile', async () => {
    const { rig, shop } = await built();
    const git = (...args: string[]) =>
      execFileSync('git', ['-c', 'user.name=Test', '-c', 'user.email=test@example.com', ...args], {
        cwd: rig.folder,
        env: { PATH: process.env.PATH, HOME: rig.folder },
        stdio: 'pipe',
      });
    git('init', '--quiet');
    git('add', 'imagebuild.yaml', 'imagebuild.lock');
    git('commit', '--quiet', '-m', 'first');
    expect((await rig.json(['plan', 'changed:HEAD'])).targets).toEqual([]);
    edit(rig, 'imagebuild.yaml', 'reading under a tree', 'reading in bed');
    expect(byAction(await rig.json(['build', 'changed:HEAD'], { env: shop.env }))).toEqual({
      generate: ['fox/reading'],
    });
    // Built, but not committed: it still differs from HEAD.
    expect(byAction(await rig.json(['plan', 'changed:HEAD']))).toEqual({ reuse: ['fox/reading'] });
    git('commit', '--quiet', '-a', '-m', 'second');
    expect((await rig.json(['plan', 'changed:HEAD'])).targets).toEqual([]);
    const unknown = await rig.json(['plan', 'changed:nowhere']);
    expect(unknown).toMatchObject({ exitCode: 3, errors: [{ code: 'unknown-revision' }] });
  });

  test('a master in the store that was damaged is noticed, and the picture is not lost in silence', async () => {
    const { rig, shop } = await built();
    const [first = ''] = masters(rig);
    const bytes = rig.bytes(first);
    bytes[bytes.length - 1] = (bytes[bytes.length - 1] ?? 0) ^ 1;
    rig.write({ [first]: bytes });
    rig.remove('.imagebuild/cache');
    rig.remove('public');
    const { exitCode, errors } = await rig.json(['build', '-k'], { env: shop.env });
    expect({ exitCode, codes: errors.map(({ code }: { code: string }) => code) }).toEqual({
      exitCode: 7,
      codes: ['master-damaged'],
    });
    expect(shop.orders()).toHaveLength(3);
    expect(await decodeOutputs(rig)).toBe(4);
    expect(statSync(join(rig.folder, `${first}.damaged`)).isFile()).toBe(true);
  });
});
