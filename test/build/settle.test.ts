import {
  appendFileSync,
  closeSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  truncateSync,
  utimesSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { fc } from '@fast-check/vitest';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type BuildOptions, buildProject, openProject } from '../../src/build/index.ts';
import { knownAnswer } from '../../src/cli/known-answer.ts';
import { settledAnswers as answersOf } from '../../src/cli/settled-answers.ts';
import {
  decodeSettled,
  encodeSettled,
  hasSameEnvironment,
  isAsBefore,
  SETTLED_FILE,
} from '../../src/freshness/index.ts';

const FILES = {
  'imagebuild.yaml': [
    'version: 1',
    'env: [WHERE]',
    'include: art/*.yaml',
    'site: { out_dir: out, manifest: [out/images.json, out/images.d.ts] }',
    'providers: { local: { type: procedural } }',
    'defaults: { provider: local, seed: 7, params: { width: 64, height: 64 }, outputs: [tile] }',
    'outputs: { tile: { widths: [16, 32], formats: [webp, png] } }',
    'assets:',
    // biome-ignore lint/suspicious/noTemplateCurlyInString: what a manifest says, not a template of ours.
    '  fox: { prompt: { file: ./fox.md }, alt: "${WHERE:-by a lake}" }',
    '  bird: { prompt: "a {{ kind }}", each: { file: ./birds.csv, key: kind } }',
  ].join('\n'),
  'fox.md': 'a fox',
  'birds.csv': 'kind\nwren\nowl\n',
  'art/more.yaml': 'assets: { hill: { operation: image-to-image, prompt: hills, image: ./hill.svg } }',
  'art/hill.svg':
    '<svg xmlns="http://www.w3.org/2000/svg" width="64" height="64"><rect width="64" height="64" fill="#8a4"/></svg>',
};

let root: string;
const environment = new Map<string, string>();
const settled = () => {
  try {
    return decodeSettled(readFileSync(join(root, SETTLED_FILE)));
  } catch {
    return undefined;
  }
};
/** Command lines whose answer is the same as that of a bare `imagebuild`. */
const COMMAND_LINES = [
  '',
  'build',
  '--yes --frozen',
  '--json',
  '--json --max-cost 5 --yes',
  '--reporter jsonl -k',
  '--reporter=junit -j4',
  '--reporter github --no-frozen',
  '-q --max-images=0 --offline',
].map((line) => line.split(' ').filter(Boolean));

/** Whether the record says that nothing has changed; so says the command line, whatever flags it is given. */
const isFresh = async () => {
  const known = settled();
  const fresh =
    known !== undefined &&
    isAsBefore(root, known) &&
    (await hasSameEnvironment(known, (name) => environment.get(name)));
  for (const args of COMMAND_LINES) expect(await isAnswered(args), args.join(' ')).toBe(fresh);
  return fresh;
};

const isAnswered = async (args: readonly string[]) =>
  (await knownAnswer(['-C', root, ...args], Object.fromEntries(environment)).catch(() => undefined)) !==
  undefined;

async function build(listener?: BuildOptions['listener']) {
  const opened = await openProject({ cwd: root, environment: (name) => environment.get(name) });
  if (!opened.ok) throw new Error(JSON.stringify(opened.failure));
  const settledAnswers: BuildOptions['settledAnswers'] = (report) =>
    answersOf({ clean: (text) => text }, report, []);
  return buildProject(opened.value, { listener, settledAnswers });
}

/** Builds until nothing is left to do and everything has been left alone for a moment. */
async function settle() {
  for (let attempt = 0; attempt < 5 && !(await isFresh()); attempt++) {
    // Whole seconds can be set back exactly.
    for (const path of everyFile()) utimesSync(join(root, path), 1_700_000_000, 1_700_000_000);
    await wait(120);
    const report = await build();
    expect(report.failure, JSON.stringify(report.errors)).toBeUndefined();
  }
  expect(await isFresh()).toBe(true);
}

/** Every file of the project but those that only save time. */
function everyFile(folder = ''): string[] {
  return readdirSync(join(root, folder), { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (path === join('.imagebuild', 'cache') || path.endsWith('keys')) return [];
    if (entry.isDirectory()) return everyFile(path);
    return existsSync(join(root, path)) ? [path] : [];
  });
}

/** Changes one byte where it stands, and sets the time back. */
function flip(path: string, where: number) {
  const { atime, mtime, size } = statSync(path);
  const at = where % size;
  const file = openSync(path, 'r+');
  writeSync(file, Buffer.of((readFileSync(path)[at] ?? 0) ^ 1), 0, 1, at);
  closeSync(file);
  utimesSync(path, atime, mtime);
}

const EDITS: { readonly [name: string]: (path: string, where: number) => void } = {
  'a flipped bit, with the time set back': flip,
  'a longer file': (path) => appendFileSync(path, '\n'),
  'a shorter file': (path, where) => truncateSync(path, where % statSync(path).size),
  'a file that went': (path) => rmSync(path),
  'another file under the name': (path, where) => {
    const { atime, mtime } = statSync(path);
    const copy = `${path}.copy`;
    writeFileSync(copy, readFileSync(path));
    flip(copy, where);
    utimesSync(copy, atime, mtime);
    renameSync(copy, path);
  },
  'a folder under the name': (path) => {
    rmSync(path);
    mkdirSync(path);
  },
};

beforeAll(async () => {
  root = mkdtempSync(join(tmpdir(), 'imagebuild-room-'));
  for (const [path, text] of Object.entries(FILES)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  }
  await settle();
});

afterAll(() => rmSync(root, { recursive: true, force: true }));

describe('a project in which there was nothing to do', () => {
  test('has something to do after any edit of any input, output, master or lock, whatever the times say', async () => {
    const paths = everyFile();
    expect(paths.length).toBeGreaterThan(25);
    for (const path of ['imagebuild.yaml', 'imagebuild.lock', 'birds.csv', 'out/images.json', 'art/hill.svg'])
      expect(paths).toContain(path);
    const edits = fc.tuple(fc.constantFrom(...paths), fc.constantFrom(...Object.keys(EDITS)), fc.nat());
    await fc.assert(
      fc.asyncProperty(edits, async ([path, edit, where]) => {
        const absolute = join(root, path);
        const before = readFileSync(absolute);
        expect(await isFresh()).toBe(true);
        EDITS[edit]?.(absolute, where);
        expect(await isFresh(), `${edit}: ${path}`).toBe(false);
        rmSync(absolute, { recursive: true, force: true });
        writeFileSync(absolute, before);
        await settle();
      }),
      { numRuns: 60 },
    );
  }, 120_000);

  test.each([
    'art/new.yaml',
    'imagebuild.yml',
    '.imagebuild/pending/0.json',
    '.imagebuild/drift/pending/0.json',
    '.imagebuild/process.lock/x',
  ])('is looked at again when there is a %s', async (path) => {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), 'assets: {}');
    expect(await isFresh()).toBe(false);
    rmSync(join(root, path.includes('process.lock') ? dirname(path) : path), { recursive: true });
    await settle();
  });

  test('has no answer that would show what has become a secret since', async () => {
    const asked = (environment: NodeJS.ProcessEnv) => knownAnswer(['-C', root, '--json'], environment);
    expect((await asked({ DEPLOY_NAME: 'out/fox-16.webp' }))?.answer?.join('')).toContain('out/fox-16.webp');
    expect(await asked({ DEPLOY_TOKEN: 'out/fox-16.webp' })).toBeUndefined();
  });

  test('is looked at again when a variable of the manifest has another value', async () => {
    environment.set('WHERE', 'on a hill');
    expect(await isFresh()).toBe(false);
    environment.delete('WHERE');
    expect(await isFresh()).toBe(true);
  });

  test.each(['imagebuild.yaml', 'birds.csv', 'out/images.json'])(
    'is not taken on trust where %s was written at the very time of the build',
    async (path) => {
      writeFileSync(join(root, path), readFileSync(join(root, path)));
      const report = await build();
      expect(report.failure).toBeUndefined();
      expect(await isFresh()).toBe(false);
      await settle();
    },
  );

  test.each(['fox.md', 'art/hill.svg', 'out/images.json', 'out/fox-16.webp', 'imagebuild.lock'])(
    'is not taken on trust where %s went away while it was being built',
    async (path) => {
      const before = readFileSync(join(root, path));
      rmSync(join(root, SETTLED_FILE));
      await build(({ type }) => {
        if (type === 'planned') rmSync(join(root, path));
      });
      expect(settled()).toBeUndefined();
      writeFileSync(join(root, path), before);
      await settle();
    },
  );

  test('is not taken on trust where a link was turned while it was being built', async () => {
    const text = readFileSync(join(root, 'fox.md'));
    for (const name of ['one.md', 'two.md']) writeFileSync(join(root, name), text);
    rmSync(join(root, 'fox.md'));
    symlinkSync('one.md', join(root, 'fox.md'));
    await settle();
    await build(({ type }) => {
      if (type !== 'planned') return;
      rmSync(join(root, 'fox.md'));
      symlinkSync('two.md', join(root, 'fox.md'));
    });
    expect(await isFresh()).toBe(false);
    for (const name of ['fox.md', 'one.md', 'two.md']) rmSync(join(root, name));
    writeFileSync(join(root, 'fox.md'), text);
    await settle();
  });

  test.each(['art', 'out'])('is looked at again when %s was moved, and linked back', async (folder) => {
    const elsewhere = mkdtempSync(join(tmpdir(), 'imagebuild-room-'));
    renameSync(join(root, folder), join(elsewhere, folder));
    symlinkSync(join(elsewhere, folder), join(root, folder));
    expect(await isFresh()).toBe(false);
    rmSync(join(root, folder));
    renameSync(join(elsewhere, folder), join(root, folder));
    rmSync(elsewhere, { recursive: true });
    await settle();
  });

  test('is looked at again when what a link among the includes leads to has come', async () => {
    symlinkSync('../later.yaml', join(root, 'art/later.yaml'));
    await settle();
    writeFileSync(join(root, 'later.yaml'), 'assets: {}');
    expect(await isFresh()).toBe(false);
    for (const name of ['art/later.yaml', 'later.yaml']) rmSync(join(root, name));
    await settle();
  });

  test('leaves no record where there is something to say', async () => {
    writeFileSync(
      join(root, 'imagebuild.yaml'),
      FILES['imagebuild.yaml'].replace('[16, 32]', '[16, 32, 400]'),
    );
    await build();
    await wait(120);
    expect((await build()).warnings.length).toBeGreaterThan(0);
    await wait(120);
    await build();
    expect(await isFresh()).toBe(false);
    writeFileSync(join(root, 'imagebuild.yaml'), FILES['imagebuild.yaml']);
    await settle();
  });
});

test('a record that is damaged or of another kind is none', () => {
  const known = settled();
  if (known === undefined) throw new Error('nothing was kept');
  const bytes = Buffer.from(encodeSettled(known));
  expect(decodeSettled(bytes)).toEqual(known);
  for (let length = 0; length < bytes.length; length += 97)
    expect(decodeSettled(bytes.subarray(0, length))).toBeUndefined();
  expect(decodeSettled(Buffer.from('{"format":1}\n'))).toBeUndefined();
});
