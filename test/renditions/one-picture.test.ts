import fc from 'fast-check';
import sharp, { type Sharp } from 'sharp';
import { describe, expect, test } from 'vitest';
import { digestOf } from '../../src/core/digest.ts';
import { colorCodeOf, meaningOf } from '../../src/renditions/color-code.ts';
import { renderMaster, sharpRaster } from '../../src/renditions/index.ts';
import type { RenditionSpec } from '../../src/targets/index.ts';
import { avifOf, gridAvif } from './avif.ts';
import {
  apart,
  BLUE,
  type Colour,
  GREEN,
  painted,
  pixel,
  RED,
  readFile,
  rendered,
  specOf,
} from './pictures.ts';

const BARS =
  '<rect width="50%" height="100%" fill="#ff0000"/><rect x="50%" width="50%" height="100%" fill="#0000ff"/>';
const svg = (attributes: string, inside = BARS) =>
  Buffer.from(`<svg xmlns="http://www.w3.org/2000/svg" ${attributes}>${inside}</svg>`);

/** Frames of one colour each, 20 × 10. */
async function stacked(colours: readonly Colour[]): Promise<Sharp> {
  const pages = await Promise.all(
    colours.map((colour) =>
      painted(20, 10, () => colour)
        .raw()
        .toBuffer(),
    ),
  );
  const height = 10 * colours.length;
  return sharp(Buffer.concat(pages), { raw: { width: 20, height, channels: 3, pageHeight: 10 } });
}

const animated = async () => (await stacked([RED, GREEN])).gif({ delay: [100, 200] }).toBuffer();

describe('one key, one picture', () => {
  const masters: { readonly [name: string]: () => Promise<Buffer> } = {
    'a drawing': async () => svg('viewBox="0 0 31 17"', '<circle cx="9" cy="8" r="7.3" fill="#3a7"/>'),
    'an animation': animated,
    'an animation that lies on its side': async () =>
      (await stacked([RED, GREEN]))
        .withMetadata({ orientation: 6 })
        .webp({ delay: [100, 200] })
        .toBuffer(),
    'pages of a document': async () => (await stacked([RED, GREEN])).tiff().toBuffer(),
  };
  const specs: readonly RenditionSpec[] = [
    ...['png', 'webp', 'gif', 'jpeg'].map((format) => specOf({ format, width: 31, height: 17 })),
    specOf({ format: 'webp', width: 93, height: 51 }),
    specOf({ format: 'png', width: 40, height: 40, fit: 'contain' }),
    specOf({ format: 'png', color: 'p3' }),
    specOf({ format: 'webp', color: 'p3' }),
  ];

  test.each(Object.entries(masters))('any files of %s, in any order', async (_, make) => {
    const master = await make();
    const digests = async (some: readonly RenditionSpec[]) =>
      (await renderMaster(master, some, (work) => work(), readFile)).map(({ bytes }) => digestOf(bytes));
    const alone = new Map<RenditionSpec, string>();
    for (const spec of specs) alone.set(spec, (await digests([spec])).join());
    await fc.assert(
      fc.asyncProperty(fc.shuffledSubarray([...specs], { minLength: 2 }), async (some) => {
        expect(await digests(some)).toEqual(some.map((spec) => alone.get(spec)));
      }),
      { numRuns: 6 },
    );
  });
});

describe('the size of a drawing', () => {
  test.each([
    ['viewBox="0 0 24 12"', 24, 12],
    ['viewBox="0 0 10.5 4.2"', 10.5, 4.2],
    ['width="100%" height="100%" viewBox="0 0 24 12"', 24, 12],
    ['width="1in" height="2.54cm"', 96, 96],
    ["width='25.4mm' height='72pt'", 96, 96],
    ['width="6pc" viewBox="0 0 4 1"', 96, 24],
    ['style="width: 40px; height: 20px" viewBox="0 0 2 1"', 40, 20],
    ['width="50000" height="25000"', 50_000, 25_000],
    ['', 300, 150],
  ])('%s', async (attributes, width, height) => {
    const prolog = '<?xml version="1.0"?><!-- <svg width="3"> --><!DOCTYPE svg [<!ENTITY a "b">]>';
    const drawing = Buffer.from(prolog + svg(attributes).toString());
    expect(await sharpRaster.inspect(drawing)).toMatchObject({ format: 'svg', width, height });
  });

  test.each([
    'width="100mm" height="50mm"',
    'width="1in" height="0.5in" viewBox="0 0 10 5"',
    'viewBox="0 0 100000 50000"',
    'style="width:30px;height:15px" viewBox="0 0 10 5"',
    'width="20px" height="10px"',
  ])('is no matter to what is drawn: %s', async (attributes) => {
    for (const [width, height] of [
      [4, 2],
      [4000, 2000],
    ] as const) {
      const { bytes } = await rendered(svg(attributes), { width, height });
      expect(await sharp(bytes).metadata()).toMatchObject({ width, height });
      expect(apart(await pixel(bytes, 0.1, 0.9), RED)).toBeLessThan(3);
      expect(apart(await pixel(bytes, 0.9, 0.1), [0, 0, 255])).toBeLessThan(3);
    }
  });

  test('nothing is cut off where the shape is no whole number of pixels', async () => {
    const frame =
      '<rect width="10.5" height="4.2" fill="#ff0000"/><rect x="1" y="1" width="8.5" height="2.2" fill="#fff"/>';
    const { bytes } = await rendered(svg('viewBox="0 0 10.5 4.2"', frame), { width: 105, height: 42 });
    for (const [x, y] of [
      [0, 0.5],
      [1, 0.5],
      [0.5, 0],
      [0.5, 1],
    ] as const)
      expect(apart(await pixel(bytes, x, y), RED)).toBeLessThan(3);
  });
});

describe('several pictures that are no animation', () => {
  test.each(['png', 'webp', 'gif', 'jpeg', 'avif'])('are one still picture as %s', async (format) => {
    const { bytes } = await rendered(await (await stacked([RED, GREEN])).tiff().toBuffer(), { format });
    expect((await sharp(bytes).metadata()).pages ?? 1).toBe(1);
    expect(apart(await pixel(bytes, 0.5, 0.5), RED)).toBeLessThan(8);
  });
});

describe('pictures and tiles of an AVIF', () => {
  const one = (colour: Colour, width = 64, height = 64) => painted(width, height, () => colour);
  const FORMAT_NAMES = ['png', 'webp', 'gif', 'jpeg', 'avif', 'ico'];

  test.each([
    ['the first', 0, RED, 80],
    ['another one', 1, GREEN, 96],
  ] as const)('of several the primary one is meant: %s', async (_, primary, colour, width) => {
    const file = await avifOf([one(RED, 80), one(GREEN, 96), one(BLUE, 64, 128)], primary);
    expect(await sharpRaster.inspect(file)).toMatchObject({ format: 'avif', width, height: 64 });
    for (const format of FORMAT_NAMES) {
      const { bytes } = await rendered(file, { format, width: 48, height: 48 });
      if (format === 'ico') continue;
      expect((await sharp(bytes).metadata()).pages ?? 1).toBe(1);
      expect(apart(await pixel(bytes, 0.5, 0.5), colour)).toBeLessThan(8);
    }
    const { data } = await sharpRaster.decode(file, { width: 1, height: 1 });
    expect(apart([...data], colour)).toBeLessThan(8);
  });

  test('tiles are one picture', async () => {
    const tiles = [RED, GREEN, BLUE, [255, 255, 0] as const].map((colour) => one(colour));
    const file = await gridAvif(tiles, { columns: 2, width: 120, height: 128 });
    expect(await sharpRaster.inspect(file)).toMatchObject({ format: 'avif', width: 120, height: 128 });
    for (const format of FORMAT_NAMES.slice(0, 5)) {
      const { bytes } = await rendered(file, { format, width: 60, height: 64 });
      expect((await sharp(bytes).metadata()).pages ?? 1).toBe(1);
      for (const [x, y, colour] of [
        [0.2, 0.2, RED],
        [0.8, 0.2, GREEN],
        [0.2, 0.8, BLUE],
      ] as const)
        expect(apart(await pixel(bytes, x, y), colour)).toBeLessThan(8);
    }
  });

  test('the colors are those of the picture that is meant, and of its tiles', async () => {
    const [plain, wide] = [one(GREEN), one(RED)];
    for (const [primary, meaning] of [
      [0, 'usual'],
      [1, 'p3'],
    ] as const) {
      const file = await avifOf([plain, wide], primary, [1]);
      expect(meaningOf(colorCodeOf(file))).toBe(meaning);
    }
    const tiled = { columns: 1, width: 64, height: 64, wide: true };
    expect(meaningOf(colorCodeOf(await gridAvif([wide], tiled)))).toBe('p3');
  });

  test('a drawing shows the primary one of those embedded in it', async () => {
    const embedded = (await avifOf([one(RED), one(GREEN)], 1)).toString('base64');
    const image = `<image width="64" height="64" href="data:image/avif;base64,${embedded}"/>`;
    const { bytes } = await rendered(svg('width="64" height="64"', image));
    expect(apart(await pixel(bytes, 0.5, 0.5), GREEN)).toBeLessThan(8);
  });
});

test.each(['II', 'MM'] as const)('a preview before the picture is passed over (%s)', async (order) => {
  const file = tiffOf(order, [
    { side: 4, preview: true, tone: 255 },
    { side: 8, preview: false, tone: 0 },
    { side: 16, preview: false, tone: 255 },
  ]);
  expect(await sharpRaster.inspect(file)).toMatchObject({ format: 'tiff', width: 8, height: 8 });
  for (const format of ['png', 'webp']) {
    const { bytes } = await rendered(file, { format, width: 8, height: 8 });
    expect(apart(await pixel(bytes, 0.5, 0.5), [0, 0, 0])).toBeLessThan(4);
  }
});

/** A TIFF of gray squares, written by hand: the image library writes no previews. */
function tiffOf(
  order: 'II' | 'MM',
  pages: readonly { readonly side: number; readonly preview: boolean; readonly tone: number }[],
): Buffer {
  const file = Buffer.alloc(4096);
  const short = (value: number, at: number) =>
    order === 'II' ? file.writeUInt16LE(value, at) : file.writeUInt16BE(value, at);
  const long = (value: number, at: number) =>
    order === 'II' ? file.writeUInt32LE(value, at) : file.writeUInt32BE(value, at);
  file.write(order, 'latin1');
  short(42, 2);
  let [link, at] = [4, 8];
  for (const { side, preview, tone } of pages) {
    const tags = [
      [254, preview ? 1 : 0],
      [256, side],
      [257, side],
      [258, 8],
      [259, 1],
      [262, 1],
      [273, at + 200],
      [277, 1],
      [278, side],
      [279, side * side],
    ] as const;
    long(at, link);
    short(tags.length, at);
    for (const [index, [tag, value]] of tags.entries()) {
      const entry = at + 2 + index * 12;
      short(tag, entry);
      short(4, entry + 2);
      long(1, entry + 4);
      long(value, entry + 8);
    }
    file.fill(tone, at + 200, at + 200 + side * side);
    link = at + 2 + tags.length * 12;
    at += 200 + side * side;
  }
  return file;
}

describe('animations', () => {
  test('lie on no side: each frame is turned', async () => {
    const lying = (await stacked([RED, GREEN])).withMetadata({ orientation: 6 });
    const master = await lying.webp({ delay: [100, 200], lossless: true }).toBuffer();
    expect(await sharpRaster.inspect(master)).toMatchObject({ width: 10, height: 20 });
    const { bytes } = await rendered(master, { format: 'webp', width: 10, height: 20 });
    expect(await sharp(bytes).metadata()).toMatchObject({ width: 10, height: 20, pages: 2 });
  });

  test('are trimmed to what any frame shows', async () => {
    const page = (left: number) =>
      painted(40, 20, (x, y) => (x >= left && x < left + 5 && y >= 5 && y < 10 ? RED : [255, 255, 255]));
    const pages = await Promise.all([5, 20, 100].map((left) => page(left).raw().toBuffer()));
    const raw = { width: 40, height: 60, channels: 3, pageHeight: 20 } as const;
    const master = await sharp(Buffer.concat(pages), { raw })
      .webp({ delay: [100, 100, 100], lossless: true })
      .toBuffer();
    const { bytes } = await rendered(master, {
      format: 'webp',
      width: 20,
      height: 5,
      options: { lossless: true },
      steps: [{ name: 'trim', version: 1, value: true }],
    });
    const frame = async (index: number) => sharp(bytes, { page: index }).png().toBuffer();
    expect(apart(await pixel(await frame(0), 0.1, 0.5), RED)).toBeLessThan(8);
    expect(apart(await pixel(await frame(1), 0.9, 0.5), RED)).toBeLessThan(8);
    expect(apart(await pixel(await frame(2), 0.5, 0.5), [255, 255, 255])).toBeLessThan(8);
  });

  test('as PNG are refused in words', async () => {
    const png = await painted(4, 4, () => RED)
      .png()
      .toBuffer();
    const chunk = Buffer.concat([Buffer.from([0, 0, 0, 8]), Buffer.from('acTL'), Buffer.alloc(12)]);
    const moving = Buffer.concat([png.subarray(0, 33), chunk, png.subarray(33)]);
    await expect(sharpRaster.inspect(moving)).rejects.toThrow('animated PNG is not supported');
  });
});
