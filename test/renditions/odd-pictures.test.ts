import sharp from 'sharp';
import { describe, expect, test } from 'vitest';
import { examine, readHeader, sharpRaster } from '../../src/renditions/raster.ts';
import { rendered } from './pictures.ts';
import { tiffOf } from './tiff.ts';

describe('a TIFF of five channels', () => {
  const five = tiffOf([200, 100, 50, 0, 0]);

  test('is rendered in its colors, since nothing says that a saved selection is opacity', async () => {
    for (const format of ['png', 'webp', 'jpeg', 'gif'] as const) {
      const { bytes } = await rendered(five, { format, width: 8, height: 8 });
      const [red = 0, green = 0, blue = 0] = await sharp(bytes).removeAlpha().raw().toBuffer();
      expect(Math.max(Math.abs(red - 200), Math.abs(green - 100), Math.abs(blue - 50))).toBeLessThan(8);
    }
  });

  test('has no alpha and is decoded as opaque', async () => {
    expect(await readHeader(five)).toMatchObject({ format: 'tiff', width: 8, height: 8, hasAlpha: false });
    const { data } = await sharpRaster.decode(five);
    expect([...data.subarray(0, 8)]).toEqual([200, 100, 50, 255, 200, 100, 50, 255]);
    expect(data.length).toBe(8 * 8 * 4);
  });
});

describe('what cannot be read is named for what it is', () => {
  const branded = (brand: string) =>
    Buffer.concat([Buffer.from([0, 0, 0, 24]), Buffer.from(`ftyp${brand}\0\0\0\0mif1${brand}`)]);

  test.each([
    ['heic', branded('heic'), /HEIC picture.*export it as JPEG/],
    ['avis', branded('avis'), /animated AVIF.*WebP or GIF/],
    ['six channels', tiffOf([200, 100, 50, 0, 0, 0]), /more than five channels.*selections/],
  ])('%s', async (_, bytes, text) => {
    const error = await examine(bytes);
    expect(error).toBeInstanceOf(Error);
    expect((error as Error).message).toMatch(text);
  });

  test('without the noise of the library', async () => {
    const error = await examine(branded('avif'));
    expect((error as Error).message).not.toMatch(/bad seek|\n/);
  });
});
