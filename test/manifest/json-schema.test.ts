import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { assembleCatalog } from '../../src/build/catalog.ts';
import { manifestJsonSchema } from '../../src/manifest/index.ts';
import { editorRules } from '../support/editor-schema.ts';
import { problemsOf } from '../support/memory-project.ts';
import { smallCatalog } from '../support/small-catalog.ts';
import { EXAMPLE } from './example.ts';

const small = editorRules(smallCatalog);

function compile(catalog = smallCatalog) {
  return catalog === smallCatalog ? small : editorRules(catalog);
}

const asset = (lines: string) => `version: 1\nassets:\n  fox: ${lines}\n`;

describe('what the validator accepts, the JSON Schema accepts', () => {
  const good = [
    ['nothing but a version', 'version: 1'],
    ['a file alone', 'version: 1\ninclude: art/*.yaml'],
    ['random seeds', 'version: 1\nassets: { a: { seed: random, prompt: x }, b: { seed: -1, prompt: x } }'],
    ['a text from a file', asset('{ seed: 1, prompt: { file: ./a.md } }')],
    [
      'a matrix of texts and names',
      asset('{ seed: 1, prompt: x, matrix: { a: { b: c }, d: [e, 1, true] } }'),
    ],
    [
      'cells to include and exclude',
      asset(
        '{ seed: 1, prompt: x, matrix: { a: [b, c], exclude: [{ a: b }], include: [{ a: { d: night } }] } }',
      ),
    ],
    ['rows', asset('{ seed: 1, prompt: x, each: { key: id, rows: [{ id: a, n: 1, x: null }] } }')],
    [
      'outputs of all kinds',
      asset('{ seed: 1, prompt: x, outputs: [hero, { width: 100, position: { x: 0, y: 1 } }] }'),
    ],
    [
      'a quality by format',
      'version: 1\noutputs: { a: { quality: { avif: 50 }, options: { avif: { effort: 2 } } } }',
    ],
  ] as const;

  test.each(good)('%s', async (_, text) => {
    const validate = compile();
    expect(validate(parse(text)), JSON.stringify(validate.errors)).toBe(true);
    const structural = (await problemsOf(text)).filter(({ code }) => STRUCTURAL.includes(code));
    expect(structural).toEqual([]);
  });

  test('the example of the product page, with the real providers', () => {
    const validate = compile(assembleCatalog().catalog);
    expect(validate(parse(EXAMPLE)), JSON.stringify(validate.errors)).toBe(true);
  });
});

/** Codes for what a schema can see: the shape of the document. */
const STRUCTURAL = [
  'unknown-key',
  'wrong-type',
  'missing-key',
  'invalid-value',
  'out-of-range',
  'invalid-name',
];

describe('what is structurally wrong, both refuse', () => {
  test.each([
    ['a text at the top', 'hello'],
    ['no version', 'assets: {}'],
    ['version 2', 'version: 2'],
    ['an unknown key at the top', 'version: 1\nasets: {}'],
    ['an unknown key of an asset', asset('{ negativ_prompt: x }')],
    ['an unknown key of a scene', asset('{ scenes: { a: { promt: x } } }')],
    ['an unknown key of an output', 'version: 1\noutputs: { a: { widhts: [1] } }'],
    ['an unknown key of a provider', 'version: 1\nproviders: { a: { type: paint, timout: 10s } }'],
    ['an unknown type of provider', 'version: 1\nproviders: { a: { type: pant } }'],
    ['an unknown encoder option', 'version: 1\noutputs: { a: { options: { jpeg: { mozjpg: true } } } }'],
    ['assets as a list', 'version: 1\nassets: [fox]'],
    ['an asset that is a text', asset('a fox')],
    ['an asset that is empty', asset('')],
    ['a prompt that is a number', asset('{ prompt: 42 }')],
    ['an upper-case asset', 'version: 1\nassets: { Fox: {} }'],
    ['an upper-case scene', asset('{ scenes: { Running: x } }')],
    ['seed 0', asset('{ seed: 0 }')],
    ['a seed that is too large', asset('{ seed: 4294967295 }')],
    ['a negative seed', asset('{ seed: -2 }')],
    ['a seed in words', asset('{ seed: many }')],
    ['protect: yes', asset('{ protect: yes }')],
    ['on_refusal misspelt', asset('{ on_refusal: keep-last }')],
    ['a tag with a space', asset('{ tags: [a b] }')],
    ['a focal point outside', asset('{ focal_point: { x: 1.5, y: 0 } }')],
    ['a negative budget', 'version: 1\nbudget: { run: -5 }'],
    ['an aspect in another notation', 'version: 1\noutputs: { a: { aspect: 16/9 } }'],
    ['no widths', 'version: 1\noutputs: { a: { widths: [] } }'],
    ['a width that is too large', 'version: 1\noutputs: { a: { width: 20000 } }'],
    ['a bad colour', 'version: 1\noutputs: { a: { background: "#12345" } }'],
    ['a bad byte size', 'version: 1\noutputs: { a: { max_bytes: 120kb } }'],
    ['an unknown format', 'version: 1\noutputs: { a: { formats: [webm] } }'],
    ['a quality that is too high', 'version: 1\noutputs: { a: { quality: 101 } }'],
    ['an unknown fit', 'version: 1\noutputs: { a: { fit: covr } }'],
    ['an unknown position', 'version: 1\noutputs: { a: { position: topleft } }'],
    ['a bad duration', 'version: 1\nproviders: { a: { type: paint, timeout: 10 } }'],
    ['rows without a key', asset('{ each: { file: ./a.csv } }')],
    ['an axis without values', asset('{ matrix: { theme: [] } }')],
    ['an axis without values, as a mapping', asset('{ matrix: { theme: {} } }')],
    ['an axis with a value that is no name', asset('{ matrix: { theme: [../up] } }')],
    ['an axis that is a text', asset('{ matrix: { theme: dark } }')],
    ['an axis with a name that is none', asset('{ matrix: { Theme: [a] } }')],
  ])('%s', async (_, text) => {
    const problems = await problemsOf(text);
    expect(STRUCTURAL).toContain(problems[0]?.code);
    expect(compile()(parse(text))).toBe(false);
  });
});

describe('the schema is good to write with', () => {
  interface Property {
    readonly description?: string;
    readonly $ref?: string;
    readonly properties?: { readonly [name: string]: Property };
  }

  /** Nobody reads them: they say when a rule applies. */
  const CONDITIONS = ['if', 'PlainAsset'];

  /** Every `properties` of a schema, with the way to it. */
  function* propertiesIn(schema: unknown, path: string): Generator<[string, Property]> {
    if (schema === null || typeof schema !== 'object') return;
    for (const [name, property] of Object.entries((schema as Property).properties ?? {})) {
      // A way to the rules of every asset; the property itself is described where it is declared.
      if (Object.keys(property).join() === 'additionalProperties') continue;
      yield [`${path}.${name}`, property];
    }
    for (const [key, member] of Object.entries(schema))
      if (!CONDITIONS.includes(key)) yield* propertiesIn(member, `${path}.${key}`);
  }

  test.each([
    ['the small catalog', smallCatalog],
    ['all providers', assembleCatalog().catalog],
  ])('every property has a description, with %s', (_, catalog) => {
    const schema = manifestJsonSchema(catalog) as unknown as { $defs: { [name: string]: Property } };
    const properties = [...propertiesIn(schema, '')];
    expect(properties.length).toBeGreaterThan(60);
    const silent = properties
      .filter(([, { description, $ref }]) => {
        const named = $ref === undefined ? undefined : schema.$defs[$ref.split('/').at(-1) ?? ''];
        return !(description ?? named?.description)?.trim();
      })
      .map(([path]) => path);
    expect(silent).toEqual([]);
  });

  test('it is a draft 2020-12 schema with a title', () => {
    const schema = manifestJsonSchema(smallCatalog);
    expect(schema).toMatchObject({
      $schema: 'https://json-schema.org/draft/2020-12/schema',
      title: 'imagebuild manifest',
      required: ['version'],
    });
  });

  test('parameters of all providers can be completed', () => {
    const { $defs } = manifestJsonSchema(smallCatalog) as unknown as { $defs: { Params: Property } };
    expect(Object.keys($defs.Params.properties ?? {})).toEqual(
      expect.arrayContaining(['aspect_ratio', 'cfg_scale', 'creativity', 'strength', 'width']),
    );
  });
});
