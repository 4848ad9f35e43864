import { describe, expect, it } from 'vitest';
import { checkPages, type LookAtPicture } from '../../src/pages/index.ts';
import { picture } from '../../src/runtime/index.ts';
import { manifest } from './site.ts';

const lighthouse = manifest.images.lighthouse;
if (lighthouse === undefined) throw new Error('the manifest lacks its lighthouse');
const HTML = picture(lighthouse);

/** What is wrong with a site of these files, as `code line:column message`. */
async function check(files: { readonly [path: string]: string }, basePath = '/art/') {
  const texts = Object.entries(files).map(([path, text]) => ({ path, text, file: `dist/${path}` }));
  const { errors, warnings } = await checkPages(texts, manifest, basePath);
  return {
    errors: errors.map(
      ({ code, location, message }) => `${code} ${location?.line}:${location?.column} ${message}`,
    ),
    hints: errors.map(({ hint }) => hint),
    unused: warnings.filter(({ code }) => code === 'unused-image').map(({ target }) => target),
    unfilled: warnings.filter(({ code }) => code === 'unfilled-image').map(({ message }) => message),
  };
}

/** A page that shows everything, and a piece of its body. */
const page = (body = '') => `<!doctype html>\n${HTML}<img alt="" src="/art/fox-hero-1600.jpg">\n${body}`;

describe('a site', () => {
  it('is in order when it shows what the manifest has', async () => {
    expect(await check({ 'index.html': page() })).toEqual({
      errors: [],
      hints: [],
      unused: [],
      unfilled: [],
    });
  });

  it.each([
    ['<img alt="" src="/art/fox-hero-160.jpg">', '3:13'],
    ['<img alt="" src="/art/../art/./fox-hero-160.jpg?v=1#top">', '3:13'],
    [
      '<img alt="" src=/art/fox-hero-160.jpg srcset="/art/fox-hero-1600.jpg 1x, /art/fox-hero-160.jpg 2x">',
      '3:13',
    ],
    ['<picture><source srcset="/art/fox-hero-160.jpg 2x"></picture>', '3:18'],
    ['<link rel="icon" href="/art/fox-hero-160.jpg">', '3:18'],
    ['<link rel="preload" as="image" imagesrcset="/art/fox-hero-160.jpg 2x">', '3:32'],
    ['<p style="background: url(/art/fox-hero-160.jpg)">', '3:4'],
    ['<style>\n a { background: url("/art/fox-hero-160.jpg") }</style>', '4:18'],
  ])('may not ask for a file that the manifest lacks: %s', async (body, place) => {
    const { errors, hints } = await check({ 'index.html': page(body) });
    expect(errors).toHaveLength(1);
    expect(errors[0]).toMatch(new RegExp(`^undeclared-image ${place} the site manifest has no file /art/`));
    expect(hints[0]).toMatch(/^did you mean \/art\/fox-hero-160\d?/);
  });

  it('may not ask for it in a style sheet either, wherever that lies', async () => {
    const css = 'a {}\nb { background: url(../art/gone.png) }';
    const { errors } = await check({ 'index.html': page(), 'css/site.css': css });
    expect(errors).toEqual(['undeclared-image 2:17 the site manifest has no file ../art/gone.png']);
  });

  it.each(['elsewhere/index.html', 'index.html'])(
    'means relative addresses from the page, and from its base: %s',
    async (path) => {
      const up = path.includes('/') ? '../' : './';
      const good = `${page()}<img alt="" src="${up}art/lighthouse-640.jpg">`;
      expect((await check({ [path]: good })).errors).toEqual([]);
      const based = `<base href="/art/">${page()}<img alt="" src="lighthouse-640.jpg"><img alt="" src="gone.jpg">`;
      expect((await check({ [path]: based })).errors).toHaveLength(1);
    },
  );

  it('overlooks a base that is no address, as browsers do', async () => {
    const page = '<base href="http://[e"><img alt="" src="/art/lighthouse-640.jpg">';
    expect((await check({ 'index.html': page })).errors).toEqual([]);
  });

  it('may show other pictures elsewhere, and files of ours that are no pictures', async () => {
    const body =
      '<img alt="" src="/logo.png"><img src="data:image/png;base64,AAAA"><a href="/art/">all</a><a href="/art/about.html">a</a><img src="https://other.example/art/x.png">';
    expect((await check({ 'index.html': page(body) })).errors).toEqual([]);
  });

  it('may show other pictures where the whole root is ours', async () => {
    expect((await check({ 'index.html': page('<img alt="" src="/logo.png">') }, '/')).errors).toEqual([]);
  });

  it('knows a file however its address is encoded, by the site’s own host, and below a path', async () => {
    for (const address of [
      '/art/fox/running@dark-640.jpg',
      '/art/fox/running%40dark-640.jpg',
      'https://foxes.example/art/fox/running@dark-640.jpg',
      '/blog/art/fox/running@dark-640.jpg?v=3',
    ]) {
      const { errors, unused } = await check({ 'index.html': `<img alt="" src="${address}">` });
      expect({ errors, unused }, address).toEqual({ errors: [], unused: ['lighthouse'] });
    }
  });
});

describe('a relative address', () => {
  const IMG = '<img alt="" src="ADDRESS">';
  const CARD = 'art/lighthouse-640.jpg';

  /** What is missing of a site of one text whose folder holds one picture, with the hint. */
  async function missing(path: string, text: string, basePath = '/art/'): Promise<string[]> {
    const look = async (places: readonly string[]) => (places.includes(CARD) ? 'sound' : 'missing');
    const texts = [{ path, text, file: path }];
    const { errors } = await checkPages(texts, manifest, basePath, look as LookAtPicture);
    return errors.map(({ code, message, hint }) => `${code}: ${message}; ${hint}`);
  }

  it.each([
    ['index.html', IMG, CARD],
    ['index.html', IMG, `./${CARD}`],
    ['docs/guide/index.html', IMG, `../../${CARD}`],
    ['docs/guide.html', IMG, `../${CARD}?v=1#top`],
    // Browsers do not climb higher than the root.
    ['docs/guide/index.html', IMG, `../../../${CARD}`],
    ['docs/100%/a b/index.html', IMG, `../../../${CARD}`],
    ['docs/guide/index.html', '<img alt="" srcset="ADDRESS 1x, ADDRESS 2x">', `../../${CARD}`],
    ['docs/guide/index.html', '<p style="background: url(ADDRESS)">', `../../${CARD}`],
    ['docs/guide/index.html', `<base href="../../">${IMG}`, CARD],
    ['docs/guide/index.html', `<base href="/">${IMG}`, CARD],
    // A path of the host, below which the folder is served.
    ['docs/guide/index.html', `<base href="/blog/">${IMG}`, CARD],
    ['docs/guide/index.html', `<base href="https://foxes.example/blog/">${IMG}`, CARD],
    ['docs/guide/index.html', IMG, `/blog/${CARD}`],
    ['css/site.css', 'a { background: url(ADDRESS) }', `../${CARD}`],
  ])('may stand in %s: %s with %s', async (path, text, address) => {
    expect(await missing(path, text.replaceAll('ADDRESS', address))).toEqual([]);
  });

  const LEADS = 'from here, where no picture is; a relative address begins at its page: ';

  it.each([
    ['docs/guide/index.html', IMG, CARD, 'docs/guide/', '../../'],
    ['docs/guide/index.html', IMG, `./${CARD}`, 'docs/guide/', '../../'],
    ['docs/guide/index.html', IMG, `../${CARD}`, 'docs/', '../../'],
    ['docs/guide.html', IMG, CARD, 'docs/', '../'],
    ['docs/guide/index.html', '<img alt="" srcset="ADDRESS 2x">', CARD, 'docs/guide/', '../../'],
    ['docs/guide/index.html', '<style>p { background: url(ADDRESS) }</style>', CARD, 'docs/guide/', '../../'],
    ['index.html', `<base href="docs/">${IMG}`, CARD, 'docs/', '../'],
    ['css/site.css', 'a { background: url(ADDRESS) }', CARD, 'css/', '../'],
  ])('is an error where it misses: in %s %s with %s', async (path, text, address, folder, up) => {
    expect(await missing(path, text.replace('ADDRESS', address))).toEqual([
      `picture-missing: ${address} leads to ${folder}${CARD} ${LEADS}${up}${CARD} leads to the picture`,
    ]);
  });

  it('is no different from others where the picture is nowhere', async () => {
    expect(await missing('docs/index.html', '<img alt="" src="../art/fox-hero-320.jpg">')).toEqual([
      'picture-missing: ../art/fox-hero-320.jpg is not in the folder of the site; build the pictures, then copy them into the folder with the pages',
    ]);
  });
});

describe('an image', () => {
  it('that no page uses is named', async () => {
    expect((await check({ 'index.html': HTML })).unused).toEqual(['fox/running@dark']);
  });

  it.each([
    ['a.js', 'const a="\\/art\\/fox-hero-1600.jpg"'],
    ['a.js', "a='/blog/art/fox-hero-320.avif?v=1'"],
    ['feed.xml', '<enclosure url="https://foxes.example/art/fox-hero-1600.jpg" />'],
    ['site.webmanifest', '{"icons":[{"src":"/art/fox-hero-320.jpg"}]}'],
    ['b.html', '<meta property="og:image" content="https://foxes.example/art/fox-hero-1600.jpg">'],
    ['b.html', '<script type="application/ld+json">{"image":"/art/fox-hero-1600.jpg"}</script>'],
    ['b.html', '<a href="/art/fox-hero-1600.jpg">large</a>'],
    ['b.html', '<img data-imagebuild="fox/running@dark">'],
  ])('is in use when %s says %s', async (path, text) => {
    expect((await check({ 'index.html': HTML, [path]: text })).unused).toEqual([]);
  });

  it('that was not put into its place is a warning, and one that there is not an error', async () => {
    const places = '<img data-imagebuild="lighthouse"><img data-imagebuild="lighthous">';
    const { errors, hints, unfilled } = await check({ 'index.html': page(places) });
    expect(unfilled).toEqual(['lighthouse was not put into the page']);
    expect(errors).toEqual(['undeclared-image 3:40 the site manifest has no image "lighthous"']);
    expect(hints).toEqual(['did you mean "lighthouse"?']);
  });
});

describe('an img of ours', () => {
  it.each(['<img src="/art/lighthouse-640.jpg">', '<img src=/x.png srcset="/art/lighthouse-640.jpg 2x">'])(
    'without an alt is an error: %s',
    async (img) => {
      const { errors } = await check({ 'index.html': page(img) });
      expect(errors).toEqual(['missing-alt 3:1 the picture of lighthouse has no alt']);
    },
  );

  it('with an empty alt says that it is decoration', async () => {
    expect((await check({ 'index.html': page('<img alt src="/art/lighthouse-640.jpg">') })).errors).toEqual(
      [],
    );
  });

  it.each([
    [640, 480],
    [320, 182],
    [1600, 920],
  ])('with another shape than its file is an error: %i × %i', async (width, height) => {
    const img = `<img alt="" src="/art/fox-hero-1600.jpg" width=${width} height=${height}>`;
    expect((await check({ 'index.html': page(img) })).errors).toEqual([
      `wrong-size 3:1 fox/running@dark is 1600 × 900, and the page says ${width} × ${height}`,
    ]);
  });

  it.each([
    'width=1600 height=900',
    'width=333 height=187',
    'width=320 height=181',
    'width=100% height=20',
    'width=320',
    '',
  ])('may be shown in any size of its shape: %s', async (size) => {
    const img = `<img alt="" src="/art/fox-hero-1600.jpg" ${size}>`;
    expect((await check({ 'index.html': page(img) })).errors).toEqual([]);
  });

  it('is measured by each source as well', async () => {
    const html =
      '<picture><source srcset="/art/lighthouse-640.avif" width="4" height="30"><img alt=""></picture>';
    expect((await check({ 'index.html': page(html) })).errors).toHaveLength(1);
  });
});

describe('a long line', () => {
  it('takes no time to speak of, and is not shown', async () => {
    const began = performance.now();
    const line = `${'a'.repeat(3_000_000)}<img src="/art/lighthouse-640.jpg">`;
    const texts = [{ path: 'a.html', file: 'a.html', text: page(line) }];
    const { errors } = await checkPages(texts, manifest, '/art/');
    expect(errors[0]?.location).toMatchObject({ line: 3, column: 3_000_001 });
    expect(errors[0]?.location?.excerpt).toBeUndefined();
    expect(performance.now() - began).toBeLessThan(20_000);
  });
});
