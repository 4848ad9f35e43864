import { deflateSync } from 'node:zlib';
import sharp from 'sharp';
import { describe, expect, test } from 'vitest';
import { measureColourDetail } from '../../src/renditions/chroma.ts';
import { structuralSimilarity } from '../../src/renditions/structural-similarity.ts';
import { apart, BLUE, type Colour, GREEN, painted, pixel, RED, rendered, thirds } from './pictures.ts';

/** Soft blobs and edges of every contrast: what encoders are made for. */
const landscape = (width = 240, height = 160) =>
  painted(width, height, (x, y) => {
    const waves = Math.sin(x / 9) * Math.cos(y / 7) + Math.sin((x + y) / 23) + Math.cos((x * y) / 900);
    const edge = (Math.floor(x / 40) + Math.floor(y / 40)) % 2 ? 40 : 0;
    return [120 + 35 * waves + edge, 140 - 30 * waves, 110 + 20 * waves - edge].map((tone) =>
      Math.max(0, Math.min(255, Math.round(tone))),
    ) as unknown as Colour;
  })
    .png()
    .toBuffer();

async function luma(bytes: Uint8Array) {
  const { data, info } = await sharp(bytes)
    .removeAlpha()
    .toColourspace('b-w')
    .raw({ depth: 'uchar' })
    .toBuffer({ resolveWithObject: true });
  return { data, width: info.width, height: info.height };
}

describe('quality: auto', () => {
  test.each(['avif', 'webp', 'jpeg'])(
    '%s: as few bytes as keep the picture like its original',
    async (format) => {
      const master = await landscape();
      const size = { format, width: 240, height: 160 };
      const { bytes } = await rendered(master, { ...size, quality: 'auto' });
      const likeness = structuralSimilarity(await luma(master), await luma(bytes));
      expect(likeness).toBeGreaterThanOrEqual(0.98);
      expect(likeness).toBeLessThan(0.996);
      const best = await rendered(master, { ...size, quality: 95 });
      expect(bytes.length).toBeLessThan(best.bytes.length);
    },
  );

  test('what lies under transparent parts, where nobody sees it, needs no quality', async () => {
    let random = 1;
    const noise = () => {
      random = (random * 48_271) % 2_147_483_647;
      return random % 256;
    };
    const master = await painted(240, 240, (x, y) =>
      Math.hypot(x - 120, y - 120) < 90 ? [255 - x / 2, 130, y / 2, 255] : [noise(), noise(), noise(), 0],
    )
      .png()
      .toBuffer();
    const size = { format: 'avif', width: 240, height: 240 } as const;
    const { bytes } = await rendered(master, { ...size, quality: 'auto' });
    const best = await rendered(master, { ...size, quality: 95 });
    expect(bytes.length).toBeLessThan(best.bytes.length / 3);
  });

  test('a format without a quality has nothing to search', async () => {
    const usual = await rendered(await landscape(), { format: 'png' });
    const auto = await rendered(await landscape(), { format: 'png', quality: 'auto' });
    expect(Buffer.compare(usual.bytes, auto.bytes)).toBe(0);
  });
});

describe('max_bytes', () => {
  test('reaches close below what is allowed', async () => {
    const size = { width: 240, height: 160, format: 'jpeg' } as const;
    const { bytes: free } = await rendered(await landscape(), size);
    const allowed = Math.round(free.length * 0.7);
    const { bytes, warnings } = await rendered(await landscape(), { ...size, maxBytes: allowed });
    expect(bytes.length).toBeLessThanOrEqual(allowed);
    expect(bytes.length).toBeGreaterThan(allowed * 0.85);
    expect(warnings).toEqual([]);
  });

  test('never makes a file larger than its own quality does', async () => {
    const size = { width: 240, height: 160, format: 'jpeg', quality: 5 } as const;
    const { bytes: free } = await rendered(await landscape(), size);
    const { bytes, warnings } = await rendered(await landscape(), { ...size, maxBytes: 200 });
    expect(bytes.length).toBe(free.length);
    expect(warnings.map(({ text }) => text).join()).toContain('at quality 5;');
  });

  test('a file that is to lose nothing says that it cannot', async () => {
    const spec = { format: 'webp', options: { lossless: true }, maxBytes: 100 } as const;
    const { warnings } = await rendered(await landscape(), spec);
    expect(warnings.map(({ text }) => text).join()).toMatch(/bytes; max_bytes is 100/);
  });

  test('a format that loses nothing says that it cannot', async () => {
    const { warnings } = await rendered(await landscape(), { format: 'gif', maxBytes: 100 });
    expect(warnings).toMatchObject([
      { code: 'over-max-bytes', text: expect.not.stringContaining('quality') },
    ]);
  });
});

test('a file of the master’s own format and size that is larger than the master is told', async () => {
  const master = await sharp(await landscape())
    .jpeg({ quality: 30 })
    .toBuffer();
  const { warnings } = await rendered(master, { format: 'jpeg', width: 240, height: 160, quality: 95 });
  expect(warnings).toMatchObject([{ code: 'larger-than-master' }]);
  expect((await rendered(master, { format: 'jpeg', width: 239, height: 160, quality: 95 })).warnings).toEqual(
    [],
  );
});

describe('AVIF chooses by the picture', () => {
  const subsampling = async (master: Uint8Array) => {
    const { bytes } = await rendered(master, { format: 'avif', width: 64, height: 64, quality: 90 });
    return subsamplingOf(bytes);
  };

  test('colours that change slowly are stored at half their resolution, fine ones are not', async () => {
    const slow = await painted(64, 64, (x, y) => [100 + x, 120, 100 + y])
      .png()
      .toBuffer();
    const fine = await painted(64, 64, (x) => (x % 2 ? RED : BLUE))
      .png()
      .toBuffer();
    const raw = async (bytes: Uint8Array) => ({
      data: await sharp(bytes).removeAlpha().raw().toBuffer(),
      width: 64,
      height: 64,
      channels: 3 as const,
    });
    expect(measureColourDetail(await raw(slow)).halved).toBeGreaterThan(
      measureColourDetail(await raw(fine)).halved,
    );
    expect(await subsampling(slow)).toBe('4:2:0');
    expect(await subsampling(fine)).toBe('4:4:4');
  });

  test('options go before the choice', async () => {
    const slow = await painted(64, 64, () => [100, 120, 100])
      .png()
      .toBuffer();
    const { bytes } = await rendered(slow, {
      format: 'avif',
      options: { chromaSubsampling: '4:4:4' },
    });
    expect(subsamplingOf(bytes)).toBe('4:4:4');
  });
});

describe('animations', () => {
  /** Red, green and blue, each a frame. */
  const animation = (format: 'gif' | 'webp') => {
    const data = Buffer.alloc(20 * 60 * 4, 255);
    for (const [frame, colour] of [RED, GREEN, BLUE].entries())
      for (let at = 0; at < 400; at++) data.set([...colour] as number[], (frame * 400 + at) * 4);
    return sharp(data, { raw: { width: 20, height: 60, channels: 4, pageHeight: 20 } })
      [format]({ delay: [100, 200, 300], loop: 3, ...(format === 'webp' ? { lossless: true } : {}) })
      .toBuffer();
  };

  test.each([
    ['gif', 'gif'],
    ['gif', 'webp'],
    ['webp', 'gif'],
    ['webp', 'webp'],
  ] as const)('%s to %s: every frame in its size, for its time', async (from, format) => {
    const border = { name: 'border', version: 1, value: { width: 2, color: '#ffffff' } };
    const { bytes } = await rendered(await animation(from), {
      format,
      width: 10,
      height: 10,
      steps: [border],
      options: format === 'webp' ? { lossless: true } : {},
    });
    const { pages, height, delay, loop, width } = await sharp(bytes).metadata();
    expect({ pages, height, delay, loop, width }).toEqual({
      pages: 3,
      height: 10,
      delay: [100, 200, 300],
      loop: 3,
      width: 10,
    });
    for (const [page, colour] of [RED, GREEN, BLUE].entries()) {
      const frame = await sharp(bytes, { page }).png().toBuffer();
      expect(apart(await pixel(frame, 0.5, 0.5), colour)).toBeLessThan(3);
      expect(apart(await pixel(frame, 0.05, 0.5), [255, 255, 255])).toBeLessThan(3);
    }
  });

  test('a format that stands still shows the first frame', async () => {
    const { bytes } = await rendered(await animation('gif'), { format: 'png', width: 10, height: 10 });
    expect((await sharp(bytes).metadata()).pages).toBeUndefined();
    expect(apart(await pixel(bytes, 0.5, 0.5), RED)).toBeLessThan(3);
  });

  test('what draws the eye is cut from the same place in every frame', async () => {
    const data = Buffer.alloc(60 * 40 * 3, 128);
    // A bright checkered spot: on the right in the first frame, on the left in the second.
    for (let y = 0; y < 40; y++)
      for (let x = 0; x < 60; x++) {
        const inSpot = y < 20 ? x >= 44 : x < 16;
        if (inSpot && (x + y) % 4 < 2) data.set([255, 60, 0], (y * 60 + x) * 3);
      }
    const master = await sharp(data, { raw: { width: 60, height: 40, channels: 3, pageHeight: 20 } })
      .gif({ delay: [100, 100] })
      .toBuffer();
    const { bytes } = await rendered(master, { format: 'gif', width: 20, height: 20, position: 'attention' });
    const second = await sharp(bytes, { page: 1 }).removeAlpha().raw().toBuffer();
    // The second frame's own spot is out of view.
    expect(Math.max(...second.filter((_, at) => at % 3 === 0))).toBeLessThan(160);
  });
});

describe('Display P3', () => {
  const WIDE: Colour = [255, 20, 0];

  /** A picture whose numbers mean Display P3, with colours that sRGB does not have. */
  async function wide(): Promise<Buffer> {
    const { icc } = await sharp(
      await painted(1, 1, () => WIDE)
        .withIccProfile('p3')
        .png()
        .toBuffer(),
    ).metadata();
    const png = await painted(32, 32, () => WIDE)
      .png()
      .toBuffer();
    const profile = Buffer.concat([Buffer.from('p3\0\0'), deflateSync(icc as Buffer)]);
    return Buffer.concat([png.subarray(0, 33), chunk('iCCP', profile), png.subarray(33)]);
  }

  test.each(['png', 'webp', 'avif', 'jpeg'])(
    '%s keeps colours that sRGB does not have, on request',
    async (format) => {
      const lossless =
        format === 'webp' || format === 'avif' ? { options: { lossless: true } } : { quality: 95 };
      const spec = { format, width: 16, height: 16, ...(format === 'png' ? {} : lossless) };
      const kept = (await rendered(await wide(), { ...spec, color: 'p3' })).bytes;
      const stored = await sharp(kept, { ignoreIcc: true }).removeAlpha().raw({ depth: 'uchar' }).toBuffer();
      expect(apart([...stored.subarray(0, 3)], WIDE)).toBeLessThan(6);
      expect((await sharp(kept).metadata()).icc?.toString('latin1').replaceAll('\0', '')).toMatch(/P3|p3/);
      const usual = (await rendered(await wide(), spec)).bytes;
      const converted = await sharp(usual, { ignoreIcc: true })
        .removeAlpha()
        .raw({ depth: 'uchar' })
        .toBuffer();
      expect(apart([...converted.subarray(0, 3)], [255, 0, 0])).toBeLessThan(6);
    },
  );

  test('colours of sRGB look the same in both', async () => {
    const master = await thirds(90, 90);
    for (const [x, colour] of [
      [0.1, RED],
      [0.5, GREEN],
      [0.9, BLUE],
    ] as const)
      expect(
        apart(await pixel((await rendered(master, { color: 'p3' })).bytes, x, 0.5), colour),
      ).toBeLessThan(4);
  });
});

/** The third byte of AV1's configuration box holds a bit for each direction in which colour is halved. */
function subsamplingOf(avif: Uint8Array): string {
  const file = Buffer.from(avif);
  const at = file.indexOf('av1C');
  return ((file[at + 6] ?? 0) & 0b1100) === 0b1100 ? '4:2:0' : '4:4:4';
}

/** A PNG chunk: length, type, data, and the checksum of both. */
function chunk(type: string, data: Uint8Array): Buffer {
  const body = Buffer.concat([Buffer.from(type), data]);
  const [length, sum] = [Buffer.alloc(4), Buffer.alloc(4)];
  length.writeUInt32BE(data.length);
  let crc = ~0;
  for (const byte of body) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >>> 1) ^ 0xedb88320 : crc >>> 1;
  }
  sum.writeUInt32BE(~crc >>> 0);
  return Buffer.concat([length, body, sum]);
}
