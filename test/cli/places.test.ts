import { describe, expect, test } from 'vitest';
import { edit, openShop } from '../support/cli.ts';
import { createRig } from '../support/rig.ts';

const MANIFEST = `
  version: 1
  site: { out_dir: art }
  outputs: { tile: { widths: [16], formats: [png] } }
  defaults: { outputs: [tile], params: { width: 64, height: 64 }, provider: procedural, seed: 3 }
  assets:
    fox:
      prompt: a fox
      scenes:
        running: running through a forest
        reading: reading under a tree
    owl:
      prompt: an owl
`;

async function built() {
  const rig = createRig({ 'imagebuild.yaml': MANIFEST });
  await rig.json(['build']);
  return rig;
}

describe('an error about a target has the line of the manifest', () => {
  test('lock-stale that of what has changed, in --json, github and junit', async () => {
    const rig = await built();
    edit(rig, 'imagebuild.yaml', 'reading under', 'sleeping under');
    edit(rig, 'imagebuild.yaml', '  owl:\n    prompt: an owl\n', '');
    const { exitCode, errors } = await rig.json(['build', '--frozen']);
    expect(exitCode).toBe(8);
    const reading = { code: 'lock-stale', target: 'fox/reading', file: 'imagebuild.yaml', line: 10 };
    // What the manifest no longer names stands in the lockfile only.
    const owl = { code: 'lock-stale', target: 'owl', file: 'imagebuild.lock' };
    expect(errors).toMatchObject([reading, owl]);
    const line = rig.read('imagebuild.lock').split('\n').indexOf('    "owl": {') + 1;
    expect(errors[1].line).toBe(line);
    const github = await rig.run(['build', '--frozen', '--reporter', 'github']);
    expect(github.stdout).toContain('::error file=imagebuild.yaml,line=10,col=');
    expect(github.stdout).toContain(`::error file=imagebuild.lock,line=${line},col=`);
    const junit = await rig.run(['check', '--reporter', 'junit']);
    expect(junit.stdout).toMatch(/<failure type="lock-stale"[^>]*>imagebuild\.yaml:10:/);
  });

  test('not-approved, and a refusal to approve, that of the scene', async () => {
    const rig = await built();
    const { errors } = await rig.json(['check', '--approved', 'fox/running']);
    expect(errors).toMatchObject([{ code: 'not-approved', file: 'imagebuild.yaml', line: 9, column: 7 }]);
    edit(rig, 'imagebuild.yaml', 'an owl', 'a barn owl');
    const refused = await rig.json(['approve', 'owl']);
    expect(refused.errors).toMatchObject([{ target: 'owl', file: 'imagebuild.yaml', line: 11 }]);
  });

  test('content-refused and a provider that fails that of the target', async () => {
    const shop = await openShop();
    const rig = createRig({
      'imagebuild.yaml': MANIFEST.replace(
        'params: { width: 64, height: 64 }, provider: procedural',
        'provider: stability, model: core',
      ),
    });
    const asked = (fault: string) =>
      rig.json(['build', 'owl', '--yes'], {
        env: { ...shop.env, ...(fault === '' ? {} : { STABILITY_API_KEY: fault }) },
      });
    expect((await asked('sk-wrong-key-0123456789')).errors).toMatchObject([
      { target: 'owl', file: 'imagebuild.yaml', line: 11, column: 3 },
    ]);
  });

  test('output-missing and a lost master that of the target', async () => {
    const rig = await built();
    rig.remove('art/owl-16.png');
    expect((await rig.json(['check'])).errors).toMatchObject([
      { code: 'output-missing', target: 'owl', file: 'imagebuild.yaml', line: 11 },
    ]);
  });
});
