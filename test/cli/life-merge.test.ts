import { execFileSync } from 'node:child_process';
import sharp from 'sharp';
import { describe, expect, test } from 'vitest';
import { edit, masters } from '../support/cli.ts';
import { BIN, createRig, type Rig } from '../support/rig.ts';

const MANIFEST = `
  version: 1
  site: { out_dir: art }
  outputs: { small: { widths: [32], formats: [png] } }
  defaults: { outputs: small }
  assets:
    fox: { seed: 42, prompt: a fox }
    owl: { seed: 5, prompt: an owl }
`;
const REASON = ['--reason', 'by hand'];
const entries = (rig: Rig) => JSON.parse(rig.read('imagebuild.lock')).targets;
const colour = (background: string) =>
  sharp({ create: { width: 1024, height: 1024, channels: 3, background } })
    .png()
    .toBuffer();

/** A repository in which two people begin with the same pictures. */
async function repository(): Promise<{ rig: Rig; git: (...args: string[]) => string; commit: () => void }> {
  const rig = createRig({ 'imagebuild.yaml': MANIFEST, '.gitignore': 'art/\n.imagebuild/cache/\n*.lock/\n' });
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
  const commit = () => {
    git('add', '-A');
    git('commit', '-qm', 'work');
  };
  git('init', '-qb', 'main');
  await rig.run(['build']);
  commit();
  git('checkout', '-qb', 'other');
  return { rig, git, commit };
}

/** Merges `other` into main; where git cannot, `lock merge` does. */
async function merge({ rig, git }: Awaited<ReturnType<typeof repository>>): Promise<void> {
  try {
    git('merge', '-q', 'other');
  } catch {
    expect(rig.read('imagebuild.lock')).toContain('<<<<<<<');
    expect((await rig.json(['lock', 'merge'])).exitCode).toBe(0);
  }
}

describe('two branches', () => {
  test.each([true, false])(
    'a retouched picture outlives that the other branch has generated another (merge driver: %j)',
    async (driver) => {
      const world = await repository();
      const { rig, git, commit } = world;
      if (driver) {
        rig.write({ '.git/info/attributes': 'imagebuild.lock merge=imagebuild\n' });
        git('config', 'merge.imagebuild.driver', `${process.execPath} ${BIN} lock merge %O %A %B`);
      }
      rig.write({ 'red.png': await colour('#c00000') });
      await rig.run(['adopt', 'fox', 'red.png', ...REASON]);
      commit();
      const adopted = entries(rig).fox;
      git('checkout', '-q', 'main');
      edit(rig, 'imagebuild.yaml', 'a fox', 'a red fox');
      await rig.run(['build']);
      commit();
      const generated = entries(rig).fox;
      await merge(world);
      expect(entries(rig).fox).toMatchObject({ source: 'manual', master: adopted.master });
      const built = await rig.json(['build']);
      expect(built).toMatchObject({ exitCode: 0, counts: { generated: 0 } });
      expect(built.warnings).toMatchObject([{ code: 'adopted-recipe-changed', target: 'fox' }]);
      await rig.run(['prune', '--yes']);
      const released = await rig.json(['adopt', 'fox', '--release']);
      expect(released.counts).toMatchObject({ generated: 0 });
      expect(entries(rig).fox.master).toEqual(generated.master);
    },
  );

  test('of two retouched pictures none is lost', async () => {
    const world = await repository();
    const { rig, git, commit } = world;
    rig.write({ 'red.png': await colour('#c00000') });
    await rig.run(['adopt', 'fox', 'red.png', ...REASON]);
    commit();
    const theirs = entries(rig).fox.master.digest;
    git('checkout', '-q', 'main');
    rig.write({ 'blue.png': await colour('#0000c0') });
    await rig.run(['adopt', 'fox', 'blue.png', ...REASON]);
    commit();
    const ours = entries(rig).fox.master.digest;
    await merge(world);
    expect(entries(rig).fox.master.digest).toBe(ours);
    await rig.run(['build']);
    await rig.run(['prune', '--yes']);
    expect(masters(rig).some((path) => path.includes(theirs.slice(7)))).toBe(true);
  });

  test('an approval outlives a change of widths, and not a change of the picture', async () => {
    const world = await repository();
    const { rig, git, commit } = world;
    await rig.run(['approve', '**', '--by', 'Ann']);
    commit();
    git('checkout', '-q', 'main');
    edit(rig, 'imagebuild.yaml', 'widths: [32]', 'widths: [48]');
    edit(rig, 'imagebuild.yaml', 'an owl', 'a barn owl');
    await rig.run(['build']);
    commit();
    await merge(world);
    await rig.run(['build']);
    expect(entries(rig).fox.approval).toMatchObject({ by: 'Ann' });
    const checked = await rig.json(['check', '--approved']);
    expect(checked).toMatchObject({ exitCode: 8, errors: [{ code: 'not-approved', target: 'owl' }] });
  });

  test('changed: selects what people have put in place of the same recipe', async () => {
    const { rig } = await repository();
    rig.write({ 'red.png': await colour('#c00000') });
    await rig.run(['adopt', 'fox', 'red.png', ...REASON]);
    const checked = await rig.json(['check', '--approved', 'changed:main']);
    expect(checked).toMatchObject({ exitCode: 8, errors: [{ code: 'not-approved', target: 'fox' }] });
    await rig.run(['approve', 'changed:main']);
    expect((await rig.json(['check', '--approved', 'changed:main'])).exitCode).toBe(0);
    expect((await rig.run(['why', 'fox'])).stdout).toContain('  adopted: by hand\n  approved\n');
    expect(await rig.json(['status'])).toMatchObject({ approved: 1, adopted: 1 });
  });
});
