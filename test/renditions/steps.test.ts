import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { describe, expect, test } from 'vitest';
import { renderMaster, STEPS } from '../../src/renditions/index.ts';
import type { RenditionSpec } from '../../src/targets/index.ts';
import {
  apart,
  BLUE,
  GREEN,
  painted,
  pixel,
  RED,
  rendered,
  specOf,
  stepFiles,
  thirds,
  WHITE,
} from './pictures.ts';

/** A master of one colour with a step applied. */
async function stepped(
  name: string,
  value: unknown,
  more: Partial<RenditionSpec> & { readonly master?: Uint8Array; readonly file?: Uint8Array } = {},
): Promise<Uint8Array> {
  const { master = await plain([200, 100, 50]), file, ...spec } = more;
  expect(STEPS.get(name)?.value.safeParse(value).success, `${name} takes ${JSON.stringify(value)}`).toBe(
    true,
  );
  if (file) stepFiles.set('file', file);
  const step = { name, version: 1, value, ...(file ? { file: { path: 'file', digest: undefined } } : {}) };
  return (await rendered(master, { ...spec, steps: [step] })).bytes;
}

const plain = (colour: readonly [number, number, number, number?], width = 60, height = 60) =>
  painted(width, height, () => colour)
    .png()
    .toBuffer();

const CLEAR = [0, 0, 0, 0];

/** A red square in the middle of a white sheet. */
const framed = () =>
  painted(100, 100, (x, y) => (x >= 40 && x < 60 && y >= 40 && y < 60 ? RED : WHITE))
    .png()
    .toBuffer();

describe('trim', () => {
  test('cuts edges of one colour away before the picture is fitted', async () => {
    expect(apart(await pixel(await stepped('trim', true, { master: await framed() }), 0.02, 0.02), RED)).toBe(
      0,
    );
  });

  test('threshold: how far edges may differ', async () => {
    const master = await painted(100, 100, (x) => (x < 50 ? [250, 250, 250] : x < 60 ? [235, 235, 235] : RED))
      .png()
      .toBuffer();
    const strict = await stepped('trim', { threshold: 5 }, { master });
    const loose = await stepped('trim', { threshold: 40 }, { master });
    expect(apart(await pixel(strict, 0.01, 0.5), [235, 235, 235])).toBeLessThan(12);
    expect(apart(await pixel(loose, 0.01, 0.5), RED)).toBeLessThan(12);
  });

  test('warns when what is left had to be enlarged, and not where that is allowed', async () => {
    const steps = [{ name: 'trim', version: 1, value: true }];
    const { warnings } = await rendered(await framed(), { steps });
    expect(warnings).toMatchObject([{ code: 'enlarged', text: expect.stringContaining('60 × 60 px') }]);
    expect((await rendered(await framed(), { steps, enlarge: true })).warnings).toEqual([]);
    expect((await rendered(await framed(), { steps, width: 20, height: 20 })).warnings).toEqual([]);
  });

  test('says what was too small: what trimming left, or the picture that nothing was trimmed from', async () => {
    const drawing = Buffer.from(
      '<svg xmlns="http://www.w3.org/2000/svg" width="1000" height="1"><rect width="1000" height="1" fill="red"/></svg>',
    );
    const steps = [{ name: 'trim', version: 1, value: true }];
    for (const more of [{}, { steps }]) {
      const { warnings } = await rendered(drawing, { width: 100, height: 100, ...more });
      expect(warnings).toMatchObject([{ code: 'enlarged', text: expect.not.stringContaining('trim') }]);
    }
  });

  test('a focal point is a place of the master, however much of it is cut away', async () => {
    // White on the left, then red, green and blue.
    const master = await painted(400, 100, (x) => (x < 100 ? WHITE : x < 200 ? RED : x < 300 ? GREEN : BLUE))
      .png()
      .toBuffer();
    const steps = [{ name: 'trim', version: 1, value: true }];
    for (const [x, colour] of [
      [0.375, RED],
      [0.625, GREEN],
      [0.875, BLUE],
      // What was cut away: the nearest of what is left.
      [0.1, RED],
    ] as const)
      for (const more of x < 0.2 ? [{ steps }] : [{ steps }, {}]) {
        const { bytes } = await rendered(master, { ...more, position: { x, y: 0.5 } });
        expect([x, apart(await pixel(bytes, 0.5, 0.5), colour)]).toEqual([x, 0]);
      }
  });

  test('a picture of one colour stays as it is', async () => {
    expect(apart(await pixel(await stepped('trim', true), 0.5, 0.5), [200, 100, 50])).toBe(0);
  });
});

describe('colour', () => {
  test('grayscale: three equal channels, as light as before', async () => {
    const [red = 0, green, blue, alpha] = await pixel(await stepped('grayscale', true), 0.5, 0.5);
    expect([green, blue, alpha]).toEqual([red, red, 255]);
    expect(Math.abs(red - 120)).toBeLessThan(15);
  });

  test('duotone: black, white and the middle', async () => {
    const master = await painted(90, 30, (x) =>
      x < 30 ? [0, 0, 0] : x < 60 ? [128, 128, 128] : [255, 255, 255],
    )
      .png()
      .toBuffer();
    const value = { dark: '#102030', light: '#f0c0a0' };
    const bytes = await stepped('duotone', value, { master, width: 90, height: 30 });
    expect(apart(await pixel(bytes, 0.1, 0.5), [16, 32, 48])).toBeLessThan(2);
    expect(apart(await pixel(bytes, 0.5, 0.5), [128, 112, 104])).toBeLessThan(3);
    expect(apart(await pixel(bytes, 0.9, 0.5), [240, 192, 160])).toBeLessThan(2);
  });

  test.each([
    ['grayscale', true],
    ['duotone', { dark: 'navy', light: 'white' }],
    ['tint', 'red'],
  ])('%s keeps transparency', async (name, value) => {
    const bytes = await stepped(name, value, { master: await plain([9, 9, 9, 0]) });
    expect((await pixel(bytes, 0.5, 0.5))[3]).toBe(0);
  });

  test('tint: one hue', async () => {
    const [red = 0, , blue = 0] = await pixel(
      await stepped('tint', '#0000ff', { master: await plain([128, 128, 128]) }),
      0.5,
      0.5,
    );
    expect(blue - red).toBeGreaterThan(60);
  });

  test.each([
    [2, 180],
    [1, 128],
    [0.5, 64],
  ])('gamma %d: a middle tone of 128 becomes %d', async (gamma, tone) => {
    const master = await plain([128, 128, 128, 200]);
    const found = await pixel(await stepped('gamma', gamma, { master }), 0.5, 0.5);
    expect(apart(found, [tone, tone, tone, 200])).toBeLessThan(2);
  });
});

describe('detail', () => {
  const edge = () =>
    painted(100, 100, (x) => (x < 50 ? [0, 0, 0] : [200, 200, 200]))
      .png()
      .toBuffer();

  test('blur: an edge becomes a slope, the wider the larger the length', async () => {
    const size = { master: await edge(), width: 100, height: 100 };
    const tone = async (value: unknown) =>
      (await pixel(await stepped('blur', value, size), 0.46, 0.5))[0] ?? 0;
    const [none, some, more, part] = [await tone(0), await tone(3), await tone(10), await tone('10%')];
    expect(none).toBe(0);
    expect(some).toBeGreaterThan(5);
    expect(more).toBeGreaterThan(some);
    expect(part).toBe(more);
  });

  test('sharpen: an edge overshoots, as strongly as it is asked to', async () => {
    const size = { master: await edge(), width: 100, height: 100 };
    const tone = async (value: unknown) =>
      (await pixel(await stepped('sharpen', value, size), 0.505, 0.5))[0] ?? 0;
    const [usual, strong, weak] = [
      await tone(true),
      await tone({ sigma: 2, jagged: 10 }),
      await tone({ sigma: 2, flat: 0, jagged: 0 }),
    ];
    expect(usual).toBeGreaterThan(200);
    expect(strong).toBeGreaterThanOrEqual(usual);
    expect(weak).toBe(200);
  });
});

describe('overlay', () => {
  const logo = () => plain(RED, 40, 20);

  test.each([
    ['top-left', 0.14, 0.1],
    ['top', 0.5, 0.1],
    ['top-right', 0.86, 0.1],
    ['left', 0.14, 0.5],
    ['center', 0.5, 0.5],
    ['right', 0.86, 0.5],
    ['bottom-left', 0.14, 0.9],
    ['bottom', 0.5, 0.9],
    ['bottom-right', 0.86, 0.9],
  ])('gravity %s', async (gravity, x, y) => {
    const options = { file: await logo(), master: await plain(WHITE, 100, 100), width: 100, height: 100 };
    const bytes = await stepped('overlay', { image: './a.png', gravity }, options);
    expect(apart(await pixel(bytes, x, y), RED)).toBe(0);
    const { data } = await sharp(bytes).removeAlpha().raw().toBuffer({ resolveWithObject: true });
    // Drawn once, 20 % wide and half as high: 20 × 10 red pixels.
    expect(data.filter((value, at) => at % 3 === 1 && value === 0).length).toBe(200);
  });

  test('margin, width and opacity', async () => {
    const options = { file: await logo(), master: await plain(WHITE, 100, 100), width: 100, height: 100 };
    const value = { image: './a.png', gravity: 'top-left', margin: 10, width: '50%', opacity: 0.5 };
    const bytes = await stepped('overlay', value, options);
    expect(apart(await pixel(bytes, 0.095, 0.095), WHITE)).toBe(0);
    expect(apart(await pixel(bytes, 0.11, 0.11), [255, 127, 127])).toBeLessThan(3);
    expect(apart(await pixel(bytes, 0.59, 0.34), [255, 127, 127])).toBeLessThan(3);
    expect(apart(await pixel(bytes, 0.62, 0.2), WHITE)).toBe(0);
  });

  test('never past the edges, and a vector is drawn at the size it is needed in', async () => {
    const file = Buffer.from(
      '<svg xmlns="http://www.w3.org/2000/svg" width="2" height="4"><rect width="1" height="4" fill="#f00"/><rect x="1" width="1" height="4" fill="#00f"/></svg>',
    );
    const options = { file, master: await plain(WHITE, 100, 100), width: 100, height: 100 };
    const value = { image: './a.svg', gravity: 'center', margin: 0, width: '100%' };
    const bytes = await stepped('overlay', value, options);
    // As high as the picture, hence half as wide; a crisp line in its middle.
    expect(apart(await pixel(bytes, 0.48, 0.99), RED)).toBeLessThan(3);
    expect(apart(await pixel(bytes, 0.52, 0.01), BLUE)).toBeLessThan(3);
    expect(apart(await pixel(bytes, 0.2, 0.5), WHITE)).toBe(0);
  });
});

describe('room around the picture, inside the size asked for', () => {
  const size = { width: 100, height: 80 };

  test('extend by pixels and by a part of the width', async () => {
    for (const value of [10, '10%', { all: 10 }]) {
      const bytes = await stepped('extend', value, { ...size, background: '#00ff00', fit: 'fill' });
      const { width, height } = await sharp(bytes).metadata();
      expect([width, height]).toEqual([100, 80]);
      expect(apart(await pixel(bytes, 0.05, 0.5), GREEN)).toBe(0);
      expect(apart(await pixel(bytes, 0.12, 0.5), [200, 100, 50])).toBe(0);
      expect(apart(await pixel(bytes, 0.5, 0.05), GREEN)).toBe(0);
    }
  });

  test('extend sides of their own; without a background with nothing', async () => {
    const bytes = await stepped(
      'extend',
      { top: 20, right: 10, bottom: 0, left: 0 },
      { ...size, fit: 'fill' },
    );
    expect(await pixel(bytes, 0.5, 0.2)).toEqual(CLEAR);
    expect(await pixel(bytes, 0.95, 0.9)).toEqual(CLEAR);
    expect(apart(await pixel(bytes, 0.01, 0.99), [200, 100, 50])).toBe(0);
  });

  test.each(['copy', 'mirror'])("extend with the picture's own edge: %s", async (filling) => {
    const master = await thirds(90, 90);
    const bytes = await stepped(
      'extend',
      { all: 0, left: 30, with: filling },
      { master, width: 120, height: 90 },
    );
    expect(apart(await pixel(bytes, 0.24, 0.5), RED)).toBeLessThan(3);
    expect(apart(await pixel(bytes, 0.02, 0.5), RED)).toBeLessThan(3);
    expect(apart(await pixel(bytes, 0.98, 0.5), BLUE)).toBeLessThan(3);
  });

  test('border', async () => {
    const bytes = await stepped('border', { width: '5%', color: 'blue' }, { ...size, fit: 'fill' });
    const { width, height } = await sharp(bytes).metadata();
    expect([width, height]).toEqual([100, 80]);
    for (const [x, y] of [
      [0.02, 0.5],
      [0.98, 0.5],
      [0.5, 0.02],
      [0.5, 0.98],
    ] as const)
      expect(apart(await pixel(bytes, x, y), BLUE)).toBe(0);
    expect(apart(await pixel(bytes, 0.06, 0.08), [200, 100, 50])).toBe(0);
  });

  test('margins that leave no room are an error', async () => {
    await expect(stepped('extend', '60%', size)).rejects.toThrow('leave no room for the picture in 100 × 80');
  });
});

describe('rounded', () => {
  test('corners by pixels', async () => {
    const bytes = await stepped('rounded', 20);
    expect((await pixel(bytes, 0.01, 0.01))[3]).toBe(0);
    expect(apart(await pixel(bytes, 0.5, 0.01), [200, 100, 50, 255])).toBe(0);
  });

  test('50% makes a square a circle, and a strip gets half round ends', async () => {
    const circle = await stepped('rounded', '50%');
    expect((await pixel(circle, 0.12, 0.12))[3]).toBe(0);
    expect((await pixel(circle, 0.17, 0.17))[3]).toBe(255);
    const strip = await stepped('rounded', '50%', { width: 60, height: 20 });
    expect((await pixel(strip, 0.3, 0.05))[3]).toBe(255);
  });

  test('lies on the background where there is one', async () => {
    const bytes = await stepped('rounded', '50%', { background: '#0000ff', flatten: true });
    expect(apart(await pixel(bytes, 0.01, 0.01), [0, 0, 255, 255])).toBe(0);
  });
});

describe('steps of one’s own', () => {
  const write = (code: string) => {
    const path = join(mkdtempSync(join(tmpdir(), 'imagebuild-step-')), 'step.mjs');
    writeFileSync(path, code);
    return path;
  };
  const run = async (code: string, options?: object) => {
    const path = write(code);
    stepFiles.set(path, Buffer.from(code));
    const value = { module: './step.mjs', ...(options ? { options } : {}) };
    const step = {
      name: 'custom',
      version: 1,
      value,
      code: true as const,
      file: { path, digest: undefined },
    };
    return (await rendered(await plain([200, 100, 50]), { steps: [step] })).bytes;
  };

  test('get pixels and options, and give pixels back', async () => {
    const bytes = await run(
      `export default ({ data, width, height }, { channel }) => {
        const made = new Uint8Array(data);
        for (let at = channel; at < made.length; at += 4) made[at] = 7;
        return { data: made, width, height };
      };`,
      { channel: 1 },
    );
    expect(await pixel(bytes, 0.5, 0.5)).toEqual([200, 7, 50, 255]);
  });

  test.each([
    ['export const step = 1;', 'has no default export that is a function'],
    [
      'export default () => ({ data: new Uint8Array(4), width: 1, height: 1 });',
      'did not return 60 × 60 RGBA',
    ],
    ['export default () => undefined;', 'did not return 60 × 60 RGBA'],
    ['export default () => { throw new Error("no such luck"); };', 'no such luck'],
  ])('that go wrong say so: %s', async (code, message) => {
    await expect(run(code)).rejects.toThrow(message);
  });
});

test('every step refuses what it does not know, and explains itself', () => {
  for (const [name, { value }] of STEPS) {
    expect(value.meta()?.description, name).toMatch(/\w/);
    for (const wrong of [null, [], { no_such_key: 1 }, 'no such word!'])
      expect(value.safeParse(wrong).success, `${name} ${JSON.stringify(wrong)}`).toBe(false);
  }
});

test('steps run in their order, whatever order they are written in', async () => {
  const specs = [
    specOf({
      steps: [
        { name: 'grayscale', version: 1, value: true },
        { name: 'border', version: 1, value: { width: 5, color: 'red' } },
      ],
    }),
  ];
  const [made] = await renderMaster(
    await plain([200, 100, 50]),
    specs,
    (work) => work(),
    async () => {
      throw new Error('no file is needed');
    },
  );
  if (made === undefined) throw new Error('nothing was rendered');
  // The border is red because it came after the colour was taken away.
  expect(apart(await pixel(made.bytes, 0.01, 0.5), RED)).toBe(0);
});
