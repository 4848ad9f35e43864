import sharp from 'sharp';
import { describe, expect, test } from 'vitest';
import { digestOf } from '../../src/core/digest.ts';
import type { Format } from '../../src/renditions/formats/format.ts';
import { FORMATS } from '../../src/renditions/index.ts';
import { describeFormatContract, type FormatSetting } from './format-contract.ts';
import { apart, pixel, RED, rendered, thirds } from './pictures.ts';

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
    const all = await rendered(await thirds(90, 90), { format: 'ico', options: { sides: [256] } });
    expect(Buffer.from(all.bytes)[6]).toBe(0);
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
