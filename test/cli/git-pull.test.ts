import { execFileSync } from 'node:child_process';
import { cpSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { buildProject, openProject } from '../../src/build/index.ts';
import { digestOf } from '../../src/core/digest.ts';
import { edit } from '../support/cli.ts';
import { createRig, type Rig } from '../support/rig.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const manifestOf = (siteManifest: string) => `
  version: 1
  site: { out_dir: art, manifest: ${siteManifest} }
  defaults: { provider: procedural, seed: 7, params: { width: 64, height: 64 }, outputs: [tile, icons] }
  outputs:
    tile: { widths: [16, 32], formats: [png, webp], placeholder: thumbhash }
    icons: { preset: sprite, width: 20, height: 20 }
  assets:
    fox: { prompt: a fox }
    owl: { prompt: an owl }
`;

/** Each shape of site manifest that holds all of it. */
const SITE_MANIFESTS = ['art/images.json', 'art/images.ts'] as const;

/** A repository in which everything is committed that the documentation recommends to commit. */
function repository(siteManifest: string) {
  const rig = createRig({
    'imagebuild.yaml': manifestOf(siteManifest),
    '.gitignore': '.imagebuild/cache/\n.imagebuild/*.lock/\n.imagebuild/owner.json\n',
  });
  const git = (...args: string[]) =>
    execFileSync(
      'git',
      ['-c', 'user.name=a', '-c', 'user.email=a@b', '-c', 'commit.gpgsign=false', ...args],
      {
        cwd: rig.folder,
        encoding: 'utf8',
        stdio: ['ignore', 'pipe', 'pipe'],
      },
    );
  git('init', '-qb', 'main');
  const commit = () => {
    git('add', '-A');
    git('commit', '-qm', 'work', '--allow-empty');
  };
  return { rig, git, commit };
}

/** As another machine would leave a file: the same picture, encoded to other bytes. */
function reencode(rig: Rig, path: string, siteManifest: string): void {
  const bytes = rig.bytes(path);
  // Behind the last chunk of a PNG nothing is read.
  const other = Buffer.concat([bytes, Buffer.from('other')]);
  writeFileSync(join(rig.folder, path), other);
  const digest = (content: Buffer) => digestOf(content);
  const site = rig.read(siteManifest);
  const own = site
    .replaceAll(digest(bytes), digest(other))
    .replaceAll(new RegExp(`"bytes":( ?)${bytes.length},`, 'g'), `"bytes":$1${other.length},`);
  writeFileSync(join(rig.folder, siteManifest), own);
}

test('a build that is under way while somebody pulls writes only what it has made itself', async () => {
  const { rig } = repository('art/images.json');
  await rig.json(['build']);
  edit(rig, 'imagebuild.yaml', 'a fox', 'a red fox');
  const opened = await openProject({ cwd: rig.folder, environment: () => undefined });
  if (!opened.ok) throw new Error(JSON.stringify(opened.failure));
  const lock = () => JSON.parse(rig.read('imagebuild.lock'));
  const { master } = lock().targets.owl;
  const approval = { by: 'design', master: master.digest };
  const report = await buildProject(opened.value, {
    listener({ type }) {
      if (type !== 'planned') return;
      const { targets, ...rest } = lock();
      const pulled = { ...targets, elk: targets.owl, owl: { ...targets.owl, approval } };
      rig.write({ 'imagebuild.lock': `${JSON.stringify({ ...rest, targets: pulled }, undefined, 2)}\n` });
    },
  });
  expect(report).toMatchObject({ failure: undefined, warnings: [{ code: 'lock-changed' }] });
  expect(lock().targets).toMatchObject({ elk: { master }, owl: { approval, master } });
  expect(lock().targets.fox.recipe.prompt).toContain('a red fox');
  // The next build has the last word about what the manifest does not name.
  await rig.json(['build']);
  expect(lock().targets).toMatchObject({ owl: { approval } });
  expect(lock().targets.elk).toBeUndefined();
});

async function expectAtPeace(rig: Rig, git: (...args: string[]) => string) {
  expect(await rig.json(['verify'])).toMatchObject({ exitCode: 0, errors: [] });
  expect(await rig.json(['check'])).toMatchObject({ exitCode: 0, errors: [] });
  const built = await rig.json(['build']);
  expect([built.exitCode, built.counts.rendered, built.counts.generated]).toEqual([0, 0, 0]);
  expect(git('status', '--porcelain')).toBe('');
  expect(await rig.json(['check'])).toMatchObject({ exitCode: 0, errors: [] });
}

describe.each(SITE_MANIFESTS)('a checkout whose outputs and %s are committed', (siteManifest) => {
  test('is at peace after checkouts back and forth, with the cache of any other commit, or with none', async () => {
    const { rig, git, commit } = repository(siteManifest);
    await rig.json(['build']);
    commit();
    const caches = [temporaryFolder()];
    const keep = (at: string) => cpSync(join(rig.folder, '.imagebuild/cache'), at, { recursive: true });
    keep(caches[0] ?? '');
    const steps: (() => void)[] = [
      () => edit(rig, 'imagebuild.yaml', 'a fox', 'a red fox'),
      () => edit(rig, 'imagebuild.yaml', '[16, 32]', '[16, 48]'),
      () => edit(rig, 'imagebuild.yaml', 'owl: { prompt: an owl }', 'elk: { prompt: an elk }'),
    ];
    for (const step of steps) {
      step();
      await rig.json(['build']);
      commit();
      const at = temporaryFolder();
      keep(at);
      caches.push(at);
    }
    for (const [revision, cache] of [
      ['main~3', 3],
      ['main', 0],
      ['main~2', 2],
      ['main~1', undefined],
      ['main', 1],
    ] as const) {
      git('checkout', '-q', revision);
      if (cache !== undefined) {
        rmSync(join(rig.folder, '.imagebuild/cache'), { recursive: true });
        cpSync(caches[cache] ?? '', join(rig.folder, '.imagebuild/cache'), { recursive: true });
      }
      await expectAtPeace(rig, git);
    }
  });

  test('leaves files alone that another encoder has written for the same key, also when some targets are built', async () => {
    const { rig, git, commit } = repository(siteManifest);
    await rig.json(['build']);
    for (const path of ['art/fox-16.png', 'art/owl-32.png']) reencode(rig, path, siteManifest);
    commit();
    const bytes = readFileSync(join(rig.folder, 'art/fox-16.png'));
    await expectAtPeace(rig, git);
    await rig.json(['build', 'owl']);
    expect(git('status', '--porcelain')).toBe('');
    expect(readFileSync(join(rig.folder, 'art/fox-16.png'))).toEqual(bytes);
  });

  test('still tells a file that somebody has changed', async () => {
    const { rig, commit } = repository(siteManifest);
    await rig.json(['build']);
    commit();
    writeFileSync(join(rig.folder, 'art/fox-16.png'), 'not a picture');
    expect(await rig.json(['check'])).toMatchObject({ exitCode: 7, errors: [{ code: 'output-modified' }] });
  });

  test('tells in a fresh clone what was committed with other bytes than were promised', async () => {
    const { rig, git, commit } = repository(siteManifest);
    await rig.json(['build']);
    writeFileSync(join(rig.folder, 'art/fox-16.png'), 'not a picture');
    commit();
    rig.remove('.imagebuild/cache');
    const modified = { exitCode: 7, errors: [{ code: 'output-modified' }] };
    for (const command of ['check', 'verify']) expect(await rig.json([command])).toMatchObject(modified);
    expect(await rig.json(['build'])).toMatchObject({ exitCode: 0, counts: { rendered: 1 } });
    expect(git('status', '--porcelain')).toBe(' M art/fox-16.png\n');
    expect(await rig.json(['check'])).toMatchObject({ exitCode: 0, errors: [] });
  });

  test('is at peace in a fresh clone, also with the files of another encoder', async () => {
    const { rig, git, commit } = repository(siteManifest);
    await rig.json(['build']);
    reencode(rig, 'art/fox-16.png', siteManifest);
    commit();
    rig.remove('.imagebuild/cache');
    await expectAtPeace(rig, git);
  });

  test('still tells a sheet of sprites that somebody has changed, or that was left behind', async () => {
    const { rig, git, commit } = repository(siteManifest);
    await rig.json(['build']);
    commit();
    const sheet = 'art/icons.png';
    const earlier = rig.bytes(sheet);
    writeFileSync(join(rig.folder, sheet), 'not a picture');
    const changed = {
      exitCode: 7,
      errors: [{ code: 'output-modified', message: expect.stringContaining(sheet) }],
    };
    expect(await rig.json(['check'])).toMatchObject(changed);
    git('checkout', '-q', sheet);
    edit(rig, 'imagebuild.yaml', 'a fox', 'a red fox');
    await rig.json(['build']);
    writeFileSync(join(rig.folder, sheet), earlier);
    expect(await rig.json(['check'])).toMatchObject(changed);
  });

  test('keeps a file of other bytes under a name that was written here before', async () => {
    const { rig, git, commit } = repository(siteManifest);
    await rig.json(['build']);
    commit();
    git('checkout', '-qb', 'other');
    edit(rig, 'imagebuild.yaml', 'owl: { prompt: an owl }', '');
    await rig.json(['build']);
    writeFileSync(join(rig.folder, 'art/owl-16.png'), 'drawn by hand');
    commit();
    git('checkout', '-q', 'main');
    await rig.json(['build']);
    git('checkout', '-q', 'other');
    await rig.json(['build']);
    expect(rig.read('art/owl-16.png')).toBe('drawn by hand');
  });
});
