import { fc, test } from '@fast-check/vitest';
import { describe, expect } from 'vitest';
import { mergeConflict, parseLockfile } from '../../src/lockfile/index.ts';
import { findInJson, locateOffset } from '../../src/lockfile/place.ts';

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

  test('lines and columns count from 1', () => {
    expect(locateOffset('a\nbc', 3, 'f')).toEqual({
      file: 'f',
      line: 2,
      column: 2,
      length: 1,
      excerpt: 'bc',
    });
  });
});

describe('what is wrong with a lockfile has a place', () => {
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
