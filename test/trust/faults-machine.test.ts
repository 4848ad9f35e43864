import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  chownSync,
  closeSync,
  cpSync,
  existsSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  rmSync,
  statfsSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, onTestFinished, test } from 'vitest';
import { writeDurable } from '../../src/store/durable-file.ts';
import { openShop } from '../support/cli.ts';
import { createRig } from '../support/rig.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { badlyTold, chargesByPrompt, filesBelow, flaws, type RunOptions, run } from './faults/scene.ts';
import { reportFigures, thorough } from './support/effort.ts';

const NOBODY = 65_534;

/** A disk of its own, which the system must let us have: a test that cannot mount one has proven nothing. */
function mountDisk(folder: string, size: string): void {
  mkdirSync(folder, { recursive: true });
  execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${size}`, 'tmpfs', folder]);
  onTestFinished(() => void execFileSync('umount', ['-l', folder]));
}

/** Fills a disk up, save for so many bytes. */
function fill(folder: string, left: number): string {
  const { bavail, bsize } = statfsSync(folder);
  const path = join(folder, 'ballast');
  writeFileSync(path, Buffer.alloc(Math.max(0, bavail * bsize - left)));
  return path;
}

/** The package as it is after `node_modules` was copied from another system: all is there, and what is compiled is for that. */
function installOfAnotherSystem(folder: string): void {
  const modules = join(folder, 'node_modules');
  mkdirSync(modules, { recursive: true });
  cpSync('package.json', join(folder, 'package.json'));
  cpSync('dist', join(folder, 'dist'), { recursive: true });
  for (const name of readdirSync('node_modules').filter((name) => name !== '@img' && name !== 'sharp'))
    symlinkSync(resolve('node_modules', name), join(modules, name));
  cpSync('node_modules/sharp', join(modules, 'sharp'), { recursive: true });
  for (const name of readdirSync('node_modules/@img')) {
    const compiled = join(modules, '@img', name);
    cpSync(join('node_modules/@img', name), compiled, { recursive: true });
    if (name.startsWith('sharp-') && !name.startsWith('sharp-libvips'))
      for (const file of readdirSync(compiled, { recursive: true, encoding: 'utf8' }))
        if (file.endsWith('.node')) writeFileSync(join(compiled, file), 'for another machine');
  }
}

/** Opens files until the system lets this process open no more. */
function openTooMany(): number[] {
  const opened: number[] = [];
  try {
    for (;;) opened.push(openSync('/dev/null', 'r'));
  } catch (error) {
    expect((error as NodeJS.ErrnoException).code).toBe('EMFILE');
    return opened;
  }
}

const manifest = (animals: readonly string[], width = 64) =>
  `version: 1
site: { out_dir: art, manifest: art/images.json }
defaults: { provider: stability, model: core, seed: 42, outputs: [small] }
outputs: { small: { widths: [${width}], formats: [png, webp] } }
assets:
${animals.map((name) => `  ${name}: { prompt: a ${name} }\n`).join('')}`;

async function scene(animals: readonly string[], options: Parameters<typeof openShop>[0] = {}) {
  const shop = await openShop(options);
  const folder = temporaryFolder();
  const scratch = join(folder, 'temporary');
  mkdirSync(scratch);
  const write = (names: readonly string[], width?: number) =>
    writeFileSync(join(folder, 'imagebuild.yaml'), manifest(names, width));
  write(animals);
  const imagebuild = (args: readonly string[], more: RunOptions = {}) =>
    run(folder, args, { ...more, env: { ...shop.env, TMPDIR: scratch, ...more.env } });
  /** With something in it that can be told: each error says which file, and what to do. */
  const fails = async (args: readonly string[], code: string, more: RunOptions = {}) => {
    const ran = await imagebuild(args, more);
    expect(ran.exitCode).not.toBe(0);
    expect(badlyTold(ran)).toEqual([]);
    expect(ran.document.errors.map((error: { code: string }) => error.code)).toContain(code);
    return ran;
  };
  return { shop, folder, scratch, write, imagebuild, fails };
}

describe('a full disk', () => {
  test('under the store: the picture that was bought is kept elsewhere, the rest is not bought, and nothing is bought again', async () => {
    const { shop, folder, fails, imagebuild } = await scene(['fox', 'owl', 'hen'], { pictures: 'drawn' });
    const state = join(folder, '.imagebuild');
    mountDisk(state, '1m');
    const ballast = fill(state, 24_000);
    const ran = await fails(['build', '-j', '1', '-k'], 'disk-full');
    expect(chargesByPrompt(shop)).toEqual(new Map([['a fox', 1]]));
    expect(ran.document.cost.spentCredits).toBe(3);
    expect(ran.document.errors[0].message).toMatch(/its picture was bought \(3 credits\).*it is safe in/);
    expect(await flaws(folder)).toEqual([]);
    // Full as it is, it is told again, and nothing is lost or bought.
    await fails(['build', '-j', '1', '-k'], 'disk-full');
    expect(chargesByPrompt(shop).size).toBe(1);
    rmSync(ballast);
    const again = await imagebuild(['build']);
    expect(again.document).toMatchObject({
      ok: true,
      warnings: [{ code: 'purchase-recovered', target: 'fox' }],
    });
    expect([...chargesByPrompt(shop).values()]).toEqual([1, 1, 1]);
    expect(filesBelow(join(folder, 'temporary'))).toEqual([]);
    reportFigures('faults-machine', { 'full disks': 1 });
  });

  test('in the middle of a rendition: no half file, and what there was stays', async () => {
    const { shop, folder, write, fails, imagebuild } = await scene(['fox'], { pictures: 'drawn' });
    mountDisk(join(folder, 'art'), '400k');
    expect((await imagebuild(['build'])).exitCode).toBe(0);
    const before = filesBelow(join(folder, 'art')).map((path) => readFileSync(join(folder, 'art', path)));
    const ballast = fill(join(folder, 'art'), 30_000);
    write(['fox'], 1024);
    const ran = await fails(['build'], 'render-failed');
    expect(ran.document.errors[0].message).toContain('art/fox-1024.png cannot be written: its disk is full');
    expect(await flaws(folder)).toEqual([]);
    expect(filesBelow(join(folder, 'art')).filter((path) => path.endsWith('.tmp'))).toEqual([]);
    const [webp, png] = ['art/fox-64.webp', 'art/fox-64.png'].map((path) => readFileSync(join(folder, path)));
    for (const bytes of [webp, png])
      expect(before.some((known) => known.equals(bytes ?? Buffer.alloc(0)))).toBe(true);
    rmSync(ballast);
    write(['fox'], 80);
    expect((await imagebuild(['build'])).document).toMatchObject({ ok: true });
    expect([...chargesByPrompt(shop).values()]).toEqual([1]);
    reportFigures('faults-machine', { 'full disks': 1 });
  });

  test('under standard output is no success', async () => {
    const { imagebuild } = await scene(['fox']);
    const ran = await imagebuild(['plan', '-q'], { shell: 'exec "$@" > /dev/full' });
    expect(ran.exitCode).not.toBe(0);
    expect(ran.stderr).not.toMatch(/\n\s+at /);
  });
});

describe('a disk that is mounted read-only', () => {
  test('is called that where folders would have to be made on it', async () => {
    const rig = createRig();
    const folder = join(rig.folder, 'disk');
    mkdirSync(folder);
    mountDisk(folder, '4m');
    rig.write({
      'disk/imagebuild.yaml': `
        version: 1
        site: { out_dir: public/deep/art, manifest: src/deep/images.json }
        assets: { fox: { provider: procedural, seed: 1, prompt: a fox } }
      `,
    });
    execFileSync('mount', ['-o', 'remount,ro', folder]);
    for (const command of [['build'], ['explore', 'fox'], ['prune', '--yes'], ['reroll', 'fox', '--yes']]) {
      const { errors } = await rig.json(command, { cwd: folder });
      expect([command[0], errors[0]?.code]).toEqual([command[0], 'disk-read-only']);
    }
    execFileSync('mount', ['-o', 'remount,rw', folder]);
    expect((await rig.json(['build'], { cwd: folder })).exitCode).toBe(0);
  });
});

describe('a store that is mounted read-only', () => {
  test('serves build, check and plan while all is fresh, and says what it is as soon as something is to be written', async () => {
    const { shop, folder, write, fails, imagebuild } = await scene(['fox']);
    const state = join(folder, '.imagebuild');
    mountDisk(state, '4m');
    expect((await imagebuild(['build'])).exitCode).toBe(0);
    execFileSync('mount', ['-o', 'remount,ro', state]);
    for (const command of ['build', 'check', 'plan', 'status']) {
      const ran = await imagebuild([command]);
      expect([command, ran.exitCode, ran.stderr]).toEqual([command, 0, ran.stderr]);
    }
    write(['fox', 'owl']);
    const ran = await fails(['build'], 'disk-read-only');
    expect(ran.document.errors[0].message).toContain('.imagebuild');
    expect(ran.document.targets.map(({ id }: { id: string }) => id)).toEqual(['fox', 'owl']);
    for (const command of [
      ['prune', '--yes'],
      ['reroll', 'fox', '--yes'],
    ])
      await fails(command, 'disk-read-only');
    expect(shop.orders()).toHaveLength(1);
    execFileSync('mount', ['-o', 'remount,rw', state]);
    expect((await imagebuild(['build'])).document).toMatchObject({ ok: true, counts: { generated: 1 } });
  });
});

describe('another user', () => {
  test('who may not write is told so, and served what is fresh; who may not read the store buys nothing twice', async () => {
    const { shop, folder, scratch, write, fails, imagebuild } = await scene(['fox']);
    chmodSync(folder, 0o755);
    chmodSync(scratch, 0o777);
    expect((await imagebuild(['build'])).exitCode).toBe(0);
    const nobody = { uid: NOBODY };
    for (const command of ['build', 'check', 'plan'])
      expect([command, (await imagebuild([command], nobody)).exitCode]).toEqual([command, 0]);
    write(['fox', 'owl']);
    await fails(['build'], 'no-access', nobody);
    // The store is theirs, save for the records of what was bought; and the lockfile is lost.
    execFileSync('chown', ['-R', String(NOBODY), folder]);
    rmSync(join(folder, 'imagebuild.lock'));
    write(['fox']);
    const keys = join(folder, '.imagebuild/masters/keys');
    chownSync(keys, 0, 0);
    chmodSync(keys, 0o700);
    const ran = await fails(['build'], 'no-access', nobody);
    expect(ran.document.errors[0].message).toMatch(
      /\.imagebuild\/masters\/keys.* may not be read by this user/,
    );
    expect(shop.orders()).toHaveLength(1);
    chmodSync(join(folder, 'imagebuild.yaml'), 0);
    chownSync(join(folder, 'imagebuild.yaml'), 0, 0);
    expect((await fails(['plan'], 'no-access', nobody)).document.errors[0].message).toContain(
      'imagebuild.yaml',
    );
  });
});

describe('too few open files', () => {
  test('let a write wait until others are closed', async () => {
    const path = join(temporaryFolder(), 'picture.png');
    const limitFiles = (limit: number | string) =>
      execFileSync('prlimit', ['--pid', `${process.pid}`, `--nofile=${limit}:`]);
    const before = execFileSync('sh', ['-c', 'ulimit -n'], { encoding: 'utf8' }).trim();
    limitFiles(readdirSync('/proc/self/fd').length + 40);
    const opened = openTooMany();
    // What this process had to close at that moment is closed a little later.
    for (let again = 0; again < 5; again += 1) {
      await sleep(20);
      opened.push(...openTooMany());
    }
    const written = writeDurable(path, 'bought');
    try {
      await sleep(200);
      expect(existsSync(path)).toBe(false);
    } finally {
      for (const file of opened) closeSync(file);
      limitFiles(before);
    }
    await written;
    expect(readFileSync(path, 'utf8')).toBe('bought');
  });

  test('are told as such, with what helps, and cost nothing twice', async () => {
    const animals = Array.from({ length: 12 }, (_, index) => `fox-${index}`);
    const limits = thorough ? Array.from({ length: 40 }, (_, step) => 20 + 2 * step) : [22, 28, 34];
    let told = 0;
    for (const limit of limits) {
      const { shop, folder, imagebuild } = await scene(animals);
      const ran = await imagebuild(['build', '-k'], { shell: `ulimit -n ${limit}; exec "$@"` });
      // Below some number the runtime itself cannot start, and says so in its own way.
      if (ran.document !== undefined) {
        expect(badlyTold(ran)).toEqual([]);
        if (ran.exitCode !== 0) told += 1;
      }
      expect(await flaws(folder)).toEqual([]);
      expect((await imagebuild(['build', '--retry-unknown'])).document).toMatchObject({ ok: true });
      expect([...chargesByPrompt(shop).values()]).toEqual(animals.map(() => 1));
    }
    expect(told).toBeGreaterThan(0);
    reportFigures('faults-machine', { 'limits of open files': limits.length });
  });
});

describe('an image library of another system', () => {
  test('is told before anything is bought', async () => {
    const { shop, folder, write, fails, imagebuild } = await scene(['fox']);
    expect((await imagebuild(['build'])).exitCode).toBe(0);
    write(['fox', 'owl']);
    const installed = temporaryFolder();
    installOfAnotherSystem(installed);
    const program = join(installed, 'dist/imagebuild.cjs');
    expect((await imagebuild(['check'], { program })).exitCode).not.toBe(1);
    const ran = await fails(['build'], 'image-library-missing', { program });
    expect(ran.document.errors[0].message).toContain('sharp');
    await fails(['drift', 'fox', '--max-cost', '9'], 'image-library-missing', { program });
    expect(chargesByPrompt(shop)).toEqual(new Map([['a fox', 1]]));
    expect(await flaws(folder)).toEqual([]);
    expect((await imagebuild(['build'])).document).toMatchObject({ ok: true, cost: { spentCredits: 3 } });
  });
});
