import { describe, expect, test } from 'vitest';
import { gate, openShop, snapshot } from '../support/cli.ts';
import { createRig } from '../support/rig.ts';

const MANIFEST = `
  version: 1
  site: { out_dir: public/art }
  defaults:
    provider: stability
    model: sd3.5-flash
    seed: 42
    params: { output_format: jpeg }
    outputs: [small]
  outputs:
    small: { widths: [32], formats: [webp] }
  assets:
    fox: { prompt: a fox }
    owl: { prompt: an owl }
`;

/** A build that waits for the answers to both of its requests. */
async function heldBuild() {
  let requests = 0;
  const arrived = gate();
  const release = gate();
  const shop = await openShop({
    async observe(moment) {
      if (moment !== 'arrived') return;
      requests += 1;
      // Until then the build is still writing down what it asks for.
      if (requests === 2) arrived.open();
      await release.opened;
    },
  });
  const rig = createRig({ 'imagebuild.yaml': MANIFEST });
  const first = rig.start(['build'], { env: shop.env });
  await arrived.opened;
  return { rig, shop, first, answer: release.open };
}

describe('One process at a time works in a project', () => {
  test('a second build waits for the first, says so, and then finds nothing to do', async () => {
    const { rig, shop, first, answer } = await heldBuild();
    const second = rig.start(['build', '--json', '--lock-timeout', '5m'], { env: shop.env });
    await second.saw(/Waiting for `imagebuild build` \(process \d+ on .*\)/);
    answer();
    expect((await first.ended).exitCode).toBe(0);
    const { exitCode, stdout } = await second.ended;
    expect(exitCode).toBe(0);
    expect(JSON.parse(stdout).counts).toMatchObject({ generated: 0, rendered: 0, reused: 2 });
    expect(shop.orders()).toHaveLength(2);
    expect(rig.files(true).filter((path) => /lock$|owner/.test(path))).toEqual(['imagebuild.lock']);
  });

  test('who does not want to wait is told who works there: exit 9', async () => {
    const { rig, shop, first, answer } = await heldBuild();
    const second = await rig.json(['build', '--lock-timeout', '0s'], { env: shop.env });
    expect(second).toMatchObject({ exitCode: 9, ok: false, config: 'imagebuild.yaml' });
    expect(second.errors).toMatchObject([{ code: 'project-held' }]);
    expect(second.errors[0].message).toContain(`\`imagebuild build\` (process ${first.process.pid} on `);
    expect(second.errors[0].hint).toContain('--lock-timeout');
    const pruning = await rig.json(['prune', '--yes']);
    expect(pruning).toMatchObject({ exitCode: 9, errors: [{ code: 'project-held' }] });
    answer();
    expect((await first.ended).exitCode).toBe(0);
    expect(shop.orders()).toHaveLength(2);
  });

  test('commands that only look do not wait', async () => {
    const { rig, first, answer } = await heldBuild();
    const before = snapshot(rig.folder);
    expect((await rig.run(['plan'])).exitCode).toBe(0);
    expect((await rig.run(['check'])).exitCode).toBe(8);
    expect((await rig.run(['status'])).exitCode).toBe(0);
    const { '.imagebuild/process.lock/': _, ...after } = snapshot(rig.folder);
    const { '.imagebuild/process.lock/': __, ...others } = before;
    expect(after).toEqual(others);
    answer();
    expect((await first.ended).exitCode).toBe(0);
  });

  test('many builds at once buy each picture once', async () => {
    const shop = await openShop({ latency: 5 });
    const rig = createRig({ 'imagebuild.yaml': MANIFEST });
    const builds = Array.from({ length: 5 }, () =>
      rig.run(['build', '--lock-timeout', '5m'], { env: shop.env }),
    );
    expect((await Promise.all(builds)).map(({ exitCode }) => exitCode)).toEqual([0, 0, 0, 0, 0]);
    expect(shop.orders()).toHaveLength(2);
  });
});
