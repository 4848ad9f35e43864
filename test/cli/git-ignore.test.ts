import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { openShop } from '../support/cli.ts';
import { createRig, type Document, type Rig } from '../support/rig.ts';

const MANIFEST = `
  version: 1
  site: { out_dir: art }
  defaults: { provider: stability, model: sd3.5-flash, outputs: { widths: [16], formats: [png] } }
  assets: { fox: { seed: 1, prompt: a fox } }
`;
const codes = ({ warnings = [] }: Document) => warnings.map(({ code }: Document) => code);

function repository(ignore: string, within = ''): Rig {
  const rig = createRig({ [join(within, 'imagebuild.yaml')]: MANIFEST, '.gitignore': ignore });
  execFileSync('git', ['init', '-q'], { cwd: rig.folder });
  return rig;
}

describe('what git ignores and must not be lost', () => {
  test.each([
    ['*.lock\n', ['lock-ignored']],
    ['.imagebuild/\n', ['masters-ignored']],
    ['*.lock\n.imagebuild\n', ['lock-ignored', 'masters-ignored']],
    ['*.lock\n!imagebuild.lock\n.imagebuild/cache/\n', []],
  ])('is told by a build that spends, and by doctor: %j', async (ignore, wanted) => {
    const shop = await openShop();
    for (const within of ['', 'packages/site']) {
      const rig = repository(ignore, within);
      const at = { env: shop.env, cwd: join(rig.folder, within) };
      const doctor = await rig.json(['doctor'], at);
      const told = doctor.checks.filter(({ name, ok }: Document) => name === 'git' && !ok);
      expect(told).toHaveLength(wanted.length);
      const built = await rig.json(['build'], at);
      expect([built.exitCode, codes(built)]).toEqual([0, wanted]);
      // It costs nothing any more.
      expect(codes(await rig.json(['build'], at))).toEqual([]);
    }
  });

  test('is the lockfile alone where a shared store keeps the masters, and nothing where it is tracked', async () => {
    const shop = await openShop();
    const rig = repository('*.lock\n.imagebuild/\n');
    await rig.run(['push', '--store', 'store', '--yes'], { env: shop.env });
    rig.write({ 'imagebuild.lock': '{ "keyVersion": 1, "lockfileVersion": 1, "targets": {} }\n' });
    execFileSync('git', ['add', '-f', 'imagebuild.lock'], { cwd: rig.folder });
    const built = await rig.json(['build', '--store', 'store'], { env: shop.env });
    expect([built.exitCode, codes(built)]).toEqual([0, []]);
  });

  test('is not the lockfile of what is only tried', async () => {
    const shop = await openShop();
    const rig = repository('.imagebuild/cache/\n');
    const tried = ['explore', 'fox', '--seeds', '1', '--max-cost', '10'];
    const explored = await rig.json(tried, { env: shop.env });
    expect([explored.exitCode, codes(explored)]).toEqual([0, []]);
  });

  test('is told by init, and without git by nobody', async () => {
    const rig = createRig({ '.gitignore': '*.lock\n' });
    execFileSync('git', ['init', '-q'], { cwd: rig.folder });
    expect(codes(await rig.json(['init']))).toEqual(['lock-ignored']);
    const bare = createRig({ '.gitignore': '*.lock\n' });
    expect(codes(await bare.json(['init']))).toEqual([]);
  });
});
