import sharp from 'sharp';
import { describe, expect, test } from 'vitest';
import { digestOf } from '../../src/core/digest.ts';
import { contentOf } from '../../src/renditions/content/index.ts';
import { contentDigest, uprightCopy } from '../../src/renditions/index.ts';
import { readChunks, writeChunks } from '../../src/renditions/png-chunks.ts';
import {
  type DirtyFormat,
  dirtied,
  EXIFTOOL_WARNING,
  hasExiftool,
  PERSONAL,
  personalTags,
} from '../support/dirty-picture.ts';
import { painted } from './pictures.ts';

const FORMATS = ['jpeg', 'png', 'webp'] as const;

/** Wider than high, other colors everywhere. */
const drawn = (blue = 90) => painted(96, 64, (x, y) => [x * 2, y * 3, blue]);
const clean = (format: DirtyFormat, blue?: number) => drawn(blue)[format]().toBuffer();
const pixels = (bytes: Uint8Array) => sharp(bytes).autoOrient().removeAlpha().raw().toBuffer();
const holds = (bytes: Uint8Array) => PERSONAL.filter((word) => Buffer.from(bytes).includes(word));

describe('a file that is a picture only', () => {
  test.each([
    ['jpeg', clean('jpeg')],
    ['progressive jpeg', drawn().jpeg({ progressive: true }).toBuffer()],
    ['gray jpeg', drawn().grayscale().jpeg().toBuffer()],
    ['CMYK jpeg', drawn().toColourspace('cmyk').jpeg().toBuffer()],
    ['png', clean('png')],
    ['palette png', drawn().png({ palette: true }).toBuffer()],
    ['webp', clean('webp')],
    ['lossless transparent webp', drawn().ensureAlpha(0.5).webp({ lossless: true }).toBuffer()],
    ['png with a color profile', drawn().withIccProfile('p3').png().toBuffer()],
    ['jpeg with a color profile', drawn().withIccProfile('p3').jpeg().toBuffer()],
    ['webp with a color profile', drawn().withIccProfile('p3').webp().toBuffer()],
  ])('goes out as it is, byte for byte, and is known by its own digest: %s', async (_, made) => {
    const bytes = await made;
    const copy = await uprightCopy(bytes);
    expect(Buffer.from(copy.bytes).equals(bytes)).toBe(true);
    expect(contentDigest(bytes)).toBe(digestOf(bytes));
  });
});

describe.skipIf(!hasExiftool)(`${EXIFTOOL_WARNING}a file with metadata`, () => {
  test.each(FORMATS)('loses them, and no pixel is encoded anew: %s', async (format) => {
    const before = await clean(format);
    const bytes = await dirtied(before, format);
    expect(holds(bytes)).not.toEqual([]);
    expect(personalTags(bytes)).not.toEqual([]);
    const copy = await uprightCopy(bytes);
    expect(personalTags(copy.bytes)).toEqual([]);
    expect(holds(copy.bytes)).toEqual([]);
    expect(copy).toMatchObject({ format, width: 96, height: 64, encoded: false });
    expect(copy.bytes.length).toBeLessThanOrEqual(before.length + 32);
    expect((await pixels(copy.bytes)).equals(await pixels(before))).toBe(true);
    expect(contentDigest(bytes)).toBe(digestOf(copy.bytes));
  });

  test.each([
    ...[2, 3, 4, 5, 6, 7, 8].map((turn) => ['jpeg', turn] as const),
    ...(['png', 'webp'] as const).flatMap((format) => [3, 6].map((turn) => [format, turn] as const)),
  ])('is turned upright, without losing a pixel: %s, orientation %i', async (format, turn) => {
    const bytes = await dirtied(await clean(format), format, turn);
    const copy = await uprightCopy(bytes);
    const size = turn >= 5 ? { width: 64, height: 96 } : { width: 96, height: 64 };
    expect(copy).toMatchObject({ format: 'png', ...size });
    expect(await sharp(copy.bytes).metadata()).toMatchObject(size);
    expect((await sharp(copy.bytes).metadata()).orientation).toBeUndefined();
    expect((await pixels(copy.bytes)).equals(await pixels(bytes))).toBe(true);
    expect(personalTags(copy.bytes)).toEqual([]);
  });

  test.each(FORMATS)(
    'is known by its picture and how it is turned, whatever else it says: %s',
    async (format) => {
      const bytes = await dirtied(await clean(format), format, 6);
      const edited = await dirtied(await clean(format), format, 6, ['-XMP-dc:Title=renamed', '-GPS:all=']);
      expect(digestOf(edited)).not.toBe(digestOf(bytes));
      expect(contentDigest(edited)).toBe(contentDigest(bytes));
      expect(contentDigest(await dirtied(await clean(format), format, 8))).not.toBe(contentDigest(bytes));
      expect(contentDigest(await dirtied(await clean(format, 10), format, 6))).not.toBe(contentDigest(bytes));
    },
  );

  test('keeps its color profile, without which its numbers are other colors', async () => {
    for (const format of FORMATS) {
      const wide = await drawn().withIccProfile('p3')[format]().toBuffer();
      const copy = await uprightCopy(await dirtied(wide, format));
      expect((await sharp(copy.bytes).metadata()).icc).toEqual((await sharp(wide).metadata()).icc);
    }
  });

  test('is sRGB without a profile where it is encoded anew', async () => {
    const wide = await drawn().withIccProfile('p3').jpeg({ quality: 100 }).toBuffer();
    const copy = await uprightCopy(await dirtied(wide, 'jpeg', 3));
    expect((await sharp(copy.bytes).metadata()).icc).toBeUndefined();
    const stated = await sharp(wide).rotate(180).toColourspace('srgb').raw().toBuffer();
    expect((await pixels(copy.bytes)).equals(stated)).toBe(true);
  });
});

describe('what a JPEG carries beside its picture', () => {
  const segment = (marker: number, text: string) => {
    const data = Buffer.from(text, 'latin1');
    return Buffer.from([0xff, marker, (data.length + 2) >> 8, (data.length + 2) & 255, ...data]);
  };
  const within = async (...segments: Buffer[]) => {
    const bytes = await clean('jpeg');
    return Buffer.concat([bytes.subarray(0, 2), ...segments, bytes.subarray(2)]);
  };

  test.each([
    ['second pictures and their index', segment(0xe2, 'MPF\0 at home')],
    ['a preview beside JFIF', segment(0xe0, 'JFXX\0 at home')],
    ['provenance', segment(0xeb, 'JP at home')],
    ['notes of programs', segment(0xec, 'Ducky at home')],
    ['IPTC', segment(0xed, 'Photoshop 3.0\0 at home')],
    ['XMP', segment(0xe1, 'http://ns.adobe.com/xap/1.0/\0 at home')],
    ['comments', segment(0xfe, 'at home')],
    ['a thumbnail in JFIF', segment(0xe0, 'JFIF\0\x01\x01\0\0\x01\0\x01\x01\x01at home')],
  ])('goes: %s', async (_, extra) => {
    const copy = await uprightCopy(await within(extra));
    expect(holds(copy.bytes)).toEqual([]);
    expect((await pixels(copy.bytes)).equals(await pixels(await clean('jpeg')))).toBe(true);
  });

  test('stays where it says what the numbers mean', async () => {
    const adobe = segment(0xee, 'Adobe\0\x64\0\0\0\0\x01');
    expect(contentOf(await within(adobe))?.bytes).toEqual(await within(adobe));
  });

  test.each([
    ['Exif that cannot be read', [segment(0xe1, 'Exif\0\0at home')]],
    ['Exif that stands twice', [segment(0xe1, 'Exif\0\0MM\0*'), segment(0xe1, 'Exif\0\0MM\0*at home')]],
  ])('is drawn anew where its parts say nothing clear: %s', async (_, segments) => {
    const bytes = await within(...segments);
    expect(contentOf(bytes)).toBeUndefined();
    const copy = await uprightCopy(bytes);
    expect(copy).toMatchObject({ format: 'png', encoded: true });
    expect(holds(copy.bytes)).toEqual([]);
    expect(contentDigest(bytes)).toBe(digestOf(bytes));
  });
});

test('chunks of a PNG that say something of people or programs go, also unknown ones', async () => {
  const chunks = readChunks(await clean('png')) ?? [];
  for (const type of ['tEXt', 'zTXt', 'iTXt', 'tIME', 'caBX', 'prVt', 'sPLT', 'iDOT']) {
    const extra = { type, data: Buffer.from('note\0at home') };
    const copy = contentOf(writeChunks([...chunks.slice(0, 1), extra, ...chunks.slice(1)]));
    expect(copy?.bytes, type).toEqual(writeChunks(chunks));
  }
  const critical = { type: 'CgBI', data: Buffer.alloc(4) };
  expect(contentOf(writeChunks([critical, ...chunks]))).toBeUndefined();
});

test('a file that ends too early is no content', async () => {
  for (const format of FORMATS) {
    const bytes = await clean(format);
    for (const length of [0, 1, 3, 8, 11, 12, 20, 40, bytes.length >> 1, bytes.length - 1])
      expect(contentOf(bytes.subarray(0, length)), `${format}, ${length} bytes`).toBeUndefined();
    await expect(uprightCopy(bytes.subarray(0, bytes.length >> 1))).rejects.toThrow();
  }
});

test('other formats are drawn as PNG, or as what is taken', async () => {
  const tiff = await drawn().tiff().toBuffer();
  expect(await uprightCopy(tiff)).toMatchObject({ format: 'png', encoded: true });
  expect(await uprightCopy(tiff, { formats: ['jpeg'] })).toMatchObject({ format: 'jpeg' });
});

test('a copy is lossless where there is room, and else as good as fits', async () => {
  const noise = await sharp({
    create: {
      width: 400,
      height: 300,
      channels: 3,
      background: 'gray',
      noise: { type: 'gaussian', mean: 128, sigma: 40 },
    },
  })
    .tiff()
    .toBuffer();
  const whole = await uprightCopy(noise);
  const half = await uprightCopy(noise, { room: whole.bytes.length - 1 });
  expect([whole.format, half.format]).toEqual(['png', 'jpeg']);
  expect(half.bytes.length).toBeLessThan(whole.bytes.length);
});
