import { describe, expect, test } from 'vitest';
import { changedLines, edit, ledger, masters, openShop } from '../support/cli.ts';
import { createRig } from '../support/rig.ts';

const MANIFEST = `
  version: 1
  site: { out_dir: art }
  outputs: { small: { widths: [32], formats: [png] } }
  defaults: { provider: PROVIDER, outputs: small }
  assets:
    # The mascot.
    fox:
      seed: 42
      prompt: a fox
      scenes:
        running: running, fast   # through a forest

        reading: { prompt: reading }
      # No more of these for now.

    # Alone.
    owl: { seed: 5, prompt: an owl }
`;

const free = () => createRig({ 'imagebuild.yaml': MANIFEST.replace('PROVIDER', 'procedural') });

describe('try', () => {
  test('makes a picture and changes nothing: not the manifest, the lockfile, nor the output folder', async () => {
    const rig = free();
    await rig.run(['build']);
    const before = [rig.read('imagebuild.yaml'), rig.read('imagebuild.lock'), rig.files().join()];
    const tried = await rig.json(['try', 'fox/dancing', '--prompt', 'dancing']);
    expect(tried).toMatchObject({ exitCode: 0, counts: { generated: 1 }, kept: null });
    expect(rig.exists(tried.picture)).toBe(true);
    expect([rig.read('imagebuild.yaml'), rig.read('imagebuild.lock'), rig.files().join()]).toEqual(before);
  });

  test('keeps a scene as one line after the last one, comments and blank lines untouched', async () => {
    const rig = free();
    await rig.run(['build']);
    const before = rig.read('imagebuild.yaml');
    const text = 'dancing: "wildly", {in} the rain  # or snow';
    const kept = await rig.json(['try', 'fox/dancing', '--prompt', text.replaceAll(/[{}]/g, ''), '--keep']);
    expect(kept).toMatchObject({ exitCode: 0, kept: { file: 'imagebuild.yaml' } });
    const lines = rig.read('imagebuild.yaml').split('\n');
    const [added] = lines.splice(kept.kept.line - 1, 1);
    expect(lines.join('\n')).toBe(before);
    expect(added).toBe('      dancing: { prompt: "dancing: \\"wildly\\", in the rain  # or snow" }');
    expect((await rig.json(['plan'])).counts).toMatchObject({ targets: 4, reused: 4 });
  });

  test('keeps an asset of its own, also where the file does not end in a line end', async () => {
    const rig = free();
    rig.write({ 'imagebuild.yaml': rig.read('imagebuild.yaml').trimEnd() });
    await rig.run(['try', 'badger', '--prompt', 'a badger', '--seed', '9', '--keep']);
    expect(rig.read('imagebuild.yaml')).toMatch(
      /an owl \}\n {2}badger: \{ prompt: "a badger", seed: 9 \}\n$/,
    );
    expect(Object.keys(JSON.parse(rig.read('imagebuild.lock')).targets)).toEqual(['badger']);
  });

  test.each([
    ['fox/running', 'there is a target "fox/running" already'],
    ['fox', 'there is an asset "fox" already'],
    ['elk/dancing', 'there is no asset "elk"'],
    ['owl/dancing', 'owl has no scenes'],
    ['fox/a/b', 'no name for a new picture'],
    ['../fox', 'no name for a new picture'],
    ['fox/__proto__ x', 'no name for a new picture'],
  ])('refuses the name %s, and writes nothing', async (name, message) => {
    const rig = free();
    const before = rig.read('imagebuild.yaml');
    const refused = await rig.json(['try', name, '--prompt', 'x', '--keep']);
    expect(refused.exitCode).toBe(3);
    expect(refused.errors[0].message).toContain(message);
    expect(rig.read('imagebuild.yaml')).toBe(before);
  });

  test('says what is wrong with the words without pointing into a file that does not have them', async () => {
    const rig = free();
    const refused = await rig.json(['try', 'fox/dancing', '--prompt', 'x', '--model', 'none']);
    expect(refused.exitCode).toBe(3);
    expect(refused.errors[0].line).toBeUndefined();
  });

  test('buys only with leave, once, and what was tried survives pruning until it is kept', async () => {
    const shop = await openShop();
    const rig = createRig({ 'imagebuild.yaml': MANIFEST.replace('PROVIDER', 'stability, model: core') });
    const attempt = ['try', 'fox/dancing', '--prompt', 'dancing'];
    expect(await rig.json(attempt, { env: shop.env })).toMatchObject({ exitCode: 4 });
    expect(await rig.json([...attempt, '--dry-run'])).toMatchObject({ estimatedCredits: 3, images: 1 });
    expect(shop.orders()).toEqual([]);
    await rig.json([...attempt, '--max-cost', '3'], { env: shop.env });
    expect(shop.charged()).toBe(3);
    expect(ledger(rig)).toMatchObject([{ target: 'fox/dancing', credits: 3 }]);
    rig.write({ 'imagebuild.lock': '{"keyVersion":1,"lockfileVersion":1,"targets":{}}\n' });
    expect((await rig.json(['prune', '--yes'])).exitCode).toBe(0);
    expect(masters(rig)).toHaveLength(1);
    const before = rig.read('imagebuild.yaml');
    const kept = await rig.json([...attempt, '--keep'], { env: shop.env });
    expect(kept).toMatchObject({ exitCode: 0, cost: { requests: 0 } });
    expect(changedLines(before, rig.read('imagebuild.yaml')).length).toBeGreaterThan(0);
    expect(shop.charged()).toBe(3);
    expect(JSON.parse(rig.read('imagebuild.lock')).targets['fox/dancing'].credits).toBe(3);
  });

  test('an asset with variants is refused in words', async () => {
    const rig = free();
    edit(rig, 'imagebuild.yaml', 'prompt: a fox', 'prompt: a fox\n    matrix: { theme: [light, dark] }');
    const refused = await rig.json(['try', 'fox/dancing', '--prompt', 'x', '--keep']);
    expect(refused.errors[0].message).toContain('has variants');
  });
});
