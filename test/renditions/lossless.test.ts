import sharp from 'sharp';
import { describe, expect, test } from 'vitest';
import { readChunks, writeChunks } from '../../src/renditions/png-chunks.ts';
import { apart, type Colour, painted, pixel, rendered } from './pictures.ts';

/** A pattern as of a QR code: 2 colors, no order. */
const code = (x: number, y: number, most = 2) =>
  Math.abs(Math.floor(Math.sin((x >> 3) * 12.9 + (y >> 3) * 78.2) * 9999)) % most;
const size = { width: 240, height: 240 };
const KINDS = ['gray', '', 'color', 'indexed', 'gray with alpha', '', 'color with alpha'];
const kindOf = async (bytes: Uint8Array) => {
  const [header] = readChunks(bytes) ?? [];
  return {
    bits: header?.data[8],
    kind: KINDS[header?.data[9] ?? 1],
  };
};
const rawOf = (bytes: Uint8Array) => sharp(bytes).toColourspace('srgb').ensureAlpha().raw().toBuffer();

describe('a PNG loses nothing and is as small as its colors allow', () => {
  test.each<[string, (x: number, y: number) => Colour, object]>([
    ['two colors', (x, y) => (code(x, y) ? [255, 255, 255] : [0, 0, 0]), { kind: 'indexed', bits: 1 }],
    ['five colors', (x, y) => [code(x, y, 5) * 40, 90, 200], { kind: 'indexed', bits: 4 }],
    ['colors with opacities', (x, y) => [200, 90, 20, code(x, y, 3) * 100], { kind: 'indexed', bits: 2 }],
    [
      'many opaque colors with an alpha channel',
      (x, y) => [x, y, (x * y) % 256, 255],
      { kind: 'color', bits: 8 },
    ],
    [
      'gray',
      (x, y) => {
        const tone = Math.round((Math.sin(x / 50) + Math.sin(y / 31)) * 60 + 128);
        return [tone, tone, tone];
      },
      { kind: 'gray', bits: 8 },
    ],
    ['gray with many opacities', (x, y) => [x, x, x, y], { kind: 'gray with alpha', bits: 8 }],
  ])('%s', async (_, color, wanted) => {
    const picture = painted(240, 240, color);
    const master = await picture.png().toBuffer();
    const { bytes, warnings } = await rendered(master, size);
    expect(await kindOf(bytes)).toEqual(wanted);
    expect((await rawOf(bytes)).equals(await rawOf(master))).toBe(true);
    expect(bytes.length).toBeLessThan(master.length * 1.01 + 13);
    expect(warnings).toEqual([]);
  });

  test('what somebody has compressed better is taken as it is', async () => {
    const master = await painted(240, 240, (x, y) => [(x * x + y * 7) % 256, (y * y) % 256, x])
      .png({ compressionLevel: 9, adaptiveFiltering: false })
      .toBuffer();
    const { bytes } = await rendered(master, { ...size, effort: 'fast' });
    expect(bytes.length).toBeLessThanOrEqual(master.length + 13);
    expect((await rawOf(bytes)).equals(await rawOf(master))).toBe(true);
  });

  test('a file that is larger than a source that lost nothing is told', async () => {
    const master = await painted(240, 240, (x, y) => (code(x, y) ? [255, 255, 255] : [0, 0, 0]))
      .gif()
      .toBuffer();
    const spec = { ...size, format: 'png', options: { compressionLevel: 0, palette: false } };
    expect((await rendered(master, spec)).warnings).toMatchObject([{ code: 'larger-than-master' }]);
  });
});

test('gray stays gray in JPEG, and an opacity that says nothing is no part of WebP and AVIF', async () => {
  const gray = await painted(60, 60, (x) => [x * 4, x * 4, x * 4, 255])
    .png()
    .toBuffer();
  expect((await sharp((await rendered(gray, { format: 'jpeg' })).bytes).metadata()).channels).toBe(1);
  const color = await painted(60, 60, (x) => [x * 4, 0, 9, 255])
    .png()
    .toBuffer();
  for (const format of ['webp', 'avif', 'png'])
    expect((await sharp((await rendered(color, { format })).bytes).metadata()).hasAlpha).toBe(false);
});

describe('sRGB is said without a profile', () => {
  test.each(['png', 'webp', 'avif', 'jpeg'])('%s', async (format) => {
    const master = await painted(60, 60, () => [200, 100, 50])
      .withIccProfile('srgb')
      .png()
      .toBuffer();
    const { bytes } = await rendered(master, { format });
    expect((await sharp(bytes).metadata()).icc).toBeUndefined();
    if (format === 'png') expect(readChunks(bytes)?.map(({ type }) => type)).toContain('sRGB');
    // The color description in the sequence header of AV1: BT.709 primaries, sRGB's curve.
    if (format === 'avif') expect(sequenceOf(bytes)).toContain('1' + '00000001' + '00001101' + '00000110');
  });
});

/** The bits of an AVIF's first sequence header. */
function sequenceOf(bytes: Uint8Array): string {
  const file = Buffer.from(bytes);
  const start = file.indexOf(Buffer.from([0x12, 0x00, 0x0a]));
  return [...file.subarray(start + 4, start + 4 + (file[start + 3] ?? 0))]
    .map((byte) => byte.toString(2).padStart(8, '0'))
    .join('');
}

describe('colors that a picture tells by CICP', () => {
  const coded = async (color: Colour, primaries: number, transfer: number) => {
    const [header, ...rest] =
      readChunks(
        await painted(60, 60, () => color)
          .png()
          .toBuffer(),
      ) ?? [];
    if (header === undefined) throw new Error('no header');
    return writeChunks([header, { type: 'cICP', data: Uint8Array.of(primaries, transfer, 0, 1) }, ...rest]);
  };
  /** The same in an AVIF: primaries and transfer stand behind the box's name. */
  const codedAvif = async (color: Colour, primaries: number, transfer: number) => {
    const file = await painted(60, 60, () => color)
      .avif({ lossless: true })
      .toBuffer();
    const at = file.indexOf('nclx');
    file.writeUInt16BE(primaries, at + 4);
    file.writeUInt16BE(transfer, at + 6);
    return file;
  };

  test.each([
    ['PNG', coded],
    ['AVIF', codedAvif],
  ] as const)('P3 and BT.2020 are converted: %s', async (_, make) => {
    // 200, 0, 0 of sRGB in each.
    for (const [primaries, numbers] of [
      [12, [183, 38, 25]],
      [9, [162, 56, 25]],
    ] as const) {
      const { bytes, warnings } = await rendered(await make(numbers, primaries, 13));
      expect(apart(await pixel(bytes, 0.5, 0.5), [200, 0, 0]), String(primaries)).toBeLessThan(6);
      expect(warnings).toEqual([]);
    }
    const wide = (await rendered(await make([255, 0, 0], 12, 13), { color: 'p3' })).bytes;
    const stored = await sharp(wide, { ignoreIcc: true }).raw({ depth: 'uchar' }).toBuffer();
    expect(apart([...stored.subarray(0, 3)], [255, 0, 0])).toBeLessThan(4);
  });

  test.each([
    ['PNG', coded],
    ['AVIF', codedAvif],
  ] as const)('PQ and HLG are told: %s', async (_, make) => {
    for (const transfer of [16, 18]) {
      const { warnings } = await rendered(await make([120, 90, 30], 9, transfer));
      expect(warnings).toMatchObject([{ code: 'colors-not-understood' }]);
    }
    expect((await rendered(await make([120, 90, 30], 1, 13))).warnings).toEqual([]);
  });
});
