import { cpSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { snapshot } from '../support/cli.ts';
import { pageFaults } from '../support/html.ts';
import { createRig, type Rig } from '../support/rig.ts';

const MANIFEST = `
  version: 1
  site: { out_dir: public/art, manifest: public/art/images.json }
  outputs: { card: { widths: [64, 128], formats: [webp, png] }, og: { width: 120, formats: [png] } }
  defaults: { outputs: [card, og] }
  assets:
    fox: { seed: 1, alt: 'A fox, {scene}', prompt: a fox, scenes: { running: running } }
    owl: { seed: 2, prompt: an owl }
  `;

const PAGE = `
  <!DOCTYPE html>
  <html lang="en"><head><title>Foxes</title></head><body>
  <img class="wide" data-imagebuild="fox/running">
  </body></html>
  `;

async function built(files: { readonly [path: string]: string } = {}): Promise<Rig> {
  const rig = createRig({ 'imagebuild.yaml': MANIFEST, 'dist/index.html': PAGE, ...files });
  expect((await rig.json(['build'])).exitCode).toBe(0);
  return rig;
}

describe('imagebuild html', () => {
  it('fills the pages of a folder with valid HTML, leaves the others alone, and has nothing to do after that', async () => {
    const rig = await built({
      'dist/about/index.html': '<p>no picture',
      'dist/a.txt': '<img data-imagebuild="x">',
    });
    const before = snapshot(`${rig.folder}/dist`);
    expect(await rig.json(['html', 'dist'])).toMatchObject({
      command: 'html',
      ok: true,
      exitCode: 0,
      config: 'imagebuild.yaml',
      pages: 2,
      changed: [{ file: 'dist/index.html', pictures: 1 }],
      errors: [],
    });
    const page = rig.read('dist/index.html');
    expect(page).toContain('alt="A fox, running"');
    expect(page).toContain('class="wide"');
    expect(await pageFaults(page)).toEqual([]);
    const after = snapshot(`${rig.folder}/dist`);
    expect({ ...after, 'index.html': '' }).toEqual({ ...before, 'index.html': '' });
    const again = await rig.run(['html', 'dist']);
    expect(again.stderr).toBe('Nothing to do: none of 2 pages asks for a picture.\n');
    expect(snapshot(`${rig.folder}/dist`)).toEqual(after);
  });

  it('only looks with --dry-run', async () => {
    const rig = await built();
    const before = snapshot(rig.folder);
    const ended = await rig.run(['html', 'dist', '--dry-run']);
    expect(ended).toMatchObject({ exitCode: 0, stdout: '' });
    expect(ended.stderr).toBe('  dist/index.html: 1 picture\nWould fill 1 page of 1.\n');
    expect(snapshot(rig.folder)).toEqual(before);
  });

  it('writes no page when one asks for what there is not', async () => {
    const rig = await built({ 'dist/wrong.html': '<!-- -->\n<p><img data-imagebuild="fox/runing"></p>' });
    const before = snapshot(rig.folder);
    expect(await rig.json(['html', 'dist'])).toMatchObject({
      ok: false,
      exitCode: 3,
      errors: [
        {
          code: 'undeclared-image',
          file: 'dist/wrong.html',
          line: 2,
          column: 9,
          hint: 'did you mean "fox/running"?',
        },
      ],
    });
    expect(snapshot(rig.folder)).toEqual(before);
  });

  it('keeps the bytes of pages in other encodings', async () => {
    const rig = await built();
    const bytes = (text: string) => Buffer.from(text, 'latin1');
    rig.write({ 'dist/old.html': bytes('<p>\xe9\xff<img data-imagebuild="owl" alt="\u201c\xe9">\xe4') });
    await rig.json(['html', 'dist']);
    const after = rig.bytes('dist/old.html').toString('latin1');
    expect(after).toMatch(/^<p>\xe9\xff<picture>.*<\/picture>\xe4$/s);
    rig.write({ 'dist/old.html': bytes('<p>\xe9<img data-imagebuild="owl" alt="&ldquo;\xe9">') });
    await rig.json(['html', 'dist']);
    expect(rig.bytes('dist/old.html').toString('latin1')).toContain('alt="&#8220;\xe9"');
  });

  it('says what is missing: the folder, the site manifest, its name', async () => {
    const rig = await built();
    expect(await rig.json(['html', 'dits'])).toMatchObject({
      exitCode: 3,
      errors: [{ code: 'file-missing' }],
    });
    rig.remove('public/art/images.json');
    expect(await rig.json(['html', 'dist'])).toMatchObject({
      exitCode: 3,
      errors: [{ code: 'site-manifest-missing', hint: 'run `imagebuild build`' }],
    });
    rig.write({ 'imagebuild.yaml': MANIFEST.replace(', manifest: public/art/images.json', '') });
    const { errors } = await rig.json(['html', 'dist']);
    expect(errors[0].hint).toMatch('site: { manifest: public/images/images.json }');
    expect((await rig.run(['html'])).exitCode).toBe(3);
  });
});

describe('imagebuild check --site', () => {
  it('is content with a site that was filled, and names what it does not use', async () => {
    const rig = await built();
    copyPictures(rig);
    await rig.json(['html', 'dist']);
    const checked = await rig.json(['check', '--site', 'dist']);
    expect(checked).toMatchObject({ ok: true, exitCode: 0, errors: [] });
    expect(checked.warnings).toMatchObject([{ code: 'unused-image', target: 'owl' }]);
  });

  it('finds all that is wrong, with file, line and column, and ends with 7', async () => {
    const rig = await built({
      'dist/index.html': `
        <!DOCTYPE html>
        <img alt="" src="/art/gone.png">
        <img src="/art/owl-64.png">
        <img src="/art/fox/running-64.png" alt="" width="64" height="100">
        `,
    });
    copyPictures(rig);
    const checked = await rig.json(['check', '--site', 'dist']);
    expect(checked).toMatchObject({ ok: false, exitCode: 7 });
    const found = checked.errors.map(
      ({ code, file, line, column }: { [key: string]: unknown }) => `${code} ${file}:${line}:${column}`,
    );
    expect(found).toEqual([
      'undeclared-image dist/index.html:2:13',
      'missing-alt dist/index.html:3:1',
      'wrong-size dist/index.html:4:1',
    ]);
  });

  it('opens the pictures that pages and style sheets name: they are there, and are pictures', async () => {
    const rig = await built({
      'dist/index.html': '<img src="/art/owl-64.png" alt=""><img src="/art/fox/running-64.png" alt="">',
      'dist/a/page.html': '<img src="../art/owl-64.png?v=2" alt="">',
      'dist/site.css': 'body { background: url(/art/owl-64.png) }',
    });
    const found = async () => {
      const { exitCode, errors } = await rig.json(['check', '--site', 'dist']);
      const places = errors.map(
        ({ code, file, line }: { [key: string]: unknown }) => `${code} ${file}:${line}`,
      );
      return { exitCode, places };
    };
    copyPictures(rig);
    expect(await found()).toEqual({ exitCode: 0, places: [] });
    // Another program may have made it smaller.
    const { default: sharp } = await import('sharp');
    const smaller = await sharp(rig.bytes('dist/art/owl-64.png'))
      .png({ palette: true, colors: 8 })
      .toBuffer();
    rig.write({ 'dist/art/owl-64.png': smaller });
    expect(await found()).toEqual({ exitCode: 0, places: [] });
    rig.write({ 'dist/art/owl-64.png': 'version https://git-lfs.github.com/spec/v1' });
    rig.remove('dist/art/fox/running-64.png');
    expect(await found()).toEqual({
      exitCode: 7,
      places: [
        'picture-unreadable dist/a/page.html:1',
        'picture-unreadable dist/index.html:1',
        'picture-missing dist/index.html:1',
        'picture-unreadable dist/site.css:1',
      ],
    });
    rig.remove('dist/art/owl-64.png');
    rig.write({ 'dist/art/owl-64.png/index.txt': 'a folder' });
    expect((await found()).places[0]).toBe('picture-missing dist/a/page.html:1');
  });

  it('finds a relative address that misses its picture on a nested page', async () => {
    const rig = await built({
      'dist/index.html': '<img src="./art/owl-64.png" alt=""><img src="art/fox/running-64.png" alt="">',
      'dist/docs/guide/index.html':
        '<img src="../../art/owl-64.png" alt="">\n<img src="./art/owl-64.png" alt="">',
    });
    copyPictures(rig);
    const { exitCode, errors } = await rig.json(['check', '--site', 'dist']);
    expect(exitCode).toBe(7);
    expect(errors).toMatchObject([
      {
        code: 'picture-missing',
        message: './art/owl-64.png leads to docs/guide/art/owl-64.png from here, where no picture is',
        hint: 'a relative address begins at its page: ../../art/owl-64.png leads to the picture',
        file: 'dist/docs/guide/index.html',
        line: 2,
        column: 6,
      },
    ]);
    // The page may have a picture of its own there.
    rig.write({ 'dist/docs/guide/art/owl-64.png': rig.bytes('public/art/owl-64.png') });
    expect(await rig.json(['check', '--site', 'dist'])).toMatchObject({ exitCode: 0, errors: [] });
  });

  it('does not take the copy of the site manifest for use, and changes nothing', async () => {
    const rig = await built();
    rig.write({ 'dist/art/images.json': rig.read('public/art/images.json'), 'dist/index.html': '<p>' });
    const before = snapshot(rig.folder);
    const { warnings } = await rig.json(['check', '--site', 'dist']);
    expect(warnings.map(({ target }: { target: string }) => target)).toEqual(['fox/running', 'owl']);
    expect(snapshot(rig.folder)).toEqual(before);
  });

  it('still says what check says: a stale lock comes first', async () => {
    const rig = await built({ 'dist/index.html': '<img src="/art/gone.png" alt="">' });
    rig.write({ 'imagebuild.yaml': MANIFEST.replace('an owl', 'a snowy owl') });
    const { exitCode, errors } = await rig.json(['check', '--site', 'dist']);
    expect(exitCode).toBe(8);
    expect(errors.map(({ code }: { code: string }) => code)).toEqual(['lock-stale', 'undeclared-image']);
  });

  it('wants a folder', async () => {
    const rig = await built();
    expect(await rig.json(['check', '--site', 'nowhere'])).toMatchObject({ exitCode: 3 });
  });
});

/** Copies the pictures to where the pages look for them, as a site generator does. */
function copyPictures({ folder }: Rig): void {
  cpSync(join(folder, 'public/art'), join(folder, 'dist/art'), { recursive: true });
}
