import type { Sharp } from 'sharp';
import { describe, expect, test } from 'vitest';
import { examine } from '../../src/renditions/index.ts';
import { painted } from './pictures.ts';

const busy = () =>
  painted(400, 300, (x, y) => [128 + 100 * Math.sin(x / 17 + y / 31), (x * y) % 256, (x * 3 + y * 7) % 256]);

/** Five hundred bytes of the middle are lost, and what follows is another picture's. */
function withoutMiddle(whole: Buffer): Buffer {
  const middle = whole.length >> 1;
  return Buffer.concat([whole.subarray(0, middle), whole.subarray(middle + 500)]);
}

/** A disk's block that was never written. */
const withHole = (whole: Buffer): Buffer =>
  Buffer.from(whole).fill(0xff, whole.length >> 1, (whole.length >> 1) + 64);

describe('a damaged picture is refused, wherever the damage is', () => {
  test.each<[string, (picture: Sharp) => Sharp, (whole: Buffer) => Buffer]>([
    ['JPEG without its middle', (picture) => picture.jpeg(), withoutMiddle],
    ['JPEG with a hole', (picture) => picture.jpeg(), withHole],
    ['progressive JPEG without its middle', (picture) => picture.jpeg({ progressive: true }), withoutMiddle],
    ['progressive JPEG with a hole', (picture) => picture.jpeg({ progressive: true }), withHole],
    ['PNG with a hole', (picture) => picture.png(), withHole],
    ['PNG without its middle', (picture) => picture.png(), withoutMiddle],
    ['WebP that is cut off', (picture) => picture.webp(), (whole) => whole.subarray(0, whole.length >> 1)],
    ['TIFF with a hole', (picture) => picture.tiff({ compression: 'lzw' }), withHole],
    [
      'AVIF that is cut off',
      (picture) => picture.avif({ effort: 0 }),
      (whole) => whole.subarray(0, whole.length >> 1),
    ],
  ])('%s', async (_, format, damage) => {
    const whole = await format(busy()).toBuffer();
    expect(await examine(whole)).toMatchObject({ width: 400, height: 300 });
    const found = await examine(damage(whole));
    expect(found).toBeInstanceOf(Error);
    expect((found as Error).message.split('\n')).toHaveLength(1);
  });

  const formats: readonly [string, (picture: Sharp) => Sharp][] = [
    ['JPEG', (picture) => picture.jpeg()],
    ['PNG', (picture) => picture.png()],
    ['interlaced PNG', (picture) => picture.png({ progressive: true })],
    ['WebP', (picture) => picture.webp()],
    ['lossless WebP', (picture) => picture.webp({ lossless: true })],
    ['AVIF', (picture) => picture.avif({ effort: 0 })],
    ['TIFF by LZW', (picture) => picture.tiff({ compression: 'lzw' })],
    ['TIFF by deflate', (picture) => picture.tiff({ compression: 'deflate' })],
    [
      'tiled TIFF',
      (picture) => picture.tiff({ compression: 'lzw', tile: true, tileWidth: 64, tileHeight: 64 }),
    ],
  ];
  test.each(formats)('%s that is cut off', async (_, format) => {
    const whole = await format(busy()).toBuffer();
    for (const share of [0.1, 0.3, 0.55, 0.8, 0.95])
      expect(await examine(whole.subarray(0, whole.length * share)), `at ${share}`).toBeInstanceOf(Error);
  });

  const checked = formats.filter(([name]) => /PNG|TIFF/.test(name));
  test.each(checked)('%s with a hole', async (_, format) => {
    const whole = await format(busy()).toBuffer();
    for (const share of [0.2, 0.4, 0.6, 0.8, 0.95]) {
      const from = Math.round(whole.length * share);
      const found = await examine(Buffer.from(whole).fill(0xff, from, from + 64));
      expect(found, `at ${share}`).toBeInstanceOf(Error);
    }
  });
});
