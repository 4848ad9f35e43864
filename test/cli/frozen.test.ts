import { describe, expect, test } from 'vitest';
import { buildProject, openProject } from '../../src/build/index.ts';
import { decodeOutputs, edit, masters, openShop, snapshot } from '../support/cli.ts';
import { createRig, type Document, type Rig } from '../support/rig.ts';
import { watchHere } from '../support/watching.ts';

const FREE = `
  version: 1
  site: { out_dir: public/art, manifest: public/art/images.json }
  defaults:
    provider: procedural
    params: { width: 96, height: 64 }
    outputs: [small]
  outputs:
    small: { widths: [32, 64], formats: [webp] }
  assets:
    fox:
      seed: 42
      prompt: a fox
      scenes:
        running: running through a forest
        reading: reading under a tree
    owl:
      seed: 7
      prompt: an owl
`;
const PAID = FREE.replace('provider: procedural', 'provider: stability').replace(
  'params: { width: 96, height: 64 }',
  'model: sd3.5-flash',
);
const CI = { CI: 'true' };

async function built(): Promise<Rig> {
  const rig = createRig({ 'imagebuild.yaml': FREE });
  expect((await rig.run(['build'])).exitCode).toBe(0);
  return rig;
}

/** Runs and expects that not a byte was written, not even below .imagebuild. */
async function untouched(rig: Rig, args: readonly string[], env = CI): Promise<Document> {
  const before = snapshot(rig.folder);
  const document = await rig.json(args, { env });
  expect(snapshot(rig.folder)).toEqual(before);
  return document;
}

function codes({ errors }: Document): string[] {
  return errors.map(({ code }: Document) => code);
}

/** Changes the digest and the size of every master in the lock, as if another picture had been locked. */
function lockOtherMasters(rig: Rig): void {
  const lock = JSON.parse(rig.read('imagebuild.lock'));
  for (const entry of Object.values<Document>(lock.targets))
    entry.master.digest = entry.master.digest.replace(/.$/, (last: string) => (last === '0' ? '1' : '0'));
  rig.write({ 'imagebuild.lock': `${JSON.stringify(lock, undefined, 2)}\n` });
}

test('frozen wins over spending that is held: in a watch session, and in the library', async () => {
  const shop = await openShop();
  const rig = createRig({ 'imagebuild.yaml': PAID });
  await rig.json(['build'], { env: shop.env });
  edit(rig, 'imagebuild.yaml', 'an owl', 'a barn owl');
  const { round } = watchHere(rig, { frozen: true });
  expect((await round()).report).toMatchObject({
    failure: 'lock-unusable',
    errors: [{ code: 'lock-stale' }],
  });
  const opened = await openProject({ cwd: rig.folder });
  if (!opened.ok) throw new Error('the manifest is good');
  const built = await buildProject(opened.value, { frozen: true, holdSpending: true });
  expect(built).toMatchObject({ failure: 'lock-unusable', errors: [{ code: 'lock-stale', target: 'owl' }] });
});

describe('A frozen build never pays and never changes the lock', () => {
  test('a stale lock ends the build: every difference is listed and not a byte is written', async () => {
    const rig = await built();
    edit(rig, 'imagebuild.yaml', 'running through a forest', 'running over a meadow');
    edit(
      rig,
      'imagebuild.yaml',
      '  owl:\n    seed: 7\n    prompt: an owl\n',
      '  eel: { seed: 1, prompt: an eel }\n',
    );
    const build = await untouched(rig, ['build']);
    expect(build).toMatchObject({ exitCode: 8, ok: false });
    expect(build.errors.map(({ code, target }: Document) => `${code} ${target}`).sort()).toEqual([
      'lock-stale eel',
      'lock-stale fox/running',
      'lock-stale owl',
    ]);
    const check = await untouched(rig, ['check'], {} as typeof CI);
    expect(check.exitCode).toBe(8);
    expect(check.errors).toEqual(build.errors);
    const { stderr } = await rig.run(['build'], { env: CI });
    expect(stderr).toContain('fox/running is not what the lockfile says: prompt');
    expect(stderr).toContain('owl is in the lockfile, but no longer in the manifest');
    expect(stderr).toContain('eel is in the manifest, but not in the lockfile');
    expect(stderr).not.toContain('Look in');
  });

  test('a width that the lock does not know yet is a stale lock, too', async () => {
    const rig = await built();
    edit(rig, 'imagebuild.yaml', 'widths: [32, 64]', 'widths: [32, 48]');
    const { exitCode, errors } = await untouched(rig, ['build']);
    expect({ exitCode, count: errors.length }).toEqual({ exitCode: 8, count: 3 });
  });

  test('a fresh lock without outputs: they are made and the lock stays as it is', async () => {
    const rig = await built();
    const lock = snapshot(rig.folder)['imagebuild.lock'];
    rig.remove('public');
    rig.remove('.imagebuild/cache');
    expect(await untouched(rig, ['check'])).toMatchObject({ exitCode: 0, warnings: [{ code: 'not-built' }] });
    const { exitCode, counts } = await rig.json(['build'], { env: CI });
    expect({ exitCode, ...counts }).toMatchObject({ exitCode: 0, generated: 0, rendered: 6 });
    expect(await decodeOutputs(rig)).toBe(6);
    expect(snapshot(rig.folder)['imagebuild.lock']).toBe(lock);
    expect(await untouched(rig, ['check'])).toMatchObject({ exitCode: 0, errors: [], warnings: [] });
  });

  test('a fresh clone without masters gets them from a free provider when they come out as locked', async () => {
    const rig = await built();
    const lock = rig.read('imagebuild.lock');
    const outputs = rig.files().filter((path) => path.endsWith('.webp'));
    const bytes = outputs.map((path) => rig.bytes(path));
    rig.remove('.imagebuild');
    rig.remove('public');
    const { exitCode, counts } = await rig.json(['build'], { env: CI });
    expect({ exitCode, ...counts }).toMatchObject({ exitCode: 0, generated: 3, rendered: 6 });
    expect(rig.read('imagebuild.lock')).toBe(lock);
    expect(outputs.map((path) => rig.bytes(path))).toEqual(bytes);
  });

  test('a master that comes out otherwise than locked is refused, and nothing is published', async () => {
    const rig = await built();
    rig.remove('.imagebuild');
    rig.remove('public');
    lockOtherMasters(rig);
    const lock = rig.read('imagebuild.lock');
    const document = await rig.json(['build', '-k'], { env: CI });
    expect(document.exitCode).toBe(8);
    expect(document.errors.length).toBeGreaterThan(0);
    expect(rig.read('imagebuild.lock')).toBe(lock);
    expect(rig.files()).toEqual(['imagebuild.lock', 'imagebuild.yaml']);
  });

  test('paid masters that are missing end the build without a single request', async () => {
    const shop = await openShop();
    const rig = createRig({ 'imagebuild.yaml': PAID });
    expect((await rig.run(['build'], { env: shop.env })).exitCode).toBe(0);
    const paid = shop.journal.length;
    rig.remove('.imagebuild/masters');
    rig.remove('.imagebuild/cache');
    rig.remove('public');
    const build = await untouched(rig, ['build'], { ...CI, ...shop.env });
    expect(build.exitCode).toBe(8);
    expect(codes(build)).toEqual(['master-missing', 'master-missing', 'master-missing']);
    expect(shop.journal).toHaveLength(paid);
    expect(await untouched(rig, ['check'])).toMatchObject({ exitCode: 7 });
  });

  test('no lock is exit 8, and none is begun', async () => {
    const rig = createRig({ 'imagebuild.yaml': FREE });
    const build = await untouched(rig, ['build']);
    expect(build.exitCode).toBe(8);
    expect(codes(build)).toEqual(['lock-missing']);
    expect((await untouched(rig, ['check'])).exitCode).toBe(8);
  });

  test('a conflicted lock is exit 8, and stays for the user to merge', async () => {
    const rig = await built();
    const lock = rig.read('imagebuild.lock');
    const conflicted = lock.replace(
      /^ {6}"seed": 42,$/m,
      '<<<<<<< ours\n      "seed": 42,\n=======\n      "seed": 42,\n>>>>>>> theirs',
    );
    expect(conflicted).not.toBe(lock);
    rig.write({ 'imagebuild.lock': conflicted });
    const build = await untouched(rig, ['build']);
    expect(build.exitCode).toBe(8);
    expect(codes(build)).toEqual(['lock-conflicted']);
    expect(codes(await untouched(rig, ['check']))).toEqual(['lock-conflicted']);
  });

  test('a damaged lock is exit 8 for every command, and no byte of it changes', async () => {
    const rig = await built();
    rig.write({ 'imagebuild.lock': rig.read('imagebuild.lock').slice(0, 200) });
    const file = snapshot(rig.folder)['imagebuild.lock'];
    for (const args of [['check'], ['plan'], ['build'], ['status'], ['why', 'owl']]) {
      const document = await untouched(rig, args);
      expect(document.exitCode, args.join(' ')).toBe(8);
      expect(codes(document)).toEqual(['lock-damaged']);
    }
    const { exitCode } = await rig.run(['build', '--no-frozen']);
    expect(exitCode).toBe(8);
    expect(snapshot(rig.folder)['imagebuild.lock']).toBe(file);
  });

  test('--no-frozen lets a build on CI generate, and --frozen holds one elsewhere', async () => {
    const rig = createRig({ 'imagebuild.yaml': FREE });
    expect((await untouched(rig, ['build', '--frozen'], {} as typeof CI)).exitCode).toBe(8);
    expect((await untouched(rig, ['build'], { IMAGEBUILD_FROZEN: '1' } as never)).exitCode).toBe(8);
    expect((await rig.run(['build', '--no-frozen'], { env: CI })).exitCode).toBe(0);
    expect((await rig.run(['build'], { env: CI })).exitCode).toBe(0);
    expect(rig.exists('imagebuild.lock')).toBe(true);
  });

  test('check finds bytes that are not as they were written: outputs, masters, and lost ones', async () => {
    const rig = await built();
    expect(await untouched(rig, ['check'])).toMatchObject({ exitCode: 0, errors: [] });
    const output = rig.bytes('public/art/owl-32.webp');
    rig.write({ 'public/art/owl-32.webp': Buffer.concat([output, Buffer.from([0])]) });
    rig.remove('public/art/owl-64.webp');
    const outputs = await untouched(rig, ['check']);
    expect(outputs.exitCode).toBe(7);
    expect(codes(outputs).sort()).toEqual(['output-missing', 'output-modified']);
    expect((await rig.run(['build'], { env: CI })).exitCode).toBe(0);
    expect((await untouched(rig, ['check'])).exitCode).toBe(0);

    const [first = '', second = ''] = masters(rig);
    const bytes = rig.bytes(first);
    bytes[bytes.length - 5] = (bytes[bytes.length - 5] ?? 0) ^ 1;
    rig.write({ [first]: bytes });
    const damaged = await untouched(rig, ['check']);
    expect(damaged.exitCode).toBe(7);
    expect(codes(damaged)).toEqual(['master-damaged']);
    rig.remove(second);
    const lost = await untouched(rig, ['check']);
    expect(lost.exitCode).toBe(7);
    expect(codes(lost)).toContain('master-missing');
  });

  test('check needs neither key nor network', async () => {
    const shop = await openShop();
    const rig = createRig({ 'imagebuild.yaml': PAID });
    expect((await rig.run(['build'], { env: shop.env })).exitCode).toBe(0);
    const requests = shop.journal.length;
    const nowhere = { STABILITY_API_HOST: 'http://127.0.0.1:9', HTTPS_PROXY: 'http://127.0.0.1:9' };
    expect((await untouched(rig, ['check'], nowhere as never)).exitCode).toBe(0);
    edit(rig, 'imagebuild.yaml', 'an owl', 'a barn owl');
    expect((await untouched(rig, ['check'], nowhere as never)).exitCode).toBe(8);
    expect(shop.journal).toHaveLength(requests);
  });
});

test.each([
  ['pin', ['pin', 'fox/running', '--seed', '9']],
  ['protect', ['protect', 'owl']],
  ['try --keep', ['try', 'fox/dancing', '--prompt', 'dancing', '--keep']],
])(
  '%s writes no manifest where the run is frozen: exit 8, and with --no-frozen it does',
  async (name, args) => {
    const rig = await built();
    const document = await untouched(rig, args);
    expect([document.exitCode, document.errors[0].message]).toEqual([
      8,
      `${name} changes what a frozen run may not`,
    ]);
    const before = rig.read('imagebuild.yaml');
    expect((await rig.run([...args, '--no-frozen'], { env: CI })).exitCode).toBe(0);
    expect(rig.read('imagebuild.yaml')).not.toBe(before);
  },
);
