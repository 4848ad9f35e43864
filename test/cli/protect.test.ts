import { describe, expect, test } from 'vitest';
import { createRig } from '../support/rig.ts';

const MANIFEST = `
  version: 1
  outputs: { small: { widths: [32], formats: [png] } }
  defaults: { outputs: small }
  assets:
    # The mascot.
    fox:
      seed: 42   # the good one
      prompt: a fox
      scenes:
        running: running, fast   # through a forest
        reading: { prompt: reading }
    owl: { seed: 5, prompt: an owl, matrix: { theme: [day, night] } }
`;

describe('protect', () => {
  test('writes one line, and a build then stops', async () => {
    const rig = createRig({ 'imagebuild.yaml': MANIFEST });
    await rig.run(['build']);
    const before = rig.read('imagebuild.yaml');
    const done = await rig.json(['protect', 'fox/running']);
    expect(done).toMatchObject({ exitCode: 0, changed: true, protect: true, others: [], line: 10 });
    expect(rig.read('imagebuild.yaml')).toBe(
      before.replace('running: running, fast   #', 'running: { prompt: "running, fast", protect: true }   #'),
    );
    expect((await rig.json(['plan'])).counts.reused).toBe(4);
    rig.write({ 'imagebuild.yaml': rig.read('imagebuild.yaml').replace('running, fast', 'running') });
    expect(await rig.json(['build'])).toMatchObject({ exitCode: 3, errors: [{ code: 'protected' }] });
    expect(await rig.json(['reroll', 'fox/running'])).toMatchObject({
      exitCode: 3,
      errors: [{ code: 'protected' }],
    });
  });

  test('--off puts false in its place; what is so already is not written', async () => {
    const rig = createRig({ 'imagebuild.yaml': MANIFEST });
    await rig.run(['protect', 'fox/reading']);
    const text = rig.read('imagebuild.yaml');
    expect(text).toContain('reading: { protect: true, prompt: reading }');
    expect((await rig.run(['protect', 'fox/reading'])).stderr).toBe('fox/reading is protected already.\n');
    expect(rig.read('imagebuild.yaml')).toBe(text);
    expect((await rig.json(['protect', 'fox/reading', '--off'])).changed).toBe(true);
    expect(rig.read('imagebuild.yaml')).toBe(text.replace('protect: true', 'protect: false'));
  });

  test('a scene may be let go where its asset is protected', async () => {
    const rig = createRig({
      'imagebuild.yaml': MANIFEST.replace('prompt: a fox\n', 'prompt: a fox\n      protect: true\n'),
    });
    expect((await rig.json(['protect', 'fox/reading', '--off'])).exitCode).toBe(0);
    expect(rig.read('imagebuild.yaml')).toContain('reading: { protect: false, prompt: reading }');
  });

  test('others that the same line decides about are told first', async () => {
    const rig = createRig({ 'imagebuild.yaml': MANIFEST });
    const text = rig.read('imagebuild.yaml');
    expect(await rig.json(['protect', 'owl@day'])).toMatchObject({
      exitCode: 3,
      errors: [{ code: 'others-change', message: 'other targets would change with owl@day: owl@night' }],
    });
    expect(rig.read('imagebuild.yaml')).toBe(text);
    expect(await rig.json(['protect', 'owl@day', '--yes'])).toMatchObject({ others: ['owl@night'] });
  });
});
