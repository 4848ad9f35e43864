import sharp from 'sharp';
import { ssim } from 'ssim.js';
import { describe, expect, test } from 'vitest';
import { type Luma, structuralSimilarity } from '../../src/renditions/structural-similarity.ts';

function drawn(width: number, height: number, tone: (x: number, y: number) => number): Luma {
  const data = new Uint8Array(width * height);
  for (let y = 0; y < height; y++) for (let x = 0; x < width; x++) data[y * width + x] = level(tone(x, y));
  return { width, height, data };
}

const level = (tone: number) => Math.round(Math.max(0, Math.min(255, tone)));

/** The same at every run, and like nothing. */
const random = (index: number) => (Math.imul(index + 1, 2_654_435_761) >>> 8) / 2 ** 24;

/** What pictures are made of, one thing each. */
const PICTURES: { readonly [name: string]: Luma } = {
  waves: drawn(243, 161, (x, y) => 128 + 60 * Math.sin(x / 9) + 50 * Math.cos(y / 7)),
  edges: drawn(200, 150, (x, y) => (((x >> 4) + (y >> 4)) % 2 ? 220 : 40 + x / 4)),
  gradient: drawn(320, 96, (x, y) => (x + y) / 1.7),
  texture: drawn(180, 130, (x, y) => 120 + 40 * Math.sin(x * y * 0.01) + 50 * (random(x * 977 + y) - 0.5)),
};

const changed = (picture: Luma, tone: (tone: number, index: number) => number): Luma => ({
  ...picture,
  data: picture.data.map((value, index) => level(tone(value, index))),
});

const raw = ({ width, height }: Luma) => ({ raw: { width, height, channels: 1 as const } });

async function blurred(picture: Luma, sigma: number): Promise<Luma> {
  const data = await sharp(picture.data, raw(picture)).blur(sigma).toColourspace('b-w').raw().toBuffer();
  return { ...picture, data };
}

async function asJpeg(picture: Luma, quality: number): Promise<Luma> {
  const bytes = await sharp(picture.data, raw(picture)).jpeg({ quality }).toBuffer();
  return { ...picture, data: await sharp(bytes).toColourspace('b-w').raw().toBuffer() };
}

const CHANGES: { readonly [name: string]: (picture: Luma) => Luma | Promise<Luma> } = {
  'a little blur': (picture) => blurred(picture, 0.8),
  'much blur': (picture) => blurred(picture, 4),
  noise: (picture) => changed(picture, (tone, index) => tone + 60 * (random(index) - 0.5)),
  'JPEG at 75': (picture) => asJpeg(picture, 75),
  'JPEG at 20': (picture) => asJpeg(picture, 20),
  brighter: (picture) => changed(picture, (tone) => tone + 30),
  'less contrast': (picture) => changed(picture, (tone) => 128 + (tone - 128) * 0.6),
  negative: (picture) => changed(picture, (tone) => 255 - tone),
};

/** SSIM by ssim.js over every window of 8 × 8 at native size. */
function reference(one: Luma, other: Luma): number {
  const [first, second] = [one, other].map(({ data, width, height }) => ({
    width,
    height,
    data: Uint8ClampedArray.from({ length: data.length * 4 }, (_, at) =>
      at % 4 === 3 ? 255 : (data[at >> 2] ?? 0),
    ),
  }));
  if (first === undefined || second === undefined) throw new Error('two pictures are compared');
  return ssim(first, second, { ssim: 'weber', windowSize: 8, downsample: false }).mssim;
}

describe.each(Object.entries(PICTURES))('%s', (_, picture) => {
  test.each(Object.entries(CHANGES))(
    '%s: as ssim.js measures it, whichever comes first',
    async (_, change) => {
      const other = await change(picture);
      const found = structuralSimilarity(picture, other);
      expect(Math.abs(found - reference(picture, other))).toBeLessThan(0.001);
      expect(structuralSimilarity(other, picture)).toBe(found);
    },
  );

  test('is 1 for the same picture', () => {
    expect(structuralSimilarity(picture, { ...picture, data: picture.data.slice() })).toBe(1);
  });
});

test.each(['waves', 'edges', 'texture'])('%s: drops as blur grows', async (name) => {
  const picture = PICTURES[name] as Luma;
  const found = await Promise.all(
    [0.6, 1, 2, 4, 8].map(async (sigma) => structuralSimilarity(picture, await blurred(picture, sigma))),
  );
  expect(found).toEqual([...found].sort((one, other) => other - one));
  expect(new Set(found).size).toBe(found.length);
});

test('of plain tones, only their lightness counts: the formula by hand', () => {
  const [dark, light] = [drawn(16, 16, () => 100), drawn(16, 16, () => 150)];
  const c1 = 2.55 ** 2;
  expect(structuralSimilarity(dark, light)).toBeCloseTo(
    (2 * 100 * 150 + c1) / (100 ** 2 + 150 ** 2 + c1),
    12,
  );
});

test('a picture smaller than a window is one window', () => {
  const small = drawn(3, 2, (x, y) => 40 * x + 30 * y);
  expect(structuralSimilarity(small, small)).toBe(1);
  expect(
    structuralSimilarity(
      small,
      changed(small, (tone) => 255 - tone),
    ),
  ).toBeLessThan(0);
});

test('sees a change of any single pixel', () => {
  const plain = drawn(32, 24, () => 90);
  for (let at = 0; at < plain.data.length; at++)
    expect(
      structuralSimilarity(
        plain,
        changed(plain, (tone, index) => (index === at ? 250 : tone)),
      ),
    ).toBeLessThan(0.999);
});

test('compares only pictures of one size', () => {
  const [one, other] = [drawn(16, 8, () => 0), drawn(8, 16, () => 0)];
  expect(() => structuralSimilarity(one, other)).toThrow('one size');
});
