import { describe, expect, test } from 'vitest';
import type { Digest } from '../../src/core/digest.ts';
import { type RenditionSpec, renderKey, resolveRenditions } from '../../src/targets/index.ts';
import { manifestOf } from '../support/memory-project.ts';
import { smallCatalog } from '../support/small-catalog.ts';

const outputOf = async (written: string) => {
  const output = (await manifestOf(`version: 1\noutputs: { a: ${written} }\n`)).outputs.get('a');
  if (output === undefined) throw new Error('no output');
  return output;
};

const sizes = async (written: string, width = 1000, height = 500) => {
  const { specs, shortfalls } = resolveRenditions(await outputOf(written), { width, height });
  return [
    ...specs.map((spec) => `${spec.width}x${spec.height} ${spec.fit}`),
    ...shortfalls.map((w) => `lacks ${w}`),
  ];
};

describe('sizes of a master of 1000 × 500', () => {
  test.each([
    ['the whole picture', '{}', ['1000x500 cover']],
    ['widths', '{ widths: [400, 200] }', ['200x100 cover', '400x200 cover']],
    ['a width twice', '{ widths: [200, 200] }', ['200x100 cover']],
    ['a width', '{ width: 300 }', ['300x150 cover']],
    ['a height', '{ height: 100 }', ['200x100 cover']],
    ['an exact size', '{ width: 120, height: 90 }', ['120x90 cover']],
    ['an exact size of an odd shape', '{ width: 333, height: 77 }', ['333x77 cover']],
    ['nothing is enlarged', '{ widths: [800, 1600] }', ['800x400 cover', '1000x500 cover', 'lacks 1600']],
    [
      'two that are too wide are one',
      '{ widths: [1600, 3200] }',
      ['1000x500 cover', 'lacks 1600', 'lacks 3200'],
    ],
    ['too wide and just right are one', '{ widths: [1000, 1600] }', ['1000x500 cover', 'lacks 1600']],
    ['upscale enlarges', '{ widths: [1600], upscale: lanczos }', ['1600x800 cover']],
    ['a square', '{ aspect: "1:1" }', ['500x500 cover']],
    ['a square of a width', '{ widths: [100], aspect: "1:1" }', ['100x100 cover']],
    ['a square that is too wide', '{ widths: [600], aspect: "1:1" }', ['500x500 cover', 'lacks 600']],
    ['a shape wider than the master', '{ aspect: "4:1" }', ['1000x250 cover']],
    ['a shape of thirds', '{ width: 100, aspect: "3:1" }', ['100x33 cover']],
    [
      'an exact size that is too large keeps its shape',
      '{ width: 1200, height: 1200 }',
      ['500x500 cover', 'lacks 1200'],
    ],
    ['inside a box: the narrower side decides', '{ width: 400, height: 400, fit: inside }', ['400x200 fill']],
    ['inside a low box', '{ width: 400, height: 50, fit: inside }', ['100x50 fill']],
    ['inside never enlarges', '{ width: 4000, height: 4000, fit: inside }', ['1000x500 fill', 'lacks 4000']],
    ['contain may frame', '{ width: 400, height: 400, fit: contain }', ['400x400 contain']],
    [
      'contain may be as large as the longer side',
      '{ width: 1000, height: 1000, fit: contain }',
      ['1000x1000 contain'],
    ],
    ['fill', '{ width: 100, height: 100, fit: fill }', ['100x100 fill']],
    ['a height and a shape', '{ height: 100, aspect: "1:1" }', ['100x100 cover']],
  ])('%s', async (_, written, expected) => {
    expect(await sizes(written)).toEqual(expected);
  });

  test('rounding costs no pixel', async () => {
    expect(await sizes('{ aspect: "16:9" }', 1344, 756)).toEqual(['1344x756 cover']);
    expect(await sizes('{ widths: [1344], aspect: "16:9" }', 1344, 756)).toEqual(['1344x756 cover']);
    expect(await sizes('{ width: 1 }', 3000, 1)).toEqual(['1x1 cover']);
  });

  test('sizes × formats, sizes first', async () => {
    const output = await outputOf(
      '{ widths: [100, 200], formats: [avif, webp, avif], quality: { webp: 70 } }',
    );
    const { specs } = resolveRenditions(output, { width: 1000, height: 500 });
    expect(specs.map(({ width, format, quality }) => [width, format, quality])).toEqual([
      [100, 'avif', undefined],
      [100, 'webp', 70],
      [200, 'avif', undefined],
      [200, 'webp', 70],
    ]);
  });

  test('the focal point of a picture goes before the position of an output', async () => {
    const output = await outputOf('{ aspect: "1:1", position: top }');
    const focal = { x: 0.2, y: 0.3 };
    expect(resolveRenditions(output, { width: 10, height: 5 }, focal).specs[0]?.position).toEqual(focal);
    expect(resolveRenditions(output, { width: 10, height: 5 }).specs[0]?.position).toBe('top');
  });

  test('options of a format go to that format alone', async () => {
    const output = await outputOf('{ formats: [jpeg, png], options: { jpeg: { mozjpeg: true } } }');
    const { specs } = resolveRenditions(output, { width: 10, height: 5 });
    expect(specs.map(({ options }) => options)).toEqual([{ mozjpeg: true }, {}]);
  });
});

describe('the render key', () => {
  const digest = (digit: string) => `sha256:${digit.repeat(64)}` as Digest;
  const spec: RenditionSpec = {
    width: 100,
    height: 50,
    format: 'webp',
    fit: 'cover',
    position: 'center',
    options: {},
  };
  const key = renderKey(digest('a'), spec, smallCatalog);

  test.each([
    ['width', { width: 101 }],
    ['height', { height: 51 }],
    ['format', { format: 'avif' }],
    ['fit', { fit: 'contain' }],
    ['position', { position: 'top' }],
    ['a focal point', { position: { x: 0.5, y: 0.5 } }],
    ['background', { background: '#fff' }],
    ['quality', { quality: 80 }],
    ['options', { options: { effort: 5 } }],
    ['max_bytes', { maxBytes: 1000 }],
  ] as const)('changes with %s', (_, change) => {
    expect(renderKey(digest('a'), { ...spec, ...change }, smallCatalog)).not.toBe(key);
  });

  test('changes with the master and with the encoder', () => {
    expect(renderKey(digest('b'), spec, smallCatalog)).not.toBe(key);
    const webp = smallCatalog.formats.get('webp');
    if (webp === undefined) throw new Error('no webp');
    const formats = new Map([
      ...smallCatalog.formats,
      ['webp', { ...webp, settingsVersion: webp.settingsVersion + 1 }],
    ]);
    expect(renderKey(digest('a'), spec, { ...smallCatalog, formats })).not.toBe(key);
  });

  test('does not change with what is undefined or in another order', () => {
    const { options, ...rest } = spec;
    expect(
      renderKey(digest('a'), { options, background: undefined, maxBytes: undefined, ...rest }, smallCatalog),
    ).toBe(key);
  });
});
