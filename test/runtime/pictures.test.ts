import { gzipSync } from 'node:zlib';
import { fc, test } from '@fast-check/vitest';
import { build } from 'esbuild';
import { describe, expect, it } from 'vitest';
import { type PictureOptions, picture, pictures, elements as pieces } from '../../src/runtime/index.ts';
import { elements, faults } from '../support/html.ts';
import { images } from './fox.ts';

const show = pictures({ images });

function img(html: string): { [name: string]: string } {
  return elements(html).find(({ name }) => name === 'img')?.attributes ?? {};
}

describe('the HTML of a picture', () => {
  it('is one picture element, with the better formats first and sizes beside every width', () => {
    expect(show('fox')).toBe(
      '<picture>' +
        '<source type="image/avif" srcset="/art/fox-320.avif 320w, /art/fox-640.avif 640w" sizes="auto, 100vw" width="640" height="360">' +
        '<img src="/art/fox-640.jpg" srcset="/art/fox-320.jpg 320w, /art/fox-640.jpg 640w" sizes="auto, 100vw" width="640" height="360"' +
        ' alt="A fox in a red jacket" loading="lazy" decoding="async"' +
        ` style="background:#d86a4e url('data:image/webp;base64,UklGRh4AAABXRUJQ') 50%/cover">` +
        '</picture>',
    );
  });

  it('is a lone img where there is nothing to choose from, without a srcset of one', () => {
    expect(show('fox', { output: 'og', placeholder: false })).toBe(
      '<img src="/art/fox-1200.jpg" width="1200" height="630" alt="A fox in a red jacket" loading="lazy" decoding="async">',
    );
  });

  it('needs no sizes for sources of one file', () => {
    expect(show('fox/running')).toBe(
      '<picture><source type="image/webp" srcset="/art/fox/running-1200.webp" width="1200" height="630">' +
        '<img src="/art/fox/running-1200.png" width="1200" height="630" alt="" loading="lazy" decoding="async"></picture>',
    );
  });

  it('keeps art direction, each source with the size of its own cut', () => {
    const [, source] = elements(show('fox', { output: 'hero' }));
    expect(source?.attributes).toMatchObject({ media: '(max-width: 40rem)', width: '800', height: '1000' });
    expect(source?.attributes.sizes).toBe('(min-width: 60rem) 60rem, 100vw');
  });

  it('has no sizes beside densities, and the size of the layout rather than of the finest file', () => {
    const [, source, fallback] = elements(show('fox', { output: 'avatar' }));
    for (const element of [source, fallback]) {
      expect(element?.attributes).toMatchObject({ width: '96', height: '96' });
      expect(element?.attributes).not.toHaveProperty('sizes');
    }
  });

  it('is asked for at once where it is important, and then knows no automatic sizes', () => {
    const attributes = img(show('fox', { fetchpriority: 'high' }));
    expect(attributes).toMatchObject({ fetchpriority: 'high', loading: 'eager', sizes: '100vw' });
  });

  it('takes what the page says over what the profile says, and that over what everybody says', () => {
    const hero = pictures({ images }, { sizes: '50vw', class: 'art', loading: 'eager' });
    expect(img(hero('fox'))).toMatchObject({ sizes: '50vw', class: 'art', loading: 'eager' });
    expect(img(hero('fox', { sizes: '10vw', class: 'wide' }))).toMatchObject({
      sizes: '10vw',
      class: 'wide',
    });
    expect(img(show('fox', { output: 'hero' })).sizes).toBe('(min-width: 60rem) 60rem, 100vw');
  });

  it('has an alt always: the page’s, else the manifest’s, else an empty one', () => {
    expect(img(show('fox', { alt: 'Our mascot' })).alt).toBe('Our mascot');
    expect(show('fox', { alt: '' })).toContain(' alt=""');
    expect(picture({ outputs: images.fox.outputs }, { output: 'og' })).toContain(' alt=""');
  });

  it('passes other attributes on, and leaves out those that are false or empty', () => {
    const html = show('fox', { id: 'top', 'data-zoom': 2, inert: true, hidden: false, title: undefined });
    expect(img(html)).toMatchObject({ id: 'top', 'data-zoom': '2', inert: '' });
    expect(html).not.toMatch(/hidden|title/);
  });

  it('keeps its shape where the page says one side, and is told otherwise by two', () => {
    expect(img(show('fox', { width: 320 }))).toMatchObject({ width: '320', height: '180' });
    expect(img(show('fox', { height: '180' }))).toMatchObject({ width: '320', height: '180' });
    expect(img(show('fox', { width: 50, height: 50 }))).toMatchObject({ width: '50', height: '50' });
    const nothing = { width: undefined, height: undefined, decoding: undefined };
    expect(show('fox', nothing)).toBe(show('fox'));
  });

  it('puts the page’s style after the placeholder, which can be switched off', () => {
    expect(img(show('fox', { style: 'object-fit:cover' })).style).toMatch(/^background:.*;object-fit:cover$/);
    expect(img(show('fox', { style: 'color:red', placeholder: false })).style).toBe('color:red');
  });

  it('comes from a single image as well', () => {
    expect(picture(images.fox, { output: 'hero' })).toBe(show('fox', { output: 'hero' }));
  });

  const text = fc.oneof(fc.string({ unit: 'binary' }), fc.stringMatching(/^[&<>"'=\s/`;#a-z]*$/));

  test.prop([text, text])('says exactly what it was told, whatever the characters', (alt, title) => {
    // A parser makes one line break of the three, and drops zero characters, wherever they stand.
    const clean = (raw: string) => raw.replace(/\r\n?/g, '\n').replaceAll('\0', '\uFFFD');
    const html = show('fox', { alt, 'data-title': title });
    expect(elements(html).map(({ name }) => name)).toEqual(['picture', 'source', 'img']);
    expect(img(html).alt).toBe(clean(alt));
    expect(img(html)['data-title'] ?? '').toBe(clean(title));
  });

  const OUTPUTS = ['card', 'hero', 'avatar', 'og'] as const;
  const OPTIONS: readonly PictureOptions[] = [
    {},
    { fetchpriority: 'high' },
    { loading: 'eager', decoding: 'sync' },
    { sizes: '(min-width: 40rem) 20rem, calc(100vw - 2rem)' },
    { alt: '"><script>alert(1)</script>&amp;' },
    { alt: 'Füchse & „Hühner“ 🦊 <3' },
    { alt: '', class: 'a b', style: 'border-radius: 1rem' },
    { placeholder: false, id: 'fox', hidden: true },
  ];

  it.each(OUTPUTS)('of output %s passes the HTML validator with all options', async (output) => {
    for (const options of OPTIONS) {
      const html = show('fox', { ...options, output });
      expect(await faults(html), html).toEqual([]);
    }
  });

  it.each([
    '<img src="/a.png" alt="" loading="soon">',
    '<img src="/a.png">',
    '<img src="/a.png" alt="" width="12px">',
    '<img src="/a.png" alt="" srcset="/a.png 1w, /b.png 2x" sizes="100vw">',
    '<img src="/a.png" alt="" srcset="/a.png 100w, /b.png 200w">',
    '<img src="/a.png" alt="" srcset="/a.png 1x, /b.png 2x" sizes="100vw">',
    '<img src="/a.png" alt="" srcset="/a.png 100w" sizes="auto">',
    '<picture><img src="/a.png" alt=""><source srcset="/b.png"></picture>',
  ])('would not pass as %s', async (html) => {
    expect(await faults(html)).not.toEqual([]);
  });
});

describe('the elements of a picture', () => {
  it('are the same as data, for whoever makes no text of it', () => {
    expect(pieces(images.fox, { output: 'og', class: 'wide', style: 'color:red' })).toEqual({
      sources: [],
      img: {
        src: '/art/fox-1200.jpg',
        width: 1200,
        height: 630,
        alt: 'A fox in a red jacket',
        loading: 'lazy',
        decoding: 'async',
        class: 'wide',
      },
      background: "#d86a4e url('data:image/webp;base64,UklGRh4AAABXRUJQ') 50%/cover",
    });
    expect(pieces(images['fox/running']).background).toBe('');
  });
});

describe('what nobody can show', () => {
  it('is an error where an id of JavaScript has led to nothing', () => {
    expect(() => picture(({} as { fox: typeof images.fox }).fox)).toThrow(
      'imagebuild: no image; is its id in the site manifest?',
    );
  });

  it('is an error that names ids which begin alike', () => {
    const loose = pictures<{ images: { [id: string]: (typeof images)['fox'] } }>({
      images: { fox: images.fox },
    });
    expect(() => loose('fxo')).toThrow('imagebuild: no image "fxo"; try fox');
    expect(() => pictures({ images: images as never })('fox/runing' as never)).toThrow(
      'imagebuild: no image "fox/runing"; try fox, fox/running',
    );
  });

  it('is an error also when JavaScript knows the name', () => {
    expect(() => pictures({ images: images as never })('constructor' as never)).toThrow(
      'no image "constructor"',
    );
  });

  it('is an error for an output, which names those there are', () => {
    expect(() => show('fox', { output: 'heroic' as never })).toThrow('no output "heroic"; try hero');
    expect(() => picture({ outputs: {} })).toThrow('no output ""');
  });
});

describe('the types', () => {
  it('know the ids and outputs of the TypeScript file', () => {
    // @ts-expect-error: there is no such id
    expect(() => show('fox/runing')).toThrow();
    // @ts-expect-error: this one has no such output
    expect(() => show('fox/running', { output: 'hero' })).toThrow();
    expect(() => show('fox', { output: 'hero' })).not.toThrow();
  });
});

describe('the size', () => {
  /** What a bundler sends to a browser for some of the names. */
  async function sent(names: string): Promise<string> {
    const { outputFiles } = await build({
      stdin: { contents: `export { ${names} } from './src/runtime/index.ts';`, resolveDir: '.' },
      bundle: true,
      minify: true,
      format: 'esm',
      target: 'es2022',
      write: false,
    });
    const code = outputFiles[0]?.text ?? '';
    expect(code).not.toMatch(/\bimport\b/);
    return code;
  }

  it('is less than 1 kB as a browser gets it, and the code imports nothing', async () => {
    const code = await sent('picture, pictures');
    expect(gzipSync(code, { level: 9 }).length).toBeLessThan(1000);
    expect(code.length).toBeLessThan(1800);
  });

  it('is not much more with the head of a page', async () => {
    expect(gzipSync(await sent('head'), { level: 9 }).length).toBeLessThan(1400);
  });
});
