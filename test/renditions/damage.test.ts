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

describe('a picture that is damaged in its middle is refused', () => {
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
});
