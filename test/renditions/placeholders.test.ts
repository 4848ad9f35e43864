import { decode, isBlurhashValid } from 'blurhash';
import sharp from 'sharp';
import { describe, expect, test } from 'vitest';
import { PLACEHOLDER_KINDS, type PlaceholderKind } from '../../src/core/site-manifest.ts';
import { PLACEHOLDERS, placeholdersOf } from '../../src/renditions/placeholders/index.ts';
import { within } from '../../src/renditions/placeholders/shrink.ts';
import { apart, BLUE, type Colour, GREEN, painted, pixel, RED, thirds, WHITE } from './pictures.ts';

const bytesOf = (picture: ReturnType<typeof painted>) => picture.png().toBuffer();

/** Areas of plain colours side by side, each as many pixels wide as it says. */
function stripes(areas: readonly (readonly [columns: number, colour: Colour])[], height = 80) {
  const columns = areas.flatMap(([count, colour]) => Array<Colour>(count).fill(colour));
  return bytesOf(painted(columns.length, height, (x) => columns[x] ?? WHITE));
}

/** Every pixel another colour: what packs worst. */
const noise = (width: number, height: number, channels: 3 | 4) =>
  sharp(
    Buffer.from({ length: width * height * channels }).map(
      (_, index) => Math.imul(index + 1, 2_654_435_761) >>> 24,
    ),
    { raw: { width, height, channels } },
  )
    .png()
    .toBuffer();

async function one<Kind extends PlaceholderKind>(master: Uint8Array, kind: Kind) {
  const value = (await placeholdersOf(master, [kind]))[kind];
  if (value === undefined) throw new Error(`there is no ${kind}`);
  return value;
}

const lqipBytes = (uri: string) => Buffer.from(uri.replace('data:image/webp;base64,', ''), 'base64');

function channelsOf(hex: string): number[] {
  return [1, 3, 5].map((at) => Number.parseInt(hex.slice(at, at + 2), 16));
}

describe('every kind', () => {
  test('is there, under its name', () => {
    expect([...PLACEHOLDERS.keys()]).toEqual([...PLACEHOLDER_KINDS]);
    for (const [kind, placeholder] of PLACEHOLDERS) expect(placeholder.kind).toBe(kind);
  });

  test('gives what was asked for and nothing else, always the same', async () => {
    const master = await thirds(300, 100);
    const all = await placeholdersOf(master, PLACEHOLDER_KINDS);
    expect(Object.keys(all).sort()).toEqual([...PLACEHOLDER_KINDS].sort());
    expect(await placeholdersOf(master, PLACEHOLDER_KINDS)).toEqual(all);
    expect(await placeholdersOf(master, ['color'])).toEqual({ color: all.color });
    expect(await placeholdersOf(master, [])).toEqual({});
  });

  test.each(PLACEHOLDER_KINDS)(
    '%s: draws a single pixel, a ribbon, and a picture nobody sees',
    async (kind) => {
      const colour: Colour = [200, 100, 50];
      for (const [width, height] of [
        [1, 1],
        [900, 2],
        [2, 900],
      ] as const)
        expect((await one(await bytesOf(painted(width, height, () => colour)), kind)).length).toBeGreaterThan(
          0,
        );
      const unseen = await bytesOf(painted(20, 20, () => [200, 100, 50, 0]));
      expect((await one(unseen, kind)).length).toBeGreaterThan(0);
    },
  );

  test.each(PLACEHOLDER_KINDS)('%s: a turned photograph is seen upright', async (kind) => {
    const upright = await thirds(60, 180, false);
    // 6: the camera was turned so that the top of the scene is at the right of the pixels.
    const turned = await sharp(await sharp(upright).rotate(-90).png().toBuffer())
      .withMetadata({ orientation: 6 })
      .png()
      .toBuffer();
    expect(await one(turned, kind)).toEqual(await one(upright, kind));
  });

  test('a master that was cut off is refused', async () => {
    const whole = await noise(64, 64, 3);
    await expect(placeholdersOf(whole.subarray(0, whole.length / 2), ['color'])).rejects.toThrow();
  });
});

test('a master smaller than what is looked at is not enlarged', () => {
  expect(within({ width: 30, height: 20 }, 100)).toEqual({ width: 30, height: 20 });
  expect(within({ width: 3000, height: 2000 }, 100)).toEqual({ width: 100, height: 67 });
  expect(within({ width: 2, height: 900 }, 100)).toEqual({ width: 1, height: 100 });
});

describe('thumbhash', () => {
  test('is small and shows the picture', async () => {
    const { thumbHashToRGBA } = await import('thumbhash');
    const hash = Buffer.from(await one(await thirds(300, 100), 'thumbhash'), 'base64');
    expect(hash.length).toBeLessThanOrEqual(25);
    const { w, h, rgba } = thumbHashToRGBA(hash);
    expect(w / h).toBeGreaterThan(2);
    const middle = (Math.floor(h / 2) * w + Math.floor(w / 2)) * 4;
    const [red = 0, green = 0, blue = 0] = rgba.subarray(middle, middle + 3);
    expect(green).toBeGreaterThan(Math.max(red, blue) + 60);
  });
});

describe('blurhash', () => {
  /** Red, green and blue at parts of width and height. */
  async function shown(master: Uint8Array, x: number, y: number) {
    const hash = await one(master, 'blurhash');
    expect(isBlurhashValid(hash).result).toBe(true);
    const at = (Math.floor(y * 32) * 32 + Math.floor(x * 32)) * 4;
    return [...decode(hash, 32, 32).subarray(at, at + 3)];
  }

  test('shows the picture, across and down', async () => {
    for (const [part, best] of [0, 1, 2].map((third) => [(third + 0.5) / 3, third] as const)) {
      const across = await shown(await thirds(300, 200), part, 0.5);
      expect(across.indexOf(Math.max(...across))).toBe(best);
      const down = await shown(await thirds(200, 300, false), 0.5, part);
      expect(down.indexOf(Math.max(...down))).toBe(best);
    }
  });

  test('spends its waves on the longer side', async () => {
    // The first character tells how many: across - 1 + 9 * (down - 1), in base 83.
    const waves = async (width: number, height: number) => {
      const hash = await one(await bytesOf(painted(width, height, () => RED)), 'blurhash');
      const told = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz'.indexOf(hash[0] ?? '');
      return [(told % 9) + 1, Math.floor(told / 9) + 1];
    };
    expect(await waves(300, 300)).toEqual([4, 4]);
    expect(await waves(320, 180)).toEqual([4, 3]);
    expect(await waves(180, 320)).toEqual([3, 4]);
    expect(await waves(900, 90)).toEqual([4, 2]);
  });

  test('what is transparent is white', async () => {
    const half: Colour = [255, 0, 0, 0];
    const master = await bytesOf(painted(80, 80, (x) => (x < 40 ? half : [0, 0, 255, 255])));
    expect(Math.min(...(await shown(master, 0.2, 0.5)))).toBeGreaterThan(215);
    const [red = 0, , blue = 0] = await shown(master, 0.8, 0.5);
    expect(blue - red).toBeGreaterThan(100);
  });
});

describe('lqip', () => {
  test('is a tiny WebP that shows the picture', async () => {
    const uri = await one(await thirds(600, 400), 'lqip');
    expect(uri).toMatch(/^data:image\/webp;base64,[A-Za-z0-9+/]+=*$/);
    expect(uri.length).toBeLessThanOrEqual(400);
    const bytes = lqipBytes(uri);
    expect(await sharp(bytes).metadata()).toMatchObject({ format: 'webp', width: 24, height: 16 });
    expect(apart(await pixel(bytes, 1 / 6, 0.5), RED)).toBeLessThan(60);
    expect(apart(await pixel(bytes, 3 / 6, 0.5), GREEN)).toBeLessThan(60);
    expect(apart(await pixel(bytes, 5 / 6, 0.5), BLUE)).toBeLessThan(60);
  });

  test('says nothing but its pixels', async () => {
    const master = await sharp(await thirds(60, 40))
      .withExif({ IFD0: { Copyright: 'somebody' } })
      .withIccProfile('srgb')
      .png()
      .toBuffer();
    const { exif, icc, xmp } = await sharp(lqipBytes(await one(master, 'lqip'))).metadata();
    expect({ exif, icc, xmp }).toEqual({});
  });

  test('keeps transparency', async () => {
    const master = await bytesOf(painted(90, 90, (x) => (x < 45 ? [255, 0, 0, 0] : [0, 0, 255, 255])));
    const bytes = lqipBytes(await one(master, 'lqip'));
    expect((await pixel(bytes, 0.1, 0.5))[3]).toBeLessThan(20);
    expect(apart(await pixel(bytes, 0.9, 0.5), BLUE)).toBeLessThan(30);
  });

  test.each([
    [24, 24, 3],
    [24, 24, 4],
    [20, 23, 4],
  ] as const)(
    '%i × %i pixels of noise in %i channels become small enough too',
    async (width, height, channels) => {
      const uri = await one(await noise(width, height, channels), 'lqip');
      expect(uri.length).toBeLessThanOrEqual(400);
      expect(uri.length).toBeGreaterThan(60);
    },
  );
});

describe('color and palette', () => {
  const AREAS: readonly (readonly [number, Colour])[] = [
    [30, [30, 60, 120]],
    [120, [240, 230, 200]],
    [18, [200, 40, 30]],
    [60, [20, 140, 90]],
    [24, [120, 60, 160]],
  ];

  test('plain areas are told, most common first, wherever they are', async () => {
    const wanted = ['#f0e6c8', '#148c5a', '#1e3c78', '#783ca0', '#c8281e'];
    for (const areas of [AREAS, [...AREAS].reverse()]) {
      const palette = await one(await stripes(areas), 'palette');
      expect(palette).toHaveLength(wanted.length);
      // Small areas are blurred by scaling; the large one is told exactly.
      expect(palette[0]).toBe(wanted[0]);
      for (const [index, hex] of wanted.entries())
        expect(apart(channelsOf(palette[index] ?? ''), channelsOf(hex))).toBeLessThanOrEqual(2);
    }
  });

  test('the dominant colour is the first of the palette', async () => {
    for (const master of [await stripes(AREAS), await noise(90, 60, 3), await thirds(200, 100)]) {
      const { color, palette } = await placeholdersOf(master, ['color', 'palette']);
      expect(color).toMatch(/^#[0-9a-f]{6}$/);
      expect(palette?.[0]).toBe(color);
    }
  });

  test('the dominant colour is one of the picture, not the mix of all', async () => {
    const master = await stripes([
      [120, [220, 30, 30]],
      [80, [30, 30, 220]],
    ]);
    expect(apart(channelsOf(await one(master, 'color')), [220, 30, 30])).toBe(0);
  });

  test('of a ramp of shades, five at even steps', async () => {
    const palette = await one(await bytesOf(painted(256, 64, (x) => [x, x, x])), 'palette');
    expect(palette).toHaveLength(5);
    const tones = palette.map((hex) => channelsOf(hex)[0] ?? 0).sort((one, other) => one - other);
    const steps = tones.slice(1).map((tone, index) => tone - (tones[index] ?? 0));
    expect(Math.max(...steps) / Math.min(...steps)).toBeLessThan(1.5);
    expect(Math.min(...steps)).toBeGreaterThan(35);
  });

  test('shades that look alike are one colour', async () => {
    const night = await stripes([
      [60, [0, 0, 0]],
      [50, [3, 3, 3]],
      [40, [250, 250, 250]],
      [30, [255, 255, 255]],
    ]);
    expect(await one(night, 'palette')).toHaveLength(2);
  });

  test('no more colours than there are', async () => {
    expect(await one(await bytesOf(painted(50, 50, () => [1, 2, 3])), 'palette')).toEqual(['#010203']);
  });

  test('colours count as much as they are seen', async () => {
    const master = await stripes([
      [120, [220, 30, 30, 20]],
      [80, [30, 30, 220, 255]],
    ]);
    expect((await one(master, 'palette'))[0]).toBe('#1e1edc');
    const shaded = painted(100, 60, (x, y) => (x < 60 ? [160 + y, x, 0, 20] : [0, x, 160 + y, 255]));
    const [red = 0, , blue = 0] = channelsOf(await one(await bytesOf(shaded), 'color'));
    expect(blue).toBeGreaterThan(red);
    expect(await one(await bytesOf(painted(9, 9, () => [1, 2, 3, 0])), 'palette')).toEqual(['#ffffff']);
  });
});
