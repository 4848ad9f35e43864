import { execFileSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { buildProject, openProject } from '../../src/build/index.ts';
import { version } from '../../src/core/version.ts';
import { edit, openShop } from '../support/cli.ts';
import { otherVersion } from '../support/other-version.ts';
import { createRig, type Document, type Rig } from '../support/rig.ts';
import { watchHere } from '../support/watching.ts';

const MANIFEST = `
  version: 1
  site: { out_dir: art, manifest: art/images.json }
  defaults: { provider: procedural, seed: 7, params: { width: 64, height: 64 }, outputs: [tile, named] }
  outputs:
    tile: { widths: [16, 32], formats: [webp, avif] }
    named: { widths: [24], formats: [png], file_name: "[id]-[hash].[ext]" }
  assets:
    fox: { prompt: a fox }
    owl: { prompt: an owl }
`;
const PAID = MANIFEST.replace(
  'provider: procedural, seed: 7, params: { width: 64, height: 64 }',
  'provider: stability, model: core, seed: 7',
);
const CI = { CI: 'true' };
const earlier = () => otherVersion('0.0.9', () => 1);
const later = () => otherVersion('9.0.0', (own) => own + 1);

async function builtBy(program: string, manifest = MANIFEST, env = {}): Promise<Rig> {
  const rig = createRig({ 'imagebuild.yaml': manifest });
  const args = ['build', '--max-cost', '100'];
  expect(await rig.run(args, { program, env })).toMatchObject({ exitCode: 0 });
  return rig;
}

function notices({ warnings }: Document): string[] {
  return warnings.flatMap(({ code, message }: Document) => (code === 'encoder-settings' ? [message] : []));
}

function pictures(rig: Rig): string[] {
  return readdirSync(join(rig.folder, 'art')).filter((name) => name !== 'images.json');
}

/** Every file that the site manifest names is there. */
function expectWholeSite(rig: Rig): void {
  const named = [...rig.read('art/images.json').matchAll(/"path": "art\/([^"]+)"/g)].map(([, path]) => path);
  expect([...new Set(named)].sort()).toEqual(pictures(rig).sort());
}

describe('after an upgrade with other encoder settings', () => {
  test('why, plan and check name format, settings and versions, and no line of the manifest', async () => {
    const rig = await builtBy(earlier());
    const said = `other encoder settings in imagebuild ${version()} than in an earlier version, which wrote the lockfile`;
    const why = await rig.run(['why', 'fox']);
    expect(why.stdout).toContain(said);
    expect(why.stdout).toContain('avif settings 1 → 3, resizing settings 1 → 2, webp settings 1 → 2');
    expect(why.stdout).toContain('png settings 1 → 2');
    expect(why.stdout).toContain('the manifest has not changed');
    expect(why.stdout).not.toContain('imagebuild.yaml');
    const { reasons } = await rig.json(['why', 'fox']);
    expect(reasons[0]).toEqual({
      code: 'rendition-changed',
      field: 'tile',
      cause: 'encoder-settings',
      from: { resizing: 1, webp: 1, avif: 1 },
      to: { resizing: 2, webp: 2, avif: 3 },
      tool: version(),
      layers: [],
    });
    expect((await rig.run(['plan'])).stderr).toContain(said);
    const plan = await rig.json(['plan']);
    expect(plan.targets[0].reasons).toMatchObject([
      { field: 'tile', cause: 'encoder-settings' },
      { field: 'named', cause: 'encoder-settings' },
    ]);
    const check = await rig.json(['check'], { env: CI });
    expect(check).toMatchObject({ exitCode: 0, errors: [] });
    expect(notices(check)).toEqual([
      expect.stringMatching(/encodes 2 targets otherwise .*webp settings 1 → 2/),
    ]);
    expect(await rig.json(['status'])).toMatchObject({ lock: 'current' });
  });

  test('CI renders the files and leaves the lock; every further build there writes nothing', async () => {
    const rig = await builtBy(earlier());
    const lock = rig.read('imagebuild.lock');
    const before = pictures(rig);
    const first = await rig.json(['build'], { env: CI });
    expect(first).toMatchObject({ exitCode: 0, counts: { rendered: 10, generated: 0 } });
    expect(notices(first)).toHaveLength(1);
    expectWholeSite(rig);
    expect(pictures(rig)).not.toEqual(before);
    // Without the cache only the site manifest vouches for them, as in a checkout of what was committed then.
    for (const lost of [[], ['.imagebuild/cache']]) {
      for (const path of lost) rig.remove(path);
      const files = pictures(rig).map((name) => rig.bytes(`art/${name}`));
      const next = await rig.json(['build'], { env: CI });
      expect(next).toMatchObject({ exitCode: 0, counts: { rendered: 0, reused: 2 } });
      expect(notices(next)).toHaveLength(1);
      expect(pictures(rig).map((name) => rig.bytes(`art/${name}`))).toEqual(files);
      expect(await rig.json(['check'], { env: CI })).toMatchObject({ exitCode: 0 });
    }
    expect(rig.read('imagebuild.lock')).toBe(lock);
    expect(await rig.json(['build'])).toMatchObject({ exitCode: 0, counts: { rendered: 0 } });
    expect(rig.read('imagebuild.lock')).not.toBe(lock);
    expect(notices(await rig.json(['check']))).toEqual([]);
  });

  test('a fresh clone with committed files passes as it is; a file that is gone or changed does not', async () => {
    const program = earlier();
    const rig = await builtBy(program);
    const git = (...args: string[]) =>
      execFileSync(
        'git',
        ['-c', 'user.name=a', '-c', 'user.email=a@b', '-c', 'commit.gpgsign=false', ...args],
        {
          cwd: rig.folder,
          stdio: 'pipe',
        },
      );
    rig.write({ '.gitignore': '.imagebuild/cache/\nclone/\n' });
    rig.write({ 'art/owl-32.webp': 'another' });
    expect(await rig.json(['check'], { env: CI })).toMatchObject({
      exitCode: 7,
      errors: [{ code: 'output-modified', message: 'art/owl-32.webp is not what was written' }],
    });
    expect(await rig.json(['build'], { program, env: CI })).toMatchObject({ exitCode: 0 });
    git('init', '-qb', 'main');
    git('add', '-A');
    git('commit', '-qm', 'work');
    git('clone', '-q', '.', 'clone');
    const cwd = join(rig.folder, 'clone');
    const check = await rig.json(['check'], { cwd, env: CI });
    expect(check).toMatchObject({ exitCode: 0, errors: [] });
    expect(notices(check)).toHaveLength(1);
    rig.remove('clone/art/owl-16.webp');
    expect(await rig.json(['check'], { cwd, env: CI })).toMatchObject({
      exitCode: 7,
      errors: [{ code: 'output-missing' }],
    });
    expect(await rig.json(['build'], { cwd, env: CI })).toMatchObject({
      exitCode: 0,
      counts: { rendered: 10 },
    });
    expect(await rig.json(['check'], { cwd, env: CI })).toMatchObject({ exitCode: 0 });
  });

  test('an edit of the manifest is still refused, and named alone', async () => {
    const rig = await builtBy(earlier());
    edit(rig, 'imagebuild.yaml', 'widths: [24]', 'widths: [20]');
    edit(rig, 'imagebuild.yaml', 'an owl', 'a barn owl');
    const frozen = await rig.json(['build'], { env: CI });
    expect(frozen.exitCode).toBe(8);
    expect(frozen.errors.map(({ message, line }: Document) => [message, line])).toEqual([
      ['fox is not what the lockfile says: named', 6],
      ['owl is not what the lockfile says: prompt', 9],
    ]);
    expect((await rig.json(['check'])).exitCode).toBe(8);
    const why = await rig.run(['why', 'fox']);
    expect(why.stdout).toContain('output named changed  (output named, imagebuild.yaml:6:');
    expect(why.stdout).toContain('output tile: other encoder settings');
  });

  test('a frozen build of one target leaves what was rendered of the others', async () => {
    const rig = await builtBy(earlier());
    await rig.json(['build'], { env: CI });
    const files = pictures(rig);
    expect(await rig.json(['build', 'owl'], { env: CI })).toMatchObject({ exitCode: 0 });
    expect(pictures(rig)).toEqual(files);
    expectWholeSite(rig);
  });

  test('plugins, watch sessions and the library render in frozen mode as well', async () => {
    const rig = await builtBy(earlier());
    const opened = await openProject({ cwd: rig.folder });
    if (!opened.ok) throw new Error('the manifest is good');
    const report = await buildProject(opened.value, { frozen: true, holdSpending: true, patterns: ['fox'] });
    expect(report).toMatchObject({ failure: undefined, counts: { rendered: 5 } });
    const { round } = watchHere(rig, { frozen: true });
    expect((await round()).report).toMatchObject({ failure: undefined, counts: { rendered: 5 } });
  });

  test('nobody has to approve again, and changed: names only what a branch has changed', async () => {
    const rig = await builtBy(earlier());
    const git = (...args: string[]) =>
      execFileSync(
        'git',
        ['-c', 'user.name=a', '-c', 'user.email=a@b', '-c', 'commit.gpgsign=false', ...args],
        {
          cwd: rig.folder,
          stdio: 'pipe',
        },
      );
    git('init', '-qb', 'main');
    git('add', 'imagebuild.yaml', 'imagebuild.lock');
    git('commit', '-qm', 'work');
    expect(await rig.run(['approve', 'fox'])).toMatchObject({ exitCode: 0 });
    expect(await rig.run(['check', '--approved', 'fox'])).toMatchObject({ exitCode: 0 });
    expect((await rig.json(['plan', 'changed:main'])).targets).toEqual([]);
  });

  test('nothing is bought for it: without masters, files that the lock knows stay', async () => {
    const shop = await openShop();
    const rig = await builtBy(earlier(), PAID, shop.env);
    const charged = shop.charged();
    expect(charged).toBeGreaterThan(0);
    rig.remove('.imagebuild');
    const lock = rig.read('imagebuild.lock');
    for (const args of [['build'], ['build', '--frozen'], ['build', '--max-cost', '100']]) {
      const built = await rig.json(args, { env: shop.env });
      expect(built).toMatchObject({ exitCode: 0, counts: { generated: 0, rendered: 0, reused: 2 } });
    }
    expect(await rig.json(['check'], { env: shop.env })).toMatchObject({ exitCode: 0 });
    expect(rig.read('imagebuild.lock')).toBe(lock);
    expect(shop.charged()).toBe(charged);
    // A file that is gone cannot be had without its master, and is a reason of its own.
    rig.remove('art/fox-16.webp');
    expect(await rig.json(['build', '--frozen'], { env: shop.env })).toMatchObject({
      exitCode: 8,
      errors: [{ code: 'master-missing', target: 'fox' }],
    });
    expect(shop.charged()).toBe(charged);
  });
});

test('a lock of a later version is called that, and frozen builds still render', async () => {
  const rig = await builtBy(later());
  const why = await rig.run(['why', 'fox']);
  expect(why.stdout).toContain(
    `imagebuild ${version()} than in a later version, which wrote the lockfile (avif settings 4 → 3, resizing settings 3 → 2, webp settings 3 → 2)`,
  );
  const built = await rig.json(['build'], { env: CI });
  expect(built).toMatchObject({ exitCode: 0, counts: { rendered: 10 } });
  expect(notices(built)).toEqual([expect.stringContaining('than a later version')]);
});

test('settings of a version that nobody knows are not called an edit without a word', async () => {
  const rig = await builtBy(otherVersion('99.0.0', (own) => own + 90));
  const built = await rig.json(['build'], { env: CI });
  expect(built).toMatchObject({ exitCode: 8, errors: [{ code: 'lock-stale' }, { code: 'lock-stale' }] });
  expect(built.errors[0].hint).toContain('another version of imagebuild has written the lockfile');
});
