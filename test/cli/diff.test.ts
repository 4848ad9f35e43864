import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { createRig, type Document, type Rig } from '../support/rig.ts';

interface Wish {
  readonly running?: string;
  readonly seed?: number;
  readonly width?: number;
  readonly more?: string;
}

function manifest({ running = 'running in a forest', seed = 3, width = 64, more = '' }: Wish = {}): string {
  return `
    version: 1
    defaults: { provider: procedural, params: { width: 96, height: 96 }, outputs: [small] }
    outputs: { small: { widths: [${width}], formats: [png] } }
    assets:
      fox:
        prompt: a fox
        seed: 42
        scenes: { running: ${JSON.stringify(running)}, reading: reading under a tree }
      bell: { prompt: a minimal icon of a bell, seed: ${seed} }
      ${more}
  `;
}

function git(rig: Rig, ...args: string[]): string {
  return execFileSync('git', ['-c', 'user.name=Test', '-c', 'user.email=test@example.com', ...args], {
    cwd: rig.folder,
    env: { PATH: process.env.PATH, HOME: rig.folder },
    encoding: 'utf8',
    stdio: 'pipe',
  });
}

async function build(rig: Rig, wish?: Wish): Promise<void> {
  rig.write({ 'imagebuild.yaml': manifest(wish) });
  expect((await rig.run(['build'])).exitCode).toBe(0);
}

function commit(rig: Rig, ...paths: string[]): void {
  git(rig, 'add', '--force', 'imagebuild.yaml', 'imagebuild.lock', ...paths);
  git(rig, 'commit', '--quiet', '-m', 'A state');
}

/** A project with a committed state; nothing has changed since. */
async function committed(wish?: Wish, ...paths: string[]): Promise<Rig> {
  const rig = createRig();
  git(rig, 'init', '--quiet');
  await build(rig, wish);
  commit(rig, ...paths);
  return rig;
}

function masterOf(rig: Rig, id: string): string {
  const { master } = JSON.parse(readFileSync(join(rig.folder, 'imagebuild.lock'), 'utf8')).targets[id];
  const hex = master.digest.slice('sha256:'.length);
  return `.imagebuild/masters/sha256/${hex.slice(0, 2)}/${hex}.png`;
}

const byId = ({ targets }: Document, id: string) => targets.find((target: Document) => target.id === id);
const codes = ({ errors }: Document) => errors.map(({ code }: Document) => code);

describe('imagebuild diff', () => {
  it('says what became of every picture since a revision, by how much, and why', async () => {
    const rig = await committed({ more: 'old: { prompt: a castle, seed: 1 }' });
    await build(rig, { running: 'running in a meadow', more: 'fresh: { prompt: a city, seed: 1 }' });
    const found = await rig.json(['diff']);
    expect(found).toMatchObject({
      ok: true,
      exitCode: 0,
      command: 'diff',
      revision: 'HEAD',
      commit: git(rig, 'rev-parse', 'HEAD').trim(),
      metric: 1,
      counts: { changed: 1, new: 1, gone: 1, recipe: 0, files: 0, unchanged: 2 },
      page: '.imagebuild/diff/index.html',
    });
    expect(found.targets.map(({ id, change }: Document) => [id, change])).toEqual([
      ['fox/running', 'changed'],
      ['fresh', 'new'],
      ['old', 'gone'],
    ]);
    const changed = byId(found, 'fox/running');
    expect(changed.score).toBeGreaterThan(0.1);
    expect(changed.reasons).toEqual([
      {
        code: 'recipe-changed',
        field: 'prompt',
        from: expect.stringContaining('in a forest'),
        to: expect.stringContaining('in a meadow'),
      },
    ]);
    expect(changed.before).toMatchObject({ held: true, width: 96, format: 'png' });

    const { stdout, stderr } = await rig.run(['diff', 'HEAD']);
    expect(stdout).toMatch(/^fox\/running +0\.\d{3} +\S.* prompt changed$/m);
    expect(stdout).toMatch(/^fresh +new$/m);
    expect(stdout).toMatch(/^old +gone$/m);
    expect(stderr).toContain('1 picture changed, 1 new, 1 gone, 2 unchanged since HEAD.');
    expect(stderr).toContain('Look at .imagebuild/diff/index.html');
    // The report is nothing to commit.
    expect(git(rig, 'status', '--short', '--untracked-files=all', '.imagebuild/diff')).toBe('');
  });

  it('tells other files of the same picture from another picture', async () => {
    const rig = await committed();
    await build(rig, { width: 48 });
    const found = await rig.json(['diff']);
    expect(found.counts).toMatchObject({ changed: 0, files: 3, unchanged: 0 });
    expect(found.targets[0]).toMatchObject({ change: 'files', outputs: ['small'] });
    expect((await rig.run(['diff'])).stdout).toContain('output small changed');
  });

  it('says so where nothing has changed', async () => {
    const rig = await committed();
    const { stdout, stderr } = await rig.run(['diff']);
    expect(stdout).toBe('');
    expect(stderr).toContain('3 unchanged since HEAD.');
    expect(rig.read('.imagebuild/diff/index.html')).toContain('Every picture is as it was.');
  });

  it('finds the picture before in git where the store no longer holds it', async () => {
    const rig = createRig();
    git(rig, 'init', '--quiet');
    await build(rig);
    const old = masterOf(rig, 'bell');
    commit(rig, old);
    await build(rig, { seed: 4 });
    rig.remove(old);
    const bell = byId(await rig.json(['diff']), 'bell');
    expect(bell.before.held).toBe(true);
    expect(bell.score).toBeGreaterThan(0.05);
    expect(rig.exists(old)).toBe(false);
  });

  it.each([
    ['it was never committed', undefined],
    ['git has only its pointer', 'version https://git-lfs.github.com/spec/v1\noid sha256:4d7a\nsize 12345\n'],
  ])('goes on without a picture that is nowhere, when %s', async (_, pointer) => {
    const rig = createRig();
    git(rig, 'init', '--quiet');
    await build(rig);
    const old = masterOf(rig, 'bell');
    if (pointer !== undefined) rig.write({ [old]: pointer });
    commit(rig, ...(pointer === undefined ? [] : [old]));
    await build(rig, { seed: 4, running: 'running in a meadow' });
    rig.remove(old);
    const found = await rig.json(['diff']);
    expect(found).toMatchObject({ exitCode: 0, counts: { changed: 2 } });
    expect(byId(found, 'bell')).toMatchObject({ before: { held: false }, after: { held: true } });
    expect(byId(found, 'bell')).not.toHaveProperty('score');
    expect(byId(found, 'fox/running').score).toBeGreaterThan(0);
    expect((await rig.run(['diff'])).stdout).toContain(
      'the picture before is not held, neither in the store nor in git',
    );
  });

  it('compares with any revision, and says the seed that changed', async () => {
    const rig = await committed();
    git(rig, 'tag', 'v1');
    await build(rig, { seed: 4 });
    commit(rig);
    expect((await rig.json(['diff'])).counts).toMatchObject({ changed: 0, unchanged: 3 });
    const bell = byId(await rig.json(['diff', 'v1']), 'bell');
    expect(bell.reasons).toEqual([{ code: 'recipe-changed', field: 'seed', from: 3, to: 4 }]);
  });

  it('names a retouched picture by why it was adopted', async () => {
    const rig = await committed();
    rig.write({ 'retouched.png': rig.bytes(masterOf(rig, 'fox/reading')) });
    expect(
      (await rig.run(['adopt', 'bell', 'retouched.png', '--reason', 'the clapper was missing'])).exitCode,
    ).toBe(0);
    expect(byId(await rig.json(['diff']), 'bell')).toMatchObject({
      change: 'changed',
      reasons: [],
      note: 'adopted: the clapper was missing',
    });
  });

  it('finds everything new at a revision without a lockfile', async () => {
    const rig = createRig();
    git(rig, 'init', '--quiet');
    git(rig, 'commit', '--quiet', '--allow-empty', '-m', 'nothing yet');
    await build(rig);
    expect((await rig.json(['diff'])).counts).toMatchObject({ new: 3, changed: 0, unchanged: 0 });
    expect((await rig.run(['diff'])).stderr).toContain('3 pictures, all new: there is no lockfile at HEAD.');
  });

  it('reads a present lockfile with conflict markers as a build does', async () => {
    const rig = await committed();
    const whole = rig.read('imagebuild.lock');
    rig.write({ 'imagebuild.lock': `<<<<<<< ours\n${whole}=======\n${whole}>>>>>>> theirs\n` });
    expect((await rig.json(['diff'])).counts).toMatchObject({ unchanged: 3 });
  });
});

describe('imagebuild diff fails plainly', () => {
  it('without a repository, and before its first commit', async () => {
    const rig = createRig();
    await build(rig);
    expect(await rig.json(['diff'])).toMatchObject({ exitCode: 3, errors: [{ code: 'no-repository' }] });
    git(rig, 'init', '--quiet');
    expect(await rig.json(['diff'])).toMatchObject({ exitCode: 3, errors: [{ code: 'unknown-revision' }] });
    expect(rig.exists('.imagebuild/diff')).toBe(false);
  });

  it('without git', async () => {
    const rig = await committed();
    const found = await rig.json(['diff'], { env: { PATH: rig.folder } });
    expect(found).toMatchObject({ exitCode: 3, errors: [{ code: 'no-repository', hint: 'install git' }] });
  });

  it('for a revision that git does not know, and leaves the report before as it was', async () => {
    const rig = await committed();
    await rig.run(['diff']);
    const before = rig.read('.imagebuild/diff/index.html');
    expect(codes(await rig.json(['diff', 'nowhere']))).toEqual(['unknown-revision']);
    const { stdout } = await rig.run(['diff', '--json', '--', '--output=x']);
    expect(codes(JSON.parse(stdout))).toEqual(['unknown-revision']);
    expect(rig.read('.imagebuild/diff/index.html')).toBe(before);
  });

  it.each([
    ['damaged', '{ "lockfileVersion": 1 ', 'lock-damaged'],
    ['conflicted', '<<<<<<< ours\n{}\n=======\n{}\n>>>>>>> theirs\n', 'lock-conflicted'],
  ])('where the lockfile was committed %s', async (_, text, code) => {
    const rig = await committed();
    const whole = rig.bytes('imagebuild.lock');
    rig.write({ 'imagebuild.lock': text });
    commit(rig);
    rig.write({ 'imagebuild.lock': whole });
    const found = await rig.json(['diff']);
    expect(codes(found)).toEqual([code]);
    expect(found.exitCode).not.toBe(0);
    expect(found.errors[0].message).toContain('HEAD:imagebuild.lock');
    expect((await rig.json(['diff', 'HEAD~1'])).exitCode).toBe(0);
  });

  it('where the present lockfile is damaged', async () => {
    const rig = await committed();
    rig.write({ 'imagebuild.lock': '{' });
    expect(codes(await rig.json(['diff']))).toEqual(['lock-damaged']);
  });
});

describe('The report of imagebuild diff', () => {
  it('goes where it is told, takes the place of an earlier one, and of nothing else', async () => {
    const rig = await committed();
    await build(rig, { seed: 4 });
    expect((await rig.json(['diff', '--report', 'out'])).page).toBe('out/index.html');
    const first = rig.files().filter((path) => path.startsWith('out/'));
    expect(first.filter((path) => path.startsWith('out/pictures/'))).toHaveLength(2);
    expect(first.filter((path) => path.startsWith('out/differences/'))).toHaveLength(1);
    await build(rig, { seed: 5 });
    await rig.run(['diff', '--report', 'out']);
    const second = rig.files().filter((path) => path.startsWith('out/'));
    expect(second).toHaveLength(first.length);
    expect(second).not.toEqual(first);
    rig.write({ 'mine/index.html': 'my own page' });
    const refused = await rig.json(['diff', '--report', 'mine']);
    expect(codes(refused)).toEqual(['usage']);
    expect(rig.read('mine/index.html')).toBe('my own page');
  });

  it('is written again where writing it was interrupted', async () => {
    const rig = await committed();
    await build(rig, { seed: 4 });
    const running = rig.start(['diff']);
    while (!rig.exists('.imagebuild/diff/pictures') && running.process.exitCode === null)
      await new Promise((resolve) => setTimeout(resolve, 5));
    running.process.kill('SIGKILL');
    await running.ended;
    expect((await rig.run(['diff'])).exitCode).toBe(0);
    expect(rig.read('.imagebuild/diff/index.html')).toContain('<h2 id="changed">');
  });

  it('is not written when only asked for', async () => {
    const rig = await committed();
    await build(rig, { seed: 4 });
    const found = await rig.json(['diff', '--dry-run']);
    expect(found.targets[0].score).toBeGreaterThan(0);
    expect(found).not.toHaveProperty('page');
    expect(rig.exists('.imagebuild/diff')).toBe(false);
  });
});
