import { fc, test } from '@fast-check/vitest';
import { describe, expect, it } from 'vitest';
import { fillPage } from '../../src/pages/index.ts';
import { picture } from '../../src/runtime/index.ts';
import { elements, faults } from '../support/html.ts';
import { manifest } from './site.ts';

const fox = manifest.images['fox/running@dark'];
if (fox === undefined) throw new Error('the manifest lacks its fox');
const FOX = picture(fox);

const fill = async (text: string) => (await fillPage('dist/index.html', text, manifest)).text;

describe('a place for a picture', () => {
  it('becomes the picture, and nothing else changes', async () => {
    const page = (place: string) =>
      `<!doctype html>\r\n<TITLE>a &amp b</title>\n<p class = x>1 < 2 ${place} <br/>\n\n</p></div>`;
    expect(await fill(page('<img data-imagebuild="fox/running@dark">'))).toBe(page(FOX));
  });

  it.each([
    ['with another case and quotes', "<IMG\n  DATA-IMAGEBUILD='fox/running@dark' >"],
    ['without quotes, closed like XML', '<img data-imagebuild=fox/running&#64;dark />'],
    [
      'with a stand-in of its own',
      '<img src="/todo.png" srcset="/a.png 2x" data-imagebuild="fox/running@dark">',
    ],
    [
      'with the name of the first output',
      '<img data-imagebuild="fox/running@dark" data-imagebuild-output=card>',
    ],
  ])('is found %s', async (_, place) => {
    expect(await fill(`<p>${place}</p>`)).toBe(`<p>${FOX}</p>`);
  });

  it.each([
    ['<noscript>', '</noscript>'],
    ['<template><ul><li>', '</ul></template>'],
    ['<table><tr>', '</table>'],
    ['<svg><foreignObject>', '</foreignObject></svg>'],
    ['\uFEFF<!-- 🦊\r\n <img data-imagebuild="nothing"> -->', ''],
    ['<script>"<img data-imagebuild=nothing>"</script>', '<textarea><img data-imagebuild="x"></textarea>'],
  ])('is found where a browser would find it: %j', async (before, after) => {
    expect(await fill(`${before}<img data-imagebuild="fox/running@dark">${after}`)).toBe(
      before + FOX + after,
    );
  });

  it('keeps the attributes of its img, which win over the manifest', async () => {
    const html = await fill(
      '<img class="a b" alt="Füchse &lt;3" data-imagebuild="fox/running@dark" sizes="50vw" loading=eager hidden id=top onclick="a(&quot;b&quot;)" data-imagebuild-output="hero">',
    );
    const img = elements(html).find(({ name }) => name === 'img');
    expect(img?.attributes).toEqual({
      src: '/art/fox-hero-1600.jpg',
      srcset: '/art/fox-hero-320.jpg 320w, /art/fox-hero-1600.jpg 1600w',
      sizes: '50vw',
      width: '1600',
      height: '900',
      alt: 'Füchse <3',
      loading: 'eager',
      decoding: 'async',
      class: 'a b',
      hidden: '',
      id: 'top',
      onclick: 'a("b")',
    });
    expect(elements(html).find(({ name }) => name === 'source')?.attributes.sizes).toBe('50vw');
    expect(await faults(html)).toEqual([]);
  });

  it('keeps the picture’s shape when it says one side', async () => {
    const html = await fill('<img data-imagebuild="fox/running@dark" width="320">');
    expect(elements(html).at(-1)?.attributes).toMatchObject({ width: '320', height: '180' });
  });

  it('keeps an empty alt', async () => {
    expect(await fill('<img alt data-imagebuild="fox/running@dark">')).toContain('alt=""');
  });

  it('in a picture does not become a picture in a picture', async () => {
    const html = await fill('<picture><img data-imagebuild="fox/running@dark"></picture>');
    expect(html).toBe(FOX);
  });

  it('is filled once: the page asks for nothing any more', async () => {
    const once = await fillPage('a.html', '<p><img data-imagebuild="lighthouse"></p>', manifest);
    expect(once.pictures).toBe(1);
    expect(await fillPage('a.html', once.text, manifest)).toEqual({
      text: once.text,
      pictures: 0,
      problems: [],
    });
  });

  const html = fc.array(
    fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.constantFrom(
        '<p>',
        '</p>',
        '<b>',
        '<table>',
        '<td>',
        '<!--',
        '-->',
        '\r\n',
        '<svg>',
        '🦊',
        '<a b="',
        '">',
      ),
    ),
  );

  test.prop([html, html])('never changes the text around it', async (before, after) => {
    const page = `${before.join('')}<img data-imagebuild="lighthouse">${after.join('')}`;
    const filled = await fillPage('a.html', page, manifest);
    if (filled.pictures === 1 && !/<picture>/i.test(page)) {
      expect(filled.text.startsWith(before.join(''))).toBe(true);
      expect(filled.text.endsWith(after.join(''))).toBe(true);
    } else expect(filled.text).toBe(page);
  });
});

describe('a place for a picture that there is not', () => {
  it('is an error with its line and column, and what was meant', async () => {
    const page = '<p>🦊\r\n<b>x</b> <img class=a data-imagebuild="fox/runing@dark">';
    const { problems, text } = await fillPage('dist/a.html', page, manifest);
    expect(problems).toMatchObject([
      {
        code: 'undeclared-image',
        message: 'the site manifest has no image "fox/runing@dark"',
        hint: 'did you mean "fox/running@dark"?',
        location: { file: 'dist/a.html', line: 2, column: 23, length: 33 },
      },
    ]);
    expect(text).toBe(page);
  });

  it('is an error for an output too', async () => {
    const place = '<img data-imagebuild="lighthouse" data-imagebuild-output="hero">';
    const { problems } = await fillPage('a.html', place, manifest);
    expect(problems).toMatchObject([
      { message: 'lighthouse has no output "hero"', hint: 'known: card', location: { line: 1, column: 35 } },
    ]);
  });

  it.each(['constructor', ''])('is an error for %j', async (id) => {
    const { problems } = await fillPage('a.html', `<img data-imagebuild="${id}">`, manifest);
    expect(problems).toHaveLength(1);
  });
});
