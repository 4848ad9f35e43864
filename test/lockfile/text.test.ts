import { describe, expect, test } from 'vitest';
import {
  EMPTY_LOCKFILE,
  entryIn,
  formatLockfile,
  isConflicted,
  type LockEntry,
  lockfileJsonSchema,
  parseLockfile,
} from '../../src/lockfile/index.ts';
import { parseEntries } from '../../src/lockfile/text.ts';
import { adoptedOf, entryOf } from './entries.ts';

const text = (targets: { readonly [id: string]: unknown }) =>
  formatLockfile({ ...EMPTY_LOCKFILE, targets: new Map(Object.entries(targets)) as never });
const RESTORE =
  'restore it from version control; it is the record of what was paid for, so imagebuild does not replace it';
const trouble = (written: string) => {
  const parsed = parseLockfile(written, 'x.lock');
  return 'code' in parsed ? parsed : undefined;
};

describe('conflict markers', () => {
  test.each(['<<<<<<< HEAD', '<<<<<<<', '=======', '>>>>>>> main', '||||||| base'])('%j is one', (line) => {
    expect(isConflicted(`{\n${line}\n}`)).toBe(true);
    expect(isConflicted(line)).toBe(true);
  });

  test.each(['  <<<<<<< HEAD', '<<<<<<<HEAD', '======', '========', '"=======",', ''])(
    '%j is none',
    (line) => {
      expect(isConflicted(`{\n${line}\n}`)).toBe(false);
    },
  );
});

describe('a lockfile that is not sound', () => {
  test('is told with the place, where it is no JSON', () => {
    expect(trouble('{\n  "targets": {\n    oops\n  }\n}\n')).toEqual({
      severity: 'error',
      code: 'lock-damaged',
      message: 'x.lock is not valid JSON: "oops" is out of place',
      hint: RESTORE,
      location: { file: 'x.lock', line: 3, column: 5, length: 1, excerpt: '    oops' },
    });
    expect(trouble('{ "targets": }')).toMatchObject({
      message: 'x.lock is not valid JSON: "}" is out of place',
      location: { line: 1, column: 14 },
    });
    expect(trouble('{\n  "targets"')).toMatchObject({
      message: 'x.lock is not valid JSON: it ends too early',
      location: { line: 2 },
    });
    expect(trouble('')).toMatchObject({ message: 'x.lock is not valid JSON: it ends too early' });
  });

  test('is told with the member and its place, where it is JSON of something else', () => {
    const message = (written: string) => trouble(written)?.message;
    expect(message('[]')).toBe('x.lock: the document is not of the kind "object"');
    expect(message('null')).toBe('x.lock: the document is not of the kind "object"');
    expect(trouble('{"lockfileVersion":1,"keyVersion":1}')).toMatchObject({
      message: 'x.lock: targets is not of the kind "record"',
      hint: RESTORE,
    });
    expect(trouble('{"lockfileVersion":1,"keyVersion":2,"targets":{}}')).toMatchObject({
      message: 'x.lock: keyVersion is none of: 1',
      location: { line: 1, column: 35 },
    });
    expect(message(text({ fox: { ...entryOf('a'), credits: -1 } }))).toBe(
      'x.lock: targets.fox.credits is less than 0',
    );
    expect(message(text({ fox: { ...entryOf('a'), at: 1, by: 2 } }))).toBe(
      'x.lock: targets.fox has members that nobody knows: at, by',
    );
    expect(message(text({ fox: { ...entryOf('a'), parents: ['x'] } }))).toBe(
      'x.lock: targets.fox.parents.0 is not a sha256 hash',
    );
    expect(message(text({ fox: { ...entryOf('a'), source: 'bought' } }))).toBe(
      'x.lock: targets.fox.source is none of: generated, imported, manual',
    );
    const seed = { ...entryOf('a'), recipe: { ...entryOf('a').recipe, seed: 'any' } };
    expect(message(text({ fox: seed }))).toBe(
      'x.lock: targets.fox.recipe.seed is none of the kinds that it may be',
    );
    // The first mistake of the first entry.
    const two = { ...entryOf('a'), credits: -1, parents: ['x'] };
    expect(message(text({ fox: two, owl: seed }))).toBe('x.lock: targets.fox.credits is less than 0');
  });

  test.each(['__proto__', '\\u005f_proto__', '__\\u0070roto__'])('is one with a member called %s', (name) => {
    const written = text({ fox: entryOf('a fox') }).replace('"params": {}', `"params": { "${name}": 1 }`);
    expect(trouble(written)).toMatchObject({
      code: 'lock-damaged',
      message: 'x.lock: nothing can be called "__proto__"',
    });
    expect(trouble(text({ fox: entryOf('like __proto__') }))).toBeUndefined();
  });

  test.each<[string, string, string]>([
    ['a prompt', '"prompt": "a fox"', '"prompt": "a \\ud83d fox"'],
    ['a name', '"params": {}', '"params": { "a \\uDD8A": 1 }'],
  ])('is one with half of a character in %s', (_, sound, halved) => {
    const written = text({ fox: entryOf('a fox') }).replace(sound, halved);
    expect(trouble(written)).toMatchObject({
      code: 'lock-damaged',
      message: 'x.lock: a text has half of a character',
      location: {
        line: written.slice(0, written.indexOf('\\u')).split('\n').length,
        excerpt: expect.stringContaining(halved.slice(-12)),
      },
    });
  });

  test('is none with a whole character that is written as two halves', () => {
    const entry = entryOf('a 🦊');
    const written = text({ fox: entry }).replace('🦊', '\\ud83e\\udd8a');
    expect(parseLockfile(written, 'x.lock')).toEqual(parseLockfile(text({ fox: entry }), 'x.lock'));
    expect(trouble(written)).toBeUndefined();
  });

  test('tells of a name that nothing can have before half a character', () => {
    const written = text({ fox: entryOf('a fox') }).replace(
      '"params": {}',
      '"params": { "__proto__": 1, "a": "\\ud83d" }',
    );
    expect(trouble(written)?.message).toBe('x.lock: nothing can be called "__proto__"');
  });

  test('of a later version is left to that version', () => {
    expect(trouble('{"lockfileVersion":2,"later":true}')).toEqual({
      severity: 'error',
      code: 'lock-too-new',
      message: 'x.lock has version 2; this imagebuild reads version 1',
      hint: 'install the version of imagebuild that the project uses',
    });
    expect(trouble('{"lockfileVersion":"2","keyVersion":1,"targets":{}}')?.code).toBe('lock-damaged');
    expect(trouble('{"lockfileVersion":0,"keyVersion":1,"targets":{}}')?.code).toBe('lock-damaged');
  });

  test('is one whose recipe was edited by hand', () => {
    const entry = entryOf('a fox');
    expect(trouble(text({ fox: { ...entry, recipe: { ...entry.recipe, prompt: 'a vixen' } } }))).toEqual({
      severity: 'error',
      code: 'lock-damaged',
      message: 'x.lock: the recipe of "fox" does not belong to its key',
      hint: RESTORE,
      location: { file: 'x.lock', line: 5, column: 12, length: 1, excerpt: '    "fox": {' },
    });
  });

  test('is one that says of people what is not true of the picture', () => {
    const message = 'x.lock: the adoption of "fox" is of another picture than its master';
    const adopted = adoptedOf('a fox');
    const cases: LockEntry[] = [
      { ...adopted, adoption: undefined },
      { ...adopted, adoption: { reason: 'why', master: entryOf('another').master.digest } },
      { ...adopted, source: 'generated' },
      { ...adopted, source: 'imported' },
    ];
    for (const entry of cases) expect(trouble(text({ fox: entry }))?.message).toBe(message);
    expect(trouble(text({ fox: adopted }))).toBeUndefined();
  });

  const sound = entryOf('a fox');
  test.each<[string, object]>([
    ['a key that is no hash', { key: 'sha256:0' }],
    ['a seed with a fraction', { seed: 1.5 }],
    ['a source of another kind', { source: 'bought' }],
    ['a master without bytes', { master: { ...sound.master, bytes: 0 } }],
    ['a master without width', { master: { ...sound.master, width: 0 } }],
    ['a master without height', { master: { ...sound.master, height: 0 } }],
    ['a master in no format of pictures', { master: { ...sound.master, format: 'exe' } }],
    ['a master with more to it', { master: { ...sound.master, at: 'today' } }],
    ['more to it', { at: 'today' }],
    ['an output with more to it', { outputs: { tile: { key: sound.key, files: [], at: 1 } } }],
    ['an output without a key', { outputs: { tile: { files: [] } } }],
    ['an approval without a picture', { approval: { by: 'Ann' } }],
    ['an approval with more to it', { approval: { master: sound.master.digest, at: 1 } }],
    ['an adoption without a reason', { source: 'manual', adoption: { master: sound.master.digest } }],
    ['no parents', { parents: undefined }],
    ['no credits', { credits: undefined }],
    ['a recipe with more to it', { recipe: { ...sound.recipe, host: 'x' } }],
    ['a recipe with a role that is none', { recipe: { ...sound.recipe, inputs: { hat: sound.key } } }],
    ['a recipe without parameters', { recipe: { ...sound.recipe, params: undefined } }],
    ['a seed in words', { recipe: { ...sound.recipe, seed: 'any' } }],
  ])('is one of an entry with %s', (_, more) => {
    expect(trouble(text({ fox: sound }))).toBeUndefined();
    expect(trouble(text({ fox: { ...sound, ...more } }))).toMatchObject({
      code: 'lock-damaged',
      hint: RESTORE,
    });
  });
});

describe('a lockfile with sound entries beside others', () => {
  const spoiltEntry = { ...entryOf('b'), credits: -1, parents: ['x'] };
  const edited = { ...entryOf('c'), recipe: { ...entryOf('c').recipe, prompt: 'd' } };

  test('gives the sound ones, and says once of each other what is wrong and where', () => {
    const parsed = parseEntries(text({ a: entryOf('a'), b: spoiltEntry, c: edited }), 'x.lock');
    if ('code' in parsed) throw new Error(parsed.message);
    expect([...parsed.lockfile.targets]).toEqual([['a', entryOf('a')]]);
    expect([...parsed.spoilt].map(([id, { message }]) => [id, message])).toEqual([
      ['b', 'x.lock: targets.b.credits is less than 0'],
      ['c', 'x.lock: the recipe of "c" does not belong to its key'],
    ]);
    expect(parsed.spoilt.get('b')?.location?.excerpt).toBe('      "credits": -1,');
  });

  test.each([
    ['another version of keys', { keyVersion: 2 }, 'x.lock: keyVersion is none of: 1'],
    ['targets that are none', { targets: [] }, 'x.lock: targets is not of the kind "record"'],
    ['members that nobody knows', { later: 1 }, 'x.lock: the document has members that nobody knows: later'],
  ])('is damaged as a whole where it has %s', (_, more, message) => {
    const document = { ...JSON.parse(text({ a: entryOf('a'), b: spoiltEntry })), ...more };
    const parsed = parseEntries(JSON.stringify(document), 'x.lock');
    expect(parsed).toMatchObject({ code: 'lock-damaged', message });
  });
});

describe('one entry out of a long text', () => {
  const fox = entryOf('a "fox": {\n    }', { credits: 3 });
  const whole = Buffer.from(text({ 'a/fox': fox, fox: entryOf('another'), 'owl"': entryOf('an owl') }));

  test('is the one of that id', () => {
    expect(entryIn(whole, 'a/fox')).toEqual(fox);
    expect(entryIn(whole, 'fox')?.recipe.prompt).toBe('another');
    expect(entryIn(whole, 'owl"')?.recipe.prompt).toBe('an owl');
  });

  test('is none where there is none, or it is not sound', () => {
    expect(entryIn(whole, 'elk')).toBeUndefined();
    expect(entryIn(whole, 'a')).toBeUndefined();
    expect(entryIn(Buffer.from(''), 'fox')).toBeUndefined();
    expect(entryIn(Buffer.from('\n    "fox": {'), 'fox')).toBeUndefined();
    expect(entryIn(Buffer.from(text({ fox: { ...fox, credits: -1 } })), 'fox')).toBeUndefined();
    expect(entryIn(whole.subarray(0, whole.lastIndexOf('"owl') + 100), 'owl"')).toBeUndefined();
  });

  test('does not mind what is wrong with the others', () => {
    const spoilt = Buffer.from(text({ elk: { credits: -1 }, fox, owl: { ...fox, key: 'none' } }));
    expect(entryIn(spoilt, 'fox')).toEqual(fox);
    expect(entryIn(Buffer.from(`<<<<<<< HEAD\n${spoilt}`), 'fox')).toEqual(fox);
  });
});

test('the published schema says what each member is', () => {
  const schema = JSON.stringify(lockfileJsonSchema());
  for (const words of [
    'imagebuild lockfile',
    'Hash of the recipe',
    'What the master cost',
    'Masters that this one',
  ])
    expect(schema).toContain(words);
});
