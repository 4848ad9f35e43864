import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { openShop, type Shop } from '../support/cli.ts';
import { DAMAGE, filesBelow, gitAs, POINTER } from '../support/damage.ts';
import { createRig, type Document, type Rig } from '../support/rig.ts';
import { picture } from '../support/stability-picture.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const HEAD = `
  version: 1
  site: { out_dir: public/art }
  defaults:
    provider: stability
    model: core
    seed: 42
    params: { output_format: jpeg }
    outputs: [{ widths: [32], formats: [webp] }]
`;
const FOX = `${HEAD}
  assets:
    fox: { prompt: a fox }
`;
const DAMAGED = 'master-damaged';

const codes = (list: Document): string[] => list.map(({ code }: Document) => code);

async function scene(manifest = FOX, files: { readonly [path: string]: string | Uint8Array } = {}) {
  return { rig: createRig({ 'imagebuild.yaml': manifest, ...files }), shop: await openShop() };
}

/** Spoils the one file below a folder whose path ends so. */
function spoilBelow(folder: string, ending: string, spoil: (bytes: Buffer) => Buffer): string {
  const [path = '', ...others] = filesBelow(folder, ending);
  expect(others).toEqual([]);
  writeFileSync(path, spoil(readFileSync(path)));
  return path;
}

/** Runs a command twice: it tells the damage by its hint, buys nothing, and leaves the file or sets it aside. */
async function refusesTwice(
  args: readonly string[],
  code: string,
  { rig, shop }: { rig: Rig; shop: Shop },
  isPointer: boolean,
  env: { readonly [name: string]: string } = {},
): Promise<void> {
  const before = shop.orders().length;
  for (const _again of [1, 2]) {
    const { exitCode, errors } = await rig.json(args, { env: { ...shop.env, ...env } });
    expect([exitCode, codes(errors)]).toEqual([7, [code]]);
    expect(errors[0].hint.includes('git lfs pull')).toBe(isPointer);
  }
  expect(shop.orders()).toHaveLength(before);
}

describe.each(DAMAGE)('%s', (name, spoil) => {
  const isPointer = name.includes('LFS');

  test('in the place of a key record is damage: without a lock nothing is bought again but with --force', async () => {
    const { rig, shop } = await scene();
    expect((await rig.run(['build'], { env: shop.env })).exitCode).toBe(0);
    for (const path of ['imagebuild.lock', '.imagebuild/cache', 'public']) rig.remove(path);
    const record = spoilBelow(join(rig.folder, '.imagebuild/masters/keys'), '.json', spoil);
    const spoilt = readFileSync(record);
    const plan = await rig.json(['plan'], { env: shop.env });
    expect(plan).toMatchObject({ exitCode: 7, cost: { estimatedCredits: 0 } });
    expect(codes(plan.targets[0].reasons)).toEqual(['new', 'record-damaged']);
    await refusesTwice(['build'], 'record-damaged', { rig, shop }, isPointer);
    expect(await rig.json(['status'], { env: shop.env })).toMatchObject({ damaged: ['fox'] });
    expect(readFileSync(record)).toEqual(spoilt);
    expect((await rig.run(['build', '--force', 'fox'], { env: shop.env })).exitCode).toBe(0);
    expect(shop.orders()).toHaveLength(2);
    rig.remove('imagebuild.lock');
    expect((await rig.run(['build'], { env: shop.env })).exitCode).toBe(0);
    expect(shop.orders()).toHaveLength(2);
  });

  test('in the place of a key record of a shared store is damage, until it is pushed anew', async () => {
    const store = join(temporaryFolder(), 'store');
    const { rig: ann, shop } = await scene();
    const bob = createRig({ 'imagebuild.yaml': FOX });
    const env = { ...shop.env, IMAGEBUILD_STORE: store };
    await ann.run(['push', '--yes'], { env });
    expect((await ann.run(['build'], { env })).exitCode).toBe(0);
    spoilBelow(join(store, 'keys'), '.json', spoil);
    await refusesTwice(['build'], 'record-damaged', { rig: bob, shop }, isPointer, env);
    expect((await ann.run(['push'], { env })).exitCode).toBe(0);
    expect((await bob.run(['build'], { env })).exitCode).toBe(0);
    expect(shop.orders()).toHaveLength(1);
  });

  test('in the place of a picture that was explored is not bought again', async () => {
    const { rig, shop } = await scene();
    const explore = ['explore', 'fox', '--seeds', '1', '--yes'];
    expect((await rig.run(explore, { env: shop.env })).exitCode).toBe(0);
    spoilBelow(join(rig.folder, '.imagebuild/masters/sha256'), '.jpg', spoil);
    for (const path of ['.imagebuild/explore', '.imagebuild/cache']) rig.remove(path);
    const price = await rig.json([...explore, '--dry-run'], { env: shop.env });
    expect(price).toMatchObject({ exitCode: 7, estimatedCredits: 0, images: 0, errors: [{ code: DAMAGED }] });
    await refusesTwice(explore, DAMAGED, { rig, shop }, isPointer);
  });

  test('in the place of a picture that was tried is not bought again', async () => {
    const { rig, shop } = await scene();
    const attempt = ['try', 'owl', '--prompt', 'an owl', '--yes'];
    expect((await rig.run(attempt, { env: shop.env })).exitCode).toBe(0);
    spoilBelow(join(rig.folder, '.imagebuild/masters/sha256'), '.jpg', spoil);
    for (const path of ['.imagebuild/try', '.imagebuild/cache']) rig.remove(path);
    const price = await rig.json([...attempt, '--dry-run'], { env: shop.env });
    expect(price).toMatchObject({ exitCode: 7, estimatedCredits: 0, images: 0, errors: [{ code: DAMAGED }] });
    await refusesTwice(attempt, DAMAGED, { rig, shop }, isPointer);
    await refusesTwice([...attempt, '--keep'], DAMAGED, { rig, shop }, isPointer);
    expect(rig.read('imagebuild.yaml')).not.toContain('owl');
  });

  test('in the place of a master ends a drift with 7; nothing is asked for', async () => {
    const { rig, shop } = await scene();
    expect((await rig.run(['build'], { env: shop.env })).exitCode).toBe(0);
    const path = spoilBelow(join(rig.folder, '.imagebuild/masters/sha256'), '.jpg', spoil);
    const spoilt = readFileSync(path);
    for (const args of [['--dry-run'], ['fox', '--max-cost', '10']])
      await refusesTwice(['drift', ...args], DAMAGED, { rig, shop }, isPointer);
    expect(readFileSync(path)).toEqual(spoilt);
  });

  test('in the place of what an interrupted drift has bought is not bought again', async () => {
    const { rig, shop } = await scene();
    expect((await rig.run(['build'], { env: shop.env })).exitCode).toBe(0);
    const drift = ['drift', 'fox', '--max-cost', '10'];
    expect((await rig.run(drift, { env: shop.env })).exitCode).toBe(0);
    const round = { startedAt: new Date(0).toISOString(), patterns: ['fox'], targets: ['fox'] };
    rig.write({ '.imagebuild/drift/open.json': JSON.stringify(round) });
    spoilBelow(join(rig.folder, '.imagebuild/drift/round/masters/sha256'), '.jpg', spoil);
    expect(await rig.json([...drift, '--dry-run'], { env: shop.env })).toMatchObject({ estimatedCredits: 0 });
    const again = await rig.json(drift, { env: shop.env });
    expect([again.exitCode, codes(again.errors)]).toEqual([7, [DAMAGED]]);
    expect(again.errors[0].message).toContain('.imagebuild/drift/round/masters/');
    expect(shop.orders()).toHaveLength(2);
  });

  test('in the place of a master is found by verify, which leaves it', async () => {
    const { rig, shop } = await scene();
    expect((await rig.run(['build'], { env: shop.env })).exitCode).toBe(0);
    const path = spoilBelow(join(rig.folder, '.imagebuild/masters/sha256'), '.jpg', spoil);
    const spoilt = readFileSync(path);
    await refusesTwice(['verify'], DAMAGED, { rig, shop }, isPointer);
    expect(readFileSync(path)).toEqual(spoilt);
  });

  test('in the place of a master from which another picture is made is damage, not absence', async () => {
    const { rig, shop } = await scene();
    expect((await rig.run(['build'], { env: shop.env })).exitCode).toBe(0);
    rig.write({
      'imagebuild.yaml': `${FOX}    wide: { operation: outpaint, image: fox, params: { left: 64 } }\n`,
    });
    spoilBelow(join(rig.folder, '.imagebuild/masters/sha256'), '.jpg', spoil);
    for (const _again of [1, 2]) {
      const built = await rig.json(['build'], { env: shop.env });
      expect([built.exitCode, codes(built.errors)]).toEqual([7, [DAMAGED]]);
    }
    expect(shop.orders()).toHaveLength(1);
  });

  test('in the place of a draft is damage: nobody is told to make another', async () => {
    const { rig, shop } = await scene(
      FOX.replace('  assets:', '  profiles: { draft: { seed: 7 } }\n  assets:'),
    );
    expect((await rig.run(['build', '--profile', 'draft'], { env: shop.env })).exitCode).toBe(0);
    spoilBelow(join(rig.folder, '.imagebuild/masters/sha256'), '.jpg', spoil);
    await refusesTwice(['promote', 'fox', '--yes'], DAMAGED, { rig, shop }, isPointer);
  });
});

describe('A pointer of Git LFS in the place of a file that is read', () => {
  const USES: readonly (readonly [string, string, string])[] = [
    [
      'a picture that is imported',
      'photo.png',
      `${HEAD}  assets:\n    photo: { image: ./photo.png, provider: file }\n`,
    ],
    [
      'a picture that is sent',
      'photo.png',
      `${HEAD}  assets:\n    large: { operation: upscale, image: ./photo.png }\n`,
    ],
    [
      'a picture that is laid over',
      'logo.png',
      FOX.replace('widths: [32]', 'widths: [32], overlay: { image: ./logo.png }'),
    ],
    ['a prompt', 'fox.txt', `${HEAD}  assets:\n    fox: { prompt: { file: fox.txt } }\n`],
    [
      'rows',
      'rows.csv',
      `${HEAD}  assets:\n    fox: { prompt: a fox, each: { file: rows.csv, key: name } }\n`,
    ],
  ];

  test.each(USES)('%s: every command says so, and nothing is bought', async (_, file, manifest) => {
    const { rig, shop } = await scene(manifest, { [file]: POINTER });
    for (const command of ['plan', 'build', 'check', 'status']) {
      const { exitCode, errors } = await rig.json([command], { env: shop.env });
      expect([command, exitCode, codes(errors)[0]]).toEqual([command, 7, 'lfs-pointer']);
      expect(errors[0]).toMatchObject({
        message: expect.stringContaining(`${file} is only a pointer of Git LFS`),
        hint: expect.stringContaining('`git lfs pull`'),
      });
    }
    expect(shop.journal).toEqual([]);
  });

  test('adopt takes none', async () => {
    const { rig, shop } = await scene(FOX, { 'red.png': POINTER });
    const adopt = ['adopt', 'fox', 'red.png', '--reason', 'painted over'];
    await refusesTwice(adopt, 'lfs-pointer', { rig, shop }, true);
    expect(rig.exists('imagebuild.lock')).toBe(false);
  });

  test.each([
    ['half a picture', (bytes: Buffer) => bytes.subarray(0, bytes.length / 2)],
    ['nothing', () => Buffer.alloc(0)],
  ])('%s instead of an input is damage, and nothing is sent', async (_, spoil) => {
    const photo = await picture('photo', [64, 64], 'png');
    const { rig, shop } = await scene(
      `${HEAD}  assets:\n    large: { operation: upscale, image: ./photo.png }\n`,
      {
        'photo.png': spoil(Buffer.from(photo)),
      },
    );
    const { exitCode, errors } = await rig.json(['build'], { env: shop.env });
    expect([exitCode, codes(errors)]).toEqual([7, ['input-unreadable']]);
    expect(shop.orders()).toEqual([]);
  });

  test('comes of a clone without LFS; `git lfs pull` brings the picture, and it is made once', async () => {
    const manifest = `${HEAD}  assets:\n    large: { operation: upscale, model: fast, image: ./photo.png }\n`;
    const { rig, shop } = await scene(manifest, { 'photo.png': await picture('photo', [64, 64], 'png') });
    expect((await rig.run(['build'], { env: shop.env })).exitCode).toBe(0);
    const git = gitAs(rig.folder);
    const clone = join(temporaryFolder(), 'clone');
    git(rig.folder, 'init', '--quiet');
    git(rig.folder, 'lfs', 'install', '--local');
    git(rig.folder, 'lfs', 'track', 'photo.png', '.imagebuild/masters/**');
    git(rig.folder, 'add', '-f', '.');
    git(rig.folder, 'commit', '--quiet', '-m', 'first');
    git(rig.folder, 'clone', '--quiet', rig.folder, clone);
    const at = { env: shop.env, cwd: clone };
    for (const command of ['plan', 'build', 'check']) {
      const { exitCode, errors } = await rig.json([command], at);
      expect([exitCode, codes(errors)]).toEqual([7, ['lfs-pointer']]);
    }
    git(clone, 'lfs', 'install', '--local');
    git(clone, 'lfs', 'pull', '--include', 'photo.png');
    // Here masters and records are pointers as well, and the lock may be lost.
    git(clone, 'rm', '--quiet', '-f', 'imagebuild.lock');
    const build = ['build', '--no-frozen'];
    const spoilt = await rig.json(build, { ...at, cwd: clone });
    expect([spoilt.exitCode, codes(spoilt.errors)]).toEqual([7, ['record-damaged']]);
    const found = await rig.json(['verify'], at);
    expect(found.findings.map(({ remedy }: Document) => remedy)).toContain('lfs');
    git(clone, 'lfs', 'pull');
    expect((await rig.run(build, at)).exitCode).toBe(0);
    expect(shop.orders()).toHaveLength(1);
  });
});
