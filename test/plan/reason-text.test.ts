import { describe, expect, test } from 'vitest';
import { type Reason, type ReasonCode, reasonText } from '../../src/plan/index.ts';

/** One reason for each field. */
const about = (code: ReasonCode, ...fields: string[]): Reason[] => fields.map((field) => ({ code, field }));
const stale = (...files: string[]): Reason[] =>
  about('output-modified', ...files).map((reason) => ({ ...reason, to: 'stale' }));
const unverified = (...files: string[]): Reason[] =>
  about('output-modified', ...files).map((reason) => ({ ...reason, to: 'unverified' }));

describe('why something happens to a target is said in a few words', () => {
  test.each<[ReasonCode, string[], string]>([
    ['new', [], 'new'],
    ['recipe-changed', ['prompt'], 'prompt changed'],
    ['recipe-changed', ['prompt', 'seed', 'model'], 'prompt, seed, model changed'],
    ['recipe-changed', ['prompt', 'seed', 'model', 'params.style'], 'prompt, seed and 2 more changed'],
    ['input-changed', ['image'], 'input image changes'],
    ['input-changed', ['image', 'mask'], 'input image, mask changes'],
    ['master-missing', [], 'its master is missing'],
    ['master-damaged', ['a.png'], 'its master is damaged'],
    ['record-damaged', ['a.json'], 'the record of what was bought for it is damaged'],
    ['rendition-changed', ['hero'], 'output hero changed'],
    ['output-missing', ['a.webp'], 'a.webp is missing'],
    ['output-missing', ['a.webp', 'b.webp'], '2 files are missing'],
    ['output-modified', ['a.webp'], 'a.webp is not what was written'],
    ['output-modified', ['a.webp', 'b.webp'], '2 files are not what was written'],
    ['forced', [], 'forced'],
    ['unchanged', [], 'up to date'],
    ['no-longer-declared', [], 'no longer in the manifest'],
  ])('%s %j: %3$s', (code, fields, text) => {
    expect(reasonText(fields.length === 0 ? [{ code }] : about(code, ...fields))).toBe(text);
  });

  test('each cause is named once, in the order in which it was found', () => {
    const reasons = [
      ...about('recipe-changed', 'prompt'),
      ...about('output-missing', 'a.webp'),
      ...about('recipe-changed', 'seed'),
      ...about('output-missing', 'b.webp'),
    ];
    expect(reasonText(reasons)).toBe('prompt, seed changed; 2 files are missing');
  });

  test.each([
    [unverified('a.webp'), '1 file cannot be verified here'],
    [stale('a.webp'), '1 file is of an earlier lockfile'],
    [stale('a.webp', 'b.webp'), '2 files are of an earlier lockfile'],
    [
      [...unverified('a.webp'), ...about('output-modified', 'b.webp'), ...stale('c.webp')],
      'b.webp is not what was written; 1 file is of an earlier lockfile; 1 file cannot be verified here',
    ],
    [unverified('a.webp', 'b.webp'), '2 files cannot be verified here'],
    [
      [...unverified('a.webp'), ...about('output-modified', 'b.webp')],
      'b.webp is not what was written; 1 file cannot be verified here',
    ],
    [
      [...unverified('a.webp'), { code: 'recipe-changed', field: 'seed', from: 1, to: 2 } as const],
      'seed changed; 1 file cannot be verified here',
    ],
  ])('a file nobody can vouch for is not called modified: %j', (reasons, text) => {
    expect(reasonText(reasons)).toBe(text);
  });

  test('a value that happens to be called unverified is an ordinary change', () => {
    expect(reasonText([{ code: 'recipe-changed', field: 'prompt', to: 'unverified' }])).toBe(
      'prompt changed',
    );
  });
});
