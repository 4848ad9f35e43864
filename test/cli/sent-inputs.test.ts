import { createHash } from 'node:crypto';
import sharp from 'sharp';
import { describe, expect, onTestFinished, test } from 'vitest';
import { digestOf } from '../../src/core/digest.ts';
import { generationKey } from '../../src/core/recipe.ts';
import type { Emulator } from '../../src/emulator/index.ts';
import { KEY } from '../support/canary.ts';
import {
  type DirtyFormat,
  dirtied,
  EXIFTOOL_WARNING,
  hasExiftool,
  PERSONAL,
  personalTags,
} from '../support/dirty-picture.ts';
import { startTestEmulator } from '../support/emulator.ts';
import { createRig, type Rig } from '../support/rig.ts';

const HEAD = `version: 1
providers: { stability: { type: stability, poll: 20ms } }
defaults: { provider: stability, seed: 42, outputs: [small] }
outputs: { small: { widths: [32], formats: [webp] } }
assets:
`;

/** Brighter to the right and below, so that every turn shows. */
async function drawn(format: DirtyFormat, width = 192, height = 128): Promise<Buffer> {
  const data = Buffer.alloc(width * height * 3);
  for (let at = 0; at < data.length; at += 3) {
    const [x, y] = [(at / 3) % width, Math.floor(at / 3 / width)];
    data.set([(x * 255) / width, (y * 255) / height, 60], at);
  }
  return sharp(data, { raw: { width, height, channels: 3 } })
    [format]()
    .toBuffer();
}

interface Scene {
  readonly rig: Rig;
  readonly shop: Emulator;
  readonly env: { readonly [name: string]: string };
}

async function scene(assets: string, files: { readonly [path: string]: Uint8Array }): Promise<Scene> {
  const shop = await startTestEmulator();
  onTestFinished(() => shop.close());
  const env = { STABILITY_API_HOST: shop.url, STABILITY_API_KEY: KEY };
  return { shop, env, rig: createRig({ 'imagebuild.yaml': HEAD + assets, ...files }) };
}

/** Every file that the emulator has read, in the order of the requests. */
function sentFiles({ shop }: Scene) {
  return shop.journal.flatMap(({ files }) =>
    Object.entries(files).map(([field, { bytes, sha256 }]) => {
      if (bytes === undefined) throw new Error('the journal has forgotten a file');
      expect(createHash('sha256').update(bytes).digest('hex')).toBe(sha256);
      return { field, bytes, digest: digestOf(bytes) };
    }),
  );
}

function expectClean(bytes: Uint8Array): void {
  expect(personalTags(bytes)).toEqual([]);
  expect(PERSONAL.filter((word) => Buffer.from(bytes).includes(word))).toEqual([]);
}

const lockOf = ({ rig }: Scene) => JSON.parse(rig.read('imagebuild.lock'));
const recipeOf = (where: Scene, id: string) => lockOf(where).targets[id].recipe;
const upright = (bytes: Uint8Array) => sharp(bytes).autoOrient().removeAlpha().raw().toBuffer();

/** The lock as a version left it that sent files as they are and counted all their bytes. */
function makeOld(where: Scene, id: string, files: { readonly [role: string]: string }): void {
  const lock = lockOf(where);
  const { copied_from: _, ...recipe } = lock.targets[id].recipe;
  for (const [role, path] of Object.entries(files)) recipe.inputs[role] = digestOf(where.rig.bytes(path));
  lock.targets[id] = { ...lock.targets[id], recipe, key: generationKey(recipe) };
  where.rig.write({ 'imagebuild.lock': `${JSON.stringify(lock, undefined, 2)}\n` });
  where.rig.remove('.imagebuild/masters/keys');
}

describe.skipIf(!hasExiftool)(`${EXIFTOOL_WARNING}pictures that leave the machine`, () => {
  test.each([
    ['jpeg', 1],
    ['jpeg', 6],
    ['png', 1],
    ['png', 6],
    ['webp', 1],
    ['webp', 8],
  ] as const)(
    'arrive upright and without metadata, and the recipe has the digest of what was sent: %s, orientation %i',
    async (format, turn) => {
      const photo = await dirtied(await drawn(format), format, turn);
      const assets = '  large: { operation: upscale, model: fast, image: ./photo.pic }\n';
      const where = await scene(assets, { 'photo.pic': photo });
      const built = await where.rig.json(['build'], { env: where.env });
      expect(built).toMatchObject({ exitCode: 0, errors: [], cost: { requests: 1 } });
      const [sent, ...others] = sentFiles(where);
      if (sent === undefined) throw new Error('nothing was sent');
      expect(others).toEqual([]);
      expectClean(sent.bytes);
      const [width, height] = turn === 1 ? [192, 128] : [128, 192];
      const { orientation, ...facts } = await sharp(sent.bytes).metadata();
      expect({ orientation, ...facts }).toMatchObject({ orientation: undefined, width, height });
      expect((await upright(sent.bytes)).equals(await upright(photo))).toBe(true);
      const { recipe, master } = lockOf(where).targets.large;
      expect(recipe.inputs.image).toBe(sent.digest);
      // Four times as large as what the program takes the picture for.
      expect(master).toMatchObject({ width: width * 4, height: height * 4 });
      expect(await where.rig.json(['build'], { env: where.env })).toMatchObject({ counts: { reused: 1 } });
      expect(await where.rig.json(['check'])).toMatchObject({ exitCode: 0 });
    },
  );

  test('with nothing to leave out are the very files', async () => {
    const photo = await drawn('jpeg');
    const where = await scene('  large: { operation: upscale, model: fast, image: ./photo.jpg }\n', {
      'photo.jpg': photo,
    });
    await where.rig.json(['build'], { env: where.env });
    expect(Buffer.from(sentFiles(where)[0]?.bytes ?? []).equals(photo)).toBe(true);
    expect(recipeOf(where, 'large')).toMatchObject({ inputs: { image: digestOf(photo) } });
    expect(recipeOf(where, 'large').copied_from).toBeUndefined();
  });

  test('are clean in every role, by both versions of the API, and where a picture of another target is sent', async () => {
    const [photo, mask, style] = await Promise.all([
      dirtied(await drawn('jpeg', 1536, 640), 'jpeg', 6),
      dirtied(await drawn('png', 1536, 640), 'png', 6),
      dirtied(await drawn('webp', 1024, 640), 'webp', 3),
    ]);
    const assets = `  photo: { provider: file, operation: import, image: ./photo.jpg }
  den: { operation: inpaint, image: ./photo.jpg, mask: ./mask.png, prompt: a den }
  styled: { operation: style-transfer, image: photo, style_image: ./style.webp }
  sketch: { operation: sketch, image: photo, prompt: a den }
  structure: { operation: structure, image: ./photo.jpg, prompt: a den }
  guided: { operation: style, image: ./style.webp, prompt: a den }
  edge: { operation: outpaint, image: ./photo.jpg, params: { left: 64 } }
  swapped: { operation: search-and-replace, image: photo, prompt: a fox, params: { search_prompt: den } }
  older: { operation: image-to-image, model: stable-diffusion-xl-1024-v1-0, image: ./photo.jpg, prompt: a den }
  start: { operation: image-to-image, model: sd3.5-flash, image: ./photo.jpg, prompt: a den, params: { strength: 0.5 } }
`;
    const files = { 'photo.jpg': photo, 'mask.png': mask, 'style.webp': style };
    const where = await scene(assets, files);
    const built = await where.rig.json(['build'], { env: where.env });
    expect(built).toMatchObject({ exitCode: 0, errors: [] });
    const sent = sentFiles(where);
    expect(sent.length).toBeGreaterThanOrEqual(10);
    for (const { bytes } of sent) expectClean(bytes);
    const targets = Object.values(lockOf(where).targets) as {
      recipe: { provider: string; inputs: object };
    }[];
    const counted = targets.flatMap(({ recipe }) =>
      recipe.provider === 'file' ? [] : Object.values(recipe.inputs),
    );
    expect(sent.map(({ digest }) => digest).sort()).toEqual(counted.sort());
    // What is imported is kept as it is: only what is sent is a copy.
    expect(lockOf(where).targets.photo).toMatchObject({ master: { digest: digestOf(photo) } });
  });

  test('are clean where a picture is tried, explored, or made again to see whether it drifts', async () => {
    const photo = await dirtied(await drawn('jpeg', 512, 320), 'jpeg', 6);
    const assets =
      '  den:\n    operation: image-to-image\n    model: sd3.5-flash\n    image: ./photo.jpg\n    params: { strength: 0.5 }\n    prompt: a den\n    scenes: { snow: in snow }\n';
    const where = await scene(assets, { 'photo.jpg': photo });
    const { rig, env } = where;
    for (const args of [
      ['build'],
      ['explore', 'den/snow', '--seeds', '2', '--max-cost', '50', '--yes'],
      ['try', 'den/rain', '--prompt', 'in rain', '--max-cost', '50'],
      ['drift', 'den/snow', '--max-cost', '50'],
    ]) {
      const before = sentFiles(where).length;
      const ended = await rig.run(args, { env });
      expect(sentFiles(where).length, `${args.join(' ')}\n${ended.stderr}`).toBeGreaterThan(before);
    }
    for (const { bytes } of sentFiles(where)) expectClean(bytes);
  });

  test('are lossless where they fit into a request, and else as good as fits', async () => {
    const noise = { type: 'gaussian', mean: 128, sigma: 60 } as const;
    const large = await sharp({
      create: { width: 3000, height: 2400, channels: 3, background: 'gray', noise },
    })
      .jpeg({ quality: 70 })
      .toBuffer();
    const where = await scene('  edge: { operation: outpaint, image: ./photo.jpg, params: { left: 64 } }\n', {
      'photo.jpg': await dirtied(large, 'jpeg', 6),
    });
    const built = await where.rig.json(['build'], { env: where.env });
    expect(built).toMatchObject({ exitCode: 0, errors: [] });
    const [sent] = sentFiles(where);
    expectClean(sent?.bytes ?? Buffer.alloc(0));
    expect(sent?.bytes.length).toBeLessThan(10 * 1024 * 1024);
    expect(await sharp(sent?.bytes).metadata()).toMatchObject({ format: 'jpeg', width: 2400, height: 3000 });
  });
});

describe.skipIf(!hasExiftool)(`${EXIFTOOL_WARNING}what was bought with a file and all its metadata`, () => {
  const ASSETS = '  den: { operation: inpaint, image: ./photo.jpg, mask: ./mask.png, prompt: a den }\n';

  async function bought() {
    const where = await scene(ASSETS, {
      'photo.jpg': await dirtied(await drawn('jpeg'), 'jpeg', 6),
      'mask.png': await dirtied(await drawn('png'), 'png', 6),
    });
    await where.rig.json(['build'], { env: where.env });
    makeOld(where, 'den', { image: 'photo.jpg', mask: 'mask.png' });
    return where;
  }

  test('is not bought again: plan, check, a frozen and a plain build leave it and the lock alone', async () => {
    const where = await bought();
    const { rig, env, shop } = where;
    const lock = rig.read('imagebuild.lock');
    const requests = shop.journal.length;
    expect(await rig.json(['plan'])).toMatchObject({
      cost: { estimatedCredits: 0 },
      targets: [{ id: 'den', action: 'reuse' }],
    });
    for (const args of [['check'], ['build', '--frozen'], ['build']])
      expect(await rig.json(args, { env })).toMatchObject({ exitCode: 0, errors: [] });
    expect(shop.journal.length).toBe(requests);
    expect(JSON.parse(rig.read('imagebuild.lock'))).toEqual(JSON.parse(lock));
  });

  test('is restored under another name', async () => {
    const where = await bought();
    where.rig.write({ 'imagebuild.yaml': HEAD + ASSETS.replace('den:', 'lair:') });
    const built = await where.rig.json(['build'], { env: where.env });
    expect(built).toMatchObject({ exitCode: 0, counts: { restored: 1 }, cost: { requests: 0 } });
    expect(await where.rig.json(['check'])).toMatchObject({ exitCode: 0 });
  });

  test('is bought once when something else changes, and then counts without its metadata', async () => {
    const where = await bought();
    const { rig, env } = where;
    rig.write({ 'imagebuild.yaml': HEAD + ASSETS.replace('a den', 'a lair') });
    const planned = await rig.json(['plan']);
    expect(planned.targets[0]).toMatchObject({ action: 'generate', reasons: [{ field: 'prompt' }] });
    expect(planned.targets[0].reasons).toHaveLength(1);
    expect(await rig.json(['build'], { env })).toMatchObject({ exitCode: 0, cost: { requests: 1 } });
    const digests = sentFiles(where).slice(-2);
    expect(Object.values(recipeOf(where, 'den').inputs).sort()).toEqual(
      digests.map(({ digest }) => digest).sort(),
    );
  });
});

test.skipIf(!hasExiftool)(
  `${EXIFTOOL_WARNING}an edit of metadata alone buys nothing, one of the picture does`,
  async () => {
    const photo = await dirtied(await drawn('jpeg'), 'jpeg', 6);
    const where = await scene('  large: { operation: upscale, model: fast, image: ./photo.jpg }\n', {
      'photo.jpg': photo,
    });
    const { rig, env } = where;
    await rig.json(['build'], { env });
    const lock = rig.read('imagebuild.lock');
    rig.write({ 'photo.jpg': await dirtied(photo, 'jpeg', 6, ['-XMP-dc:Title=the den', '-GPS:all=']) });
    expect(await rig.json(['build'], { env })).toMatchObject({
      counts: { reused: 1 },
      cost: { requests: 0 },
    });
    expect(rig.read('imagebuild.lock')).toBe(lock);
    rig.write({ 'photo.jpg': await dirtied(photo, 'jpeg', 8) });
    const planned = await rig.json(['plan']);
    expect(planned.targets[0].reasons).toMatchObject([{ code: 'input-changed', field: 'image' }]);
  },
);
