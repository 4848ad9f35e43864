import { describe, expect, test } from 'vitest';
import type { Catalog } from '../../src/core/catalog.ts';
import type { InputRules } from '../../src/core/input-rule.ts';
import { brief } from '../support/memory-project.ts';
import { smallCatalog } from '../support/small-catalog.ts';
import { line, planAfter, type World } from './situation.ts';

const RULES: { readonly [operation: string]: InputRules } = {
  upscale: { image: { maxSide: 1000 } },
  'remove-background': { image: { minSide: 64, formats: ['png'] } },
  inpaint: { mask: { minSide: 64, formats: ['png'], sameSizeAs: 'image' } },
};

/** The small catalog with a paid provider that does not take every picture. */
const catalog: Catalog = {
  ...smallCatalog,
  providers: new Map(
    [...smallCatalog.providers].map(([type, entry]) => [
      type,
      {
        ...entry,
        capabilities: entry.capabilities.map((capability) => ({
          ...capability,
          inputRules: RULES[capability.operation],
        })),
      },
    ]),
  ),
};

const project = (...assets: string[]) =>
  `version: 1\ndefaults: { provider: paint, seed: 1 }\nassets:\n${assets.map((asset) => `  ${asset}\n`).join('')}`;
const FOX = 'fox: { prompt: a fox }';
const SCAN = project('scan: { prompt: large, operation: upscale, image: ./a.png }');
const png = (width: number, height: number, format = 'png') => ({ width, height, format }) as never;
const HINT = '(the input is made first, so its size is only expected; choose another model or input size)';

const found = async (before: string | undefined, now: string, world: World) => {
  const { problems, warnings } = await planAfter(before, now, { catalog, ...world });
  return { problems: problems.map(brief), warnings: warnings.map(brief) };
};

describe('a file that the provider would refuse', () => {
  test('is found before anything is bought, and shown where the manifest names it', async () => {
    expect(await found(undefined, SCAN, { facts: { 'a.png': png(1001, 10) } })).toEqual({
      problems: [
        '4:53 unsuitable-input: scan: conservative does not take this picture: "image" has 1001 × 10 pixels; each side may have at most 1000',
      ],
      warnings: [],
    });
  });

  test('stops the build of the target that wants it', async () => {
    const { problems } = await planAfter(undefined, SCAN, { catalog, facts: { 'a.png': png(1001, 10) } });
    expect(problems).toMatchObject([{ severity: 'error', target: 'scan' }]);
  });

  test('is held against the operation where the provider has no models', async () => {
    const cut = project('cut: { operation: remove-background, image: ./a.png }');
    expect((await found(undefined, cut, { facts: { 'a.png': png(90, 90, 'jpeg') } })).problems).toEqual([
      expect.stringContaining(
        'cut: remove-background does not take this picture: "image" has 90 × 90 pixels; it is jpeg',
      ),
    ]);
  });

  test('does no harm to a picture that is there already', async () => {
    const facts = { 'a.png': png(1001, 10) };
    expect(await found(SCAN, SCAN, { facts })).toEqual({ problems: [], warnings: [] });
    expect(await found(SCAN, SCAN.replace('scan:', 'print:'), { facts })).toEqual({
      problems: [],
      warnings: [],
    });
  });
});

test.each([
  ['just small enough', { 'a.png': png(1000, 1000) }],
  ['not known', {}],
])('a file whose size is %s is no problem', async (_, facts) => {
  expect(await found(undefined, SCAN, { facts })).toEqual({ problems: [], warnings: [] });
});

describe('a picture that is made first and then handed on', () => {
  const large = (name: string) => `${name}: { prompt: large, operation: upscale, image: fox }`;
  const chain = project(FOX, large('big'));

  test('is warned about when the next provider will hardly take it', async () => {
    const told = (id: string) =>
      `nowhere unsuitable-input: ${id}: conservative will hardly take its input: "image" has 1024 × 1024 pixels; each side may have at most 1000 ${HINT}`;
    expect(await found(undefined, project(FOX, large('big'), large('huge')), {})).toEqual({
      problems: [],
      warnings: [told('big'), told('huge')],
    });
  });

  test('is no warning but a problem once it is there', async () => {
    expect(await found(project(FOX), chain, {})).toEqual({
      problems: [
        expect.stringContaining('5:52 unsuitable-input: big: conservative does not take this picture'),
      ],
      warnings: [],
    });
  });

  test('is still judged by what it is to become where it is changed', async () => {
    const wide = chain.replace('a fox', 'a fox, params: { aspect_ratio: "16:9" }');
    expect((await found(chain, wide, {})).warnings).toEqual([expect.stringContaining('1344 × 768')]);
  });

  test('has the size of its own input where the operation keeps that', async () => {
    const cut = 'cut: { operation: remove-background, image: fox }';
    const last = 'big: { prompt: large, operation: upscale, image: cut }';
    expect((await found(undefined, project(FOX, cut, last), {})).warnings).toEqual([
      expect.stringContaining('big: conservative will hardly take its input: "image" has 1024 × 1024'),
    ]);
    const fromFile = cut.replace('fox', './a.png');
    const facts = { 'a.png': png(1200, 800) };
    expect((await found(undefined, project(fromFile, last), { facts })).warnings).toEqual([
      expect.stringContaining('big: conservative will hardly take its input: "image" has 1200 × 800'),
    ]);
  });

  test('is judged in the same way when it is bought under another name', async () => {
    const twins = project(
      FOX,
      'vixen: { prompt: a fox }',
      large('big').replace('image: fox', 'image: vixen'),
    );
    expect((await found(undefined, twins, {})).warnings).toEqual([
      expect.stringContaining('big: conservative will hardly take its input: "image" has 1024 × 1024'),
    ]);
  });
});

describe('a mask for a picture that is made first', () => {
  const masked = project(FOX, 'den: { prompt: a den, operation: inpaint, image: fox, mask: ./mask.png }');
  const operation = (facts: World['facts']) => found(undefined, masked, { facts });

  test('is measured against the size that picture will have', async () => {
    expect(await operation({ 'mask.png': png(100, 100) })).toEqual({
      problems: [],
      warnings: [
        `nowhere unsuitable-input: den: inpaint will hardly take its input: "mask" has 100 × 100 pixels; it must be as large as "image", 1024 × 1024 ${HINT}`,
      ],
    });
    expect(await operation({ 'mask.png': png(1024, 1024) })).toEqual({ problems: [], warnings: [] });
  });

  test('is told once of what is certain, and apart from that of what is expected', async () => {
    const { problems, warnings } = await operation({ 'mask.png': png(10, 10, 'jpeg') });
    expect(problems).toEqual([
      expect.stringContaining('it is jpeg, and only png are taken'),
      expect.stringContaining('each side must have at least 64'),
    ]);
    expect(warnings).toEqual([expect.stringContaining('it must be as large as "image", 1024 × 1024')]);
  });
});

test('a doubt about an input does not stop the plan: both pictures stay in it with their prices', async () => {
  const { targets } = await planAfter(
    undefined,
    project(FOX, 'big: { prompt: large, operation: upscale, image: fox }'),
    { catalog },
  );
  expect(targets.map(line)).toEqual(['generate fox: new [3]', 'generate big: new [40]']);
});
