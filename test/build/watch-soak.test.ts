import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { createRig } from '../support/rig.ts';

const CHILD = fileURLToPath(new URL('../support/watch-soak.js', import.meta.url));
const SAVES = 1000;

interface Measured {
  readonly heap: number;
  readonly descriptors: number;
  readonly watchers: number;
  readonly timers: number;
  readonly listeners: number;
}

interface Soak {
  readonly rounds: { readonly total: number; readonly bad: number; readonly generated: number };
  readonly before: Measured;
  readonly after: Measured;
  readonly closed: Measured;
}

// A slow machine needs room.
test('a thousand saves in one session leave nothing behind', { timeout: 900_000 }, async () => {
  const rig = createRig({
    'imagebuild.yaml': `
      version: 1
      include: ["*.imagebuild.yaml"]
      site: { out_dir: public/art, manifest: public/art/images.json }
      defaults: { provider: procedural, seed: 42, outputs: [small], params: { width: 64, height: 64 } }
      outputs:
        small: { widths: [16], formats: [png] }
      assets:
        fox: { prompt: { file: ./fox.md } }
    `,
    'fox.md': 'a fox',
  });
  const { stdout } = await promisify(execFile)(process.execPath, [
    '--expose-gc',
    CHILD,
    rig.folder,
    String(SAVES),
  ]);
  const { rounds, before, after, closed } = JSON.parse(stdout) as Soak;
  expect(rounds).toMatchObject({ total: SAVES + 1, bad: 0 });
  expect(rounds.generated).toBeGreaterThanOrEqual(SAVES + 1);
  // A project that is kept alive by every save would be a hundred megabytes by now.
  expect(after.heap - before.heap).toBeLessThan(6_000_000);
  const { heap: _, ...handles } = before;
  expect(after).toMatchObject(handles);
  expect(after.watchers).toBe(1);
  expect(closed).toMatchObject({ watchers: 0, timers: 0 });
});
