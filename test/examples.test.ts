import { cpSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { createRig, type Rig } from './support/rig.ts';

const EXAMPLES = fileURLToPath(new URL('../examples', import.meta.url));

/** What building an example leaves, and version control does not keep. */
const BUILT = /[/\\](public|src|\.imagebuild)$/;

/** The masters of the committed locks were drawn here; elsewhere the same pictures may have other bytes. */
const SAME_BYTES = process.platform === 'linux' && process.arch === 'x64';

function copyOf(example: string): Rig {
  const rig = createRig();
  cpSync(join(EXAMPLES, example), rig.folder, { recursive: true, filter: (path) => !BUILT.test(path) });
  return rig;
}

/** `stability` buys its pictures: test/emulator/example.test.ts builds it. */
const examples = readdirSync(EXAMPLES, { withFileTypes: true }).filter(
  (entry) => entry.isDirectory() && entry.name !== 'stability',
);

describe.each(examples.map(({ name }) => name))('examples/%s', (example) => {
  it('plans what its expected-plan.json says', async () => {
    const rig = copyOf(example);
    const { durationMs: _, ...plan } = await rig.json(['plan']);
    const expected = JSON.parse(readFileSync(join(EXAMPLES, example, 'expected-plan.json'), 'utf8'));
    expect(plan).toEqual(expected);
  });

  it('is built from its lock alone, and then there is nothing to do', async () => {
    const rig = copyOf(example);
    const lock = rig.read('imagebuild.lock');
    const first = await rig.json(['build', SAME_BYTES ? '--frozen' : '--no-frozen']);
    expect(first).toMatchObject({ ok: true, exitCode: 0, counts: { failed: 0, refused: 0, unknown: 0 } });
    expect(first.counts.generated).toBeGreaterThan(0);
    if (SAME_BYTES) expect(rig.read('imagebuild.lock')).toBe(lock);
    const outputs = first.targets.flatMap(({ outputs }: { outputs: string[] }) => outputs);
    for (const path of outputs.filter((path: string) => !path.endsWith('.ico'))) {
      const { width, height } = await sharp(rig.bytes(path)).metadata();
      expect(Math.min(width, height), path).toBeGreaterThan(0);
    }
    const second = await rig.json(['build']);
    expect(second).toMatchObject({ ok: true, counts: { generated: 0, restored: 0, rendered: 0 } });
    expect(second.counts.reused).toBe(second.counts.targets);
    expect((await rig.run(['check'])).exitCode).toBe(0);
  });
});
