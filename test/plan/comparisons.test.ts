import { createHash } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import type { Recipe } from '../../src/core/recipe.ts';
import { compareRecipes, lockedOutputKey } from '../../src/plan/index.ts';
import type { RenderKey } from '../../src/targets/index.ts';

const recipe = (params: Recipe['params']): Recipe => ({
  provider: 'paint',
  operation: 'generate',
  model: undefined,
  prompt: 'a fox',
  negative_prompt: undefined,
  seed: 1,
  params,
  inputs: {},
});

describe('parameters with an inner structure', () => {
  test.each([
    ['lists of the same words', { tags: ['a', 'b'] }, { tags: ['a', 'b'] }],
    ['objects that were written in another order', { area: { x: 1, y: 2 } }, { area: { y: 2, x: 1 } }],
  ])('are the same: %s', (_, before, after) => {
    expect(compareRecipes(recipe(before), recipe(after))).toEqual([]);
  });

  test('are told by name, with both values, when they differ', () => {
    const reasons = compareRecipes(recipe({ tags: ['a', 'b'], z: 1 }), recipe({ tags: ['b', 'a'], c: 2 }));
    expect(reasons).toEqual([
      { code: 'recipe-changed', field: 'params.c', from: undefined, to: 2 },
      { code: 'recipe-changed', field: 'params.tags', from: ['a', 'b'], to: ['b', 'a'] },
      { code: 'recipe-changed', field: 'params.z', from: 1, to: undefined },
    ]);
  });
});

test('the hash of an output is one that lockfiles under version control already have', () => {
  const keys = ['sha256:aa', 'sha256:bb'] as RenderKey[];
  const known = createHash('sha256').update('sha256:aa\nsha256:bb').digest('hex');
  expect(lockedOutputKey(keys.map((renderKey) => ({ renderKey })))).toBe(`sha256:${known}`);
});
