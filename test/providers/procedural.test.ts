import { describe, expect, it } from 'vitest';
import { digestOf } from '../../src/core/digest.ts';
import type { Pixels } from '../../src/core/picture.ts';
import { procedural } from '../../src/providers/procedural/index.ts';
import type { GenerateRequest, InputPicture } from '../../src/providers/provider.ts';
import { sharpRaster } from '../../src/renditions/raster.ts';
import { providerWorld } from '../support/provider-world.ts';
import { describeProviderContract } from './provider-contract.ts';

const world = providerWorld('procedural', {
  beforeSpending: () => Promise.reject(new Error('a free provider spends nothing')),
  accepted: () => Promise.reject(new Error('a free provider has no jobs')),
});

const ask = (request: Partial<GenerateRequest>) =>
  procedural.generate(
    { operation: 'generate', prompt: 'a cat in a park', seed: 7, params: {}, inputs: {}, ...request },
    world,
  );

const capability = (operation: string) => {
  const found = procedural.capabilities.find((candidate) => candidate.operation === operation);
  if (found === undefined) throw new Error(`no ${operation}`);
  return found;
};

/** A picture in which every pixel differs, with transparent parts when asked. */
function pixels(width: number, height: number, alpha: (x: number) => number = () => 255): Pixels {
  const data = new Uint8Array(width * height * 4);
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++)
      data.set([(x * 7) % 256, (y * 5) % 256, (x * y) % 256, alpha(x)], (y * width + x) * 4);
  return { width, height, data };
}

async function picture(from: Pixels, hasAlpha = true): Promise<InputPicture> {
  const bytes = await sharpRaster.encodePng(from);
  return { bytes, digest: digestOf(bytes), format: 'png', width: from.width, height: from.height, hasAlpha };
}

/** White from column `from` to before `to`, black elsewhere. */
function mask(width: number, height: number, from: number, to: number, value = 255): Pixels {
  const data = new Uint8Array(width * height * 4).fill(255);
  for (let at = 0; at < data.length; at += 4) {
    const x = (at / 4) % width;
    data.fill(x >= from && x < to ? value : 0, at, at + 3);
  }
  return { width, height, data };
}

const small = await picture(pixels(48, 32));

describeProviderContract(procedural, {
  world: (signal) => providerWorld('procedural', { signal }),
  request: ({ operation, inputs }) => ({
    operation,
    prompt: 'a cat in a park',
    seed: 7,
    params: {},
    inputs: inputs.image === undefined ? {} : { image: small },
  }),
});

describe('generate', () => {
  it('answers with a PNG, the seed and no warnings', async () => {
    const { bytes, ...rest } = await ask({});
    expect(rest).toEqual({ format: 'png', seed: 7, warnings: [] });
    expect(await sharpRaster.inspect(bytes)).toMatchObject({ format: 'png', width: 1024, height: 1024 });
  });

  it('gives the same bytes for the same request', async () => {
    const [first, second] = await Promise.all([ask({}), ask({})]);
    expect(digestOf(first.bytes)).toBe(digestOf(second.bytes));
  });

  it('warns when it understands nothing', async () => {
    const { warnings } = await ask({ prompt: 'glorbix frandle wump', params: { width: 64, height: 64 } });
    expect(warnings).toEqual([expect.stringContaining('No word of the prompt was recognised')]);
  });

  it.each([
    ['1:1', 1024, 1024],
    ['5:4', 1088, 896],
    ['3:2', 1216, 832],
    ['16:9', 1344, 768],
    ['21:9', 1536, 640],
    ['9:16', 768, 1344],
    ['9:21', 640, 1536],
    ['4:5', 896, 1088],
    ['2:1', 1472, 704],
    ['100:1', 4096, 128],
  ])('draws %s at %i × %i', async (aspect_ratio, width, height) => {
    const params = { aspect_ratio };
    expect(capability('generate').resultSize?.(params, {})).toEqual({ width, height });
    expect(await sharpRaster.inspect((await ask({ params })).bytes)).toMatchObject({ width, height });
  });

  it('draws at the very size asked for', async () => {
    const params = { width: 333, height: 217 };
    expect(await sharpRaster.inspect((await ask({ params })).bytes)).toMatchObject(params);
  });
});

describe('image-to-image', () => {
  const operation = 'image-to-image';

  it('keeps the pixels at strength 0, even under transparency', async () => {
    const original = pixels(80, 64, (x) => x * 3);
    const { bytes } = await ask({
      operation,
      params: { strength: 0 },
      inputs: { image: await picture(original) },
    });
    expect(Buffer.compare((await sharpRaster.decode(bytes)).data, original.data)).toBe(0);
  });

  it('is the plain drawing at strength 1', async () => {
    const inputs = { image: await picture(pixels(96, 64)) };
    const blended = await ask({ operation, params: { strength: 1 }, inputs });
    const drawn = await ask({ params: { width: 96, height: 64 } });
    expect(digestOf(blended.bytes)).toBe(digestOf(drawn.bytes));
  });

  it('draws six tenths when not told how much', async () => {
    const [silent, spoken] = await Promise.all(
      [{}, { strength: 0.6 }].map((params) => ask({ operation, params, inputs: { image: small } })),
    );
    expect(digestOf(silent?.bytes ?? '')).toBe(digestOf(spoken?.bytes ?? 'none'));
  });

  it('lies halfway at strength 0.5', async () => {
    const original = pixels(96, 64);
    const image = await picture(original);
    const { data: half } = await sharpRaster.decode(
      (await ask({ operation, params: { strength: 0.5 }, inputs: { image } })).bytes,
    );
    const { data: drawn } = await sharpRaster.decode(
      (await ask({ params: { width: 96, height: 64 } })).bytes,
    );
    for (const [at, value] of half.entries())
      expect(Math.abs(value - ((original.data[at] ?? 0) + (drawn[at] ?? 0)) / 2)).toBeLessThanOrEqual(0.5);
  });
});

describe('inpaint', () => {
  const operation = 'inpaint';
  const original = pixels(90, 66);

  /** Columns that changed. */
  const changed = (after: Pixels, before: Pixels) => {
    const columns = new Set<number>();
    for (const [at, value] of after.data.entries())
      if (value !== before.data[at]) columns.add(Math.floor(at / 4) % before.width);
    return [...columns].sort((a, b) => a - b);
  };

  it('touches no pixel outside the mask and every column inside', async () => {
    const inputs = { image: await picture(original), mask: await picture(mask(90, 66, 30, 60)) };
    const result = await sharpRaster.decode(
      (await ask({ operation, params: { strength: 1 }, inputs })).bytes,
    );
    expect(changed(result, original)).toEqual(Array.from({ length: 30 }, (_, index) => index + 30));
  });

  it('resizes a mask of another size', async () => {
    const inputs = { image: await picture(original), mask: await picture(mask(30, 22, 10, 20)) };
    const columns = changed(await sharpRaster.decode((await ask({ operation, inputs })).bytes), original);
    expect(Math.min(...columns)).toBeGreaterThanOrEqual(24);
    expect(Math.max(...columns)).toBeLessThanOrEqual(66);
    expect(columns).toContain(45);
  });

  it('blends where the mask is grey', async () => {
    const inputs = { image: await picture(original), mask: await picture(mask(90, 66, 0, 90, 128)) };
    const { data } = await sharpRaster.decode((await ask({ operation, inputs })).bytes);
    const { data: drawn } = await sharpRaster.decode(
      (await ask({ params: { width: 90, height: 66 } })).bytes,
    );
    const share = 128 / 255;
    for (const [at, value] of data.entries())
      expect(
        Math.abs(value - ((original.data[at] ?? 0) * (1 - share) + (drawn[at] ?? 0) * share)),
      ).toBeLessThanOrEqual(0.501);
  });

  it('draws into the transparent parts when there is no mask', async () => {
    const holed = pixels(90, 66, (x) => (x < 40 ? 0 : 255));
    const result = await sharpRaster.decode(
      (await ask({ operation, inputs: { image: await picture(holed) } })).bytes,
    );
    expect(changed(result, holed)).toEqual(Array.from({ length: 40 }, (_, index) => index));
    expect(result.data[3]).toBe(255);
  });

  it('says so when there is nothing to draw into', async () => {
    const { warnings } = await ask({ operation, inputs: { image: await picture(original, false) } });
    expect(warnings).toEqual([expect.stringContaining('no mask')]);
  });
});

describe('capabilities', () => {
  it('are free, without models, and start with generate', () => {
    expect(procedural).toMatchObject({ type: 'procedural', paid: false, source: 'generated' });
    expect(procedural.capabilities.map(({ operation }) => operation)).toEqual([
      'generate',
      'image-to-image',
      'inpaint',
    ]);
    for (const { model, price, prompt, negativePrompt, seed, params } of procedural.capabilities) {
      expect({ model, price: price({}), prompt, negativePrompt, seed }).toEqual({
        model: undefined,
        price: 0,
        prompt: 'required',
        negativePrompt: true,
        seed: true,
      });
      for (const field of Object.values(params.shape))
        expect(field.meta?.()).toMatchObject({
          description: expect.any(String),
          examples: expect.any(Array),
        });
    }
  });

  it('know the size of edits from the input', () => {
    const image = { width: 300, height: 200 };
    expect(capability('inpaint').resultSize?.({}, { image })).toEqual(image);
    expect(capability('image-to-image').resultSize?.({}, {})).toBeUndefined();
  });

  it.each([
    ['generate', { aspect_ratio: '16x9' }, 'W:H'],
    ['generate', { aspect_ratio: '0:9' }, 'W:H'],
    ['generate', { aspect_ratio: '101:9' }, 'W:H'],
    ['generate', { width: 63, height: 64 }, 'at least 64'],
    ['generate', { width: 64, height: 4097 }, 'at most 4096'],
    ['generate', { width: 64.5, height: 64 }, 'whole number'],
    ['generate', { colour: 'red' }, 'colour'],
    ['image-to-image', { strength: 1.1 }, 'at most 1'],
    ['inpaint', { strength: -0.1 }, 'at least 0'],
    ['inpaint', { strength: 'much' }, 'from 0 to 1'],
  ])('%s refuses %j', (operation, params, message) => {
    const result = capability(operation).params.safeParse(params);
    expect(result.error?.issues.map((issue) => issue.message).join('; ')).toContain(message);
  });

  it.each([
    [{ width: 100 }, ['width needs height as well']],
    [{ height: 100 }, ['height needs width as well']],
    [{ width: 100, height: 100, aspect_ratio: '1:1' }, ['exclude each other']],
    [{ width: 100, height: 100 }, []],
    [{}, []],
  ])('checks the sides of %j', (params, messages) => {
    const problems = capability('generate').check?.(params, [], 'a cat') ?? [];
    expect(problems).toHaveLength(messages.length);
    for (const [index, message] of messages.entries()) expect(problems[index]).toContain(message);
  });
});
