import { describe, expect, test } from 'vitest';
import { renameKey, rewriteText, setKey } from '../../src/manifest/edit-text.ts';

describe('setting a key changes nothing else', () => {
  test.each([
    [
      'a number in a block',
      'a:\n  seed: 1 # mine\n  b: 2\n',
      ['a'],
      'seed',
      7,
      'a:\n  seed: 7 # mine\n  b: 2\n',
    ],
    ['a quoted value', 'a:\n  seed: "1"\n', ['a'], 'seed', 7, 'a:\n  seed: 7\n'],
    ['a text', "a: { model: 'x' , z: 1 }\n", ['a'], 'model', 'core', 'a: { model: "core" , z: 1 }\n'],
    ['random', 'a: { seed: random }\n', ['a'], 'seed', 7, 'a: { seed: 7 }\n'],
    [
      'a key that is not there, in a block: a line of its own, above the others',
      '# top\na:\n    # why\n    b: 2\n\n    c: 3   # c\n',
      ['a'],
      'seed',
      7,
      '# top\na:\n    # why\n    seed: 7\n    b: 2\n\n    c: 3   # c\n',
    ],
    [
      'a key that is not there, between braces',
      'a: { b: 2,c: 3 }\n',
      ['a'],
      'seed',
      7,
      'a: { seed: 7, b: 2,c: 3 }\n',
    ],
    ['an empty mapping', 'a: {}\n', ['a'], 'seed', 7, 'a: { seed: 7 }\n'],
    [
      'a text in the place of a mapping',
      's:\n  run: running through a forest # fast\n',
      ['s', 'run'],
      'seed',
      7,
      's:\n  run: { prompt: running through a forest, seed: 7 } # fast\n',
    ],
    [
      'a text that holds what braces would read otherwise',
      's:\n  run: red, green {x}\n',
      ['s', 'run'],
      'seed',
      7,
      's:\n  run: { prompt: "red, green {x}", seed: 7 }\n',
    ],
    [
      'a quoted text',
      "s: { run: 'it''s, fine' }\n",
      ['s', 'run'],
      'seed',
      7,
      "s: { run: { prompt: 'it''s, fine', seed: 7 } }\n",
    ],
    ['line ends of Windows', 'a:\r\n  b: 2\r\n', ['a'], 'seed', 7, 'a:\r\n  seed: 7\r\n  b: 2\r\n'],
  ] as const)('%s', (_, text, path, key, value, expected) => {
    expect(setKey(text, path, key, value)).toBe(expected);
  });

  test.each([
    ['a block of lines', 's:\n  run: |\n    one\n    two\n', ['s', 'run']],
    ['a list', 'a: [1]\n', ['a']],
    ['nothing', 'a: 1\n', ['b']],
    ['a value that is no scalar', 'a: { seed: [1] }\n', ['a']],
  ] as const)('%s cannot be changed, and is not', (_, text, path) => {
    expect(setKey(text, path, 'seed', 7)).toBeUndefined();
  });
});

describe('renaming changes nothing but the name', () => {
  test.each([
    [
      'a plain key',
      '# top\na:\n  fox:   # mine\n    b: 1\n',
      ['a', 'fox'],
      'wolf',
      '# top\na:\n  wolf:   # mine\n    b: 1\n',
    ],
    ['one in double quotes', 'a: { "fox": 1 }\n', ['a', 'fox'], 'wolf', 'a: { "wolf": 1 }\n'],
    ['one in single quotes', "a: {'fox' : 1}\r\n", ['a', 'fox'], 'wolf', "a: {'wolf' : 1}\r\n"],
    ['a name that would be a number', 'fox: 1\n', ['fox'], '12', '"12": 1\n'],
    ['a name that would be a switch', 'fox: 1\n', ['fox'], 'true', '"true": 1\n'],
    ['an anchored entry', 'fox: &f { b: 1 }\n', ['fox'], 'wolf', 'wolf: &f { b: 1 }\n'],
  ])('%s', (_, before, path, name, after) => {
    expect(renameKey(before, path, name)).toBe(after);
  });

  test('what is not there, or stands elsewhere, is left alone', () => {
    expect(renameKey('a: { b: 1 }\n', ['a', 'c'], 'd')).toBeUndefined();
    expect(renameKey('a: &x { b: 1 }\nc: *x\n', ['c', 'b'], 'd')).toBeUndefined();
  });
});

describe('rewriting a text keeps its quotes', () => {
  const wolf = (text: string) => text.replace('fox', 'wolf');
  test.each([
    ['plain', 'a: fox/running # it\n', 'a: wolf/running # it\n'],
    ['plain, with a placeholder', 'a: fox/{scene}@day\n', 'a: wolf/{scene}@day\n'],
    ['in double quotes', 'a: "fox/{scene}"\n', 'a: "wolf/{scene}"\n'],
    ['in single quotes', "a: 'fox'\n", "a: 'wolf'\n"],
  ])('%s', (_, before, after) => {
    expect(rewriteText(before, ['a'], wolf)).toBe(after);
  });

  test('several lines are left alone', () => {
    expect(rewriteText('a: |\n  fox\n', ['a'], wolf)).toBeUndefined();
  });
});

test('a mapping is written on one line, switches and numbers as they are', () => {
  expect(setKey('a: { b: 1 }\n', ['a'], 'params', { strength: 0.4, tiling: true, style: 'x' })).toBe(
    'a: { params: { strength: 0.4, tiling: true, style: "x" }, b: 1 }\n',
  );
  expect(setKey('a: { b: 1 }\n', ['a'], 'protect', true)).toBe('a: { protect: true, b: 1 }\n');
});
