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

/** Whether the manifest was read to come to the answer. */
const hasRead = (stderr: string) => /^ {2}parse /m.test(stderr);

describe('where nothing has changed', () => {
  test('a build says so without reading the manifest, in the same words', async () => {
    const rig = await settled();
    const [quick, long] = [await rig.run(['build']), await rig.run(['build', '--concurrency', '1'])];
    expect(quick).toMatchObject({ exitCode: 0, stdout: '', stderr: expect.stringMatching(NOTHING) });
    expect(long).toMatchObject({ exitCode: 0, stdout: '', stderr: expect.stringMatching(NOTHING) });
    expect(await rig.run(['-q'])).toMatchObject({ exitCode: 0, stdout: '', stderr: '' });
    expect(hasRead((await rig.run(['--timing'])).stderr)).toBe(false);
    expect(hasRead((await rig.run(['-C', rig.folder, '--timing'], { cwd: '/' })).stderr)).toBe(false);
    expect(hasRead((await rig.run(['--timing', '--concurrency', '1'])).stderr)).toBe(true);
  });

  test('what asks for more is answered in full', async () => {
    const rig = await settled();
    expect(await rig.json(['build'])).toMatchObject({ counts: { reused: 1 } });
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
