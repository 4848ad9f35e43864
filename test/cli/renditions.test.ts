import { execFileSync } from 'node:child_process';
import { rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import sharp from 'sharp';
import { describe, expect, test } from 'vitest';
import type { SiteManifest, SiteOutput } from '../../src/core/site-manifest.ts';
import { picture } from '../../src/runtime/index.ts';
import { byAction, edit } from '../support/cli.ts';
import { createRig, type Rig } from '../support/rig.ts';

/** A project with one drawn picture, and what a test wants to make of it. */
function project(output: string, files: { readonly [path: string]: string | Uint8Array } = {}): Rig {
  return createRig({
    'imagebuild.yaml': `
      version: 1
      site: { out_dir: art, manifest: art/images.json }
      defaults: { copyright: "© Fennec & Söhne", creator: Ada, credit: Studio }
      outputs:
        main: ${output}
      assets:
        fox: { seed: 7, prompt: a fox in a forest, params: { width: 640, height: 480 }, outputs: main }
    `,
    ...files,
  });
}

function published(rig: Rig): SiteOutput {
  const { images } = JSON.parse(rig.read('art/images.json')) as SiteManifest;
  const output = images.fox?.outputs.main;
  if (output === undefined) throw new Error('nothing was published');
  return output;
}

const build = async (rig: Rig, ...more: string[]) => rig.json(['build', ...more]);

const DOT = (colour: string) =>
  `<svg xmlns="http://www.w3.org/2000/svg" width="20" height="20"><circle cx="10" cy="10" r="10" fill="${colour}"/></svg>`;

describe('what the site manifest says', () => {
  test('art direction: sources with their query first, and the plain picture after them', async () => {
    const rig = project(
      '{ widths: [200, 400], formats: [webp, jpeg], aspect: "2:1", sizes_attribute: 50vw, media: { "(max-width: 600px)": { widths: [100], aspect: "1:1" } } }',
    );
    expect((await build(rig)).counts.rendered).toBe(6);
    const { sources, srcset, src, sizes, files } = published(rig);
    expect(sources).toEqual([
      {
        media: '(max-width: 600px)',
        type: 'image/webp',
        srcset: '/art/fox-m1-100.webp 100w',
        width: 100,
        height: 100,
      },
      {
        media: '(max-width: 600px)',
        type: 'image/jpeg',
        srcset: '/art/fox-m1-100.jpg 100w',
        width: 100,
        height: 100,
      },
      {
        type: 'image/webp',
        srcset: '/art/fox-200.webp 200w, /art/fox-400.webp 400w',
        width: 400,
        height: 200,
      },
    ]);
    expect([src, sizes]).toEqual(['/art/fox-400.jpg', '50vw']);
    expect(srcset).toEqual({
      webp: '/art/fox-200.webp 200w, /art/fox-400.webp 400w',
      jpeg: '/art/fox-200.jpg 200w, /art/fox-400.jpg 400w',
    });
    expect(files.map(({ media }) => media)).toEqual([
      '(max-width: 600px)',
      '(max-width: 600px)',
      undefined,
      undefined,
      undefined,
      undefined,
    ]);
  });

  test('densities', async () => {
    const rig = project('{ width: 100, height: 100, densities: [1, 2] }');
    await build(rig);
    expect(published(rig).srcset).toEqual({ webp: '/art/fox-100.webp 1x, /art/fox-200.webp 2x' });
  });

  test('densities that the master has only a part of: all different, and a page shows them as large as asked', async () => {
    const rig = project('{ width: 600, densities: [1, 1.05, 2], formats: [webp] }');
    await build(rig);
    const [descriptors] = Object.values(published(rig).srcset).map((set) =>
      set.split(', ').map((candidate) => candidate.split(' ')[1]),
    );
    expect(descriptors).toEqual(['1x', '1.05x', '1.067x']);
    const html = picture(JSON.parse(rig.read('art/images.json')).images.fox);
    expect(html).toContain('width="600" height="450"');
  });

  test('named sizes: each by its name, the first one where nobody names one', async () => {
    const rig = project(
      '{ formats: [png], sizes: { small: { width: 50 }, card: { width: 80, height: 80 } } }',
    );
    await build(rig);
    const { src, srcset, files } = published(rig);
    expect([src, srcset]).toEqual(['/art/fox-small.png', { png: '/art/fox-small.png 50w' }]);
    expect(files.map(({ size, path, width, height }) => [size, path, width, height])).toEqual([
      ['small', 'art/fox-small.png', 50, 38],
      ['card', 'art/fox-card.png', 80, 80],
    ]);
  });

  test('a change of the query alone makes no picture again', async () => {
    const rig = project('{ widths: [100], media: { "(max-width: 600px)": { aspect: "1:1" } } }');
    await build(rig);
    edit(rig, 'imagebuild.yaml', 'max-width: 600px', 'max-width: 700px');
    expect((await build(rig)).counts.rendered).toBe(0);
    expect(published(rig).sources[0]?.media).toBe('(max-width: 700px)');
  });

  test('keep: smallest offers a better format only where it is smaller', async () => {
    const rig = project('{ widths: [64], formats: [png, webp, jpeg], keep: smallest }');
    await build(rig);
    const { srcset, files } = published(rig);
    const size = (format: string) => files.find((file) => file.format === format)?.bytes ?? 0;
    expect(size('webp')).toBeLessThan(size('jpeg'));
    expect(size('png')).toBeGreaterThan(size('webp'));
    expect(Object.keys(srcset)).toEqual(['webp', 'jpeg']);
    expect(rig.exists('art/fox-64.png')).toBe(true);
  });
});

describe('names with a hash', () => {
  test('change with what is in the file, and the old file goes', async () => {
    const rig = project('{ widths: [100], formats: [jpeg], file_name: "[id]-[hash].[ext]" }');
    await build(rig);
    const [before] = published(rig).files;
    expect(before?.path).toMatch(/^art\/fox-[0-9a-f]{10}\.jpg$/);
    edit(rig, 'imagebuild.yaml', 'formats: [jpeg]', 'formats: [jpeg], quality: 30');
    await build(rig);
    const [after] = published(rig).files;
    expect(after?.path).not.toBe(before?.path);
    expect(rig.files().filter((path) => path.endsWith('.jpg'))).toEqual([after?.path]);
    edit(rig, 'imagebuild.yaml', ', quality: 30', '');
    await build(rig);
    expect(published(rig).files[0]?.path).toBe(before?.path);
  });
});

describe('what a picture cannot supply', () => {
  const png = (width: number, height: number) =>
    sharp({ create: { width, height, channels: 3, background: '#abc' } })
      .png()
      .toBuffer();

  test('is told by the first plan as by every later one, for pictures of the project too', async () => {
    const rig = createRig({
      'imagebuild.yaml': `
        version: 1
        outputs: { hero: { widths: [320, 4000], formats: [jpeg] } }
        defaults: { outputs: hero }
        assets:
          photo: { provider: file, image: ./photo.png }
          logo: { provider: file, image: ./logo.svg }
          blend: { seed: 1, prompt: a fox, operation: image-to-image, image: ./photo.png }
          again: { seed: 1, prompt: a fox, operation: image-to-image, image: photo }
      `,
      'photo.png': await png(900, 600),
      'logo.svg': DOT('red'),
    });
    const warnings = async (...command: string[]) => (await rig.json(command)).warnings;
    const first = await warnings('plan');
    expect(first).toMatchObject([
      {
        code: 'width-unavailable',
        message: 'hero asks for 4000 px, but the masters of photo and 2 more can supply 900',
      },
    ]);
    expect(await warnings('build')).toEqual(first);
    expect(await warnings('plan')).toEqual(first);
    rig.write({ 'photo.png': await png(800, 600) });
    expect(JSON.stringify(await warnings('plan'))).toContain('can supply 800');
  });
});

test.each([
  ['viewBox="0 0 24 12"', '{ formats: [svg] }', 24, 12],
  ['viewBox="0 0 24 12"', '{ widths: [48], formats: [svg] }', 48, 24],
  ['viewBox="0 0 10.5 4.2"', '{ formats: [svg, png] }', 11, 4],
  ['width="1in" height="0.5in"', '{ formats: [svg] }', 96, 48],
  ['', '{ formats: [svg] }', 300, 150],
  ['', '{ height: 30, formats: [svg] }', 60, 30],
  ['viewBox="0 0 200000 100000"', '{ formats: [svg] }', 16_384, 8192],
])('a drawing that is passed on has a size: %s as %s', async (attributes, output, width, height) => {
  const rig = createRig({
    'imagebuild.yaml': `
      version: 1
      site: { out_dir: art, manifest: art/images.json }
      outputs:
        main: ${output}
      assets:
        fox: { provider: file, image: ./logo.svg, outputs: main }
    `,
    'logo.svg': `<svg xmlns="http://www.w3.org/2000/svg" ${attributes}><circle r="4"/></svg>`,
  });
  await build(rig);
  const file = published(rig).files.find(({ format }) => format === 'svg');
  expect([file?.width, file?.height]).toEqual([width, height]);
  const html = picture(JSON.parse(rig.read('art/images.json')).images.fox);
  expect(html).toContain(`width="${width}" height="${height}"`);
});

test('a file that stays as it is keeps its time', async () => {
  const rig = project('{ widths: [100, 200], formats: [webp] }');
  await build(rig);
  const time = () => statSync(join(rig.folder, 'art/fox-100.webp')).mtimeMs;
  const before = time();
  edit(rig, 'imagebuild.yaml', '[100, 200]', '[100, 300]');
  expect((await build(rig)).counts.rendered).toBe(1);
  expect(time()).toBe(before);
  expect(rig.files().filter((path) => path.endsWith('.webp'))).toEqual([
    'art/fox-100.webp',
    'art/fox-300.webp',
  ]);
});

describe('files that steps need', () => {
  const OVERLAY = '{ widths: [100], formats: [png], overlay: { image: ./logo.svg } }';

  test('a changed logo changes the pictures that bear it; a moved one does not', async () => {
    const rig = project(OVERLAY, { 'logo.svg': DOT('red') });
    expect((await build(rig)).counts.rendered).toBe(1);
    rig.write({ 'logo.svg': DOT('blue') });
    const plan = await rig.json(['plan']);
    expect(byAction(plan)).toEqual({ render: ['fox'] });
    expect((await build(rig)).counts.rendered).toBe(1);
    rig.write({ 'brand/logo.svg': DOT('blue') });
    rig.remove('logo.svg');
    edit(rig, 'imagebuild.yaml', './logo.svg', './brand/logo.svg');
    expect((await build(rig)).counts.rendered).toBe(0);
  });

  test.each([
    ['a missing one', './gone.svg', 'file-missing', 'there is no file gone.svg'],
    ['one outside the project', '../logo.svg', 'outside-project', '"../logo.svg" leads out of the project'],
  ])('%s is told with its place', async (_, image, code, message) => {
    const rig = project(OVERLAY.replace('./logo.svg', image));
    const { errors, exitCode } = await build(rig);
    expect(exitCode).toBe(3);
    expect(errors).toMatchObject([{ code, message, file: 'imagebuild.yaml', line: 5, column: 60 }]);
    expect(rig.files()).toEqual(['imagebuild.yaml']);
  });
});

describe('code from a manifest', () => {
  const CUSTOM = '{ widths: [60], formats: [png], custom: { module: ./paint.js, options: { tone: 9 } } }';
  const paint = (expression: string) => `
    export default ({ data, width, height }, { tone }) => ({
      data: data.map((value, at) => (at % 4 === 3 ? 255 : ${expression})), width, height,
    });
  `;

  test('does not run unless it is allowed, and nothing is made', async () => {
    const rig = project(CUSTOM, { 'paint.js': paint('tone') });
    const { errors, exitCode, counts } = await build(rig);
    expect([exitCode, counts.generated]).toEqual([3, 0]);
    expect(errors).toMatchObject([
      {
        code: 'code-not-allowed',
        message: 'fox runs paint.js, and code from a manifest is not allowed here',
      },
    ]);
    expect(rig.files()).toEqual(['imagebuild.yaml', 'paint.js']);
    expect((await rig.json(['plan'])).warnings).toMatchObject([{ code: 'code-not-allowed' }]);
  });

  test('runs where it is allowed, and again when it changes', async () => {
    const rig = project(CUSTOM, { 'paint.js': paint('tone') });
    const tone = async () => (await sharp(rig.bytes('art/fox-60.png')).raw().toBuffer())[0];
    expect((await build(rig, '--allow-code')).exitCode).toBe(0);
    expect(await tone()).toBe(9);
    // What is up to date runs nothing, and needs no leave.
    rig.write({ 'paint.js': paint('tone * 3') });
    const allowed = { env: { IMAGEBUILD_ALLOW_CODE: '1' } };
    expect((await rig.json(['build'], allowed)).counts.rendered).toBe(1);
    expect(await tone()).toBe(27);
  });

  test('that fails says so, and the master is kept', async () => {
    const rig = project(CUSTOM, {
      'paint.js': 'export default () => { throw new Error("no paint left"); };',
    });
    const { errors, exitCode } = await build(rig, '--allow-code');
    expect(exitCode).toBe(1);
    expect(errors).toMatchObject([
      { code: 'render-failed', message: 'fox: its files could not be written: no paint left' },
    ]);
    rig.write({ 'paint.js': paint('tone') });
    expect((await build(rig, '--allow-code')).counts).toMatchObject({ generated: 0, rendered: 1 });
  });
});

test('a format that this machine cannot write is refused before anything is made', async () => {
  const rig = project('{ widths: [60], formats: [jxl, png] }');
  const { errors, exitCode } = await build(rig);
  expect(exitCode).toBe(3);
  expect(errors).toMatchObject([
    { code: 'format-unavailable', message: 'the image library on this machine cannot write jxl' },
  ]);
  expect(rig.files()).toEqual(['imagebuild.yaml']);
});

describe('what files say of themselves, read by another program', () => {
  const read = (rig: Rig, path: string) =>
    JSON.parse(
      execFileSync('exiftool', ['-json', '-XMP:all', '-ICC_Profile:ProfileDescription', path], {
        cwd: rig.folder,
        encoding: 'utf8',
      }),
    )[0];

  test.each(['avif', 'webp', 'jpeg', 'png'])('%s', async (format) => {
    const rig = project(`{ widths: [60], formats: [${format}], file_name: "fox.[format]" }`);
    await build(rig);
    expect(read(rig, `art/fox.${format}`)).toEqual({
      SourceFile: `art/fox.${format}`,
      DigitalSourceType: 'http://cv.iptc.org/newscodes/digitalsourcetype/algorithmicMedia',
      Creator: 'Ada',
      Credit: 'Studio',
      Rights: '© Fennec & Söhne',
    });
    expect(rig.bytes(`art/fox.${format}`).includes('forest')).toBe(false);
  });

  test('the prompt on request; a changed credit changes no master', async () => {
    const rig = project('{ widths: [60], formats: [webp], publish_prompt: true }');
    await build(rig);
    expect(read(rig, 'art/fox-60.webp').AIPromptInformation).toBe('a fox in a forest');
    edit(rig, 'imagebuild.yaml', 'credit: Studio', 'credit: Atelier');
    expect((await build(rig)).counts).toMatchObject({ generated: 0, rendered: 1 });
    expect(read(rig, 'art/fox-60.webp').Credit).toBe('Atelier');
  });
});

describe('sprite sheets', () => {
  const OUTPUT = '{ preset: sprite, width: 20, height: 20 }';
  const sprites = () =>
    createRig({
      'imagebuild.yaml': `
        version: 1
        site: { out_dir: art, manifest: art/images.json }
        outputs:
          icons: ${OUTPUT}
        defaults: { outputs: icons, params: { width: 64, height: 64 } }
        assets:
          fox: { seed: 7, prompt: a fox }
          owl: { seed: 7, prompt: an owl }
          cat: { seed: 7, prompt: a cat }
      `,
    });
  const sheet = (rig: Rig) => (JSON.parse(rig.read('art/images.json')) as SiteManifest).sprites?.icons;

  test('hold every picture in its place, and are drawn again only when one changes', async () => {
    const rig = sprites();
    await build(rig);
    const before = sheet(rig);
    expect(before).toMatchObject({ src: '/art/icons.png', path: 'art/icons.png' });
    expect(Object.keys(before?.images ?? {}).sort()).toEqual(['cat', 'fox', 'owl']);
    for (const [id, { x, y, width, height }] of Object.entries(before?.images ?? {})) {
      const cut = await sharp(rig.bytes('art/icons.png'))
        .extract({ left: x, top: y, width, height })
        .raw()
        .toBuffer();
      const own = await sharp(rig.bytes(`art/${id}-20.png`))
        .ensureAlpha()
        .raw()
        .toBuffer();
      expect(Buffer.compare(cut, own), id).toBe(0);
    }
    const time = statSync(join(rig.folder, 'art/icons.png')).mtimeMs;
    await build(rig);
    expect(statSync(join(rig.folder, 'art/icons.png')).mtimeMs).toBe(time);
    edit(rig, 'imagebuild.yaml', 'a cat', 'a dog');
    await build(rig);
    expect(sheet(rig)?.digest).not.toBe(before?.digest);
  });

  test('lose what is no longer declared, and go when nobody wants them', async () => {
    const rig = sprites();
    await build(rig);
    edit(rig, 'imagebuild.yaml', '  cat: { seed: 7, prompt: a cat }\n', '');
    await build(rig);
    expect(Object.keys(sheet(rig)?.images ?? {}).sort()).toEqual(['fox', 'owl']);
    edit(rig, 'imagebuild.yaml', OUTPUT, '{ width: 20, height: 20, formats: [png] }');
    await build(rig);
    expect([sheet(rig), rig.exists('art/icons.png')]).toEqual([undefined, false]);
  });

  test('are drawn from what is kept where a build of other targets finds a picture gone', async () => {
    const rig = sprites();
    await build(rig);
    const before = sheet(rig);
    for (const path of ['art/fox-20.png', 'art/icons.png']) rmSync(join(rig.folder, path));
    const { exitCode, warnings } = await build(rig, 'owl');
    expect([exitCode, warnings]).toEqual([0, []]);
    expect(sheet(rig)).toEqual(before);
    expect(rig.exists('art/icons.png')).toBe(true);
  });

  test('are left out, and said to be, where that is not kept either', async () => {
    const rig = sprites();
    await build(rig);
    const before = sheet(rig);
    for (const path of ['art/fox-20.png', 'art/icons.png', '.imagebuild/cache/renditions'])
      rmSync(join(rig.folder, path), { recursive: true });
    const { exitCode, warnings } = await build(rig, 'owl');
    expect(exitCode).toBe(0);
    expect(warnings).toMatchObject([{ code: 'sheet-incomplete', target: 'fox' }]);
    expect(sheet(rig)).toBeUndefined();
    await build(rig);
    expect(sheet(rig)).toEqual(before);
  });

  test('that were changed by hand are damage', async () => {
    const rig = sprites();
    await build(rig);
    rig.write({ 'art/icons.png': 'no longer a picture' });
    const { exitCode, errors } = await rig.json(['check']);
    expect(exitCode).toBe(7);
    expect(errors).toMatchObject([
      { code: 'output-modified', message: 'art/icons.png is not what was written' },
    ]);
    await build(rig);
    expect((await rig.json(['check'])).exitCode).toBe(0);
  });
});
