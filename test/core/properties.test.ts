import { fc, test } from '@fast-check/vitest';
import canonicalize from 'canonicalize';
import { describe, expect } from 'vitest';
import { canonicalJson, reviewableJson } from '../../src/core/json.ts';
import { canonicalText, generationKey, type Recipe } from '../../src/core/recipe.ts';
import { didYouMean } from '../../src/core/suggest.ts';
import { expandTargets, recipeOf } from '../../src/targets/index.ts';
import { recipeArbitrary } from '../support/lock-arbitraries.ts';
import { demand, readMemory } from '../support/memory-project.ts';
import { smallCatalog } from '../support/small-catalog.ts';

const json = fc
  .jsonValue({ noUnicodeString: false })
  .filter((value) => !hasLoneSurrogate(JSON.stringify(value)));

function hasLoneSurrogate(text: string): boolean {
  return /\\ud[89a-f]/i.test(text);
}

/** The same value with the members of every object in another order. */
function shuffled(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(shuffled);
  if (value === null || typeof value !== 'object') return value;
  const copy: Record<string, unknown> = Object.create(null);
  for (const [name, member] of Object.entries(value).reverse()) copy[name] = shuffled(member);
  return copy;
}

describe('canonical JSON', () => {
  test.prop([json])('is what another program makes of RFC 8785', (value) => {
    expect(canonicalJson(value)).toBe(canonicalize(value));
  });

  test.prop([json])('says nothing about the order of keys', (value) => {
    expect(canonicalJson(shuffled(value))).toBe(canonicalJson(value));
  });

  test.prop([json, json])('is equal for equal values and for no others', (a, b) => {
    const same = JSON.stringify(sortedDeep(a)) === JSON.stringify(sortedDeep(b));
    expect(canonicalJson(a) === canonicalJson(b)).toBe(same);
  });

  test.prop([json])('is JSON for the same value', (value) => {
    expect(JSON.stringify(sortedDeep(JSON.parse(canonicalJson(value))))).toBe(
      JSON.stringify(sortedDeep(value)),
    );
  });

  test.prop([json])('is stable for files too', (value) => {
    const text = reviewableJson(value);
    expect(reviewableJson(shuffled(value))).toBe(text);
    expect(reviewableJson(JSON.parse(text))).toBe(text);
  });

  test.each([Number.NaN, Number.POSITIVE_INFINITY, '\ud800', undefined])('refuses %s', (value) => {
    expect(() => canonicalJson(value)).toThrow();
  });
});

/** Plain JSON.stringify with sorted keys: an oracle that is slow and obvious. Minus zero is zero in JSON. */
function sortedDeep(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sortedDeep);
  if (value === null || typeof value !== 'object') return value;
  const members = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return { members: members.map(([name, member]) => [name, sortedDeep(member)]) };
}

describe('the generation key', () => {
  test.prop([recipeArbitrary, recipeArbitrary])('is equal for equal recipes and for no others', (a, b) => {
    expect(generationKey(a) === generationKey(b)).toBe(canonicalJson(a) === canonicalJson(b));
  });

  const digest = `sha256:${'a'.repeat(64)}`;
  const changes: readonly [string, (recipe: Recipe) => Recipe][] = [
    ['provider', (recipe) => ({ ...recipe, provider: `${recipe.provider}x` })],
    ['operation', (recipe) => ({ ...recipe, operation: `${recipe.operation}x` })],
    ['model', (recipe) => ({ ...recipe, model: `${recipe.model ?? ''}x` })],
    ['prompt', (recipe) => ({ ...recipe, prompt: `${recipe.prompt ?? ''}x` })],
    ['negative_prompt', (recipe) => ({ ...recipe, negative_prompt: `${recipe.negative_prompt ?? ''}x` })],
    ['seed', (recipe) => ({ ...recipe, seed: typeof recipe.seed === 'number' ? recipe.seed + 1 : 1 })],
    ['a parameter', (recipe) => ({ ...recipe, params: { ...recipe.params, 'added-by-test': 1 } })],
    ['an input', (recipe) => ({ ...recipe, inputs: { ...recipe.inputs, light_reference: digest as never } })],
  ];

  test.prop([recipeArbitrary, fc.constantFrom(...changes)])(
    'changes with every field',
    (recipe, [, change]) => {
      expect(generationKey(change(recipe))).not.toBe(generationKey(recipe));
    },
  );

  test('is the same one for ever', () => {
    const recipe: Recipe = {
      provider: 'paint',
      operation: 'generate',
      model: 'core',
      prompt: 'a fox',
      seed: 42,
      params: {},
      inputs: {},
    };
    // Whoever changes this number throws away paid pictures: a new key version needs a migration.
    expect(generationKey(recipe)).toBe(
      'sha256:793d6c164dd18e891ad0b8110356746bee34c0c0fa3dcb804dbd47f3eb861a2d',
    );
  });

  const keyOf = async (lines: string, name = 'fox', rest = '') => {
    const manifest = demand(
      await readMemory(
        `version: 1\n${rest}assets:\n  ${name}: { provider: paint, seed: 1, prompt: a fox${lines} }\n`,
      ),
    );
    const [target] = demand(expandTargets(manifest, smallCatalog)).targets.values();
    if (target === undefined) throw new Error('no target');
    return generationKey(recipeOf(target, {}));
  };

  test.each([
    ['alt', ', alt: x', 'fox'],
    ['title', ', title: x', 'fox'],
    ['description', ', description: x', 'fox'],
    ['tags', ', tags: [x]', 'fox'],
    ['outputs', ', outputs: { widths: [100], formats: [avif] }', 'fox'],
    ['focal_point', ', focal_point: { x: 0, y: 0 }', 'fox'],
    ['protect', ', protect: true', 'fox'],
    ['on_refusal', ', on_refusal: keep_last', 'fox'],
    ['the name of the asset', '', 'vixen'],
    ['an explicit default model', ', model: core', 'fox'],
    ['an explicit operation', ', operation: generate', 'fox'],
    ['no parameters', ', params: {}', 'fox'],
  ])('is not changed by %s', async (_, lines, name) => {
    expect(await keyOf(lines, name)).toBe(await keyOf(''));
  });

  test('is not changed by the name of the provider, its host or its limits', async () => {
    const text =
      'version: 1\nproviders: { art: { type: paint, base_url: "https://example.org", timeout: 5s } }\nassets:\n  fox: { provider: art, seed: 1, prompt: a fox }\n';
    const [target] = demand(expandTargets(demand(await readMemory(text)), smallCatalog)).targets.values();
    expect(target && generationKey(recipeOf(target, {}))).toBe(await keyOf(''));
  });
});

describe('canonical text', () => {
  test.prop([fc.string({ unit: 'grapheme' })])('is the same the second time', (text) => {
    expect(canonicalText(canonicalText(text))).toBe(canonicalText(text));
  });

  test.prop([fc.array(fc.constantFrom('a', 'é', 'e\u0301', '\n', '\r\n', '\r', ' '))])(
    'does not know how a text was typed or saved',
    (parts) => {
      const text = parts.join('');
      const other = text.normalize('NFD').replace(/\r\n?/g, '\n').replaceAll('\n', '\r\n');
      expect(canonicalText(other)).toBe(canonicalText(text));
    },
  );
});

describe('did you mean', () => {
  test.each([
    ['prmopt', ['prompt', 'params'], 'did you mean "prompt"?'],
    ['Prompt', ['prompt', 'params'], 'did you mean "prompt"?'],
    ['xyz', ['prompt', 'params'], 'known: prompt, params'],
    ['og', ['hero'], 'known: hero'],
    ['x', [], undefined],
    [
      'zzz',
      Array.from({ length: 14 }, (_, index) => `name${index}`),
      `known: ${Array.from({ length: 12 }, (_, index) => `name${index}`).join(', ')}, … (14 in all)`,
    ],
  ])('%s', (word, known, hint) => {
    expect(didYouMean(word, known)).toBe(hint);
  });
});
