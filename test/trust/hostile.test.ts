import { mkdirSync, readFileSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { digestOf } from '../../src/core/digest.ts';
import { generationKey } from '../../src/core/recipe.ts';
import { diskStore } from '../../src/store/index.ts';
import { brief, type MemoryProject, problemsOf } from '../support/memory-project.ts';
import { createRig, type Rig } from '../support/rig.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

// Inputs that somebody made to do harm, by name. What other tests hold is listed in docs/guarantees.md.

const fox = (...lines: readonly string[]) =>
  ['version: 1', 'assets:', '  fox:', '    seed: 42', '    prompt: a fox', ...lines, ''].join('\n');

const withRows = (file: string, rows: string, key: string): MemoryProject => ({
  'imagebuild.yaml': fox(`    each: { file: ./${file}, key: ${key} }`),
  [file]: rows,
});

const DEEP = 'nested-too-deep: nested more than 200 levels deep';
const HALF =
  'yaml-syntax: a text has half of a character: a surrogate, as in "\\ud83e", without the other (write the character itself, or both halves)';

describe('texts that are too much', () => {
  test.each<[string, MemoryProject, readonly string[]]>([
    ['100,000 levels of flow', `version: 1\nassets: ${'['.repeat(100_000)}`, [`2:209 ${DEEP}`]],
    [
      '100,000 levels of flow, closed',
      `version: 1\nassets: ${'['.repeat(1e5)}${']'.repeat(1e5)}`,
      [`2:209 ${DEEP}`],
    ],
    ['100,000 levels of block', `version: 1\nassets:\n  ${'- '.repeat(100_000)}x\n`, [`1:1 ${DEEP}`]],
    [
      'a million columns',
      withRows('rows.csv', `${Array.from({ length: 1e6 }, (_, at) => `c${at}`).join()}\n`, 'c0'),
      ['rows.csv:1:1 rows-unreadable: rows.csv has 1000000 columns; the limit is 1000'],
    ],
    [
      'ten million targets',
      fox(
        '    matrix:',
        ...'abcdefg'.split('').map((axis) => `      ${axis}: [0, 1, 2, 3, 4, 5, 6, 7, 8, 9]`),
      ),
      [
        '3:3 too-many-targets: the manifest stands for more than 1,000,000 targets (scenes, rows and axes multiply; split the asset or exclude cells)',
      ],
    ],
    [
      'a duration that no timer can hold, which would end at once',
      `version: 1\nproviders: { paint: { type: paint, timeout: 1000h } }\n`,
      ['2:45 invalid-value: "timeout": a duration is at most 24 days'],
    ],
    [
      'a size of four hundred digits',
      fox(`    outputs: [{ max_bytes: ${'9'.repeat(400)}MB }]`),
      ['6:28 invalid-value: "max_bytes": no file may have so many bytes'],
    ],
    [
      'a seed of 2^64',
      fox().replace('42', '18446744073709551616'),
      ['4:11 invalid-value: "seed": a seed is a whole number from 1 to 4294967294, or random'],
    ],
    [
      'a budget of 1e400',
      'version: 1\nbudget: { run: 1e400 }\n',
      ['2:16 wrong-type: "run" is "1e400", but must be a number'],
    ],
  ])('%s', async (_, project, says) => {
    expect((await problemsOf(project)).map(brief)).toEqual(says);
  });

  test('a manifest of 100 MB is not read', async () => {
    const rig = createRig({ 'imagebuild.yaml': 'version: 1\n' });
    truncateSync(join(rig.folder, 'imagebuild.yaml'), 100_000_000);
    const ended = await rig.json(['plan'], { env: { NODE_OPTIONS: '--max-old-space-size=128' } });
    expect(ended).toMatchObject({ exitCode: 3, errors: [{ code: 'file-too-large' }] });
  });
});

describe('YAML that is more than data', () => {
  test.each<[string, string, string]>([
    ['a merge key', '    <<: { seed: 1 }', '6:5 unknown-key: unknown key "<<" in "fox"'],
    ['a function', '    alt: !!js/function "x"', '6:10 yaml-syntax: not valid YAML: Unresolved tag'],
    ['binary', '    alt: !!binary aGVsbG8=', '6:19 wrong-type: "alt" is a mapping, but must be text'],
    ['half a character', '    alt: "\\ud800"', `6:10 ${HALF}`],
    ['half a character in a key', '    params: { "\\udc00": 1 }', `6:15 ${HALF}`],
  ])('%s', async (_, line, says) => {
    const [first] = (await problemsOf(fox(line))).map(brief);
    expect(first).toContain(says);
  });
});

describe('names that every object seems to have', () => {
  const names = ['constructor', 'valueof', 'tostring', 'hasownproperty'];

  test('are names like any other, everywhere', async () => {
    for (const name of names) {
      const manifest = [
        'version: 1',
        `styles: { ${name}: flat }`,
        `outputs: { ${name}: { widths: [8] } }`,
        `profiles: { ${name}: { seed: 3 } }`,
        `providers: { ${name}: { type: paint } }`,
        'assets:',
        `  ${name}:`,
        '    seed: 1',
        `    prompt: "x {${name}}"`,
        `    style: ${name}`,
        `    outputs: [${name}]`,
        `    tags: [${name}]`,
        `    scenes: { ${name}: y }`,
        `    matrix: { ${name}: [${name}, other] }`,
        '',
      ].join('\n');
      expect([name, (await problemsOf(manifest)).map(brief)]).toEqual([name, []]);
    }
  });

  test.each<[string, string, string]>([
    ['a style', '    style: constructor', 'unknown-style'],
    ['an output', '    outputs: [constructor]', 'unknown-output'],
    ['a provider', '    provider: constructor', 'unknown-provider'],
    ['a model', '    model: constructor', 'unknown-model'],
    ['an operation', '    operation: constructor', 'unknown-operation'],
    ['a parameter', '    params: { constructor: 1 }', 'unknown-param'],
    ['an input', '    operation: image-to-image\n    image: constructor', 'unknown-target'],
    ['a placeholder', '    alt: "{constructor} {__proto__}"', 'unknown-placeholder'],
    ['__proto__ as a parameter', '    params: { __proto__: 1 }', 'invalid-name'],
    ['__proto__ as a style', '    style: __proto__', 'unknown-style'],
  ])('are not there unless they are declared: %s', async (_, line, code) => {
    expect((await problemsOf(fox(line))).map((found) => found.code)).toContain(code);
  });

  test('__proto__ as a column of JSON and CSV', async () => {
    expect(
      (await problemsOf(withRows('rows.json', '[{ "__proto__": 1, "id": "a" }]', 'id'))).map(brief),
    ).toEqual(['rows.json:1:4 invalid-name: "__proto__" cannot be a name']);
    expect(await problemsOf(withRows('rows.csv', '__proto__,constructor\na,b\n', '__proto__'))).toEqual([]);
  });
});

const MINIMAL = `
  version: 1
  site: { out_dir: art }
  outputs: { small: { widths: [16], formats: [png] } }
  assets:
    fox: { seed: 7, prompt: a fox, params: { width: 64, height: 64 }, outputs: [small] }
`;

// biome-ignore lint/suspicious/noControlCharactersInRegex: the codes of our own colours
const COLOUR = /\u001b\[\d{1,2}m/g;

function isObeyed(character: string): boolean {
  const code = character.codePointAt(0) ?? 0;
  return (
    (code < 32 && character !== '\n' && character !== '\t') || (code > 126 && code < 160) || code === 0x202e
  );
}

describe('what a terminal would obey', () => {
  const ESCAPE = '\u001b]0;owned\u0007\u001b[2J\u009b31m\u202e';

  test('does not reach it: from the manifest, its names, prompts and excerpts', async () => {
    const rig = createRig({
      'imagebuild.yaml': `version: 1\nassets:\n  fox: { seed: 1, prompt: "${ESCAPE.replaceAll('\u0007', '')}", wombat: "${'\u202e'}" }\n  "a\\e[31m": {}\n`,
    });
    for (const args of [
      ['plan'],
      ['plan', '--json'],
      ['plan', '--reporter', 'github'],
      ['build', '--reporter', 'junit'],
    ]) {
      const { stdout, stderr } = await rig.run(args, { env: { FORCE_COLOR: '1' } });
      expect(stdout + stderr).toMatch(/wombat/);
      expect([...(stdout + stderr).replaceAll(COLOUR, '')].filter(isObeyed)).toEqual([]);
    }
  });

  test('nor does a line that GitHub takes for a command', async () => {
    const rig = createRig({ 'imagebuild.yaml': 'version: 1\ninclude: "../a\\n::warning::b"\n' });
    for (const reporter of ['plain', 'github']) {
      const { stdout, stderr } = await rig.run(['plan', '--reporter', reporter]);
      expect(stderr + stdout).toContain('outside-project');
      expect(stderr + stdout).not.toMatch(/^\s*::warning::/m);
    }
  });
});

async function built(): Promise<Rig> {
  const rig = createRig({ 'imagebuild.yaml': MINIMAL });
  expect(await rig.json(['build'])).toMatchObject({ ok: true });
  return rig;
}

describe('files of the project that lie', () => {
  test.each([
    ['a path with a line end', 'art/\n/../../src/keep.txt'],
    ['a path that goes up', 'art/../src/keep.txt'],
    ['an absolute path', '/etc/passwd'],
    ['a path of Windows', 'C:\\keep.txt'],
  ])('a lockfile that lists %s is damaged, and nothing is deleted', async (_, path) => {
    const rig = await built();
    rig.write({ 'src/keep.txt': 'mine' });
    const lock = JSON.parse(rig.read('imagebuild.lock'));
    const { fox: entry } = lock.targets;
    lock.targets.gone = { ...entry, outputs: { small: { ...entry.outputs.small, files: [path] } } };
    rig.write({ 'imagebuild.lock': JSON.stringify(lock) });
    expect(await rig.json(['build'])).toMatchObject({ exitCode: 8, errors: [{ code: 'lock-damaged' }] });
    expect(rig.read('src/keep.txt')).toBe('mine');
  });

  test('an output called __proto__ in a lockfile hides no path', async () => {
    const rig = await built();
    rig.write({ 'src/keep.txt': 'mine' });
    const lock = rig
      .read('imagebuild.lock')
      .replace('"outputs": {', '"outputs": { "__proto__": { "key": "", "files": ["art/../src/keep.txt"] },');
    rig.write({ 'imagebuild.lock': lock, 'imagebuild.yaml': MINIMAL.replace('fox:', 'owl:') });
    expect(await rig.json(['build'])).toMatchObject({
      exitCode: 8,
      errors: [
        { code: 'lock-damaged', line: 5 + lock.slice(0, lock.indexOf('__proto__')).split('\n').length - 5 },
      ],
    });
    expect(rig.read('src/keep.txt')).toBe('mine');
  });

  test('a key record leads to no file outside of the store', async () => {
    const folder = temporaryFolder();
    const beside = join(folder, 'beside.png');
    writeFileSync(beside, 'mine');
    const recipe = { provider: 'procedural', operation: 'generate', params: {}, inputs: {} };
    const key = generationKey(recipe);
    const master = { digest: 'sha256:../../../beside', bytes: 4, width: 1, height: 1, format: 'png' };
    const state = join(folder, '.imagebuild');
    const path = join(state, 'masters/keys', key.slice(7, 9), `${key.slice(7)}.json`);
    mkdirSync(join(path, '..'), { recursive: true });
    writeFileSync(path, JSON.stringify({ key, recipe, master, source: 'generated', credits: 0 }));
    expect(diskStore(state).find(key)).toBeUndefined();
    expect(readFileSync(beside, 'utf8')).toBe('mine');
  });

  test.each([
    ['null', 'null'],
    ['an image that is null', '{ "schemaVersion": 1, "images": { "fox": null } }'],
    [
      'a file outside',
      '{ "schemaVersion": 1, "images": { "fox": { "outputs": { "small": { "files": [{ "path": "../x" }] } } } } }',
    ],
  ])('a site manifest with %s is none, and the next build writes it', async (_, text) => {
    const rig = createRig({
      'imagebuild.yaml': MINIMAL.replace('art }', 'art, manifest: art/images.json }'),
    });
    rig.write({ 'art/images.json': text });
    expect(await rig.json(['build'])).toMatchObject({ ok: true });
    expect(JSON.parse(rig.read('art/images.json'))).toMatchObject({ images: { fox: { width: 64 } } });
  });

  test('an index that lists files elsewhere is none, and none of them is deleted', async () => {
    const rig = await built();
    rig.write({ 'src/keep.txt': 'mine' });
    const path = '.imagebuild/cache/outputs.json';
    const index = JSON.parse(rig.read(path));
    index.files['art/../src/keep.txt'] = {
      ...(Object.values(index.files)[0] as object),
      digest: digestOf('mine'),
    };
    rig.write({ [path]: JSON.stringify(index) });
    expect(await rig.json(['build'])).toMatchObject({ ok: true });
    expect(rig.read('src/keep.txt')).toBe('mine');
  });

  test('an output folder that is a link out of the project is written nowhere', async () => {
    const rig = createRig({ 'imagebuild.yaml': MINIMAL });
    const elsewhere = temporaryFolder();
    symlinkSync(elsewhere, join(rig.folder, 'art'));
    expect(await rig.json(['build'])).toMatchObject({ exitCode: 3, errors: [{ code: 'outside-project' }] });
  });
});
