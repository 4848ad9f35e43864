import { cpSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import sharp from 'sharp';
import { expect, test } from 'vitest';
import { STABILITY_SERVICES } from '../../src/providers/index.ts';
import { createRig, type Rig } from '../support/rig.ts';
import { KEY, start } from './support.ts';

const EXAMPLE = fileURLToPath(new URL('../../examples/stability', import.meta.url));
const CHAIN = ['hero', 'hero-beach', 'hero-wide', 'hero-cut', 'hero-large'];

/** A copy of the example that asks more often than one may ask the vendor. */
function copy(): Rig {
  const rig = createRig();
  cpSync(EXAMPLE, rig.folder, {
    recursive: true,
    filter: (path) => !/[/\\](public|\.imagebuild)$|\.lock$/.test(path),
  });
  const manifest = rig.read('imagebuild.yaml');
  rig.write({
    'imagebuild.yaml': manifest.replace('{ type: stability }', '{ type: stability, poll: 100ms }'),
  });
  return rig;
}

test('examples/stability is built with the emulator, for the planned price, once', async () => {
  const emulator = await start({ pictures: 'drawn', unknownFields: 'refuse' });
  const env = { STABILITY_API_HOST: emulator.url, STABILITY_API_KEY: KEY };
  const rig = copy();
  const plan = await rig.json(['plan']);
  expect(emulator.journal).toEqual([]);
  const built = await rig.json(['build'], { env });
  expect(built).toMatchObject({ ok: true, exitCode: 0, counts: { failed: 0, refused: 0, unknown: 0 } });
  expect(built.counts.generated).toBe(built.counts.targets);
  const spent = Math.round((1000 - emulator.balance()) * 1000) / 1000;
  expect([built.cost.spentCredits, plan.cost.estimatedCredits]).toEqual([spent, spent]);
  expect(readFileSync(`${EXAMPLE}/README.md`, 'utf8')).toContain(`about ${Math.round(spent)} credits`);
  expect(emulator.journal.filter(({ status }) => status !== 200 && status !== 202)).toEqual([]);

  // Nothing of the API is left out but engines that are no more. Routes and modes, not each model in each mode.
  const asked = new Set(emulator.journal.map(({ path, fields }) => `${path} ${fields.mode ?? ''}`));
  const missing = STABILITY_SERVICES.filter(
    ({ route, fixed, capability }) =>
      capability.deprecated === undefined && !asked.has(`${route} ${fixed.mode ?? ''}`),
  );
  expect(missing.map(({ route }) => route)).toEqual([]);

  const { width, height, hasAlpha } = await sharp(rig.bytes('public/art/hero-cut-320.webp')).metadata();
  expect([width, height, hasAlpha]).toEqual([320, 162, true]);

  const requests = emulator.journal.length;
  expect((await rig.json(['build'], { env })).counts).toMatchObject({ generated: 0, rendered: 0 });
  expect(emulator.journal).toHaveLength(requests);

  // The chain is one: a change at its beginning goes through to its end, and nowhere else.
  rig.write({ 'imagebuild.yaml': rig.read('imagebuild.yaml').replace('through a forest', 'through a city') });
  const again = await rig.json(['build'], { env });
  const made = again.targets.flatMap(({ id, action }: { id: string; action: string }) =>
    action === 'generate' ? [id] : [],
  );
  expect(made.sort()).toEqual([...CHAIN].sort());
});
