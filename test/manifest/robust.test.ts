import { fc, test } from '@fast-check/vitest';
import { describe, expect } from 'vitest';
import { brief, expandMemory } from '../support/memory-project.ts';
import { EXAMPLE, PRODUCTS } from './example.ts';

/** Whatever a file holds, it is a manifest or there is at least one diagnostic that points into it. */
async function isJudged(text: string | Uint8Array): Promise<void> {
  const bytes = typeof text === 'string' ? new TextEncoder().encode(text) : text;
  const result = await expandMemory({ 'imagebuild.yaml': bytes, 'products.csv': PRODUCTS });
  if (result.ok) return;
  const { diagnostics } = result.failure;
  expect(diagnostics.length).toBeGreaterThan(0);
  for (const diagnostic of diagnostics) {
    expect(diagnostic.message, brief(diagnostic)).not.toMatch(/undefined|\[object|NaN|Invalid input/);
    if (diagnostic.location === undefined) continue;
    expect(diagnostic.location.line).toBeGreaterThan(0);
    expect(diagnostic.location.column).toBeGreaterThan(0);
    expect(diagnostic.location.length).toBeGreaterThan(0);
  }
}

const LINES = EXAMPLE.split('\n');
const WORDS = [...new Set(EXAMPLE.match(/\S+/g) ?? [])];

const mutation = fc.oneof(
  fc.record({ kind: fc.constant('cut' as const), at: fc.nat(), length: fc.nat({ max: 40 }) }),
  fc.record({
    kind: fc.constant('put' as const),
    at: fc.nat(),
    text: fc.oneof(
      fc.string({ unit: 'grapheme', maxLength: 5 }),
      fc.constantFrom(
        '\t',
        '\n',
        ': ',
        '- ',
        '{',
        '}',
        '[',
        ']',
        '"',
        "'",
        '&a ',
        '*a',
        '!!str ',
        '<<: ',
        '? ',
        '---\n',
        '0',
        '-1',
        '1e999',
        'null',
        '~',
        '[]',
        '{}',
        '\u0000',
        '{scene}',
        // biome-ignore lint/suspicious/noTemplateCurlyInString: a placeholder of the manifest's, not of this language
        '${X}',
      ),
    ),
  }),
  fc.record({ kind: fc.constant('drop line' as const), at: fc.nat() }),
  fc.record({ kind: fc.constant('repeat line' as const), at: fc.nat() }),
  fc.record({ kind: fc.constant('swap word' as const), at: fc.nat(), word: fc.constantFrom(...WORDS) }),
);

type Mutation = typeof mutation extends fc.Arbitrary<infer T> ? T : never;

function mutated(text: string, change: Mutation): string {
  if (change.kind === 'cut' || change.kind === 'put') {
    const at = change.at % (text.length + 1);
    return change.kind === 'cut'
      ? text.slice(0, at) + text.slice(at + change.length)
      : text.slice(0, at) + change.text + text.slice(at);
  }
  if (change.kind === 'swap word') {
    const words = text.split(/(\s+)/);
    words[change.at % words.length] = change.word;
    return words.join('');
  }
  const lines = text.split('\n');
  const at = change.at % lines.length;
  lines.splice(
    at,
    change.kind === 'drop line' ? 1 : 0,
    ...(change.kind === 'drop line' ? [] : [lines[at] ?? '']),
  );
  return lines.join('\n');
}

/** The example with the provider of the tests, so that a good mutation gets through to the targets. */
const GOOD = LINES.join('\n')
  .replaceAll('stability', 'paint')
  .replace('sd3.5-flash', 'draft')
  .replace('STABILITY_API_KEY', 'PAINT');

describe('reading never crashes', () => {
  test('the text that is changed below is a good one', async () => {
    const result = await expandMemory({ 'imagebuild.yaml': GOOD, 'products.csv': PRODUCTS });
    expect(result.ok || result.failure.diagnostics.map(brief)).toBe(true);
  });

  test.prop([fc.string({ unit: 'binary' })], { numRuns: 300 })('on any text', isJudged);

  test.prop([fc.uint8Array({ maxLength: 200 })], { numRuns: 300 })('on any bytes', isJudged);

  test.prop([fc.jsonValue()], { numRuns: 300 })('on any JSON', (value) => isJudged(JSON.stringify(value)));

  test.prop(
    [
      fc.dictionary(
        fc.constantFrom(
          'version',
          'include',
          'env',
          'providers',
          'budget',
          'site',
          'styles',
          'profiles',
          'defaults',
          'outputs',
          'assets',
        ),
        fc.jsonValue(),
      ),
    ],
    { numRuns: 300 },
  )('on known keys with anything below', (value) => isJudged(JSON.stringify({ version: 1, ...value })));

  test.prop([fc.array(mutation, { minLength: 1, maxLength: 4 })], { numRuns: 600 })(
    'on a good manifest with slips',
    (changes) => isJudged(changes.reduce(mutated, GOOD)),
  );
});
