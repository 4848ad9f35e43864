import { describe, expect, test } from 'vitest';
import { setKey } from '../../src/manifest/edit-text.ts';

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
