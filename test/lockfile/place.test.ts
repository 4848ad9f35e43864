import { fc, test } from '@fast-check/vitest';
import { describe, expect } from 'vitest';
import { mergeConflict, parseLockfile } from '../../src/lockfile/index.ts';
import { findInJson, locateOffset } from '../../src/lockfile/place.ts';
import { entryOf } from './entries.ts';

function parses(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

describe('where something stands in JSON', () => {
  test.prop([fc.json(), fc.nat(), fc.constantFrom('', ',', '}', '"', '0', 'x', '\n', '[')], {
    numRuns: 1000,
  })('a text is sound for it where it is JSON, and nowhere else', (json, at, put) => {
    const place = at % (json.length + 1);
    const text = json.slice(0, place) + put + json.slice(place + (at % 2));
    expect([text, findInJson(text, ['nowhere']).sound]).toEqual([text, parses(text)]);
  });

  test.prop([fc.object({ maxDepth: 4 }), fc.array(fc.nat(), { maxLength: 4 })], { numRuns: 500 })(
    'a value is found by its path',
    (document, steps) => {
      const whole = JSON.parse(JSON.stringify(document)) as object;
      const path: string[] = [];
      let value: unknown = whole;
      for (const step of steps) {
        if (value === null || typeof value !== 'object') break;
        const names = Object.keys(value);
        if (names.length === 0) break;
        const name = names[step % names.length] ?? '';
        path.push(name);
        value = (value as { [name: string]: unknown })[name];
      }
      const text = JSON.stringify(whole);
      const { offset } = findInJson(text, path);
      expect([path, text.slice(offset).startsWith(JSON.stringify(value))]).toEqual([path, true]);
    },
  );

  test('a hundred thousand levels are no deeper than one', () => {
    const text = '['.repeat(100_000) + ']'.repeat(100_000);
    expect(findInJson(text, [])).toEqual({ offset: 0, sound: true });
    expect(findInJson(text.slice(0, -1), [])).toMatchObject({ sound: false, offset: 199_999 });
  });

  const TEXT = '{ "a": [10, { "b": null }, [], {}, "c"], "d": { "1": { "a": 2 } } }';

  test.each<[string, PropertyKey[], string]>([
    ['the whole for no path', [], TEXT],
    ['a list', ['a'], '[10,'],
    ['the first of a list', ['a', 0], '10'],
    ['a member of one in a list', ['a', 1, 'b'], 'null'],
    ['what comes after empty ones', ['a', 4], '"c"'],
    ['a member whose name is a number', ['d', '1'], '{ "a": 2'],
    ['a member of the same name elsewhere', ['d', '1', 'a'], '2'],
    ['the nearest around what is not there', ['a', 1, 'z'], '{ "b"'],
    ['the list that is too short', ['a', 9], '[10,'],
    ['the value that has no members', ['a', 0, 'b'], '10'],
    ['the value that lacks what stands beside it', ['d', 'a'], '{ "1"'],
    ['the whole where not even the first name is there', ['z', 'a'], TEXT],
  ])('%s is what is found', (_, path, value) => {
    expect(findInJson(TEXT, path)).toEqual({ offset: TEXT.indexOf(value), sound: true });
  });

  test.each([
    ['a value that is missing', '{ "a": }', 7],
    ['a name without quotes', '{ a: 1 }', 2],
    ['a name that is a number', '{ 1: 1 }', 2],
    ['a comma before the end', '{ "a": 1, }', 10],
    ['a comma before the end of a list', '[1, ]', 4],
    ['a colon that is missing', '{ "a" 1 }', 6],
    ['a comma that is missing', '[1 2]', 3],
    ['the wrong bracket', '[1 }', 3],
    ['the wrong brace', '{ "a": 1 ]', 9],
    ['a bracket that closes nothing', ']', 0],
    ['a bracket too many', '[] ]', 3],
    ['a second value', '1 2', 2],
    ['a comma after the whole', '{},', 2],
    ['a word that JSON has not', '[ undefined ]', 2],
    ['a number that JSON has not', '[ 01 ]', 2],
    ['a text that breaks off', '[ "a', 2],
    ['a text over two lines', '[ "a\n" ]', 2],
    ['nothing but space', ' \n', 2],
    ['an end that comes too early', '{ "a": [1 ', 10],
  ])('%s is what is out of place', (_, text, offset) => {
    expect(findInJson(text, ['nowhere'])).toEqual({ offset, sound: false });
  });
});

describe('a place as people go to it', () => {
  test.each([
    ['a\nbc', 3, '2:2', 'bc'],
    ['abc', 0, '1:1', 'abc'],
    ['\nabc', 1, '2:1', 'abc'],
    ['\n\n\nabc\n', 5, '4:3', 'abc'],
    ['ab\ncd', 2, '1:3', 'ab'],
    ['ab\n', 3, '2:1', ''],
    ['ab\r\ncd\r\n', 5, '2:2', 'cd'],
    ['a\rb\r\n', 0, '1:1', 'a\rb'],
  ])('in %j, %i is %s', (text, offset, place, excerpt) => {
    const [line, column] = place.split(':').map(Number);
    expect(locateOffset(text, offset, 'f')).toEqual({ file: 'f', line, column, length: 1, excerpt });
  });

  test('shows a line only where it can be read', () => {
    const long = 'x'.repeat(400);
    expect(locateOffset(`a\n${long}\nb`, 2, 'f').excerpt).toBe(long);
    expect(locateOffset(`a\n${long}x\nb`, 2, 'f')).toEqual({ file: 'f', line: 2, column: 1, length: 1 });
  });
});

describe('what is wrong with a lockfile has a place', () => {
  const WITHOUT_PARENTS = JSON.stringify({ ...entryOf('an elk'), parents: undefined });

  test.each([
    ['a text that ends', '{\n  "lockfileVersion": 1,', '2:24', 'is not valid JSON: it ends too early'],
    ['a sign too many', '{\n  "lockfileVersion": 1,,\n}', '2:24', 'is not valid JSON: "," is out of place'],
    ['a word', '{\n  "lockfileVersion": yes\n}', '2:22', 'is not valid JSON: "yes" is out of place'],
    ['a list', '[]', '1:1', 'the document is not of the kind "object"'],
    [
      'a version as text',
      '{ "lockfileVersion": "1", "keyVersion": 1, "targets": {} }',
      '1:22',
      'lockfileVersion is none of: 1',
    ],
    [
      'an entry that is none',
      '{ "lockfileVersion": 1, "keyVersion": 1, "targets": {\n  "fox": 3 } }',
      '2:10',
      'targets.fox is not of the kind "object"',
    ],
    [
      'a member that is missing, and is there in the next entry',
      `{ "lockfileVersion": 1, "keyVersion": 1, "targets": {\n  "elk": ${WITHOUT_PARENTS},\n  "fox": ${JSON.stringify(entryOf('a fox'))} } }`,
      '2:10',
      'targets.elk.parents is not of the kind "array"',
    ],
    [
      'a member that every object seems to have',
      '{ "lockfileVersion": 1, "keyVersion": 1,\n "targets": { "__proto__": { "key": 1 } } }',
      '2:16',
      'nothing can be called "__proto__"',
    ],
    [
      'one in disguise',
      '{ "lockfileVersion": 1, "keyVersion": 1, "targets": { "\\u005f_proto__": null } }',
      '1:1',
      'nothing can be called "__proto__"',
    ],
  ])('%s', (_, text, place, words) => {
    const found = parseLockfile(text, 'imagebuild.lock');
    expect(found).toMatchObject({ code: 'lock-damaged', message: expect.stringContaining(words) });
    if (!('code' in found)) return;
    expect(`${found.location?.line}:${found.location?.column}`).toBe(place);
  });

  test('also in a conflicted one, by the lines of the file', () => {
    const text =
      '{ "keyVersion": 1, "targets": {},\n<<<<<<< HEAD\n  "lockfileVersion": 1\n=======\n  "lockfileVersion": yes\n>>>>>>> other\n}';
    expect(mergeConflict(text, 'imagebuild.lock')).toMatchObject({
      code: 'lock-damaged',
      location: { line: 5, column: 22 },
    });
  });

  test('a hundred thousand empty lines take no time', () => {
    const text = `<<<<<<< a\n{"a": 1}\n=======\n${'\n'.repeat(100_000)}]\n>>>>>>> b\n`;
    expect(mergeConflict(text, 'imagebuild.lock')).toMatchObject({ code: 'lock-damaged' });
  });
});
