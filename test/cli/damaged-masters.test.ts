import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { masters, openShop, type Shop } from '../support/cli.ts';
import { createRig, type Document, type Rig } from '../support/rig.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const MANIFEST = `
  version: 1
  site: { out_dir: public/art }
  defaults:
    provider: stability
    model: sd3.5-flash
    seed: 42
    params: { output_format: jpeg }
    outputs: [{ widths: [32], formats: [webp] }]
  assets:
    fox: { prompt: a fox }
`;

const POINTER = `version https://git-lfs.github.com/spec/v1\noid sha256:${'a'.repeat(64)}\nsize 12345\n`;

const DAMAGE: readonly (readonly [string, (bytes: Buffer) => Uint8Array])[] = [
  ['a pointer of Git LFS', () => Buffer.from(POINTER)],
  ['half a file', (bytes) => bytes.subarray(0, bytes.length / 2)],
  ['an empty file', () => Buffer.alloc(0)],
  ['a byte more', (bytes) => Buffer.concat([bytes, Buffer.from([0])])],
];

const codes = (list: Document): string[] => list.map(({ code }: Document) => code);

async function bought(env: { [name: string]: string } = {}): Promise<{ rig: Rig; shop: Shop; path: string }> {
  const shop = await openShop();
  const rig = createRig({ 'imagebuild.yaml': MANIFEST });
  expect((await rig.run(['build'], { env: { ...shop.env, ...env } })).exitCode).toBe(0);
  const [path = ''] = masters(rig);
  rig.remove('.imagebuild/cache');
  rig.remove('public');
  return { rig, shop, path };
}

describe('A master of another size is damage, never absence', () => {
  test.each(DAMAGE)('%s is not bought again without --force', async (_, spoil) => {
    const { rig, shop, path } = await bought();
    const spoilt = spoil(rig.bytes(path));
    rig.write({ [path]: spoilt });
    const isPointer = Buffer.from(spoilt).toString() === POINTER;
    expect(codes((await rig.json(['plan'], { env: shop.env })).warnings)).toContain('master-damaged');
    const check = await rig.json(['check'], { env: shop.env });
    expect([check.exitCode, codes(check.errors)]).toEqual([
      expect.any(Number),
      expect.arrayContaining(['master-damaged']),
    ]);
    expect([7, 8]).toContain(check.exitCode);
    for (const _again of [1, 2]) {
      const { exitCode, errors } = await rig.json(['build'], { env: shop.env });
      expect([exitCode, codes(errors)]).toEqual([7, ['master-damaged']]);
      expect(errors[0].hint.includes('git lfs pull')).toBe(isPointer);
      expect(rig.bytes(path)).toEqual(Buffer.from(spoilt));
    }
    expect(shop.orders()).toHaveLength(1);
    expect((await rig.json(['build', '--force', 'fox'], { env: shop.env })).exitCode).toBe(0);
    expect(shop.orders()).toHaveLength(2);
  });

  test('a target that was renamed finds the damage by its key, without any record of it', async () => {
    const { rig, shop, path } = await bought();
    rig.write({ [path]: POINTER, 'imagebuild.yaml': MANIFEST.replace('fox:', 'vixen:') });
    rig.remove('.imagebuild/masters/keys');
    const { exitCode, errors } = await rig.json(['build'], { env: shop.env });
    expect([exitCode, codes(errors)]).toEqual([7, ['master-damaged']]);
    expect(shop.orders()).toHaveLength(1);
  });

  test.each(DAMAGE)(
    '%s in a shared store is not bought again, without a lock, until it is pushed anew',
    async (_, spoil) => {
      const store = join(temporaryFolder(), 'store');
      const ann = createRig({ 'imagebuild.yaml': MANIFEST });
      const bob = createRig({ 'imagebuild.yaml': MANIFEST });
      const shop = await openShop();
      const env = { ...shop.env, IMAGEBUILD_STORE: store };
      await ann.run(['push', '--yes'], { env });
      expect((await ann.run(['build'], { env })).exitCode).toBe(0);
      const path = readdirSync(store, { recursive: true, encoding: 'utf8' })
        .map((name) => join(store, name))
        .find((name) => name.endsWith('.jpg'));
      if (path === undefined) throw new Error('nothing was shared');
      writeFileSync(path, spoil(readFileSync(path)));
      for (const _again of [1, 2]) {
        const built = await bob.json(['build'], { env });
        expect([built.exitCode, codes(built.errors)]).toEqual([7, ['master-damaged']]);
      }
      await bob.run(['pull'], { env });
      expect((await bob.json(['build'], { env })).exitCode).toBe(7);
      expect((await ann.run(['push', '--yes'], { env })).exitCode).toBe(0);
      expect((await bob.run(['build'], { env })).exitCode).toBe(0);
      expect(shop.orders()).toHaveLength(1);
    },
  );

  test('a clone without LFS buys nothing, and `git lfs pull` mends it', async () => {
    const { rig, shop } = await bought();
    const clone = join(temporaryFolder(), 'clone');
    const git = (cwd: string, ...args: string[]) =>
      execFileSync('git', ['-c', 'user.name=Test', '-c', 'user.email=test@example.com', ...args], {
        cwd,
        env: { PATH: process.env.PATH, HOME: rig.folder, GIT_LFS_SKIP_SMUDGE: '1' },
        stdio: 'pipe',
      });
    git(rig.folder, 'init', '--quiet');
    git(rig.folder, 'lfs', 'install', '--local');
    git(rig.folder, 'lfs', 'track', '.imagebuild/masters/sha256/**');
    git(
      rig.folder,
      'add',
      '-f',
      '.gitattributes',
      'imagebuild.yaml',
      'imagebuild.lock',
      '.imagebuild/masters',
    );
    git(rig.folder, 'commit', '--quiet', '-m', 'first');
    git(rig.folder, 'clone', '--quiet', rig.folder, clone);
    const built = await rig.json(['build'], { env: shop.env, cwd: clone });
    expect([built.exitCode, codes(built.errors)]).toEqual([7, ['master-damaged']]);
    expect(built.errors[0].hint).toContain('git lfs pull');
    git(clone, 'lfs', 'install', '--local');
    git(clone, 'lfs', 'pull');
    expect((await rig.json(['build'], { env: shop.env, cwd: clone })).exitCode).toBe(0);
    expect(shop.orders()).toHaveLength(1);
  });
});
