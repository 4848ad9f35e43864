import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { openProject, type Project } from '../../src/build/index.ts';
import { historiesOf, historyOf } from '../../src/review/index.ts';
import { createRig, type Rig } from '../support/rig.ts';

const MANIFEST = (seed: number) => `
  version: 1
  defaults: { provider: procedural, params: { width: 64, height: 64 } }
  outputs: { small: { widths: [64], formats: [png] } }
  profiles: { draft: { params: { width: 80, height: 80 } } }
  assets:
    fox: { prompt: a fox, seed: ${seed}, outputs: [small] }
    owl: { prompt: an owl, seed: 1, outputs: [small] }
`;

function git(rig: Rig, ...args: string[]): string {
  return execFileSync('git', ['-c', 'user.name=Test', '-c', 'user.email=test@example.com', ...args], {
    cwd: rig.folder,
    env: { PATH: process.env.PATH, HOME: rig.folder },
    encoding: 'utf8',
    stdio: 'pipe',
  });
}

async function commit(rig: Rig, seed: number, message: string): Promise<string> {
  rig.write({ 'imagebuild.yaml': MANIFEST(seed) });
  expect((await rig.run(['build'])).exitCode).toBe(0);
  git(rig, 'add', 'imagebuild.lock', 'imagebuild.yaml');
  git(rig, 'commit', '--quiet', '-m', message);
  return JSON.parse(readFileSync(join(rig.folder, 'imagebuild.lock'), 'utf8')).targets.fox.master.digest;
}

async function open(rig: Rig, profile?: string): Promise<Project> {
  const opened = await openProject({ cwd: rig.folder, profile });
  if (!opened.ok) throw new Error(JSON.stringify(opened.failure));
  return opened.value;
}

describe('The history of a target', () => {
  it('has each master once, newest first, with the commit that brought it, and says whether the store holds it', async () => {
    const rig = createRig();
    git(rig, 'init', '--quiet');
    const first = await commit(rig, 1, 'A fox');
    const second = await commit(rig, 2, 'Another fox, "quoted" – and so on');
    git(rig, 'commit', '--quiet', '--allow-empty', '-m', 'nothing of it');
    const third = await commit(rig, 3, 'A third');
    // A commit that touches the lockfile and leaves the fox as it is.
    rig.write({ 'imagebuild.yaml': rig.read('imagebuild.yaml').replace('an owl', 'a snowy owl') });
    await rig.run(['build']);
    git(rig, 'commit', '--quiet', '-a', '-m', 'An owl in snow');
    const hex = second.slice('sha256:'.length);
    rig.remove(`.imagebuild/masters/sha256/${hex.slice(0, 2)}/${hex}.png`);

    const past = await historyOf(await open(rig), 'fox', 10);
    for (const limit of [1, 2, 10]) {
      const all = await historiesOf(await open(rig), ['fox', 'owl', 'nobody'], limit);
      for (const id of ['fox', 'owl', 'nobody'])
        expect(all.get(id), id).toEqual(await historyOf(await open(rig), id, limit));
    }
    expect(past.map(({ master }) => master.digest)).toEqual([third, second, first]);
    expect(past.map(({ subject }) => subject)).toEqual([
      'A third',
      'Another fox, "quoted" – and so on',
      'A fox',
    ]);
    expect(past.map(({ held }) => held)).toEqual([true, false, true]);
    expect(past[0]).toMatchObject({ source: 'generated', credits: 0, master: { width: 64, format: 'png' } });
    expect(past[0]?.revision).toBe(git(rig, 'rev-parse', 'HEAD~1').trim());
    expect(new Date(past[0]?.date ?? '').getTime()).toBeGreaterThan(Date.now() - 600_000);
    expect(await historyOf(await open(rig), 'fox', 2)).toEqual(past.slice(0, 2));
    expect(await historyOf(await open(rig), 'owl', 10)).toHaveLength(2);
    expect(await historyOf(await open(rig), 'nobody', 10)).toEqual([]);
    expect(await historyOf(await open(rig, 'draft'), 'fox', 10)).toEqual([]);
  });

  it('names a master once that came back, and by its return', async () => {
    const rig = createRig();
    git(rig, 'init', '--quiet');
    const first = await commit(rig, 1, 'A fox');
    const second = await commit(rig, 2, 'Another');
    expect(await commit(rig, 1, 'The old one again')).toBe(first);
    const past = await historyOf(await open(rig), 'fox', 10);
    expect(past.map(({ master, subject }) => [master.digest, subject])).toEqual([
      [first, 'The old one again'],
      [second, 'Another'],
    ]);
  });

  it('goes on over a lockfile that was committed damaged, and over one that was taken away', async () => {
    const rig = createRig();
    git(rig, 'init', '--quiet');
    const first = await commit(rig, 1, 'A fox');
    const whole = rig.bytes('imagebuild.lock');
    rig.write({ 'imagebuild.lock': '<<<<<<< ours\n' });
    git(rig, 'commit', '--quiet', '-a', '-m', 'damaged');
    git(rig, 'rm', '--quiet', 'imagebuild.lock');
    git(rig, 'commit', '--quiet', '-m', 'gone');
    rig.write({ 'imagebuild.lock': whole });
    const second = await commit(rig, 2, 'Another');
    const past = await historyOf(await open(rig), 'fox', 10);
    expect(past.map(({ master }) => master.digest)).toEqual([second, first]);
  });

  it('knows both sides of a merge', async () => {
    const rig = createRig();
    git(rig, 'init', '--quiet', '-b', 'main');
    const base = await commit(rig, 1, 'A fox');
    git(rig, 'checkout', '--quiet', '-b', 'side');
    const side = await commit(rig, 2, 'On the side');
    git(rig, 'checkout', '--quiet', 'main');
    git(rig, 'commit', '--quiet', '--allow-empty', '-m', 'meanwhile');
    git(rig, 'merge', '--quiet', '--no-ff', '-m', 'Merge', 'side');
    const past = await historyOf(await open(rig), 'fox', 10);
    expect(past.map(({ master }) => master.digest)).toEqual([side, base]);
  });

  it('is empty without git, and before the first commit', async () => {
    const rig = createRig({ 'imagebuild.yaml': MANIFEST(1) });
    await rig.run(['build']);
    expect(await historyOf(await open(rig), 'fox', 10)).toEqual([]);
    git(rig, 'init', '--quiet');
    expect(await historyOf(await open(rig), 'fox', 10)).toEqual([]);
  });
});
