import sharp from 'sharp';
import { describe, expect, test } from 'vitest';
import { digestOf } from '../../src/core/digest.ts';
import type { Format } from '../../src/renditions/formats/format.ts';
import { FORMATS } from '../../src/renditions/index.ts';
import { describeFormatContract, type FormatSetting } from './format-contract.ts';
import { apart, painted, pixel, RED, rendered, thirds } from './pictures.ts';

const SETTINGS: { readonly [name: string]: FormatSetting } = {
  avif: {
    good: { lossless: true },
    bad: [{ effort: 10 }, { lossless: 1 }, { chromaSubsampling: '4:1:1' }],
    tolerance: 12,
  },
  webp: { good: { lossless: true }, bad: [{ effort: 7 }, { nearLossless: 'yes' }], tolerance: 12 },
  jpeg: { good: { mozjpeg: true }, bad: [{ mozjpeg: 'yes' }, { progressive: 1 }], tolerance: 12 },
  gif: { good: { colours: 2 }, bad: [{ colours: 1 }, { dither: 2 }], tolerance: 12, tagged: false },
  png: { good: { compressionLevel: 0 }, bad: [{ compressionLevel: 10 }, { colours: 1 }], tolerance: 0 },
};

/** Formats that are no rasters of one picture, or that the library here cannot write: their tests are below. */
const OTHERS = ['ico', 'jxl', 'svg'];

test('every format is put through the contract or has tests of its own', () => {
  expect([...FORMATS.keys()].sort()).toEqual([...Object.keys(SETTINGS), ...OTHERS].sort());
});

for (const [name, setting] of Object.entries(SETTINGS))
  describeFormatContract(FORMATS.get(name) as Format, setting);

describe('svg', () => {
  const drawing = Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" width="8" height="8"/>');

  test('is passed on byte for byte', async () => {
    expect(Buffer.compare((await rendered(drawing, { format: 'svg' })).bytes, drawing)).toBe(0);
  });
});

describe('ico', () => {
  test('holds a picture for each side, and each can be read', async () => {
    const { bytes } = await rendered(await thirds(90, 90), { format: 'ico', width: 48, height: 48 });
    const file = Buffer.from(bytes);
    expect([file.readUInt16LE(0), file.readUInt16LE(2), file.readUInt16LE(4)]).toEqual([0, 1, 3]);
    for (const [index, side] of [16, 32, 48].entries()) {
      const entry = file.subarray(6 + 16 * index, 22 + 16 * index);
      const png = file.subarray(entry.readUInt32LE(12), entry.readUInt32LE(12) + entry.readUInt32LE(8));
      expect([entry[0], entry[1], (await sharp(png).metadata()).width]).toEqual([side, side, side]);
      expect(apart(await pixel(png, 0.1, 0.5), RED)).toBeLessThan(12);
    }
    const large = { width: 256, height: 256, options: { sides: [256] } };
    const all = await rendered(await thirds(300, 300), { format: 'ico', ...large });
    expect(Buffer.from(all.bytes)[6]).toBe(0);
  });

  /** The pictures of an icon file. */
  const pngsOf = (file: Buffer) =>
    Array.from({ length: file.readUInt16LE(4) }, (_, index) => {
      const entry = file.subarray(6 + 16 * index, 22 + 16 * index);
      return file.subarray(entry.readUInt32LE(12), entry.readUInt32LE(12) + entry.readUInt32LE(8));
    });

  test('a picture that is no square is framed, not stretched', async () => {
    const spec = { format: 'ico', width: 48, height: 24 } as const;
    const [png = Buffer.alloc(0)] = pngsOf(Buffer.from((await rendered(await thirds(90, 45), spec)).bytes));
    expect((await pixel(png, 0.5, 0.1))[3]).toBe(0);
    expect(apart(await pixel(png, 0.1, 0.5), RED)).toBeLessThan(12);
  });

  test('nothing is enlarged: sides that are too large are left out', async () => {
    const sidesOf = async (width: number, sides: number[]) => {
      const spec = { format: 'ico', width, height: width, options: { sides } } as const;
      const { bytes } = await rendered(await thirds(90, 90), spec);
      return Promise.all(pngsOf(Buffer.from(bytes)).map(async (png) => (await sharp(png).metadata()).width));
    };
    expect(await sidesOf(48, [16, 32, 64])).toEqual([16, 32]);
    expect(await sidesOf(12, [16, 32])).toEqual([12]);
  });
});

describe('effort', () => {
  test.each(['avif', 'webp', 'jpeg', 'png', 'gif'])('fast, balanced and max differ: %s', async (format) => {
    const noise = await sharp({
      create: {
        width: 96,
        height: 96,
        channels: 3,
        background: 'grey',
        noise: { type: 'gaussian', mean: 128, sigma: 40 },
      },
    })
      .blur(2)
      .png()
      .toBuffer();
    const made = await Promise.all(
      ([{ effort: 'fast' }, {}, { effort: 'max' }] as const).map(
        async (effort) => (await rendered(noise, { format, width: 96, height: 96, ...effort })).bytes,
      ),
    );
    expect(new Set(made.map((bytes) => digestOf(bytes))).size).toBe(3);
  });
});

describe('every option of an encoder does what it says', () => {
  /** Smooth colours and hard edges of red on blue: what each option has an effect on. */
  const busy = () =>
    painted(64, 64, (x, y) => (x % 8 < 2 && y > 32 ? [230, 20, 40] : [2 * x, 3 * y, 200]))
      .png()
      .toBuffer();

  const made = async (format: string, options: object, more: object = {}) =>
    (await rendered(await busy(), { format, width: 64, height: 64, options: { ...options }, ...more })).bytes;

  /** The greatest difference of any channel of any pixel to the original. */
  async function farthest(bytes: Uint8Array): Promise<number> {
    const raw = (from: Uint8Array) => sharp(from).removeAlpha().raw({ depth: 'uchar' }).toBuffer();
    const [one, other] = [await raw(bytes), await raw(await busy())];
    return one.reduce((most, value, at) => Math.max(most, Math.abs(value - (other[at] ?? 0))), 0);
  }

  async function colours(bytes: Uint8Array): Promise<number> {
    const data = await sharp(bytes).removeAlpha().raw().toBuffer();
    const seen = new Set<number>();
    for (let at = 0; at < data.length; at += 3) seen.add(data.readUIntBE(at, 3));
    return seen.size;
  }

  test.each(['avif', 'webp'])('%s: lossless keeps every pixel', async (format) => {
    expect(await farthest(await made(format, { lossless: true }))).toBeLessThanOrEqual(1);
    expect(await farthest(await made(format, {}))).toBeGreaterThan(8);
  });

  test('webp: nearLossless comes near', async () => {
    const bytes = await made('webp', { nearLossless: true }, { quality: 60 });
    expect(await farthest(bytes)).toBeGreaterThan(0);
    expect(await farthest(bytes)).toBeLessThan(9);
  });

  test('webp: smartSubsample keeps colour edges', async () => {
    const loss = async (smartSubsample: boolean) => {
      const data = await sharp(await made('webp', { smartSubsample }, { quality: 95 }))
        .removeAlpha()
        .raw()
        .toBuffer();
      const original = await sharp(await busy())
        .raw()
        .toBuffer();
      return data.reduce((sum, value, at) => sum + (value - (original[at] ?? 0)) ** 2, 0);
    };
    expect(await loss(true)).toBeLessThan(await loss(false));
  });

  test('avif and webp: effort changes the file, not the picture', async () => {
    for (const format of ['avif', 'webp']) {
      const [quick, slow] = [await made(format, { effort: 0 }), await made(format, { effort: 5 })];
      expect(Buffer.compare(quick, slow)).not.toBe(0);
      expect(apart(await pixel(quick, 0.9, 0.2), await pixel(slow, 0.9, 0.2))).toBeLessThan(16);
    }
  });

  test('avif: bitdepth', async () => {
    const depth = async (options: object) => (await sharp(await made('avif', options)).metadata()).depth;
    expect([await depth({}), await depth({ bitdepth: 10 })]).toEqual(['uchar', 'ushort']);
  });

  test.each([{}, { mozjpeg: true }])('jpeg: chromaSubsampling and progressive %j', async (more) => {
    const read = async (options: object) => {
      const { chromaSubsampling, isProgressive } = await sharp(
        await made('jpeg', { ...more, ...options }),
      ).metadata();
      return [chromaSubsampling, isProgressive];
    };
    expect(await read({})).toEqual(['4:2:0', true]);
    expect(await read({ chromaSubsampling: '4:4:4' })).toEqual(['4:4:4', true]);
    if (!('mozjpeg' in more)) expect(await read({ progressive: false })).toEqual(['4:2:0', false]);
  });

  test('png: palette, colours and compressionLevel', async () => {
    expect(await colours(await made('png', {}))).toBeGreaterThan(256);
    expect(await colours(await made('png', { palette: true }))).toBeLessThanOrEqual(256);
    expect(await colours(await made('png', { palette: true, colours: 16 }))).toBeLessThanOrEqual(16);
    const loose = await made('png', { compressionLevel: 0 });
    expect(loose.length).toBeGreaterThan((await made('png', {})).length);
    expect(await farthest(loose)).toBe(0);
  });

  test('gif: colours and dither', async () => {
    for (const most of [2, 3, 4, 5, 8, 15, 20, 100, 255])
      expect(await colours(await made('gif', { colours: most }))).toBeLessThanOrEqual(most);
    const [dithered, plain] = [
      await made('gif', { colours: 8 }),
      await made('gif', { colours: 8, dither: 0 }),
    ];
    expect(Buffer.compare(dithered, plain)).not.toBe(0);
  });
});
