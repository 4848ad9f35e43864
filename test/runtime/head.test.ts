import { fc, test } from '@fast-check/vitest';
import { describe, expect, it } from 'vitest';
import { head, headTags } from '../../src/runtime/index.ts';
import { closeBrowserAfterwards, NO_BROWSER, openTab } from '../support/browser.ts';
import { elements, pageFaults } from '../support/html.ts';

const file = (src: string, width: number, height: number, size?: string, type = 'image/png') => ({
  src,
  type,
  width,
  height,
  size,
});

const icons = {
  files: [
    file('/favicon.ico', 48, 48, 'ico', 'image/vnd.microsoft.icon'),
    file('/icon.svg', 512, 512, 'svg', 'image/svg+xml'),
    file('/apple-touch-icon.png', 180, 180, 'apple-touch'),
    file('/icon-192.png', 192, 192, 'icon-192'),
    file('/icon-512.png', 512, 512, 'icon-512'),
    file('/icon-maskable-512.png', 512, 512, 'maskable'),
  ],
};

const social = {
  files: [
    file('/art/fox-og.webp', 1200, 630, 'og', 'image/webp'),
    file('/art/fox-og.jpg', 1200, 630, 'og', 'image/jpeg'),
    file('/art/fox-x.jpg', 1200, 600, 'x', 'image/jpeg'),
  ],
};

const manifest = {
  webmanifest: '/site.webmanifest',
  images: {
    fox: { alt: 'A fox', outputs: { card: { files: [file('/art/fox-640.png', 640, 360)] }, share: social } },
    owl: { alt: '', outputs: { og: { files: [file('/art/owl-og.png', 1200, 630)] } } },
    bare: { alt: 'Nothing to share', outputs: { card: { files: [file('/art/bare.png', 640, 360)] } } },
    logo: { alt: 'Our logo', outputs: { icons } },
  },
} as const;

const site = 'https://foxes.example';

/** A whole page with this head. */
const page = (html: string) =>
  `<!DOCTYPE html>\n<html lang="en"><head><meta charset="utf-8"><title>Foxes</title>\n${html}\n</head><body></body></html>\n`;

/** What is said of a page, by name or property. */
function said(html: string) {
  const found = elements(page(html)).filter(({ name }) => name === 'meta');
  return Object.fromEntries(
    found.flatMap(({ attributes: { property, name, content } }) =>
      property || name ? [[property ?? name, content]] : [],
    ),
  );
}

describe('the head of a page', () => {
  it('names the icons, the vector last, the one of iOS, and the web app manifest', () => {
    expect(head(manifest)).toBe(
      [
        '<link rel="icon" href="/favicon.ico" sizes="48x48" type="image/vnd.microsoft.icon">',
        '<link rel="icon" href="/icon-192.png" sizes="192x192" type="image/png">',
        '<link rel="icon" href="/icon-512.png" sizes="512x512" type="image/png">',
        '<link rel="icon" href="/icon.svg" sizes="any" type="image/svg+xml">',
        '<link rel="apple-touch-icon" href="/apple-touch-icon.png" sizes="180x180" type="image/png">',
        '<link rel="manifest" href="/site.webmanifest">',
      ].join('\n'),
    );
  });

  it('names the card with size, type and alt, and its own file for the one with another shape', () => {
    const html = head(manifest, {
      icon: false,
      webmanifest: false,
      card: 'fox',
      site,
      url: '/docs/',
      title: 'Foxes & friends',
      description: 'All "about" foxes',
      siteName: 'The fox house',
    });
    expect(said(html)).toEqual({
      'og:type': 'website',
      'og:site_name': 'The fox house',
      'og:title': 'Foxes & friends',
      'og:description': 'All "about" foxes',
      'og:url': 'https://foxes.example/docs/',
      'og:image': 'https://foxes.example/art/fox-og.jpg',
      'og:image:type': 'image/jpeg',
      'og:image:width': '1200',
      'og:image:height': '630',
      'og:image:alt': 'A fox',
      'twitter:card': 'summary_large_image',
      'twitter:image': 'https://foxes.example/art/fox-x.jpg',
      'twitter:image:alt': 'A fox',
    });
    expect(html).not.toContain('<link');
  });

  it('takes an output that is called og, and the one that is asked for', () => {
    const own = said(head(manifest, { card: 'owl', site }));
    expect(own).toMatchObject({
      'og:image': `${site}/art/owl-og.png`,
      'twitter:image': `${site}/art/owl-og.png`,
    });
    expect(own).not.toHaveProperty('og:image:alt');
    const asked = said(
      head(manifest, { card: 'bare', output: 'card', site, alt: 'A bare tree', type: 'article' }),
    );
    expect(asked).toMatchObject({
      'og:image:alt': 'A bare tree',
      'og:image:width': '640',
      'og:type': 'article',
    });
  });

  it('says what a page without a picture has to say', () => {
    expect(said(head(manifest, { title: 'Foxes' }))).toEqual({
      'og:type': 'website',
      'og:title': 'Foxes',
      'twitter:card': 'summary',
    });
    expect(said(head(manifest))).toEqual({});
    expect(head({ images: {} })).toBe('');
  });

  it.each([
    [site, '/art/owl-og.png', `${site}/art/owl-og.png`],
    [`${site}/`, '/art/owl-og.png', `${site}/art/owl-og.png`],
    [`${site}/blog`, '/art/owl-og.png', `${site}/blog/art/owl-og.png`],
    [`${site}/blog/`, '/blog/art/owl-og.png', `${site}/blog/art/owl-og.png`],
    [`${site}/blog/`, 'art/owl-og.png', `${site}/blog/art/owl-og.png`],
    [site, '//cdn.example/owl.png', 'https://cdn.example/owl.png'],
    [undefined, 'https://cdn.example/owl.png', 'https://cdn.example/owl.png'],
  ])('has whole addresses: of the site %s and %s', (root, src, expected) => {
    const images = { owl: { outputs: { og: { files: [file(src, 1200, 630)] } } } };
    expect(said(head({ images }, { card: 'owl', site: root }))['og:image']).toBe(expected);
  });

  it('fails where nobody could show what it says', () => {
    expect(() => head(manifest, { card: 'fox' })).toThrow(
      "a card needs whole addresses; say site: 'https://…' for /art/fox-og.jpg",
    );
    expect(() => head(manifest, { card: 'bare', site })).toThrow('bare has no card; give it an output');
    expect(() => head(manifest, { card: 'fox', output: 'hero', site })).toThrow('no output "hero"; try card');
    expect(() => head(manifest, { icon: 'fox' })).toThrow('fox has no icons; give it an output');
    // @ts-expect-error: there is no such image
    expect(() => head(manifest, { card: 'wolf', site })).toThrow('no image "wolf"');
    expect(() => head(manifest, { card: 'constructor' as never, site })).toThrow('no image "constructor"');
  });

  it('is the same as data', () => {
    const options = { card: 'fox', site, title: 'Foxes' } as const;
    const tags = headTags(manifest, options);
    const html = elements(page(head(manifest, options))).slice(2);
    expect(html).toEqual(tags);
  });

  it('passes the HTML validator', async () => {
    const title = '"><script>alert(1)</script>&amp;';
    const html = head(manifest, { card: 'fox', site, title, description: title, siteName: title, url: '/' });
    expect(await pageFaults(page(html))).toEqual([]);
  });

  const text = fc.oneof(
    fc.string({ unit: 'binary', minLength: 1 }),
    fc.stringMatching(/^[&<>"'=\s/`;#a-z]+$/),
  );

  test.prop([text, text])('says exactly what it was told, whatever the characters', (title, alt) => {
    const clean = (raw: string) => raw.replace(/\r\n?/g, '\n').replaceAll('\0', '\uFFFD');
    const found = said(head(manifest, { card: 'fox', site, title, alt }));
    expect(found).toMatchObject({ 'og:title': clean(title), 'twitter:image:alt': clean(alt) });
    expect(Object.keys(found)).toHaveLength(10);
  });
});

describe.skipIf(NO_BROWSER)('a browser', () => {
  closeBrowserAfterwards();

  it('finds every tag in the head', async () => {
    const options = { card: 'fox', site, title: 'Foxes & "friends"', url: '/' } as const;
    const tab = await openTab();
    await tab.setContent(page(head(manifest, options)));
    const found = await tab.evaluate(
      "[...document.head.querySelectorAll('link, meta:not([charset])')].map((element) => ({ name: element.localName, attributes: Object.fromEntries([...element.attributes].map(({ name, value }) => [name, value])) }))",
    );
    expect(found).toEqual(headTags(manifest, options));
    expect(await tab.evaluate("document.querySelector('link[rel=manifest]').href")).toMatch(
      /site\.webmanifest$/,
    );
  });
});
