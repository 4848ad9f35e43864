import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { systemClock } from '../../src/core/ports.ts';
import { holdProject } from '../../src/store/index.ts';
import { openShop } from '../support/cli.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { badlyTold, chargesByPrompt, flaws, run } from './faults/scene.ts';
import { effort, reportFigures } from './support/effort.ts';

const PRELOAD = fileURLToPath(new URL('./faults/shift-clock.js', import.meta.url));
const DAY = 86_400_000;
const JUMPS = { 'back by a day': -DAY, 'ahead by a year': 365 * DAY };

const MANIFEST = `version: 1
site: { out_dir: art, manifest: art/images.json }
budget: { day: 9 }
providers: { stability: { type: stability, poll: 1s, timeout: 30s } }
defaults: { provider: stability, seed: 42, outputs: [small] }
outputs: { small: { widths: [16], formats: [webp] } }
assets:
  fox: { model: core, prompt: a fox }
  owl: { model: core, prompt: an owl }
`;

test.each(Object.entries(JUMPS))(
  'a clock that jumps %s, during a build and between builds, buys nothing twice and breaks no budget',
  async (_, by) => {
    const moments = [0, ...Array.from({ length: effort(1, 10) }, (_, at) => 300 + at * 100)];
    for (const after of moments) {
      const shop = await openShop({ latency: 400 });
      const folder = temporaryFolder();
      writeFileSync(join(folder, 'imagebuild.yaml'), MANIFEST);
      // A server that wants a pause first, so that there is some waiting for the jump to fall into.
      shop.fault('429=1');
      const jumping = {
        env: { ...shop.env, SHIFT_CLOCK_BY: String(by), SHIFT_CLOCK_AFTER: String(after) },
        node: ['--import', PRELOAD],
      };
      const first = await run(folder, ['build', '-j', '1'], jumping);
      expect([after, first.exitCode, first.stderr]).toEqual([after, 0, first.stderr]);
      expect(first.document.cost.spentCredits).toBe(6);
      const back = await run(folder, ['build'], { env: shop.env });
      expect(badlyTold(back)).toEqual([]);
      expect(back.document.counts).toMatchObject({ generated: 0, reused: 2 });
      writeFileSync(
        join(folder, 'imagebuild.yaml'),
        MANIFEST.replace('a fox', 'a red fox').replace('an owl', 'a grey owl'),
      );
      // Both would cost 6, and 3 are left today, whenever that is.
      if (by > 0) expect((await run(folder, ['build'], { env: shop.env })).exitCode).toBe(4);
      expect([...chargesByPrompt(shop).values()]).toEqual([1, 1]);
      expect(await flaws(folder)).toEqual([]);
      expect(readFileSync(join(folder, 'imagebuild.lock'), 'utf8')).toContain('a fox');
    }
    reportFigures('faults-clock', { 'clock jumps': moments.length });
  },
);

test.each(Object.entries(JUMPS))(
  'a clock that jumps %s does not steal the lock of a process that works, and waits no longer for it',
  async (_, by) => {
    const shop = await openShop();
    const folder = temporaryFolder();
    writeFileSync(join(folder, 'imagebuild.yaml'), MANIFEST);
    const held = await holdProject(join(folder, '.imagebuild'), 'build', 0, systemClock);
    if ('kind' in held) throw new Error(held.diagnostics[0]?.message);
    for (const after of [0, 900]) {
      const env = { ...shop.env, SHIFT_CLOCK_BY: String(by), SHIFT_CLOCK_AFTER: String(after) };
      const ran = await run(folder, ['build', '--lock-timeout', '1s'], { env, node: ['--import', PRELOAD] });
      expect([ran.exitCode, ran.document?.errors?.[0]?.code]).toEqual([9, 'project-held']);
    }
    expect(held.lost.aborted).toBe(false);
    await held.release();
    expect(shop.orders()).toEqual([]);
  },
);
