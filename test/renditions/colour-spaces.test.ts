import sharp from 'sharp';
import { describe, expect, test } from 'vitest';
import type { RenditionSpec } from '../../src/targets/index.ts';
import { apart, type Colour, painted, pixel, rendered, stepFiles } from './pictures.ts';

/** A colour that looks quite different when its numbers are taken for Display P3. */
const SIGNAL: Colour = [200, 0, 0];

/** What a reader that heeds profiles shows. */
async function shown(bytes: Uint8Array): Promise<number[]> {
  const { data, info } = await sharp(bytes)
    .pipelineColourspace('srgb')
    .toColourspace('srgb')
    .raw({ depth: 'uchar' })
    .toBuffer({ resolveWithObject: true });
  const at = (Math.floor(info.height / 2) * info.width + Math.floor(info.width / 2)) * info.channels;
  return [...data.subarray(at, at + 3)];
}

const plain = (colour: Colour) => painted(60, 60, () => colour);
const p3 = { color: 'p3' } as const;
const step = (name: string, value: unknown): Partial<RenditionSpec> => ({
  steps: [{ name, version: 1, value }],
});

describe('in a Display P3 file the colours of sRGB look as they did', () => {
  test('a master that says nothing of its colours', async () => {
    const { bytes } = await rendered(await plain(SIGNAL).png().toBuffer(), p3);
    expect(apart(await shown(bytes), SIGNAL)).toBeLessThan(3);
    expect(apart(await pixel(bytes, 0.5, 0.5), SIGNAL)).toBeLessThan(3);
  });

  test('a master that says sRGB', async () => {
    const { bytes } = await rendered(await plain(SIGNAL).withIccProfile('srgb').png().toBuffer(), p3);
    expect(apart(await shown(bytes), SIGNAL)).toBeLessThan(3);
  });

  const clear = () => painted(60, 60, () => [0, 0, 0, 0]).png();
  test.each<[string, Partial<RenditionSpec>]>([
    ['the background', { background: '#c80000', flatten: true }],
    ['the background of a format without transparency', { background: '#c80000', format: 'jpeg' }],
    ['a frame', { background: '#c80000', fit: 'contain', flatten: true }],
  ])('%s', async (_, spec) => {
    const { bytes } = await rendered(await clear().toBuffer(), { ...p3, ...spec });
    expect(apart(await shown(bytes), SIGNAL)).toBeLessThan(4);
  });

  test.each<[string, unknown]>([
    ['duotone', { dark: '#000000', light: '#c80000' }],
    ['border', { width: 29, color: '#c80000' }],
    ['extend', { left: 59 }],
  ])('%s', async (name, value) => {
    const master = await plain([255, 255, 255]).png().toBuffer();
    const { bytes } = await rendered(master, { ...p3, ...step(name, value), background: '#c80000' });
    const found = name === 'border' ? await corner(bytes) : await shown(bytes);
    expect(apart(found, SIGNAL)).toBeLessThan(3);
  });

  test('tint has the hue that it has in sRGB', async () => {
    const master = await plain([120, 120, 120]).png().toBuffer();
    const tinted = step('tint', '#c80000');
    const usual = await shown((await rendered(master, tinted)).bytes);
    expect(apart(await shown((await rendered(master, { ...p3, ...tinted })).bytes), usual)).toBeLessThan(12);
  });

  test.each([
    ['untagged', () => plain(SIGNAL)],
    ['Display P3', () => plain(SIGNAL).withIccProfile('p3')],
    ['Display P3 of 16 bits', () => plain(SIGNAL).toColourspace('rgb16').withIccProfile('p3')],
  ])('an overlay: %s', async (_, logo) => {
    stepFiles.set('logo', await logo().png().toBuffer());
    const value = { image: './logo', gravity: 'center', width: '100%', margin: 0 };
    const steps = [{ name: 'overlay', version: 2, value, file: { path: 'logo', digest: undefined } }];
    const master = await plain([255, 255, 255]).png().toBuffer();
    for (const color of [{}, p3]) {
      const { bytes } = await rendered(master, { ...color, steps });
      expect(apart(await shown(bytes), SIGNAL), JSON.stringify(color)).toBeLessThan(3);
    }
  });

  test('an icon and a GIF cannot say what their colours mean, so theirs are sRGB', async () => {
    const master = await plain(SIGNAL).png().toBuffer();
    const gif = await rendered(master, { ...p3, format: 'gif' });
    expect(apart(await shown(gif.bytes), SIGNAL)).toBeLessThan(3);
    const { bytes } = await rendered(master, { ...p3, format: 'ico', options: { sides: [16] } });
    expect(apart(await pixel(bytes.subarray(22), 0.5, 0.5), SIGNAL)).toBeLessThan(3);
  });

  test('so are those of an animation, whose frames carry no profile each', async () => {
    const frames = [await plain(SIGNAL).png().toBuffer(), await plain([0, 200, 0]).png().toBuffer()];
    const master = await sharp(frames, { join: { animated: true } })
      .webp({ lossless: true })
      .toBuffer();
    for (const format of ['webp', 'jpeg']) {
      const { bytes } = await rendered(master, { ...p3, format, quality: 100 });
      expect(apart(await shown(bytes), SIGNAL), format).toBeLessThan(6);
    }
  });
});

test.each(['png', 'avif', 'webp'])('an opaque %s in Display P3 has no transparency', async (format) => {
  const { bytes } = await rendered(await plain(SIGNAL).png().toBuffer(), { ...p3, format });
  expect((await sharp(bytes).metadata()).hasAlpha).toBe(false);
});

test('an overlay of CMYK has the colours that a master of CMYK has', async () => {
  const print = await plain(SIGNAL).toColourspace('cmyk').withIccProfile('cmyk').jpeg().toBuffer();
  const wanted = await shown((await rendered(print)).bytes);
  stepFiles.set('print', print);
  const value = { image: './print', gravity: 'center', width: '100%', margin: 0 };
  const { bytes } = await rendered(await plain([255, 255, 255]).png().toBuffer(), {
    steps: [{ name: 'overlay', version: 2, value, file: { path: 'print', digest: undefined } }],
  });
  expect(apart(await shown(bytes), wanted)).toBeLessThan(4);
});

async function corner(bytes: Uint8Array): Promise<number[]> {
  return shown(
    await sharp(bytes).keepIccProfile().extract({ left: 0, top: 0, width: 8, height: 8 }).png().toBuffer(),
  );
}

test('a picture without a profile costs little more in Display P3 than in sRGB', async () => {
  const { data } = await painted(2000, 1500, (x, y) => [x & 255, y & 255, (x * y) & 255])
    .raw()
    .toBuffer({ resolveWithObject: true });
  const master = await sharp(data, { raw: { width: 2000, height: 1500, channels: 3 } })
    .jpeg()
    .toBuffer();
  const spent = async (more: Partial<RenditionSpec>) => {
    const before = process.cpuUsage();
    await rendered(master, { format: 'jpeg', ...more });
    const { user, system } = process.cpuUsage(before);
    return user + system;
  };
  const least = { srgb: Number.POSITIVE_INFINITY, p3: Number.POSITIVE_INFINITY };
  // In turn, so that whatever else the machine does meets both; once more than is needed for the compiler to warm up.
  for (let round = 0; round < 6; round++) {
    least.srgb = Math.min(least.srgb, await spent({}));
    least.p3 = Math.min(least.p3, await spent(p3));
  }
  // Two to four times as much, and more than twenty where each pixel allocates.
  expect(least.p3 / least.srgb).toBeLessThan(10);
});
