import sharp from 'sharp';
import { describe, expect, test } from 'vitest';
import { edit, openShop, pending, snapshot } from '../support/cli.ts';
import { createRig, type Rig } from '../support/rig.ts';

const MANIFEST = `
  version: 1
  include: ["more/*.imagebuild.yaml"]
  site: { out_dir: art, manifest: art/images.json }
  outputs: { small: { widths: [32], formats: [png] } }
  defaults: { provider: PROVIDER, outputs: small }
  profiles: { draft: { seed: 9 } }
  assets:
    # The mascot.
    "fox":   # keep me
      seed: 42
      prompt: a fox
      matrix: { theme: { day: by day, night: by night } }
      scenes:
        'running': running    # fast

        reading: { prompt: reading }
    owl: { seed: 5, prompt: an owl }
`;
const MORE = `
  assets:
    copy: { provider: file, image: "fox/running@day" } # of the fox
    copies:
      provider: file
      image: fox/{scene}@night
      scenes: { reading: a copy }
`;

const free = {
  'imagebuild.yaml': MANIFEST.replace('PROVIDER', 'procedural'),
  'more/a.imagebuild.yaml': MORE,
};
const paid = { ...free, 'imagebuild.yaml': MANIFEST.replace('PROVIDER, ', 'stability, model: core, ') };
const entries = (rig: Rig, path = 'imagebuild.lock') => JSON.parse(rig.read(path)).targets;

async function built(): Promise<Rig> {
  const rig = createRig(free);
  const { exitCode, stderr } = await rig.run(['build']);
  if (exitCode !== 0) throw new Error(stderr);
  return rig;
}

/** What a text is after some replacements, each of which must be there. */
function replaced(text: string, ...pairs: readonly (readonly [string, string])[]): string {
  return pairs.reduce((changed, [from, to]) => {
    expect(changed).toContain(from);
    return changed.replace(from, to);
  }, text);
}

describe('mv', () => {
  test('renames a scene: in the manifest no other byte, in the lockfile everything goes along, nothing is bought', async () => {
    const shop = await openShop();
    const rig = createRig(paid);
    await rig.run(['build'], { env: shop.env });
    rig.write({
      'retouched.png': await sharp({ create: { width: 1024, height: 1024, channels: 3, background: '#c00' } })
        .png()
        .toBuffer(),
    });
    await rig.run(['adopt', 'fox/running@night', 'retouched.png', '--reason', 'red']);
    await rig.run(['approve', 'fox', '--by', 'Ann']);
    const [main, more, lock] = [
      rig.read('imagebuild.yaml'),
      rig.read('more/a.imagebuild.yaml'),
      entries(rig),
    ];
    const [file, spent] = [rig.bytes('art/fox/running@day-32.png'), shop.charged()];
    const moved = await rig.json(['mv', 'fox/running', 'fox/jogging'], { env: shop.env });
    expect(moved).toMatchObject({
      exitCode: 0,
      moved: [
        { from: 'fox/running@day', to: 'fox/jogging@day' },
        { from: 'fox/running@night', to: 'fox/jogging@night' },
      ],
      counts: { generated: 0 },
      cost: { requests: 0 },
    });
    expect([...moved.files].sort()).toEqual(['imagebuild.yaml', 'more/a.imagebuild.yaml']);
    expect(rig.read('imagebuild.yaml')).toBe(replaced(main, ["'running':", "'jogging':"]));
    expect(rig.read('more/a.imagebuild.yaml')).toBe(replaced(more, ['fox/running@day', 'fox/jogging@day']));
    const after = entries(rig);
    for (const theme of ['day', 'night']) {
      const { outputs: _, ...before } = lock[`fox/running@${theme}`];
      const { outputs, ...now } = after[`fox/jogging@${theme}`];
      expect(now).toEqual(before);
      expect(now.approval.by).toBe('Ann');
      expect(outputs.small.files).toEqual([`art/fox/jogging@${theme}-32.png`]);
    }
    expect(after['fox/jogging@night']).toMatchObject({ source: 'manual', adoption: { reason: 'red' } });
    expect(Object.keys(after)).not.toContain('fox/running@day');
    expect(after.copy).toEqual(lock.copy);
    expect(rig.bytes('art/fox/jogging@day-32.png')).toEqual(file);
    expect(rig.files().filter((path) => path.includes('running'))).toEqual([]);
    expect((await rig.json(['build', '--frozen'], { env: shop.env })).counts.reused).toBe(7);
    expect((await rig.json(['check', '--approved', 'fox'], { env: shop.env })).exitCode).toBe(0);
    expect(shop.charged()).toBe(spent);
  });

  test('renames an asset with all its scenes, also in references that are put together', async () => {
    const rig = await built();
    const [main, more] = [rig.read('imagebuild.yaml'), rig.read('more/a.imagebuild.yaml')];
    const moved = await rig.json(['mv', 'fox', 'wolf']);
    expect(moved).toMatchObject({ exitCode: 0, counts: { generated: 0, restored: 0, rendered: 0 } });
    expect(rig.read('imagebuild.yaml')).toBe(replaced(main, ['"fox":', '"wolf":']));
    expect(rig.read('more/a.imagebuild.yaml')).toBe(
      replaced(more, ['fox/running@day', 'wolf/running@day'], ['fox/{scene}', 'wolf/{scene}']),
    );
    expect((await rig.json(['plan'])).counts.reused).toBe(7);
  });

  test('takes the drafts of profiles along', async () => {
    const rig = await built();
    await rig.run(['build', '--profile', 'draft']);
    const path = '.imagebuild/profiles/draft/imagebuild.lock';
    const before = entries(rig, path).owl;
    await rig.run(['mv', 'owl', 'barn-owl']);
    expect(entries(rig, path)['barn-owl']).toEqual(before);
    expect((await rig.json(['build', '--profile', 'draft'])).counts.generated).toBe(0);
  });

  test('a purchase with an unknown outcome is known under the new name, and not made again', async () => {
    const shop = await openShop();
    const rig = createRig(paid);
    await rig.run(['build', 'fox', 'copy', 'copies'], { env: shop.env });
    shop.fault('reset', 1);
    expect((await rig.json(['build'], { env: shop.env })).errors).toMatchObject([
      { code: 'outcome-unknown' },
    ]);
    const [orders] = [shop.orders().length];
    expect((await rig.json(['mv', 'owl', 'barn-owl'], { env: shop.env })).exitCode).toBe(0);
    expect(pending(rig)).toMatchObject([{ target: 'barn-owl' }]);
    const after = await rig.json(['build'], { env: shop.env });
    expect(after).toMatchObject({ exitCode: 5, errors: [{ code: 'outcome-unknown', target: 'barn-owl' }] });
    expect(shop.orders()).toHaveLength(orders);
    expect((await rig.json(['build', '--retry-unknown'], { env: shop.env })).exitCode).toBe(0);
    expect(pending(rig)).toEqual([]);
  });

  test('a project that was never built only changes its manifest', async () => {
    const rig = createRig(free);
    expect((await rig.json(['mv', 'owl', 'barn-owl'])).exitCode).toBe(0);
    expect(rig.read('imagebuild.yaml')).toContain('barn-owl: { seed: 5');
    expect([rig.exists('imagebuild.lock'), rig.exists('art')]).toEqual([false, false]);
  });

  test('a name that YAML would read as something else gets quotes', async () => {
    const rig = await built();
    await rig.run(['mv', 'owl', 'true']);
    expect(rig.read('imagebuild.yaml')).toContain('"true": { seed: 5');
    expect((await rig.json(['plan'])).counts.reused).toBe(7);
  });

  test('--dry-run changes nothing', async () => {
    const rig = await built();
    const before = snapshot(rig.folder);
    const { stderr, exitCode } = await rig.run(['mv', 'owl', 'barn-owl', '--dry-run']);
    expect([exitCode, stderr]).toEqual([0, 'owl would be barn-owl now, in imagebuild.yaml and 1 target.\n']);
    expect(snapshot(rig.folder)).toEqual(before);
  });

  test.each([
    [['fox', 'owl'], 'cannot-rename', 'there is already an asset "owl"'],
    [['fox/running', 'fox/reading'], 'cannot-rename', 'there is already a scene "reading"'],
    [['fox/running', 'jogging'], 'cannot-rename', 'jogging is the name of an asset'],
    [['fox/running', 'owl/running'], 'cannot-rename', 'a scene is part of its asset'],
    [['fox', 'Fox'], 'cannot-rename', '"Fox" is no name'],
    [['fox', 'a/b'], 'cannot-rename', '"a/b" is no name'],
    [['owl', 'owl'], 'cannot-rename', 'has that name already'],
    [['wolf', 'x'], 'cannot-rename', 'there is no asset or scene "wolf"'],
    [['fox/flying', 'fox/x'], 'cannot-rename', 'there is no asset or scene "fox/flying"'],
    [['fox/running@day', 'fox/running@noon'], 'cannot-rename', 'comes from a value of the axis theme'],
    [['fox/reading', 'fox/writing'], 'cannot-rename', 'then there is no target "fox/reading@night"'],
  ])('%j is refused, and nothing is changed', async (args, code, message) => {
    const rig = createRig(free);
    const before = snapshot(rig.folder);
    const refused = await rig.json(['mv', ...args]);
    expect(refused).toMatchObject({
      exitCode: 3,
      errors: [{ code, message: expect.stringContaining(message) }],
    });
    expect(snapshot(rig.folder)).toEqual(before);
  });

  test('a prompt that holds the name would ask for another picture, and is not renamed', async () => {
    const rig = createRig(free);
    edit(rig, 'imagebuild.yaml', 'prompt: an owl', 'prompt: "an owl called {asset}"');
    const text = rig.read('imagebuild.yaml');
    expect(await rig.json(['mv', 'owl', 'barn-owl'])).toMatchObject({
      exitCode: 3,
      errors: [{ code: 'cannot-rename', target: 'owl' }],
    });
    expect(rig.read('imagebuild.yaml')).toBe(text);
  });

  test('lines that serve several assets are left alone', async () => {
    const rig = createRig(free);
    edit(
      rig,
      'imagebuild.yaml',
      'owl: { seed: 5, prompt: an owl }',
      'owl: { seed: 5, prompt: an owl, scenes: &all { one: one } }\n  crow: { seed: 5, prompt: a crow, scenes: *all }',
    );
    const text = rig.read('imagebuild.yaml');
    expect(await rig.json(['mv', 'owl/one', 'owl/two'])).toMatchObject({
      exitCode: 3,
      errors: [{ code: 'cannot-rename', message: expect.stringContaining('serve several') }],
    });
    expect(rig.read('imagebuild.yaml')).toBe(text);
  });

  test('a lockfile in conflict, of the project or of a profile, is left alone', async () => {
    const rig = await built();
    await rig.run(['build', '--profile', 'draft']);
    for (const path of ['imagebuild.lock', '.imagebuild/profiles/draft/imagebuild.lock']) {
      const text = rig.read(path);
      rig.write({ [path]: `<<<<<<< ours\n${text}=======\n${text}>>>>>>> theirs\n` });
      const manifest = rig.read('imagebuild.yaml');
      expect(await rig.json(['mv', 'owl', 'barn-owl'])).toMatchObject({
        exitCode: 8,
        errors: [{ code: 'lock-conflicted', message: `${path} has conflict markers` }],
      });
      expect(rig.read('imagebuild.yaml')).toBe(manifest);
      rig.write({ [path]: text });
    }
  });
});
