import { beforeAll, describe, expect, test } from 'vitest';
import { selectTargets, type TargetGraph, withDependencies } from '../../src/targets/index.ts';
import { brief, demand, expandMemory } from '../support/memory-project.ts';

let graph: TargetGraph;

beforeAll(async () => {
  graph = demand(
    await expandMemory(`
      version: 1
      assets:
        fox: { seed: 1, prompt: a fox, tags: [mascot], scenes: { run: r, sit: s }, matrix: { theme: [light, dark] } }
        fox-print: { seed: 1, prompt: p, provider: paint, operation: upscale, image: fox/run@light, tags: [print] }
        poster: { seed: 1, prompt: p, provider: paint, operation: upscale, image: fox-print }
        owl: { seed: 1, prompt: an owl, tags: [mascot, night] }
    `),
  );
});

const FOXES = ['fox/run@light', 'fox/run@dark', 'fox/sit@light', 'fox/sit@dark'];

describe('patterns', () => {
  test.each([
    ['an id', ['owl'], ['owl']],
    ['an asset', ['fox'], FOXES],
    ['an asset and scene', ['fox/run'], ['fox/run@light', 'fox/run@dark']],
    ['a star within a part', ['fox/*@dark'], ['fox/run@dark', 'fox/sit@dark']],
    ['a star does not cross parts', ['f*'], ['fox-print']],
    ['two stars do', ['f**'], [...FOXES, 'fox-print']],
    ['a question mark', ['ow?'], ['owl']],
    ['stars for nothing', ['*owl*'], ['owl']],
    ['a tag', ['tag:mascot'], [...FOXES, 'owl']],
    ['a tag with a star', ['tag:ni*'], ['owl']],
    ['several', ['owl', 'tag:print'], ['fox-print', 'owl']],
    ['one within another', ['fox', 'fox/run'], FOXES],
    ['everything', ['**'], [...FOXES, 'fox-print', 'poster', 'owl']],
    ['none at all', [], [...FOXES, 'fox-print', 'poster', 'owl']],
  ])('%s', (_, patterns, expected) => {
    const { selected, problems } = selectTargets(graph, patterns);
    expect([...selected].sort()).toEqual([...expected].sort());
    expect(problems).toEqual([]);
  });

  test.each([
    ['nonsense', 'nowhere no-match: no target matches "fxo" (did you mean "fox"?)', 'fxo'],
    [
      'an unknown tag',
      'nowhere no-match: no target matches "tag:mascto" (did you mean "tag:mascot"?)',
      'tag:mascto',
    ],
    [
      'characters that regular expressions know',
      'nowhere no-match: no target matches "ow." (did you mean "owl"?)',
      'ow.',
    ],
    ['an upper-case name', 'nowhere no-match: no target matches "OWL" (did you mean "owl"?)', 'OWL'],
  ])('%s selects nothing and says so', (_, says, pattern) => {
    const { selected, problems } = selectTargets(graph, ['poster', pattern]);
    expect([...selected]).toEqual(['poster']);
    expect(problems.map(brief)).toEqual([says]);
  });

  test('what changed may be nothing', () => {
    const { selected, problems } = selectTargets(
      graph,
      ['changed:main'],
      new Map([['changed:main', new Set()]]),
    );
    expect([selected.size, problems]).toEqual([0, []]);
    const some = selectTargets(graph, ['changed:main'], new Map([['changed:main', new Set(['owl'])]]));
    expect([...some.selected]).toEqual(['owl']);
  });

  test('many stars do not take for ever', () => {
    const { problems } = selectTargets(graph, [`${'*a'.repeat(2000)}b`]);
    expect(problems.length).toBe(1);
  });
});

test('a selection needs all that it is made from', () => {
  expect([...withDependencies(graph, new Set(['poster']))].sort()).toEqual([
    'fox-print',
    'fox/run@light',
    'poster',
  ]);
  expect([...withDependencies(graph, new Set(['owl']))]).toEqual(['owl']);
});
