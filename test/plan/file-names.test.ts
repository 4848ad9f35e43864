import { describe, expect, test } from 'vitest';
import { hexOf } from '../../src/core/digest.ts';
import { type PlannedFile, spriteSheets, unknownWords } from '../../src/plan/index.ts';
import { demand, expandMemory, manifestOf } from '../support/memory-project.ts';
import { planAfter } from './situation.ts';

const project = (output: string, asset = '', site = '') =>
  `version: 1\n${site}\nassets: { fox: { seed: 1, prompt: x, ${asset} outputs: ${output} } }\n`;
const hashed = (quality: number) => project(`{ width: 9, quality: ${quality}, file_name: "[hash].[ext]" }`);

/** The files of a project that was built, without the folder that is the default. */
const filesOf = async (text: string): Promise<PlannedFile[]> =>
  (await planAfter(text, text)).targets.flatMap(({ outputs }) => outputs.flatMap(({ files }) => [...files]));
const namesOf = async (text: string) =>
  (await filesOf(text)).map(({ path }) => path.replace('public/images/', ''));

describe('a file whose name nobody chose', () => {
  test.each([
    ['one width', '{ width: 9 }', ['fox-9.webp']],
    ['several widths', '{ widths: [8, 9] }', ['fox-8.webp', 'fox-9.webp']],
    ['a named size', '{ sizes: { card: { width: 8 } } }', ['fox-card.webp']],
    [
      'a named size of several widths',
      '{ sizes: { card: { widths: [8] }, hero: { widths: [8, 9] } } }',
      ['fox-card.webp', 'fox-hero-8.webp', 'fox-hero-9.webp'],
    ],
    [
      'art direction',
      '{ width: 9, media: { print: { width: 8 }, screen: { width: 7 } } }',
      ['fox-m1-8.webp', 'fox-m2-7.webp', 'fox-9.webp'],
    ],
  ])('is called after %s', async (_, output, names) => {
    expect(await namesOf(project(output))).toEqual(names);
  });

  test('follows the pattern of the site', async () => {
    const site = 'site: { out_dir: img, file_name: "[width]/[id].[ext]" }';
    expect(await namesOf(project('{ width: 9 }', '', site))).toEqual(['img/9/fox.webp']);
  });

  test('of an output with its own pattern ignores that of the site', async () => {
    const site = 'site: { file_name: "[width]/[id].[ext]" }';
    expect(await namesOf(project('{ width: 9, file_name: "own.[ext]" }', '', site))).toEqual(['own.webp']);
  });
});

describe('a pattern', () => {
  const named = (pattern: string, asset = '', more = '') =>
    namesOf(project(`{ width: 9, aspect: "9:5", ${more} file_name: "${pattern}" }`, asset));

  test.each([
    ['[asset]-[scene]-[variant].[ext]', 'scenes: { runs: r }, matrix: { t: [dark] },', 'fox-runs-dark.webp'],
    ['[asset]/[scene]/[variant]/a.[ext]', '', 'fox/a.webp'],
    ['a[scene]b[variant]c[size]d[media]e.[ext]', '', 'abcde.webp'],
    ['[output]-[width]x[height].[format]', '', 'inline-1-9x5.webp'],
  ])('%s of a target with "%s" gives %s', async (pattern, asset, name) => {
    expect(await named(pattern, asset)).toEqual([name]);
  });

  test('tells a format from the end of its files', async () => {
    expect(await named('[format].[ext]', '', 'formats: [jpeg, avif],')).toEqual(['jpeg.jpg', 'avif.avif']);
  });

  test('keeps in brackets what it does not know', async () => {
    expect(await named('[nobody].[ext]')).toEqual(['[nobody].webp']);
  });
});

describe('the hash in a name', () => {
  test('is ten digits of what decides the file', async () => {
    const [file] = await filesOf(hashed(50));
    const key = file?.renderKey;
    expect(file?.path).toBe(`public/images/${key && hexOf(key).slice(0, 10)}.webp`);
    expect(file?.path).toMatch(/\/[0-9a-f]{10}\.webp$/);
  });

  test('is another when the file is another, so that no browser shows the old one', async () => {
    expect(await namesOf(hashed(50))).not.toEqual(await namesOf(hashed(51)));
  });

  test('stays open until the master is there', async () => {
    const { targets } = await planAfter(undefined, hashed(50));
    expect(targets[0]?.outputs[0]?.files.map(({ path }) => path)).toEqual(['public/images/[hash].webp']);
  });
});

describe('words of a pattern that mean nothing', () => {
  test.each([
    ['[id]-[width]-[hash].[ext]', []],
    ['plain.webp', []],
    ['[name]-[id].[extension]', ['name', 'extension']],
    ['[w]/[ID].[ext]', ['w', 'ID']],
    ['[not a word].[ext]', []],
  ])('%s', (pattern, unknown) => {
    expect(unknownWords(pattern)).toEqual(unknown);
  });
});

test('only outputs that ask for it have a sheet, one for all their targets, in the order of their names', async () => {
  const text = `
    version: 1
    site: { out_dir: img }
    outputs: { small: { sprite: true, width: 8 }, icons: { sprite: true, width: 8 }, hero: { width: 9 } }
    assets:
      fox: { seed: 1, prompt: x, outputs: [small, hero] }
      owl: { seed: 1, prompt: x, outputs: [small, icons] }
  `;
  const sheets = spriteSheets(demand(await expandMemory(text)), (await manifestOf(text)).site);
  expect([...sheets]).toEqual([
    ['icons', 'img/icons.png'],
    ['small', 'img/small.png'],
  ]);
});
