import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { masters, openShop, type Shop } from '../support/cli.ts';
import { DAMAGE, filesBelow, gitAs, POINTER } from '../support/damage.ts';
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

  test.each(DAMAGE)(
    '%s: plan, why, status, doctor and a frozen build tell it, at no price',
    async (_, spoil) => {
      const { rig, shop, path } = await bought();
      const spoilt = spoil(rig.bytes(path));
      rig.write({ [path]: spoilt });
      const { env } = shop;
      const told = { action: 'restore', estimatedCredits: 0 };
      const reason = { code: 'master-damaged', field: path };
      const plan = await rig.json(['plan', '--detailed-exitcode'], { env });
      expect(plan).toMatchObject({ exitCode: 7, ok: false, cost: { estimatedCredits: 0 }, targets: [told] });
      expect(plan.targets[0].reasons).toContainEqual(reason);
      expect(codes(plan.errors)).toEqual(['master-damaged']);
      const [{ hint }] = plan.errors;
      expect(hint).toContain('--force fox');
      expect(hint.includes('git lfs pull')).toBe(spoilt.toString() === POINTER);
      const why = await rig.json(['why', 'fox'], { env });
      expect(why).toMatchObject({ exitCode: 7, ...told, errors: plan.errors });
      for (const args of [['plan'], ['why', 'fox']]) {
        const { stdout, stderr } = await rig.run(args, { env });
        expect(stdout + stderr).toContain('its master is damaged');
        expect(stdout + stderr).not.toMatch(/master is missing|credits/);
      }
      expect(await rig.json(['status'], { env })).toMatchObject({ exitCode: 0, damaged: ['fox'] });
      expect((await rig.run(['status'], { env })).stdout).toMatch(/^damaged +fox; /m);
      const doctor = await rig.json(['doctor'], { env });
      expect(doctor.exitCode).toBe(1);
      expect(doctor.checks).toContainEqual({
        name: 'masters',
        ok: false,
        found: plan.errors[0].message,
        hint,
      });
      const frozen = await rig.json(['build', '--frozen'], { env });
      expect([frozen.exitCode, codes(frozen.errors)]).toEqual([7, ['master-damaged']]);
      expect(shop.orders()).toHaveLength(1);
    },
  );

  test('is told while no file needs the master, and stops nothing then', async () => {
    const { rig, shop, path } = await bought();
    const { env } = shop;
    const whole = rig.bytes(path);
    expect((await rig.run(['build'], { env })).exitCode).toBe(0);
    rig.write({ [path]: POINTER });
    const built = await rig.json(['build'], { env });
    expect(built).toMatchObject({ exitCode: 0, warnings: [{ code: 'master-damaged', target: 'fox' }] });
    expect(built.warnings[0].hint).toContain('git lfs pull');
    expect(await rig.json(['status'], { env })).toMatchObject({ damaged: ['fox'] });
    rig.write({ [path]: whole });
    expect(await rig.json(['status'], { env })).toMatchObject({ damaged: [] });
    expect((await rig.json(['doctor'], { env })).exitCode).toBe(0);
  });

  test('of a free picture is told as well, and made again at no cost', async () => {
    const rig = createRig({
      'imagebuild.yaml': MANIFEST.replace('provider: stability', 'provider: procedural').replace(
        /model: .*|params: .*/g,
        '',
      ),
    });
    expect((await rig.run(['build'])).exitCode).toBe(0);
    const [path = ''] = masters(rig);
    rig.write({ [path]: POINTER });
    for (const below of ['.imagebuild/cache', 'public']) rig.remove(below);
    const { checks } = await rig.json(['doctor']);
    const found = checks.find(({ name }: Document) => name === 'masters');
    expect(found).toMatchObject({ ok: false, hint: expect.stringMatching(/git lfs pull.*at no cost/) });
    const plan = await rig.json(['plan']);
    expect(plan).toMatchObject({ exitCode: 0, targets: [{ action: 'generate', estimatedCredits: 0 }] });
    expect(codes(plan.targets[0].reasons)).toContain('master-damaged');
    expect((await rig.run(['build'])).exitCode).toBe(0);
    expect(rig.bytes(path).toString()).not.toBe(POINTER);
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
      const [path = ''] = filesBelow(store, '.jpg');
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
    const git = gitAs(rig.folder);
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
