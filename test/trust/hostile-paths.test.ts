import { mkdirSync, readdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { build, ImagebuildError, loadManifest, plan } from '../../src/index.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

// Every key of a manifest that is a path, with every path that leads elsewhere.

const TARGET = 'seed: 1, prompt: a fox, outputs: [small]';
const manifestWith = (top: string, target = TARGET, output = '') =>
  [
    'version: 1',
    `outputs: { small: { widths: [8], formats: [png]${output} } }`,
    `assets: { fox: { ${target} } }`,
    top,
    '',
  ].join('\n');

/** A path, quoted, with the extension that a key asks for. */
const withEnd = (path: string, extension: string) => JSON.stringify(`${JSON.parse(path)}${extension}`);

/** Each key that is a path, as the manifest in which it is `path`, quoted. */
const KEYS: { readonly [key: string]: (path: string) => string } = {
  include: (path) => manifestWith(`include: ${path}`),
  'site.out_dir': (path) => manifestWith(`site: { out_dir: ${path} }`),
  'site.manifest': (path) => manifestWith(`site: { manifest: ${path} }`),
  'site.file_name': (path) => manifestWith(`site: { file_name: ${path} }`),
  'outputs.*.file_name': (path) => manifestWith('', TARGET, `, file_name: ${path}`),
  'outputs.*.overlay.image': (path) => manifestWith('', TARGET, `, overlay: { image: ${path} }`),
  'outputs.*.custom.module': (path) =>
    manifestWith('', TARGET, `, custom: { module: ${withEnd(path, '.js')} }`),
  'styles.*.file': (path) => manifestWith(`styles: { flat: { file: ${path} } }`, `${TARGET}, style: flat`),
  'prompt.file': (path) => manifestWith('', `seed: 1, prompt: { file: ${path} }, outputs: [small]`),
  'negative_prompt.file': (path) => manifestWith('', `${TARGET}, negative_prompt: { file: ${path} }`),
  'each.file': (path) => manifestWith('', `${TARGET}, each: { file: ${withEnd(path, '.csv')}, key: id }`),
  image: (path) => manifestWith('', `provider: file, operation: import, image: ${path}, outputs: [small]`),
  mask: (path) => manifestWith('', `operation: inpaint, image: ./inside.png, mask: ${path}, ${TARGET}`),
};

/** Paths with forward slashes begin with `./` or `../` where the key tells files from targets by that. */
const PATHS: { readonly [what: string]: string } = {
  'up and out': '../outside/secret.txt',
  'up and out after a way in': './texts/../../outside/secret.txt',
  'up and out, in the way of Windows': '..\\outside\\secret.txt',
  absolute: '/etc/passwd',
  'absolute, in the way of Windows': 'C:\\Windows\\win.ini',
  'on another machine, in the way of Windows': '\\\\server\\share\\a.txt',
  'cut off by NUL': './texts/a.md\0.png',
  'a device of Windows': './texts/CON',
  'a device of Windows, with an extension': './aux.md',
  'through a link': './link/secret.txt',
};

/** What is said of what such a key cannot be at all. */
const REFUSED =
  /^(outside-project|output-unwritable|unknown-target: there is no target|invalid-value: "image": an overlay is a file|invalid-value: "module": a step of your own is a)/;

const OUTSIDE = ['secret.txt', 'secret.txt.csv', 'secret.txt.js'];

function project(manifest: string): string {
  const folder = join(temporaryFolder(), 'project');
  const outside = join(folder, '../outside');
  for (const path of [folder, outside, join(folder, 'texts')]) mkdirSync(path, { recursive: true });
  for (const file of OUTSIDE) writeFileSync(join(outside, file), 'id,text\nsecret,nobody may read this\n');
  symlinkSync(outside, join(folder, 'link'));
  writeFileSync(join(folder, 'texts/CON'), 'a file');
  writeFileSync(join(folder, 'aux.md'), 'a file');
  writeFileSync(join(folder, 'imagebuild.yaml'), manifest);
  return folder;
}

async function problemsIn(folder: string) {
  try {
    await plan(await loadManifest({ cwd: folder }));
    return [];
  } catch (error) {
    if (error instanceof ImagebuildError) return error.diagnostics;
    throw error;
  }
}

test.each(Object.entries(KEYS))('%s leads out of the project by no path', async (key, manifest) => {
  for (const [what, path] of Object.entries(PATHS)) {
    // Known only where the file is to be written; see below.
    if (key.endsWith('file_name') && what === 'through a link') continue;
    const folder = project(manifest(JSON.stringify(path)));
    const problems = await problemsIn(folder);
    const said = problems.map(({ code, message }) => `${code}: ${message}`);
    expect([what, said.find((text) => REFUSED.test(text))], said.join('\n')).not.toContain(undefined);
    for (const { location } of problems) expect(location).toMatchObject({ file: 'imagebuild.yaml' });
    expect(said.join()).not.toContain('nobody may read this');
  }
});

test.each([
  ['a rendition', 'site: { out_dir: art, file_name: "link/[id].[ext]" }'],
  ['a site manifest', 'site: { out_dir: art, manifest: art/link/new.json }'],
])('%s below a link out of the project is written nowhere', async (_, site) => {
  const folder = project(manifestWith(site));
  mkdirSync(join(folder, 'art'));
  symlinkSync(join(folder, '../outside'), join(folder, 'art/link'));
  const told = await loadManifest({ cwd: folder })
    .then((loaded) => build(loaded))
    .then(
      ({ errors }) => errors,
      (error: ImagebuildError) => error.diagnostics,
    );
  expect(told.map(({ message }) => message).join()).toMatch(/art\/link\S* leads out of the project/);
  expect(readdirSync(join(folder, '../outside'))).toEqual(OUTSIDE);
});

describe('a name that is not the same everywhere is refused before anything is made', () => {
  test.each([
    ['con.[ext]', '"con" is a device on Windows'],
    ['com1.[id].[ext]', '"com1" is a device on Windows'],
    ['a/LPT9/[id].[ext]', '"LPT9" is a device on Windows'],
    ['[id]:[width].[ext]', '":" may not stand in a name on Windows'],
    ['[id]\u0007.[ext]', '"\\u0007" may not stand in a name on Windows'],
    ['what?/[id].[ext]', '"?" may not stand in a name on Windows'],
    ['dots./[id].[ext]', 'Windows drops the end of "dots."'],
  ])('%s', async (pattern, because) => {
    const folder = project(manifestWith(`site: { file_name: ${JSON.stringify(pattern)} }`));
    const [first] = await problemsIn(folder);
    expect(first?.code).toBe('output-unwritable');
    expect(first?.message).toContain(because);
  });

  test.each(['console-[id].[ext]', 'a.con.[ext]', 'com10/[id].[ext]', '.nul/[id].[ext]', 'é/[id].[ext]'])(
    'but not %s',
    async (pattern) => {
      expect(
        await problemsIn(project(manifestWith(`site: { file_name: ${JSON.stringify(pattern)} }`))),
      ).toEqual([]);
    },
  );
});

describe('two targets never write one file', () => {
  const two = (fileName: string, one: string, other: string) =>
    [
      'version: 1',
      `site: { file_name: ${JSON.stringify(fileName)} }`,
      'outputs: { small: { widths: [8], formats: [png] } }',
      `assets: { fox: { ${TARGET}, title: ${JSON.stringify(one)} }, owl: { ${TARGET}, title: ${JSON.stringify(other)} } }`,
      '',
    ].join('\n');

  test.each([
    ['the same name', two('picture.[ext]', '', '')],
    [
      'two ways to write é, of two outputs',
      manifestWith(
        '',
        TARGET,
        ', file_name: "caf\u00e9.[ext]" }, other: { widths: [9], formats: [png], file_name: "cafe\u0301.[ext]"',
      ).replace('[small]', '[small, other]'),
    ],
    [
      'upper and lower case, of two outputs',
      manifestWith(
        '',
        TARGET,
        ', file_name: "Fox.[ext]" }, other: { widths: [9], formats: [png], file_name: "fox.[ext]"',
      ).replace('[small]', '[small, other]'),
    ],
  ])('%s', async (_, manifest) => {
    expect((await problemsIn(project(manifest))).map(({ code }) => code)).toEqual(['output-collision']);
  });
});
