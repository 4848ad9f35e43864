import sharp from 'sharp';
import { describe, expect, test } from 'vitest';
import { digestOf } from '../../src/core/digest.ts';
import { closeBrowserAfterwards, NO_BROWSER, openTab } from '../support/browser.ts';
import { apart, GREEN, painted, pixel, rendered, specOf, stepFiles } from './pictures.ts';

const COLORS = [
  'oklch(0.7 0.15 140)',
  'oklch(70% 0.1 0.5turn / 50%)',
  'oklab(0.6 0.1 -0.1)',
  'lab(50% 40 20)',
  'lch(60 50 200deg)',
  'color(srgb 0.2 0.4 0.6)',
  'color(display-p3 0.3 0.6 0.4)',
  'color(xyz 0.3 0.4 0.2)',
  'color-mix(in srgb, red, #0000ff 25%)',
  'color-mix(in oklab, oklch(0.7 0.1 30), white)',
  'color-mix(in oklch, gold 30%, teal)',
  'color-mix(in srgb-linear, rgb(255 0 0 / 0.5), lime)',
];

const SQUARE = 10;
const svg = (inside: string, width = SQUARE) =>
  `<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" width="${width}" height="${SQUARE}" viewBox="0 0 ${width} ${SQUARE}">\n<rect width="100%" height="100%" fill="#fff"/>\n${inside}</svg>`;

const squares = (draw: (color: string, at: string, index: number) => string) =>
  svg(COLORS.map((color, at) => draw(color, `x="${at * SQUARE}" width="10" height="10"`, at)).join(''), 120);

async function embedded(format: 'webp' | 'avif' | 'gif' | 'tiff' | 'png'): Promise<string> {
  const bytes = await painted(8, 8, () => GREEN)
    [format]()
    .toBuffer();
  return `data:image/${format};base64,${bytes.toString('base64')}`;
}

/** One value for every square of ten pixels. */
async function middles(picture: Uint8Array): Promise<number[][]> {
  const { width = SQUARE } = await sharp(picture).metadata();
  const count = width / SQUARE;
  return Promise.all(
    Array.from({ length: count }, async (_, at) =>
      (await pixel(picture, (at + 0.5) / count, 0.5)).slice(0, 3),
    ),
  );
}

const DRAWINGS: { readonly [name: string]: () => string | Promise<string> } = {
  'colors in attributes': () => squares((color, at) => `<rect ${at} fill="${color}"/>`),
  'colors in style attributes': () =>
    squares((color, at) => `<rect ${at} style='stroke:none;fill:${color}'/>`),
  'colors in style sheets': () =>
    `${squares((color, at, index) => `<style><![CDATA[.c${index} { fill: ${color}; }]]></style><rect ${at} class="c${index}"/>`)}`,
  'colors of gradients': () =>
    squares(
      (color, at, index) =>
        `<linearGradient id="g${index}"><stop stop-color="${color}"/><stop offset="1" style="stop-color:${color}"/></linearGradient><rect ${at} fill="url(#g${index})"/>`,
    ),
  'embedded pictures': async () =>
    svg(
      `<image x="0" width="10" height="10" href="${await embedded('webp')}"/>
       <image x="10" width="10" height="10" xlink:href='${await embedded('avif')}'/>
       <image x="20" width="10" height="10" href="${await embedded('gif')}"/>
       <image x="30" width="10" height="10" href="${await embedded('png')}"/>`,
      40,
    ),
};

closeBrowserAfterwards();

describe('a drawing shows what browsers show', () => {
  test.skipIf(NO_BROWSER !== undefined)('colors and embedded pictures', { timeout: 60_000 }, async () => {
    const page = await openTab();
    for (const [name, make] of Object.entries(DRAWINGS)) {
      const drawing = await make();
      const width = Number(/width="(\d+)"/.exec(drawing)?.[1]);
      await page.setContent(
        `<body style="margin:0"><img src="data:image/svg+xml;base64,${Buffer.from(drawing).toString('base64')}">`,
      );
      await page.waitForFunction('document.images[0].complete');
      const seen = await middles(await page.screenshot({ clip: { x: 0, y: 0, width, height: SQUARE } }));
      const { bytes, warnings } = await rendered(Buffer.from(drawing), { width, height: SQUARE });
      expect(warnings, name).toEqual([]);
      const drawn = await middles(bytes);
      for (const [at, color] of drawn.entries())
        expect(
          apart(color as never, seen[at] as never),
          `${name} ${COLORS[at]}: ${color} ${seen[at]}`,
        ).toBeLessThan(4);
    }
  });

  test('and an overlay does', async () => {
    stepFiles.set(
      'logo.svg',
      Buffer.from(svg(`<image width="10" height="10" href="${await embedded('webp')}"/>`)),
    );
    const master = await painted(60, 60, () => [255, 255, 255])
      .png()
      .toBuffer();
    const steps = [
      {
        name: 'overlay',
        version: 2,
        value: { image: './logo.svg', width: '100%', margin: 0 },
        file: { path: 'logo.svg', digest: digestOf('logo') },
      },
    ];
    const { bytes } = await rendered(master, { ...specOf({}), steps });
    expect(apart(await pixel(bytes, 0.5, 0.5), GREEN)).toBeLessThan(3);
  });

  test('or in an overlay says where it cannot, and in which file', async () => {
    const drawing = svg(`<rect fill="oklch(from red l c h)"/>`);
    stepFiles.set('art/logo.svg', Buffer.from(drawing));
    const master = await painted(60, 60, () => [255, 255, 255])
      .png()
      .toBuffer();
    const file = { path: 'art/logo.svg', digest: digestOf('logo') };
    const steps = [{ name: 'overlay', version: 2, value: { image: './logo.svg' }, file }];
    const { warnings } = await rendered(master, { ...specOf({}), steps });
    expect(warnings).toEqual([
      {
        code: 'not-drawn',
        text: expect.stringMatching(/^its overlay art\/logo\.svg, line 3, column 13: the color oklch/),
      },
    ]);
  });

  test('or says where it cannot', async () => {
    const drawing = svg(
      `<rect fill="oklch(from red l c h)"/>\n  <image href="data:image/webp;base64,AAAA"/><text>lab(1 2)</text><!-- lab(1 2) -->`,
    );
    const { warnings } = await rendered(Buffer.from(drawing), { width: 10, height: 10 });
    expect(warnings.map(({ code, text }) => `${code} ${text.slice(0, 60)}`)).toEqual([
      'not-drawn its drawing, line 3, column 13: the color oklch(from red l c',
      'not-drawn its drawing, line 4, column 16: the picture (image/webp) emb',
    ]);
  });
});
