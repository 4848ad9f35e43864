import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import sharp from 'sharp';
import { describe, expect, test } from 'vitest';
import { byAction, decodeOutputs, edit } from '../support/cli.ts';
import { createRig, type Document, type Rig } from '../support/rig.ts';

const CHAIN = `
  version: 1
  site: { out_dir: public/art, manifest: public/art/images.json }
  defaults:
    provider: procedural
    outputs: [small]
  outputs:
    small: { widths: [32], formats: [webp] }
  assets:
    photo:
      provider: file
      operation: import
      image: ./photo.png
    fox:
      seed: 42
      params: { width: 96, height: 64 }
      prompt: a fox
    night:
      operation: image-to-image
      image: fox
      seed: 3
      params: { strength: 0.4 }
      prompt: deep night
    framed:
      operation: inpaint
      image: night
      mask: ./mask.png
      seed: 5
      prompt: a wooden frame
    dusk:
      operation: image-to-image
      image: photo
      seed: 3
      prompt: dusk over hills
`;

function plain(width: number, height: number, background: string): Promise<Buffer> {
  return sharp({ create: { width, height, channels: 3, background } })
    .png()
    .toBuffer();
}

async function built(): Promise<Rig> {
  const rig = createRig({
    'imagebuild.yaml': CHAIN,
    'photo.png': await plain(80, 60, 'steelblue'),
    'mask.png': await plain(96, 64, 'white'),
  });
  const document = await rig.json(['build']);
  expect(document, JSON.stringify(document.errors)).toMatchObject({ exitCode: 0, counts: { generated: 5 } });
  return rig;
}

function lockOf(rig: Rig): Document {
  return JSON.parse(rig.read('imagebuild.lock')).targets;
}

describe('Targets that are made from other targets', () => {
  test('editing the first of a chain makes the whole chain again, and nothing beside it', async () => {
    const rig = await built();
    edit(rig, 'imagebuild.yaml', 'prompt: a fox', 'prompt: a red fox');
    const plan = await rig.json(['plan']);
    const reasons = Object.fromEntries(
      plan.targets.map(({ id, reasons }: Document) => [id, reasons[0].code]),
    );
    expect(reasons).toEqual({
      dusk: 'unchanged',
      fox: 'recipe-changed',
      framed: 'input-changed',
      night: 'input-changed',
      photo: 'unchanged',
    });
    const document = await rig.json(['build']);
    expect(byAction(document)).toEqual({ generate: ['fox', 'framed', 'night'], reuse: ['dusk', 'photo'] });
    const lock = lockOf(rig);
    expect(lock.night.parents).toEqual([lock.fox.master.digest]);
    expect(lock.framed.parents).toEqual([lock.night.master.digest]);
    expect(await decodeOutputs(rig)).toBe(5);
    expect((await rig.json(['build'])).counts).toMatchObject({ reused: 5 });
  });

  test('an input that comes out byte for byte as it was leaves its dependants alone', async () => {
    const rig = await built();
    const before = lockOf(rig);
    const plan = await rig.json(['plan', '--force', 'fox', 'night']);
    expect(plan.targets.map(({ id }: Document) => id)).toEqual(['fox', 'night']);
    const document = await rig.json(['build', '--force', 'fox']);
    expect(byAction(document)).toEqual({ generate: ['fox'] });
    // Another way to the same bytes: the masters are lost, and only the first has to be made again.
    rig.remove('public');
    edit(rig, 'imagebuild.yaml', 'seed: 42', 'seed: 43');
    await rig.run(['build']);
    edit(rig, 'imagebuild.yaml', 'seed: 43', 'seed: 42');
    const back = await rig.json(['build']);
    expect(back.counts).toMatchObject({ generated: 0, rendered: 0 });
    expect(lockOf(rig)).toEqual(before);
  });

  test('a changed recipe that gives the same picture costs its dependants nothing', async () => {
    const rig = await built();
    const digest = lockOf(rig).fox.master.digest;
    // The default of the built-in provider, spelled out: another recipe, the same bytes.
    edit(rig, 'imagebuild.yaml', '    prompt: a fox', '    negative_prompt: zzz\n    prompt: a fox');
    const plan = byAction(await rig.json(['plan']));
    expect(plan.generate).toEqual(['fox', 'framed', 'night']);
    const document = await rig.json(['build']);
    expect(lockOf(rig).fox.master.digest).toBe(digest);
    expect(byAction(document)).toEqual({ generate: ['fox'], reuse: ['dusk', 'framed', 'night', 'photo'] });
    expect(document.counts).toMatchObject({ generated: 1, rendered: 0, reused: 4 });
  });

  test('another mask makes what is painted with it again, and another photograph what shows it', async () => {
    const rig = await built();
    rig.write({ 'mask.png': await plain(96, 64, 'black') });
    const why = await rig.json(['why', 'framed']);
    expect(why.reasons).toMatchObject([{ code: 'input-changed', field: 'mask' }]);
    expect(byAction(await rig.json(['build'])).generate).toEqual(['framed']);
    rig.write({ 'photo.png': await plain(80, 60, 'tomato') });
    expect(byAction(await rig.json(['build'])).generate).toEqual(['dusk', 'photo']);
    expect(lockOf(rig).photo).toMatchObject({ source: 'imported', credits: 0 });
  });

  test('a pattern brings along what its targets are made from, and no more', async () => {
    const rig = await built();
    rig.remove('.imagebuild');
    rig.remove('imagebuild.lock');
    rig.remove('public');
    expect(byAction(await rig.json(['build', 'framed']))).toEqual({ generate: ['fox', 'framed', 'night'] });
  });

  test('what is made from a target that failed is skipped, and the rest is built with -k', async () => {
    const rig = await built();
    edit(rig, 'imagebuild.yaml', 'image: ./photo.png', 'image: ./broken.png');
    rig.write({ 'broken.png': 'this is no picture' });
    edit(rig, 'imagebuild.yaml', 'prompt: a fox', 'prompt: a red fox');
    const document = await rig.json(['build', '-k']);
    expect(document).toMatchObject({ exitCode: 5, counts: { generated: 3, failed: 1 } });
    expect(document.errors).toMatchObject([{ code: 'input-unreadable', target: 'photo' }]);
    expect(document.errors).toHaveLength(1);
  });

  test('a file that is not there is a mistake in the manifest, with its line', async () => {
    const rig = await built();
    rig.remove('mask.png');
    const document = await rig.json(['build']);
    const line = rig.read('imagebuild.yaml').split('\n').indexOf('    mask: ./mask.png') + 1;
    expect(document).toMatchObject({
      exitCode: 3,
      errors: [{ code: 'file-missing', file: 'imagebuild.yaml', line }],
    });
  });
});

const HEAVY = ['sharp', 'undici', 'log-update'];
const HOOK = pathToFileURL(fileURLToPath(new URL('../support/record-modules.js', import.meta.url))).href;

/** The packages among the heavy ones that a command loads. */
async function loads(rig: Rig, args: readonly string[]): Promise<string[]> {
  const log = join(rig.folder, 'modules.txt');
  const { exitCode, stderr } = await rig.run(args, {
    env: { NODE_OPTIONS: `--import ${HOOK}`, RECORD_MODULES: log },
  });
  expect(exitCode, stderr).toBe(0);
  const modules = readFileSync(log, 'utf8');
  rig.remove('modules.txt');
  expect(modules, 'the hook works').toContain('dist/imagebuild.cjs');
  return HEAVY.filter((name) => modules.includes(`/node_modules/${name}/`));
}

describe('Startup', () => {
  test.each([
    ['plan'],
    ['check'],
    ['status'],
    ['--help'],
    ['plan --help'],
    ['why fox'],
    ['graph'],
    ['build'],
  ])(
    'a project that is up to date: `%s` loads no image library, no HTTP client, no watcher and no live lines',
    async (command) => {
      const rig = await built();
      expect(await loads(rig, command.split(' '))).toEqual([]);
    },
  );

  test('the recorder sees the image library where it is needed', async () => {
    const rig = await built();
    edit(rig, 'imagebuild.yaml', 'prompt: a fox', 'prompt: a red fox');
    expect(await loads(rig, ['build'])).toEqual(['sharp']);
  });
});
