import { mkdirSync, rmSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import sharp from 'sharp';
import { describe, expect, test } from 'vitest';
import { edit } from '../support/cli.ts';
import { createRig } from '../support/rig.ts';

const picture = (width = 64) =>
  sharp({ create: { width, height: width, channels: 3, background: '#4080c0' } })
    .jpeg()
    .toBuffer();

const manifest = (assets: string, site = '{ out_dir: public/images }', more = '') => `
  version: 1
  site: ${site}
  defaults: { provider: procedural, seed: 1, params: { width: 64, height: 64 } }
  outputs: { tile: { widths: [32], formats: [jpeg] } }
  assets:
    ${assets}
  ${more}`;

const TEAM =
  'team: { provider: file, operation: import, image: ./public/images/team-32.jpg, params: {}, outputs: [tile] }';
const FOX = 'fox: { prompt: a fox, outputs: [tile] }';

describe('a file that the project is made from is not overwritten', () => {
  test.each<[string, string, { readonly [path: string]: string | Uint8Array }]>([
    ['a picture', manifest(TEAM), {}],
    [
      'a picture of another asset',
      manifest(
        `fox: { prompt: x, image: ./public/images/owl-32.jpg, operation: image-to-image, outputs: [tile] }\n    owl: { prompt: an owl, outputs: [tile] }`,
      ),
      { 'public/images/owl-32.jpg': '' },
    ],
    [
      'rows',
      manifest(
        'p: { prompt: "{n}", each: { file: ./public/images/images.json, key: n }, outputs: [tile] }',
        '{ out_dir: public/images, manifest: public/images/images.json }',
      ),
      { 'public/images/images.json': '[{ "n": "a" }]' },
    ],
    [
      'a prompt',
      manifest(
        'fox: { prompt: { file: ./public/images/images.json }, outputs: [tile] }',
        '{ out_dir: public/images, manifest: public/images/images.json }',
      ),
      { 'public/images/images.json': 'a fox' },
    ],
    [
      'an included file',
      manifest(FOX, '{ out_dir: ., manifest: more.json }', 'include: more.json'),
      { 'more.json': '{}' },
    ],
    ['the manifest', manifest(FOX, '{ out_dir: ., file_name: "imagebuild.yaml" }'), {}],
    ['the lockfile', manifest(FOX, '{ out_dir: ., file_name: "imagebuild.lock" }'), {}],
    [
      'a picture by another case',
      manifest(TEAM.replace('team-32', 'Team-32')),
      { 'public/images/Team-32.jpg': '' },
    ],
  ])('%s', async (_, yaml, files) => {
    const bytes = await picture();
    const pictures = Object.fromEntries(
      Object.entries({ 'public/images/team-32.jpg': '', ...files }).map(([path, text]) => [
        path,
        text === '' ? bytes : text,
      ]),
    );
    const rig = createRig({ 'imagebuild.yaml': yaml, ...pictures });
    const before = Object.keys(pictures).map((path) => rig.bytes(path));
    for (const command of ['plan', 'build', 'check']) {
      const { exitCode, errors } = await rig.json([command]);
      expect([exitCode, errors[0]?.code, errors[0]?.file], command).toEqual([
        3,
        'output-overwrites-input',
        'imagebuild.yaml',
      ]);
    }
    expect(Object.keys(pictures).map((path) => rig.bytes(path))).toEqual(before);
    expect(rig.exists('imagebuild.lock')).toBe(false);
  });

  test('by way of a link: of the folder that is written to, or of the picture', async () => {
    const bytes = await picture();
    const rig = createRig({
      'imagebuild.yaml': manifest(TEAM.replace('public/images', 'photos')),
      'photos/team-32.jpg': bytes,
    });
    mkdirSync(join(rig.folder, 'public'));
    symlinkSync('../photos', join(rig.folder, 'public/images'));
    expect((await rig.json(['build'])).errors[0].code).toBe('output-overwrites-input');
    rig.remove('public/images');
    rig.write({ 'public/images/team-32.jpg': bytes });
    rig.remove('photos/team-32.jpg');
    symlinkSync('../public/images/team-32.jpg', join(rig.folder, 'photos/team-32.jpg'));
    expect((await rig.json(['build'])).errors[0].code).toBe('output-overwrites-input');
    expect(rig.bytes('photos/team-32.jpg')).toEqual(bytes);
  });

  test('nor are the records of imagebuild', async () => {
    const rig = createRig({ 'imagebuild.yaml': manifest(FOX, '{ out_dir: .imagebuild/masters }') });
    expect((await rig.json(['plan'])).errors[0].code).toBe('output-overwrites-input');
  });
});

describe('a file that no build has written is not replaced', () => {
  test('under the name of an output, until --force names its target', async () => {
    const bytes = await picture();
    const rig = createRig({
      'imagebuild.yaml': manifest(`${FOX}\n    owl: { prompt: an owl, outputs: [tile] }`),
      'public/images/fox-32.jpg': bytes,
    });
    for (const command of [['plan'], ['build'], ['build', 'fox'], ['build', 'owl', '--force']]) {
      const { exitCode, errors } = await rig.json(command);
      const wanted = command[1] === 'owl' ? [0, undefined] : [3, 'output-foreign'];
      expect([exitCode, errors[0]?.code], command.join(' ')).toEqual(wanted);
      if (errors[0]) expect(errors[0]).toMatchObject({ target: 'fox', file: 'imagebuild.yaml' });
    }
    expect(rig.bytes('public/images/fox-32.jpg')).toEqual(bytes);
    expect(await rig.json(['build', 'fox', '--force'])).toMatchObject({ exitCode: 0 });
    expect(rig.bytes('public/images/fox-32.jpg')).not.toEqual(bytes);
    expect(await rig.json(['build'])).toMatchObject({ exitCode: 0, counts: { rendered: 0 } });
  });

  test.each(['package.json', 'src/art.ts'])('under the name of a site manifest: %s', async (path) => {
    const rig = createRig({
      'imagebuild.yaml': manifest(FOX, `{ out_dir: public/images, manifest: ${path} }`),
      [path]: '{ "name": "shop", "version": "1.0.0" }\n',
    });
    for (const command of [['build'], ['build', '**', '--force']])
      expect((await rig.json(command)).errors[0]).toMatchObject({ code: 'output-foreign', line: 2 });
    expect(rig.read(path)).toContain('"shop"');
  });

  test('but those of a clone are: its lockfile knows them, also where everything local is lost', async () => {
    const rig = createRig({
      'imagebuild.yaml': manifest(FOX, '{ out_dir: public/images, manifest: src/art.ts }'),
    });
    await rig.json(['build']);
    rig.remove('.imagebuild/cache');
    expect(await rig.json(['build'])).toMatchObject({ exitCode: 0 });
    rig.write({ 'src/art.ts': `<<<<<<< ours\n${rig.read('src/art.ts')}=======\n>>>>>>> theirs\n` });
    expect(await rig.json(['build'])).toMatchObject({ exitCode: 0 });
    expect(rig.read('src/art.ts')).not.toContain('<<<<<<<');
  });

  test('and those of a build that was killed before it could write its lockfile', async () => {
    const rig = createRig({ 'imagebuild.yaml': manifest(FOX) });
    await rig.json(['build']);
    const index = JSON.parse(rig.read('.imagebuild/cache/outputs.json'));
    rig.remove('imagebuild.lock');
    rig.write({
      '.imagebuild/cache/outputs.json': JSON.stringify({
        ...index,
        files: {},
        claimed: ['public/images/fox-32.jpg'],
      }),
    });
    expect(await rig.json(['build'])).toMatchObject({ exitCode: 0 });
  });
});

test('a site manifest that is renamed does not leave the old one behind', async () => {
  const rig = createRig({
    'imagebuild.yaml': manifest(FOX, '{ out_dir: public/images, manifest: [src/art.json, src/art.ts] }'),
  });
  await rig.json(['build']);
  edit(rig, 'imagebuild.yaml', 'src/art.json, src/art.ts', 'src/pictures.json');
  await rig.json(['build']);
  expect(rig.files().filter((path) => path.startsWith('src/'))).toEqual(['src/pictures.json']);
});

test('a file that another one needs for a folder is refused before anything is made', async () => {
  const rig = createRig({
    'imagebuild.yaml': `
      version: 1
      site: { out_dir: art }
      defaults: { provider: procedural, seed: 1, params: { width: 64, height: 64 } }
      outputs:
        one: { width: 32, formats: [png], file_name: "a.png" }
        two: { width: 32, formats: [png], file_name: "A.png/[id].png" }
      assets: { fox: { prompt: a fox, outputs: [one] }, owl: { prompt: an owl, outputs: [two] } }
    `,
  });
  for (const command of ['plan', 'build'])
    expect(await rig.json([command])).toMatchObject({ exitCode: 3, errors: [{ code: 'output-collision' }] });
  expect(rig.exists('art')).toBe(false);
});

test('a sheet of sprites takes the place of no picture that somebody has drawn', async () => {
  const rig = createRig({
    'imagebuild.yaml': `
      version: 1
      site: { out_dir: art, manifest: art/images.ts }
      outputs: { icons: { preset: sprite, width: 20, height: 20 } }
      defaults: { provider: procedural, seed: 1, params: { width: 64, height: 64 }, outputs: icons }
      assets: { fox: { prompt: a fox } }
    `,
    'art/icons.png': 'drawn by hand',
  });
  const refused = { exitCode: 3, errors: [{ code: 'output-foreign', line: 3 }] };
  expect(await rig.json(['plan'])).toMatchObject(refused);
  expect(await rig.json(['build'])).toMatchObject(refused);
  expect(rig.read('art/icons.png')).toBe('drawn by hand');
  expect(await rig.json(['build', '**', '--force'])).toMatchObject({ exitCode: 0 });
  const sheet = rig.bytes('art/icons.png');
  // In another checkout the site manifest knows it.
  rmSync(join(rig.folder, '.imagebuild/cache'), { recursive: true });
  expect(await rig.json(['build'])).toMatchObject({ exitCode: 0 });
  expect(rig.bytes('art/icons.png')).toEqual(sheet);
});

describe('what nothing makes any more goes from a fresh clone', () => {
  const OWL = `${FOX}\n    owl: { prompt: an owl, outputs: [tile] }`;
  const OWL_FILE = 'public/images/owl-32.jpg';

  /** A project that was built with such a site manifest, as somebody who has cloned it finds it. */
  async function cloned(siteManifest?: string) {
    const site = `{ out_dir: public/images${siteManifest ? `, manifest: ${siteManifest}` : ''} }`;
    const rig = createRig({ 'imagebuild.yaml': manifest(OWL, site) });
    await rig.json(['build']);
    rig.remove('.imagebuild/cache');
    return rig;
  }

  const withoutOwl = ['owl: { prompt: an owl, outputs: [tile] }', ''] as const;
  const wider = ['widths: [32]', 'widths: [48]'] as const;

  test.each([
    ['an asset', 'src/art.json', withoutOwl],
    ['an asset', 'src/art.ts', withoutOwl],
    ['a width', 'src/art.json', wider],
    ['a width', 'src/art.ts', wider],
  ] as const)('with %s, where %s knows its bytes', async (_, siteManifest, [before, after]) => {
    const rig = await cloned(siteManifest);
    edit(rig, 'imagebuild.yaml', before, after);
    expect(await rig.json(['build'])).toMatchObject({ exitCode: 0, warnings: [] });
    expect(rig.exists(OWL_FILE)).toBe(false);
  });

  test.each([
    ['an asset', 'src/art.json', withoutOwl],
    ['an asset', 'src/art.ts', withoutOwl],
    ['an asset', undefined, withoutOwl],
    ['a width', 'src/art.json', wider],
    ['a width', 'src/art.ts', wider],
    ['a width', undefined, wider],
  ] as const)(
    'with %s, but not what somebody has put there: %s',
    async (_, siteManifest, [before, after]) => {
      const rig = await cloned(siteManifest);
      const photo = await picture(50);
      rig.write({ [OWL_FILE]: photo });
      // Without a site manifest, nothing knows the bytes of any file.
      if (siteManifest === undefined) rig.remove('public/images/fox-32.jpg');
      edit(rig, 'imagebuild.yaml', before, after);
      const built = await rig.json(['build']);
      expect(built).toMatchObject({ exitCode: 0, warnings: [{ code: 'leftover-kept' }] });
      expect(built.warnings[0].message).toContain(OWL_FILE);
      expect(rig.bytes(OWL_FILE)).toEqual(photo);
      expect(await rig.json(['build'])).toMatchObject({ exitCode: 0, warnings: [] });
      expect(rig.bytes(OWL_FILE)).toEqual(photo);
    },
  );

  test.each(['src/art.json', 'src/art.ts'])(
    'after a build of another target has written %s without it',
    async (siteManifest) => {
      const rig = await cloned(siteManifest);
      edit(rig, 'imagebuild.yaml', withoutOwl[0], 'elk: { prompt: an elk, outputs: [tile] }');
      expect(await rig.json(['build', 'fox'])).toMatchObject({ exitCode: 0, warnings: [] });
      expect([rig.exists(OWL_FILE), rig.read(siteManifest).includes('owl')]).toEqual([true, false]);
      expect(await rig.json(['build'])).toMatchObject({ exitCode: 0, warnings: [] });
      expect(rig.exists(OWL_FILE)).toBe(false);
    },
  );
});
