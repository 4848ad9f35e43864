import { describe, expect, test } from 'vitest';
import { digestOf } from '../../src/core/digest.ts';
import { canonicalText, generationKey, type Recipe, recipeOfOne } from '../../src/core/recipe.ts';

describe('the recipe of one picture of several', () => {
  const recipe: Recipe = {
    provider: 'stability-v1',
    operation: 'generate',
    model: 'sdxl',
    prompt: 'a fox',
    seed: 'random',
    params: { samples: 4, style_preset: 'ink' },
    inputs: { image: digestOf('sketch') },
  };

  test('asks for the same with its own seed, and no longer for several', () => {
    expect(recipeOfOne(recipe, 'samples', 7)).toEqual({
      ...recipe,
      seed: 7,
      params: { style_preset: 'ink' },
    });
  });

  test('has the key of whoever asks for that picture alone, so that it is not bought again', () => {
    const alone: Recipe = { ...recipe, seed: 7, params: { style_preset: 'ink' } };
    expect(generationKey(recipeOfOne(recipe, 'samples', 7))).toBe(generationKey(alone));
  });

  test('leaves the recipe of all of them as it is', () => {
    recipeOfOne(recipe, 'samples', 7);
    expect([recipe.seed, recipe.params]).toEqual(['random', { samples: 4, style_preset: 'ink' }]);
  });
});

describe('a text that is sent', () => {
  test.each([
    ['no line end at its end', 'a fox\n', 'a fox'],
    ['none where there were many', 'a fox\n\n\n', 'a fox'],
    ['the line ends that are inside', 'a fox\n\nin snow', 'a fox\n\nin snow'],
    ['the line ends at its start', '\na fox', '\na fox'],
    ['the line ends of Unix for those of Windows', 'a fox\r\nin snow\r\n', 'a fox\nin snow'],
    ['the line ends of Unix for those of old machines', 'a fox\rin snow\r', 'a fox\nin snow'],
    ['a letter and its accent as one', 'cafe\u0301', 'caf\u00e9'],
    ['the spaces at its end', 'a fox ', 'a fox '],
  ])('has %s', (_, typed, sent) => {
    expect(canonicalText(typed)).toBe(sent);
  });
});
