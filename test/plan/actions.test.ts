import { describe, expect, test } from 'vitest';
import { countActions, needsMaking, replacesMaster } from '../../src/plan/index.ts';
import { masterOf, planAfter, type World } from './situation.ts';

const project = (...assets: string[]) =>
  `version: 1\ndefaults: { provider: paint, seed: 1, outputs: { widths: [100] } }\nassets:\n${assets.map((asset) => `  ${asset}\n`).join('')}`;
const FOX = project('fox: { prompt: a fox }');
const VIXEN = FOX.replace('a fox', 'a vixen');
const missing = { 'public/images/fox-100.webp': 'missing' } as const;

describe('a master is replaced', () => {
  test.each<[boolean, string, string | undefined, string, World]>([
    [true, 'by one that is made for another prompt', FOX, VIXEN, {}],
    [true, 'by one that is made because it is forced', FOX, FOX, { forced: ['fox'] }],
    [true, 'by another one from the store', FOX, VIXEN, { kept: { fox: {} } }],
    [
      false,
      'by the same picture under another key',
      FOX,
      VIXEN,
      { kept: { fox: { master: masterOf('fox') } } },
    ],
    [false, 'where there was none', undefined, FOX, {}],
    [false, 'where nothing changes', FOX, FOX, {}],
    [false, 'by other files', FOX, FOX.replace('[100]', '[200]'), {}],
    [false, 'where it was lost and is made again', FOX, FOX, { lost: ['fox'], files: missing }],
  ])('%s: %s', async (replaced, _, before, now, world) => {
    const { targets } = await planAfter(before, now, world);
    expect(targets.map(replacesMaster)).toEqual([replaced]);
  });
});

describe('a master has to be made', () => {
  test.each<[boolean[], string, string | undefined, string, World]>([
    [[true], 'for a new target', undefined, FOX, {}],
    [
      [true, true],
      'for both of two targets that share one',
      undefined,
      `${FOX}  vixen: { prompt: a fox }\n`,
      {},
    ],
    [[true], 'when it was lost and a file needs it', FOX, FOX, { lost: ['fox'], files: missing }],
    [[false], 'when the store has it', undefined, FOX, { kept: { fox: {} } }],
    [[false], 'when a file is made from the one there is', FOX, FOX, { files: missing }],
    [[false], 'when nothing is to be done', FOX, FOX, {}],
  ])('%j: %s', async (making, _, before, now, world) => {
    const { targets } = await planAfter(before, now, world);
    expect(targets.map(needsMaking)).toEqual(making);
  });
});

test('a plan is counted by what happens to its targets', async () => {
  const asset = (id: string, prompt = `the ${id}`) => `${id}: { prompt: ${prompt} }`;
  const kept = ['elk', 'owl', 'cat', 'dog', 'bee'].map((id) => asset(id));
  const before = project(...kept, asset('ant'), asset('old'), asset('gone'), asset('lost'), asset('late'));
  const now = project(
    ...kept,
    asset('ant', 'another ant'),
    asset('new', 'the old'),
    asset('copy', 'the gone'),
  );
  const files = {
    'public/images/elk-100.webp': 'missing',
    'public/images/owl-100.webp': 'modified',
  } as const;
  const plan = await planAfter(before, now, { files });
  expect(countActions(plan)).toEqual({ generate: 1, restore: 2, render: 2, reuse: 3, remove: 4 });
});
