import { describe, expect, test } from 'vitest';
import type { Digest } from '../../src/core/digest.ts';
import { PRESET_NAMES } from '../../src/manifest/presets.ts';
import {
  type KnownMaster,
  type RenditionSpec,
  renderKey,
  resolveRenditions,
} from '../../src/targets/index.ts';
import { manifestOf } from '../support/memory-project.ts';
import { smallCatalog } from '../support/small-catalog.ts';

const outputOf = async (written: string) => {
  const output = (await manifestOf(`version: 1\noutputs: { a: ${written} }\n`)).outputs.get('a');
  if (output === undefined) throw new Error('no output');
  return output;
};

const FOX = `sha256:${'f'.repeat(64)}` as Digest;

const around = {
  digestOf: (path: string) => (path === 'art/fox.svg' ? FOX : undefined),
  isVector: (format: string) => smallCatalog.formats.get(format)?.vector === true,
};

/** The specs of an output written in YAML, for a master. */
const specsOf = async (written: string, master: KnownMaster = { width: 1000, height: 500 }, more = {}) => {
  const { renditions } = resolveRenditions(await outputOf(written), master, { ...around, ...more });
  return renditions.map(({ spec }) => spec);
};

const sizes = async (written: string, width = 1000, height = 500) => {
  const { renditions, shortfalls } = resolveRenditions(await outputOf(written), { width, height }, around);
  return [
    ...renditions.map(({ spec }) => `${spec.width}x${spec.height} ${spec.fit}`),
    ...shortfalls.map((short) => `lacks ${short.width}`),
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
    const specs = await specsOf('{ widths: [100, 200], formats: [avif, webp, avif], quality: { webp: 70 } }');
    expect(specs.map(({ width, format, quality }) => [width, format, quality])).toEqual([
      [100, 'avif', undefined],
      [100, 'webp', 70],
      [200, 'avif', undefined],
      [200, 'webp', 70],
    ]);
  });

  test('the focal point of a picture goes before the position of an output', async () => {
    const written = '{ aspect: "1:1", position: top }';
    const focalPoint = { x: 0.2, y: 0.3 };
    expect((await specsOf(written, undefined, { focalPoint }))[0]?.position).toEqual(focalPoint);
    expect((await specsOf(written))[0]?.position).toBe('top');
  });

  test('options of a format go to that format alone', async () => {
    const specs = await specsOf('{ formats: [jpeg, png], options: { jpeg: { mozjpeg: true } } }');
    expect(specs.map(({ options }) => options)).toEqual([{ mozjpeg: true }, {}]);
  });
});

describe('one picture in several ways', () => {
  const placed = async (written: string, master: KnownMaster = { width: 1000, height: 500 }) =>
    resolveRenditions(await outputOf(written), master, around).renditions.map(({ spec, profile, density }) =>
      [profile.media?.query ?? profile.size ?? density, `${spec.width}x${spec.height}`].join(' '),
    );

  test('densities multiply a width, and exact sizes stay exact', async () => {
    expect(await placed('{ width: 101, densities: [1, 2] }')).toEqual(['1 101x51', '2 202x101']);
    expect(await placed('{ width: 33, height: 33, densities: [2, 1, 2] }')).toEqual(['1 33x33', '2 66x66']);
    expect(await placed('{ height: 50, densities: [1, 1.5] }')).toEqual(['1 100x50', '1.5 150x75']);
  });

  test('a master that is too small for 2x tells the density it reached', async () => {
    expect(await placed('{ width: 600, densities: [1, 2] }')).toEqual(['1 600x300', '1.667 1000x500']);
  });

  test('no two files of a layout have the same density, and none has 0', async () => {
    const densities = async (written: string, master: KnownMaster) =>
      (await placed(written, master)).map((line) => Number(line.split(' ')[0]));
    const large = { width: 9000, height: 9000 };
    expect(await densities('{ width: 1000, densities: [2.999, 3] }', large)).toEqual([2.999, 3]);
    expect(await densities('{ width: 1000, densities: [2.998, 2.9985, 3] }', large)).toHaveLength(3);
    expect(await densities('{ width: 2000, densities: [1, 2] }', { width: 7, height: 7 })).toEqual([0.0035]);
    for (const base of [1, 3, 7, 96, 600, 601, 1111, 2047])
      for (const available of [1, 2, 5, 97, 599, 1000, 1199, 2500]) {
        const made = await specsOf(`{ width: ${base}, densities: [1, 2, 2.999, 3, 7.77] }`, {
          width: available,
          height: available,
        });
        const told = await densities(`{ width: ${base}, densities: [1, 2, 2.999, 3, 7.77] }`, {
          width: available,
          height: available,
        });
        expect(new Set(told).size).toBe(made.length);
        // A page shows each of them as wide as the layout.
        expect(made.map(({ width }, index) => Math.round(width / (told[index] ?? 0)))).toEqual(
          made.map(() => base),
        );
      }
  });

  test('a height that was asked for stays, whatever its width was rounded to', async () => {
    const tall = { width: 3337, height: 10_000 };
    expect(await placed('{ height: 400, densities: [1, 2] }', tall)).toEqual(['1 133x400', '2 266x800']);
    expect(await sizes('{ height: 400 }', 3337, 10_000)).toEqual(['133x400 cover']);
    // Rounded up, a width may be a hair more than the master's height supplies.
    expect(await sizes('{ height: 400, aspect: "134:401" }', 1000, 400)).toEqual(['134x400 cover']);
  });

  test('named sizes inherit what they do not say', async () => {
    expect(
      await placed('{ aspect: "1:1", sizes: { small: { width: 50 }, wide: { width: 80, aspect: "2:1" } } }'),
    ).toEqual(['small 50x50', 'wide 80x40']);
  });

  test('art direction comes first, crops anew, and keeps the widths it does not change', async () => {
    const written =
      '{ widths: [200, 400], aspect: "2:1", media: { "(max-width: 600px)": { widths: [100], aspect: "1:1" }, print: { aspect: "4:1" } } }';
    expect(await placed(written)).toEqual([
      '(max-width: 600px) 100x100',
      'print 200x50',
      'print 400x100',
      ' 200x100',
      ' 400x200',
    ]);
  });

  test('art direction of an exact size keeps the width and takes the height from its shape', async () => {
    const written = '{ width: 200, height: 100, media: { "(max-width: 600px)": { aspect: "1:1" } } }';
    expect(await placed(written)).toEqual(['(max-width: 600px) 200x200', ' 200x100']);
  });

  test('a vector format is for vectors, and vectors are never too small', async () => {
    const written = '{ widths: [2000], formats: [svg, png] }';
    const formats = async (master: KnownMaster) =>
      (await specsOf(written, master)).map(({ format }) => format);
    expect(await formats({ width: 10, height: 10, format: 'png' })).toEqual(['png']);
    expect(await formats({ width: 10, height: 10, format: 'svg' })).toEqual(['svg', 'png']);
    expect((await specsOf(written, { width: 10, height: 10, format: 'svg' }))[0]?.width).toBe(2000);
  });

  test('a vector is one file, however many widths there are', async () => {
    const master = { width: 10, height: 10, format: 'svg' };
    const made = await specsOf('{ widths: [64, 200], formats: [svg, png] }', master);
    expect(made.map(({ format, width }) => `${format} ${width}`)).toEqual(['svg 200', 'png 64', 'png 200']);
  });

  test('what trimming leaves is kept whole, unless a shape was asked for', async () => {
    const fitted = async (written: string) => (await specsOf(written))[0]?.fit;
    expect(await fitted('{ width: 300, trim: true }')).toBe('contain');
    expect(await fitted('{ trim: true }')).toBe('contain');
    expect(await fitted('{ width: 300, aspect: "1:1", trim: true }')).toBe('cover');
    expect(await fitted('{ width: 300, height: 300, trim: true }')).toBe('cover');
    expect(await fitted('{ width: 300, trim: true, fit: fill }')).toBe('fill');
  });

  test('of a master nobody has seen, only what the profile says is told', async () => {
    const told = async (written: string) =>
      resolveRenditions(await outputOf(written), undefined, around).renditions.map(({ spec }) => spec.width);
    expect(await told('{ widths: [100, 200] }')).toEqual([100, 200]);
    expect(await told('{ height: 100 }')).toEqual([]);
  });

  test('steps come in the order in which they are applied, with the digests of their files', async () => {
    const written = '{ rounded: "50%", overlay: { image: ./art/fox.svg }, trim: true, grayscale: true }';
    const [spec] = await specsOf(written);
    expect(spec?.steps?.map(({ name }) => name)).toEqual(['trim', 'grayscale', 'overlay', 'rounded']);
    expect(spec?.steps?.[2]?.file).toEqual({ path: 'art/fox.svg', digest: FOX });
  });

  test('a picture that is kept whole is framed where a step takes some of its size', async () => {
    expect((await specsOf('{ fit: inside, border: { width: 4, color: red } }'))[0]?.fit).toBe('contain');
    expect((await specsOf('{ fit: inside, blur: 2 }'))[0]?.fit).toBe('fill');
  });

  test('the prompt is told only where it is asked for', async () => {
    const rights = { source: 'algorithmicMedia', prompt: 'a fox' } as const;
    const [quiet, open] = [
      await specsOf('{ widths: [100] }', undefined, { rights }),
      await specsOf('{ widths: [100], publish_prompt: true }', undefined, { rights }),
    ];
    expect(quiet[0]?.rights).toEqual({ source: 'algorithmicMedia' });
    expect(open[0]?.rights).toEqual(rights);
    expect((await specsOf('{}', undefined, { rights: { prompt: 'a fox' } }))[0]?.rights).toBeUndefined();
  });
});

describe('presets', () => {
  const resolved = async (written: string) =>
    resolveRenditions(
      await outputOf(written),
      { width: 3000, height: 3000, format: 'png' },
      around,
    ).renditions.map(({ spec, profile }) =>
      `${profile.size ?? ''} ${spec.format} ${spec.width}x${spec.height}`.trim(),
    );

  test.each(PRESET_NAMES)('%s is a sound profile', async (preset) => {
    expect((await resolved(`{ preset: ${preset} }`)).length).toBeGreaterThan(0);
  });

  test('favicon: what browsers, iOS and Android ask for', async () => {
    expect(await resolved('{ preset: favicon }')).toEqual([
      'ico ico 48x48',
      'apple-touch png 180x180',
      'icon-192 png 192x192',
      'icon-512 png 512x512',
      'maskable png 512x512',
    ]);
    const [ico, svg] = await specsOf('{ preset: favicon }', { width: 10, height: 10, format: 'svg' });
    expect([ico?.format, svg?.format]).toEqual(['ico', 'svg']);
  });

  test('social and email: one size each for every reader', async () => {
    expect(await resolved('{ preset: social }')).toEqual(['og jpeg 1200x630', 'x jpeg 1200x600']);
    expect(await resolved('{ preset: email }')).toEqual(['jpeg 1200x1200']);
  });

  test('own keys are laid over a preset; whoever says a size says all of it', async () => {
    expect(await resolved('{ preset: hero, formats: [webp], widths: [800] }')).toEqual(['webp 800x800']);
    expect(await resolved('{ preset: hero, formats: [webp], aspect: "2:1" }')).toContain('webp 640x320');
    expect(await resolved('{ preset: social, sizes: { og: { height: 600 } } }')).toEqual([
      'og jpeg 1200x600',
      'x jpeg 1200x600',
    ]);
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
    ['automatic quality', { quality: 'auto' }],
    ['effort', { effort: 'max' }],
    ['colour space', { color: 'p3' }],
    ['flatten', { flatten: true }],
    ['rights', { rights: { credit: 'Fennec' } }],
    ['a step', { steps: [{ name: 'blur', version: 1, value: 2 }] }],
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

  test('changes with a step, its version and its file, but not with where that lies', () => {
    const keyOf = (change: object) => {
      const step = { name: 'overlay', version: 1, value: { image: './a.svg' }, ...change };
      return renderKey(digest('a'), { ...spec, steps: [step] }, smallCatalog);
    };
    const file = { path: 'a.svg', digest: FOX };
    const usual = keyOf({ file });
    expect(keyOf({ file, value: { image: './a.svg', opacity: 0.5 } })).not.toBe(usual);
    expect(keyOf({ file, version: 2 })).not.toBe(usual);
    expect(keyOf({ file: { ...file, digest: digest('0') } })).not.toBe(usual);
    expect(keyOf({ file: { ...file, path: 'b.svg' }, value: { image: './b.svg' } })).toBe(usual);
  });

  test('does not change with what is undefined or in another order', () => {
    const { options, ...rest } = spec;
    expect(
      renderKey(digest('a'), { options, background: undefined, maxBytes: undefined, ...rest }, smallCatalog),
    ).toBe(key);
  });
});
