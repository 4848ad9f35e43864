import { fc, test as property } from '@fast-check/vitest';
import { describe, expect, test } from 'vitest';
import { classifyColour, measureColourDetail, type RawPixels } from '../../src/renditions/chroma.ts';
import { type Colour, painted } from './pictures.ts';

async function pixels(
  width: number,
  height: number,
  colour: (x: number, y: number) => Colour,
): Promise<RawPixels> {
  const { data, info } = await painted(width, height, colour).raw().toBuffer({ resolveWithObject: true });
  return { data, width: info.width, height: info.height, channels: info.channels as 3 | 4 };
}

const detail = async (...picture: Parameters<typeof pixels>) => measureColourDetail(await pixels(...picture));

describe('what halving the resolution of colour takes', () => {
  test('nothing from one colour', async () => {
    expect(await detail(64, 64, () => [200, 30, 90])).toEqual({ halved: 99, halvedWorst: 99, still: 1 });
  });

  test('nothing from grey, however fine its texture', async () => {
    const grey = (x: number, y: number) => (x * 90 + y * 47) % 256;
    const { halved, still } = await detail(64, 64, (x, y) => [grey(x, y), grey(x, y), grey(x, y)]);
    expect(halved).toBeGreaterThan(90);
    expect(still).toBeLessThan(0.1);
  });

  test('exactly what arithmetic says from columns of two colours', async () => {
    // Blue 0 and 100 beside one another: Cb is ±25 (less a thousandth), Cr ±4.1 around their means.
    const { halved } = await detail(64, 64, (x) => [0, 0, (x % 2) * 100]);
    const cb = (100 - 11.4) * 0.564 * 0.5;
    const cr = 11.4 * 0.713 * 0.5;
    expect(halved).toBeCloseTo(10 * Math.log10(255 ** 2 / ((cb ** 2 + cr ** 2) / 2)), 6);
  });

  test('nothing where edges lie between the blocks of two by two', async () => {
    const { halved } = await detail(64, 64, (x) => (x % 4 < 2 ? [255, 0, 0] : [0, 0, 255]));
    expect(halved).toBe(99);
  });

  test('alpha makes no difference', async () => {
    const colour = (x: number, y: number): [number, number, number] => [x * 4, y * 3, (x * y) % 256];
    const opaque = await detail(50, 40, colour);
    expect(await detail(50, 40, (x, y) => [...colour(x, y), x])).toEqual(opaque);
  });

  test('small print counts where the mean hardly sees it', async () => {
    const { halved, halvedWorst } = await detail(640, 640, (x, y) =>
      x < 48 && y < 48 && (x + y) % 3 === 0 ? [255, 0, 0] : [255, 255, 255],
    );
    expect(halved - halvedWorst).toBeGreaterThan(12);
  });

  property.prop([
    fc.integer({ min: 1, max: 70 }),
    fc.integer({ min: 1, max: 70 }),
    fc.constantFrom(3, 4),
    fc.infiniteStream(fc.nat(255)),
  ])(
    'any size is measured, and the worst tiles are no better than the mean',
    (width, height, channels, bytes) => {
      const data = Uint8Array.from({ length: width * height * channels }, () => bytes.next().value as number);
      const found = measureColourDetail({ data, width, height, channels: channels as 3 | 4 });
      expect(found.halvedWorst).toBeLessThanOrEqual(found.halved + 1e-9);
      expect(found.still).toBeGreaterThanOrEqual(0);
      expect(found.still).toBeLessThanOrEqual(1);
    },
  );
});

describe('the class of a picture', () => {
  test.each([
    [{ halved: 60, halvedWorst: 50, still: 1 }, 'plain-colour'],
    [{ halved: 48, halvedWorst: 33, still: 0 }, 'plain-colour'],
    [{ halved: 60, halvedWorst: 32.9, still: 1 }, 'drawing'],
    [{ halved: 47.9, halvedWorst: 40, still: 0.72 }, 'drawing'],
    [{ halved: 47.9, halvedWorst: 40, still: 0.71 }, 'texture'],
  ] as const)('of %j is %s', (measured, wanted) => {
    expect(classifyColour(measured)).toBe(wanted);
  });

  test('a gradient is plain, coloured print is a drawing, coloured noise is texture', async () => {
    expect(classifyColour(await detail(128, 128, (x, y) => [x, y, 128]))).toBe('plain-colour');
    expect(
      classifyColour(
        await detail(128, 128, (x, y) => (x % 16 === 3 || y % 16 === 5 ? [220, 0, 30] : [20, 40, 200])),
      ),
    ).toBe('drawing');
    expect(
      classifyColour(
        await detail(128, 128, (x, y) => [(x * 71 + y * 13) % 256, (x * 37) % 256, (y * 91) % 256]),
      ),
    ).toBe('texture');
  });
});
