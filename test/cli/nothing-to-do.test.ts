import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { edit } from '../support/cli.ts';
import { createRig, type Rig } from '../support/rig.ts';

const project = (more = '') =>
  createRig({
    'imagebuild.yaml': `
  version: 1
  site: { out_dir: art }
  providers: { local: { type: procedural } }
  defaults: { provider: local, seed: 1, params: { width: 64, height: 64 }, outputs: [tile] }
  outputs: { tile: { widths: [16], formats: [png] } }
  assets: { fox: { prompt: a fox } }
  ${more}`,
  });

/** A project in which the last build had nothing to do, and a moment has gone by since anything was written. */
async function settled(more?: string): Promise<Rig> {
  const rig = project(more);
  await rig.json(['build']);
  await new Promise((later) => setTimeout(later, 50));
  expect((await rig.json(['build'])).counts.reused).toBeGreaterThan(0);
  return rig;
}

const NOTHING = /^✓ Nothing to do: 1 target is up to date \(\d.*s\)\.\n$/;

const timeless = (text: string) =>
  text
    .replace(/(durationMs": ?)\d+/g, '$1N')
    .replace(/time="[\d.]+"/g, 'time="N"')
    .replace(/\([\d.]+ m?s\)/g, '(N)');

/** Whether the manifest was read to come to the answer. */
const hasRead = (stderr: string) => /^ {2}parse /m.test(stderr);

describe('where nothing has changed', () => {
  test('a build says so without reading the manifest, in the same words', async () => {
    const rig = await settled();
    const [quick, long] = [await rig.run(['build']), await rig.run(['build', '--verbose'])];
    expect(quick).toMatchObject({ exitCode: 0, stdout: '', stderr: expect.stringMatching(NOTHING) });
    expect(long).toMatchObject({ exitCode: 0, stdout: '', stderr: expect.stringMatching(NOTHING) });
    expect(await rig.run(['-q'])).toMatchObject({ exitCode: 0, stdout: '', stderr: '' });
    expect(hasRead((await rig.run(['--timing'])).stderr)).toBe(false);
    expect(hasRead((await rig.run(['-C', rig.folder, '--timing'], { cwd: '/' })).stderr)).toBe(false);
    expect(hasRead((await rig.run(['--timing', '--verbose'])).stderr)).toBe(true);
  });

  test.each([
    ['--yes'],
    ['--json'],
    ['--json', '-q', '--yes', '--frozen'],
    ['--reporter', 'plain', '--no-color'],
    ['--reporter=tty', '--max-cost=0'],
    ['--reporter', 'jsonl', '-j2'],
    ['--reporter', 'junit', '-k', '--timeout', '3m'],
    ['--reporter', 'github', '--retry-unknown', '--max-images', '3'],
    ['--json', '--no-frozen', '--offline', '--allow-protected', '--lock-timeout=1s'],
  ])('a build with %s %s %s %s %s says the same without reading the manifest', async (...flags) => {
    const rig = await settled();
    const quick = await rig.run([...flags, '--timing']);
    expect(hasRead(quick.stderr)).toBe(false);
    const long = await rig.run([...flags, '--verbose']);
    const [said] = quick.stderr.split('Where the time went');
    expect([quick.exitCode, timeless(quick.stdout), timeless(said ?? '')]).toEqual([
      0,
      timeless(long.stdout),
      timeless(long.stderr),
    ]);
  });

  test('data goes into the file that was asked for, and the summary of a step is written', async () => {
    const rig = await settled();
    await rig.run(['--json', '-o', 'long.json', '-v']);
    const env = { IMAGEBUILD_JSON: '1', IMAGEBUILD_TIMING: '1', IMAGEBUILD_MAX_COST: '3' };
    const quick = await rig.run(['-o', 'quick.json'], { env });
    expect(quick).toMatchObject({ exitCode: 0, stdout: '' });
    expect(hasRead(quick.stderr)).toBe(false);
    expect(timeless(rig.read('quick.json'))).toBe(timeless(rig.read('long.json')));
    expect((await rig.run(['--json', '-o', 'nowhere/quick.json'])).exitCode).toBe(3);
    const summary = join(rig.folder, 'summary.md');
    const github = await rig.run(['--reporter', 'github', '--timing'], {
      env: { GITHUB_STEP_SUMMARY: summary },
    });
    expect(hasRead(github.stderr)).toBe(false);
    expect(rig.read('summary.md')).toMatch(/^### imagebuild\n\nNothing to do: 1 target/);
  });

  test.each([
    ['--max-cost', 'much'],
    ['--max-images', '-1'],
    ['--reporter', 'loud'],
    ['-j0'],
    ['--constructor'],
    ['--timeout=1y'],
  ])('%s %s is refused as ever', async (...flags) => {
    const rig = await settled();
    expect((await rig.run(flags)).exitCode).toBe(3);
    expect((await rig.run([], { env: { IMAGEBUILD_MAX_COST: 'much' } })).exitCode).toBe(3);
  });

  test('answers of an earlier record, or damaged ones, are not given', async () => {
    const rig = await settled();
    const file = '.imagebuild/cache/settled-answers';
    const old = rig.bytes(file);
    edit(rig, 'imagebuild.yaml', 'fox: {', 'wren: { prompt: a wren }, fox: {');
    await rig.json(['build']);
    await new Promise((later) => setTimeout(later, 50));
    expect((await rig.json(['build'])).targets).toHaveLength(2);
    for (const bytes of [old, old.subarray(0, -9), Buffer.alloc(0)]) {
      rig.write({ [file]: bytes });
      const { stdout, stderr } = await rig.run(['--json', '--timing']);
      expect(JSON.parse(stdout).targets).toHaveLength(2);
      expect(hasRead(stderr)).toBe(true);
    }
  });

  test('what asks for more is answered in full', async () => {
    const rig = await settled();
    expect(hasRead((await rig.run(['--timing'], { env: { IMAGEBUILD_VERBOSE: '1' } })).stderr)).toBe(true);
    const forced = await rig.json(['build', '--force', 'fox']);
    expect(forced.counts).toMatchObject({ generated: 1 });
  });

  test('a folder that is none, or that has a manifest of its own, is not taken for its parent', async () => {
    const rig = await settled();
    expect((await rig.run(['-C', 'nowhere'])).exitCode).toBe(3);
    expect((await rig.run(['-C', 'imagebuild.yaml'])).exitCode).toBe(3);
    rig.write({ 'sub/imagebuild.yaml': 'version: 1\n' });
    expect((await rig.run(['-C', 'sub'])).stderr).not.toMatch(NOTHING);
    expect((await rig.run([], { cwd: join(rig.folder, 'art') })).stderr).toMatch(NOTHING);
  });

  test('an edit is seen, and so is a file that somebody has taken away', async () => {
    const rig = await settled();
    edit(rig, 'imagebuild.yaml', 'a fox', 'an ox');
    expect((await rig.run(['build'])).stderr).not.toMatch(NOTHING);
    await rig.run(['build']);
    rig.remove('art/fox-16.png');
    expect((await rig.run(['build'])).stderr).not.toMatch(NOTHING);
    expect(rig.exists('art/fox-16.png')).toBe(true);
  });

  test('warnings are still shown', async () => {
    const rig = await settled('include: more/*.yaml');
    const { warnings } = await rig.json(['build']);
    expect(warnings).toMatchObject([{ code: 'include-empty' }]);
    const shown = (await rig.run(['build'])).stderr;
    for (const { message } of warnings) expect(shown).toContain(message);
  });
});

describe('--timing', () => {
  test('says where the time went, on standard error, with any command', async () => {
    const rig = project();
    const built = await rig.run(['build', '--timing']);
    expect(built.stderr).toMatch(/^Where the time went, of \d.*s in all:$/m);
    for (const stage of ['start', 'parse', 'generate', 'render'])
      expect(built.stderr).toMatch(new RegExp(`^ {2}${stage} +\\d[\\d.]* m?s`, 'm'));
    const planned = await rig.run(['plan', '--json'], { env: { IMAGEBUILD_TIMING: '1' } });
    expect(JSON.parse(planned.stdout)).toMatchObject({ ok: true });
    expect(hasRead(planned.stderr)).toBe(true);
    expect((await rig.run(['plan'])).stderr).not.toContain('Where the time went');
  });
});
