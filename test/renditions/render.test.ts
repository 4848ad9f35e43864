import sharp from 'sharp';
import { describe, expect, test } from 'vitest';
import { renderMaster, sharpRaster } from '../../src/renditions/index.ts';
import {
  apart,
  BLUE,
  GREEN,
  painted,
  pixel,
  RED,
  readFile,
  rendered,
  specOf,
  thirds,
  WHITE,
} from './pictures.ts';

describe('what a crop keeps', () => {
  test.each([
    ['left', RED],
    ['top-left', RED],
    ['bottom-left', RED],
    ['center', GREEN],
    ['top', GREEN],
    ['bottom', GREEN],
    ['right', BLUE],
    ['top-right', BLUE],
    ['bottom-right', BLUE],
  ])('of a wide picture: %s', async (position, colour) => {
    const { bytes } = await rendered(await thirds(300, 100), { position, width: 40, height: 40 });
    expect(apart(await pixel(bytes, 0.5, 0.5), colour)).toBeLessThan(3);
  });

  test.each([
    ['top', RED],
    ['top-left', RED],
    ['top-right', RED],
    ['center', GREEN],
    ['left', GREEN],
    ['right', GREEN],
    ['bottom', BLUE],
    ['bottom-left', BLUE],
    ['bottom-right', BLUE],
  ])('of a tall picture: %s', async (position, colour) => {
    const { bytes } = await rendered(await thirds(100, 300, false), { position, width: 40, height: 40 });
    expect(apart(await pixel(bytes, 0.5, 0.5), colour)).toBeLessThan(3);
  });

  test.each([
    [{ x: 0, y: 0 }, RED, RED],
    [{ x: 0.5, y: 1 }, GREEN, GREEN],
    [{ x: 1, y: 0.5 }, BLUE, BLUE],
    [{ x: 1 / 3, y: 0.5 }, RED, GREEN],
  ])('around the point %j', async (position, left, right) => {
    const { bytes } = await rendered(await thirds(300, 100), { position, width: 40, height: 40 });
    expect(apart(await pixel(bytes, 0.2, 0.5), left)).toBeLessThan(3);
    expect(apart(await pixel(bytes, 0.8, 0.5), right)).toBeLessThan(3);
  });

  test('what draws the eye', async () => {
    const master = await painted(300, 100, (x, y) =>
      x > 220 && x < 280 && y > 20 && y < 80
        ? (x + y) % 8 < 4
          ? [255, 40, 0]
          : [0, 0, 80]
        : [128, 128, 128],
    )
      .png()
      .toBuffer();
    for (const position of ['attention', 'entropy']) {
      const { bytes } = await rendered(master, { position, width: 100, height: 100 });
      expect(apart(await pixel(bytes, 0.02, 0.5), [128, 128, 128]), position).toBeLessThan(3);
      expect(apart(await pixel(bytes, 0.5, 0.5), [128, 128, 128]), position).toBeGreaterThan(30);
    }
  });
});

describe('how a picture of another shape fits', () => {
  const framed = async (more: object) =>
    (await rendered(await thirds(300, 100), { width: 90, height: 90, ...more })).bytes;

  test('contain frames it with the background', async () => {
    const bytes = await framed({ fit: 'contain', background: '#ffffff' });
    expect(apart(await pixel(bytes, 0.5, 0.05), WHITE)).toBe(0);
    expect(apart(await pixel(bytes, 0.1, 0.5), RED)).toBeLessThan(3);
  });

  test('contain without a background frames it with nothing', async () => {
    const bytes = await framed({ fit: 'contain' });
    expect((await pixel(bytes, 0.5, 0.05))[3]).toBe(0);
    expect((await pixel(bytes, 0.5, 0.5))[3]).toBe(255);
  });

  test('fill stretches it', async () => {
    const bytes = await framed({ fit: 'fill' });
    expect(apart(await pixel(bytes, 0.1, 0.05), RED)).toBeLessThan(3);
    expect(apart(await pixel(bytes, 0.9, 0.95), BLUE)).toBeLessThan(3);
  });
});

describe('masters of all kinds come out as sRGB pixels', () => {
  test('an orientation tag is applied', async () => {
    const master = await sharp(await thirds(300, 100))
      .withMetadata({ orientation: 6 })
      .jpeg({ quality: 95 })
      .toBuffer();
    expect(await sharpRaster.inspect(master)).toMatchObject({ width: 100, height: 300 });
    const { bytes } = await rendered(master, { width: 50, height: 150 });
    expect(apart(await pixel(bytes, 0.5, 0.1), RED)).toBeLessThan(12);
    expect(apart(await pixel(bytes, 0.5, 0.9), BLUE)).toBeLessThan(12);
    expect((await sharp(bytes).metadata()).orientation).toBeUndefined();
  });

  test('Display P3 is converted, not only relabelled', async () => {
    const wanted: readonly [number, number, number] = [180, 90, 60];
    const master = await painted(60, 60, () => wanted)
      .withIccProfile('p3')
      .png()
      .toBuffer();
    const raw = await sharp(master, { ignoreIcc: true }).raw().toBuffer();
    expect(apart([...raw.subarray(0, 3)], wanted)).toBeGreaterThan(3);
    const { bytes } = await rendered(master);
    expect(apart(await pixel(bytes, 0.5, 0.5), wanted)).toBeLessThan(3);
    const { data } = await sharpRaster.decode(master);
    expect(apart([...data.subarray(0, 3)], wanted)).toBeLessThan(3);
  });

  test('grey', async () => {
    const master = await painted(60, 60, () => [90, 90, 90])
      .toColourspace('b-w')
      .png()
      .toBuffer();
    expect((await sharp(master).metadata()).channels).toBe(1);
    expect(apart(await pixel((await rendered(master)).bytes, 0.5, 0.5), [90, 90, 90, 255])).toBeLessThan(2);
  });

  test('grey with alpha', async () => {
    const data = Buffer.alloc(60 * 60 * 2, 90);
    for (let at = 1; at < data.length; at += 2) data[at] = at < data.length / 2 ? 0 : 255;
    const master = await sharp(data, { raw: { width: 60, height: 60, channels: 2 } })
      .toColourspace('b-w')
      .png()
      .toBuffer();
    expect((await sharp(master).metadata()).channels).toBe(2);
    const { bytes } = await rendered(master);
    expect((await pixel(bytes, 0.5, 0.1))[3]).toBe(0);
    expect(apart(await pixel(bytes, 0.5, 0.9), [90, 90, 90, 255])).toBeLessThan(2);
  });

  test('CMYK', async () => {
    const master = await painted(60, 60, () => [200, 60, 40])
      .toColourspace('cmyk')
      .jpeg({ quality: 95 })
      .toBuffer();
    expect((await sharp(master).metadata()).space).toBe('cmyk');
    const { bytes } = await rendered(master);
    expect(apart(await pixel(bytes, 0.5, 0.5), [200, 60, 40, 255])).toBeLessThan(40);
  });

  test('16 bits a channel', async () => {
    const master = await painted(60, 60, () => [200, 60, 40])
      .toColourspace('rgb16')
      .png()
      .toBuffer();
    expect((await sharp(master).metadata()).depth).toBe('ushort');
    expect(apart(await pixel((await rendered(master)).bytes, 0.5, 0.5), [200, 60, 40, 255])).toBeLessThan(3);
  });

  test('16 bits a channel with a profile', async () => {
    const master = await painted(60, 60, () => [0, 255, 0])
      .toColourspace('rgb16')
      .withIccProfile('srgb')
      .png()
      .toBuffer();
    expect(await sharp(master).metadata()).toMatchObject({ depth: 'ushort', hasProfile: true });
    expect(apart(await pixel((await rendered(master)).bytes, 0.5, 0.5), [0, 255, 0, 255])).toBeLessThan(3);
    const { data } = await sharpRaster.decode(master);
    expect(apart([...data.subarray(0, 3)], [0, 255, 0])).toBeLessThan(3);
  });

  test('a palette', async () => {
    const master = await sharp(await thirds(90, 60))
      .png({ palette: true })
      .toBuffer();
    expect(
      apart(await pixel((await rendered(master, { width: 90, height: 60 })).bytes, 0.1, 0.5), RED),
    ).toBeLessThan(3);
  });

  test('a vector is drawn as large as it is needed', async () => {
    const svg = Buffer.from(
      '<svg xmlns="http://www.w3.org/2000/svg" width="10" height="10"><rect width="5" height="10" fill="#ff0000"/><rect x="5" width="5" height="10" fill="#0000ff"/></svg>',
    );
    const { bytes } = await rendered(svg, { width: 400, height: 400 });
    expect(apart(await pixel(bytes, 0.49, 0.5), RED)).toBe(0);
    expect(apart(await pixel(bytes, 0.51, 0.5), BLUE)).toBe(0);
  });

  test('what is cut off or no picture at all is refused', async () => {
    const master = await painted(200, 200, (x, y) => [x, y, (x * y) % 256])
      .png()
      .toBuffer();
    for (const bytes of [
      master.subarray(0, master.length / 2),
      Buffer.from('not a picture'),
      Buffer.alloc(0),
    ]) {
      await expect(sharpRaster.inspect(bytes)).rejects.toThrow();
      await expect(rendered(bytes)).rejects.toThrow();
    }
  });
});

describe('max_bytes', () => {
  const noise = painted(200, 200, (x, y) => [(x * 7 + y * 13) % 256, (x * 31) % 256, (y * 17 + x * y) % 256])
    .png()
    .toBuffer();
  const size = async (more: object) =>
    (await rendered(await noise, { width: 200, height: 200, format: 'jpeg', ...more })).bytes.length;

  test('is kept, at the best quality that fits', async () => {
    const maxBytes = Math.round(((await size({ quality: 40 })) + (await size({ quality: 41 }))) / 2);
    const { bytes, warnings } = await rendered(await noise, {
      width: 200,
      height: 200,
      format: 'jpeg',
      maxBytes,
    });
    expect(warnings).toEqual([]);
    expect(bytes.length).toBe(await size({ quality: 40 }));
  });

  test('changes nothing when the file is small enough anyway', async () => {
    expect(await size({ maxBytes: 10_000_000 })).toBe(await size({}));
  });

  test('that cannot be kept is warned about', async () => {
    const { bytes, warnings } = await rendered(await noise, {
      width: 200,
      height: 200,
      format: 'jpeg',
      maxBytes: 100,
    });
    expect(warnings).toEqual([
      {
        code: 'over-max-bytes',
        text: `jpeg at 200 px has ${bytes.length} bytes at quality 20; max_bytes is 100`,
      },
    ]);
  });
});

test('all renditions come back in the order they were asked for', async () => {
  const specs = [
    specOf({ width: 30, height: 30 }),
    specOf({ format: 'webp' }),
    specOf({ format: 'jpeg', width: 30, height: 30 }),
  ];
  const made = await renderMaster(await thirds(90, 60), specs, (work) => work(), readFile);
  expect(made.map(({ spec }) => spec)).toEqual(specs);
});
