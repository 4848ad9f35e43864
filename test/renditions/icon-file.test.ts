import { spawnSync } from 'node:child_process';
import decodeIco from 'decode-ico';
import sharp from 'sharp';
import { describe, expect, test } from 'vitest';
import { iconFile } from '../../src/renditions/icon-file.ts';
import { apart, BLUE, type Colour, GREEN, painted, pixel, RED } from './pictures.ts';

async function square(width: number, colour: Colour, height = width) {
  return {
    width,
    height,
    png: await painted(width, height, () => colour)
      .png()
      .toBuffer(),
  };
}

describe('an icon file', () => {
  test('holds its pictures as they are, in their order, for a reader that is not ours', async () => {
    const glass: Colour = [255, 0, 0, 128];
    const pictures = [await square(16, glass), await square(48, GREEN), await square(256, BLUE)];
    const read = decodeIco(iconFile(pictures));
    expect(read.map(({ type, width, height }) => [type, width, height])).toEqual([
      ['png', 16, 16],
      ['png', 48, 48],
      ['png', 256, 256],
    ]);
    for (const [index, { png }] of pictures.entries())
      expect(Buffer.compare(read[index]?.data as Uint8Array, png)).toBe(0);
    expect(apart(await pixel(Buffer.from(read[0]?.data as Uint8Array), 0.5, 0.5), glass)).toBeLessThan(2);
  });

  test('starts as the format says: sizes in a byte, 256 as 0, and where the bytes lie', async () => {
    const [small, large] = [await square(16, RED), await square(256, RED, 128)];
    const bytes = Buffer.from(iconFile([small, large]));
    expect([...bytes.subarray(0, 6)]).toEqual([0, 0, 1, 0, 2, 0]);
    expect([...bytes.subarray(6, 14)]).toEqual([16, 16, 0, 0, 1, 0, 32, 0]);
    expect([bytes.readUInt32LE(14), bytes.readUInt32LE(18)]).toEqual([small.png.length, 38]);
    expect([...bytes.subarray(22, 30)]).toEqual([0, 128, 0, 0, 1, 0, 32, 0]);
    expect([bytes.readUInt32LE(30), bytes.readUInt32LE(34)]).toEqual([
      large.png.length,
      38 + small.png.length,
    ]);
    expect(bytes.length).toBe(38 + small.png.length + large.png.length);
  });

  test('refuses a side that an entry cannot tell', async () => {
    const { png } = await square(16, RED);
    for (const [width, height] of [
      [257, 16],
      [16, 512],
      [0, 16],
    ] as const)
      expect(() => iconFile([{ width, height, png }])).toThrow(`not ${width} × ${height}`);
  });

  const installed = spawnSync('file', ['--version']).status === 0;
  test.skipIf(!installed)(`${installed ? '' : 'NOT TESTED, install file: '}is one to file(1)`, async () => {
    const input = iconFile([await square(32, RED), await square(256, BLUE)]);
    const { stdout } = spawnSync('file', ['--brief', '--mime-type', '-'], { input, encoding: 'utf8' });
    expect(stdout.trim()).toMatch(/^image\/(x-icon|vnd\.microsoft\.icon)$/);
    const told = spawnSync('file', ['--brief', '-'], { input, encoding: 'utf8' }).stdout;
    expect(told).toMatch(/2 icons, 32x32 with PNG image data/);
  });
});

test('a picture of an icon file is what sharp drew', async () => {
  const drawn = await sharp(
    await painted(64, 64, (x) => (x < 32 ? RED : BLUE))
      .png()
      .toBuffer(),
  )
    .resize(32, 32)
    .png()
    .toBuffer();
  const [read] = decodeIco(iconFile([{ width: 32, height: 32, png: drawn }]));
  const bytes = Buffer.from(read?.data as Uint8Array);
  expect(apart(await pixel(bytes, 0.2, 0.5), RED)).toBeLessThan(4);
  expect(apart(await pixel(bytes, 0.8, 0.5), BLUE)).toBeLessThan(4);
});
