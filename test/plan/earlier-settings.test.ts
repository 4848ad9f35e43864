import { describe, expect, test } from 'vitest';
import type { Catalog } from '../../src/core/catalog.ts';
import { type PlannedTarget, type Reason, reasonText } from '../../src/plan/index.ts';
import { smallCatalog } from '../support/small-catalog.ts';
import { planAfter } from './situation.ts';

const project = (output: string, ...prompts: string[]) =>
  `version: 1\ndefaults: { provider: paint, seed: 1, outputs: ${output} }\nassets:\n${prompts.map((prompt, at) => `  a${at}: { prompt: ${prompt} }\n`).join('')}`;
const USUAL = '{ widths: [100, 200], formats: [avif, webp, jpeg] }';
const FOX = project(USUAL, 'a fox');

/** What a program knew whose versions were others; those that are not named are the same. */
function catalogWith(versions: { readonly [name: string]: number }): Catalog {
  const { formats, steps } = smallCatalog;
  return {
    ...smallCatalog,
    formats: new Map(
      [...formats].map(([name, format]) => [
        name,
        { ...format, settingsVersion: versions[name] ?? format.settingsVersion },
      ]),
    ),
    steps: new Map(
      [...steps].map(([name, step]) => [name, { ...step, version: versions[name] ?? step.version }]),
    ),
  };
}

async function upgraded(
  versions: { readonly [name: string]: number },
  before: string,
  now = before,
): Promise<readonly PlannedTarget[]> {
  return (await planAfter(before, now, { catalogBefore: catalogWith(versions) })).targets;
}

const reasonsOf = (targets: readonly PlannedTarget[]): readonly Reason[] =>
  targets.flatMap(({ reasons }) => reasons);
const ownVersion = (format: string) => smallCatalog.formats.get(format)?.settingsVersion ?? 0;

describe('a change of the program is told from a change of the manifest', () => {
  const [avif, webp, jpeg] = ['avif', 'webp', 'jpeg'].map(ownVersion) as [number, number, number];

  test.each([
    ['one format', { webp: webp - 1 }, { webp: webp - 1 }, { webp }],
    ['several', { avif: 1, jpeg: 1 }, { avif: 1, jpeg: 1 }, { avif, jpeg }],
    ['a later one', { avif: avif + 1 }, { avif: avif + 1 }, { avif }],
    [
      'two later ones',
      { avif: avif + 2, webp: webp + 1 },
      { avif: avif + 2, webp: webp + 1 },
      { avif, webp },
    ],
  ])('%s', async (_, versions, from, to) => {
    expect(reasonsOf(await upgraded(versions, FOX))).toEqual([
      { code: 'rendition-changed', field: 'inline-1', cause: 'encoder-settings', from, to, tool: '1.2.3' },
    ]);
  });

  test('a step', async () => {
    const blurred = project('{ widths: [100], blur: 2 }', 'a fox');
    const { version = 0 } = smallCatalog.steps.get('blur') ?? {};
    expect(reasonsOf(await upgraded({ blur: version + 1 }, blurred))).toMatchObject([
      { cause: 'encoder-settings', from: { 'step blur': version + 1 }, to: { 'step blur': version } },
    ]);
  });

  test.each([
    ['quality', USUAL.replace('{ ', '{ quality: 50, ')],
    ['position', USUAL.replace('{ ', '{ position: top, ')],
    ['widths', USUAL.replace('200', '201')],
    ['fewer files', USUAL.replace(', 200', '')],
    ['another format', USUAL.replace('jpeg', 'png')],
    ['a file name', USUAL.replace('{ ', '{ file_name: "[id]-[width]-b.[ext]", ')],
  ])('an edit of %s stays one, also together with other settings', async (_, output) => {
    for (const versions of [{}, { webp: 1 }] as { [name: string]: number }[]) {
      const reasons = reasonsOf(await upgraded(versions, FOX, project(output, 'a fox')));
      expect(reasons.filter(({ cause }) => cause !== undefined)).toEqual([]);
      expect(reasons[0]).toMatchObject({ code: 'rendition-changed' });
    }
  });

  test('names of files that hold a part of the key are no edit', async () => {
    const hashed = project('{ widths: [100], file_name: "[id]-[hash].[ext]" }', 'a fox');
    const [target] = await upgraded({ webp: 1 }, hashed);
    expect(target?.reasons).toMatchObject([{ cause: 'encoder-settings' }]);
    const [output] = target?.outputs ?? [];
    expect(output?.earlier?.[0]?.path).toMatch(/a0-[0-9a-f]{10}\.webp$/);
    expect(output?.earlier?.[0]?.path).not.toBe(output?.files[0]?.path);
  });

  test('each of many targets is told, however many edits came before', async () => {
    const many = Array.from({ length: 120 }, (_, at) => `picture ${at}`);
    const targets = await upgraded({ webp: 1, avif: 1 }, project(USUAL, ...many));
    expect(targets.filter(({ reasons }) => reasons[0]?.cause === 'encoder-settings')).toHaveLength(120);
  });
});

test('a lock that several versions have written is told in both directions', async () => {
  const reasons = [
    ...reasonsOf(await upgraded({ webp: 1 }, FOX)),
    ...reasonsOf(await upgraded({ avif: ownVersion('avif') + 1 }, FOX)),
  ];
  const text = reasonText([{ code: 'output-missing', field: 'a.webp' }, ...reasons]);
  expect(text).toMatch(
    /^a\.webp is missing; output inline-1: other .* than in an earlier version.*; output inline-1: other .* than in a later version/,
  );
  expect(text).toContain(`webp settings 1 → ${ownVersion('webp')}`);
});
