import sharp from 'sharp';
import { describe, expect, test } from 'vitest';
import { changedLines, edit, ledger, masters, openShop } from '../support/cli.ts';
import { createRig, type Rig } from '../support/rig.ts';

const MANIFEST = `
  version: 1
  site: { out_dir: art, manifest: art/images.json }
  styles: { calm: pastel colours, bold: "bold outlines" }
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
    owl: { seed: 5, prompt: an owl }
`;

const free = () => createRig({ 'imagebuild.yaml': MANIFEST.replace('PROVIDER', 'procedural') });
const paid = () =>
  createRig({ 'imagebuild.yaml': MANIFEST.replace('PROVIDER, ', 'stability, model: core, ') });

const sheet = (id: string, name: string) => `.imagebuild/explore/${id}/${name}`;

describe('explore', () => {
  test('draws a grid of seeds, a sheet and a page, and touches nothing else', async () => {
    const rig = free();
    await rig.run(['build']);
    const before = [rig.read('imagebuild.yaml'), rig.read('imagebuild.lock'), rig.files().join()];
    const explored = await rig.json(['explore', 'owl', '--seeds', '5']);
    expect(explored).toMatchObject({
      exitCode: 0,
      counts: { generated: 4, restored: 1 },
      cost: { requests: 0 },
    });
    expect(
      explored.cells.map(({ number, seed }: { number: number; seed: number }) => [number, seed]),
    ).toEqual([
      [1, 5],
      [2, 6],
      [3, 7],
      [4, 8],
      [5, 9],
    ]);
    expect([rig.read('imagebuild.yaml'), rig.read('imagebuild.lock'), rig.files().join()]).toEqual(before);
    const { width, height } = await sharp(rig.bytes(sheet('owl', 'sheet.png'))).metadata();
    // Four beside each other, two rows; 320 px each with 16 between and around, and a line of words below.
    expect([width, height]).toEqual([4 * 336 + 16, 2 * (336 + 28) + 16]);
    const page = rig.read(sheet('owl', 'sheet.html'));
    for (const { number, seed } of explored.cells) {
      expect(page).toContain(`<b>${number}</b> seed ${seed}`);
      expect(rig.exists(sheet('owl', `cells/cell-00${number}.webp`))).toBe(true);
    }
  });

  test('below every picture of the sheet stands its number, and what it was made with', async () => {
    const rig = free();
    await rig.run(['explore', 'owl', '--seeds', '2']);
    const line = (left: number) =>
      sharp(rig.bytes(sheet('owl', 'sheet.png')))
        .extract({ left, top: 340, width: 320, height: 24 })
        .greyscale()
        .raw()
        .toBuffer();
    const [one, two] = await Promise.all([line(16), line(352)]);
    const ink = (pixels: Buffer, from: number, to: number) =>
      pixels.filter((value, at) => value < 128 && at % 320 >= from && at % 320 < to).length;
    // The number, and after it "seed 5".
    for (const pixels of [one, two]) {
      expect(ink(pixels, 0, 14)).toBeGreaterThan(20);
      expect(ink(pixels, 16, 80)).toBeGreaterThan(60);
      expect(ink(pixels, 120, 320)).toBe(0);
    }
    expect(one.equals(two)).toBe(false);
  });

  test('every cell of the sheet shows its own picture', async () => {
    const rig = free();
    await rig.run(['explore', 'owl', '--seeds', '2']);
    const sheetBytes = rig.bytes(sheet('owl', 'sheet.png'));
    for (const [index, left] of [16, 352].entries()) {
      const cut = await sharp(sheetBytes)
        .extract({ left: left + 60, top: 80, width: 200, height: 200 })
        .removeAlpha()
        .raw()
        .toBuffer();
      const own = await sharp(rig.bytes(sheet('owl', `cells/cell-00${index + 1}.webp`)))
        .resize(320, 320, { fit: 'fill' })
        .extract({ left: 60, top: 64, width: 200, height: 200 })
        .removeAlpha()
        .raw()
        .toBuffer();
      const apart = cut.reduce((sum, value, at) => sum + Math.abs(value - (own[at] ?? 0)), 0) / cut.length;
      expect(apart).toBeLessThan(3);
    }
  });

  test('varies settings too: a row for each seed, a column for each combination', async () => {
    const rig = free();
    const { cells } = await rig.json([
      ...[
        'explore',
        'fox/reading',
        '--seeds',
        '2',
        '--axis',
        'style=calm,bold',
        '--axis',
        'negative_prompt=tree',
      ],
    ]);
    expect(cells).toHaveLength(4);
    expect(cells[1]).toMatchObject({
      number: 2,
      seed: 42,
      choices: [
        { key: 'style', value: 'bold' },
        { key: 'negative_prompt', value: 'tree' },
      ],
    });
    expect(new Set(cells.map(({ key }: { key: string }) => key)).size).toBe(4);
  });

  test.each([
    [['fox/reading', '--axis', 'params.cfg_scale=5,7'], 'unknown-param', 'takes no params.cfg_scale 5'],
    [['fox/reading', '--axis', 'colour=red'], 'usage', 'names nothing that can be varied'],
    [['fox/reading', '--seeds', '401'], 'usage', '401 pictures do not go on one sheet'],
    [['fox/readin'], 'unknown-target', 'there is no target "fox/readin"'],
    [['fox/reading', '--axis', 'style=clam'], 'unknown-style', 'there is no style "clam"'],
  ])('%j is refused', async (args, code, message) => {
    const { exitCode, errors } = await free().json(['explore', ...args]);
    expect(exitCode).toBe(3);
    expect(errors).toMatchObject([{ code, message: expect.stringContaining(message) }]);
  });

  test('says the price first, and buys only what it may', async () => {
    const shop = await openShop();
    const rig = paid();
    const held = await rig.json(['explore', 'owl', '--seeds', '3'], { env: shop.env });
    expect([held.exitCode, shop.orders().length]).toEqual([4, 0]);
    expect(held.errors).toMatchObject([
      { code: 'spending-held', message: '3 of them would be bought, for 9 credits' },
    ]);
    const short = await rig.json(['explore', 'owl', '--seeds', '3', '--max-cost', '8'], { env: shop.env });
    expect([short.exitCode, shop.orders().length]).toEqual([4, 0]);
    const { stderr } = await rig.run(['explore', 'owl', '--seeds', '3', '--yes'], { env: shop.env });
    expect(stderr).toContain('3 pictures of owl, for 9 credits.');
    expect([shop.orders().length, shop.charged(), masters(rig).length]).toEqual([3, 9, 3]);
  });
});

describe('a grid whose record is spoilt', () => {
  test('is as good as none', async () => {
    const rig = free();
    await rig.run(['explore', 'owl', '--seeds', '1']);
    for (const text of ['{"cells":', '{}', '{"cells":7}']) {
      rig.write({ [sheet('owl', 'cells.json')]: text });
      const refused = await rig.json(['pin', 'owl', '--cell', '1']);
      expect(refused.exitCode).toBe(3);
      expect(refused.errors[0].message).toContain('nothing was explored of owl yet');
    }
  });
});

describe('pin', () => {
  test('a cell: one line of the manifest, comments intact, and the picture without a second purchase', async () => {
    const shop = await openShop();
    const rig = paid();
    await rig.run(['build'], { env: shop.env });
    await rig.run(['explore', 'fox/running', '--seeds', '3', '--yes'], { env: shop.env });
    const spent = shop.charged();
    const before = rig.read('imagebuild.yaml');
    const pinned = await rig.json(['pin', 'fox/running', '--cell', '2'], { env: shop.env });
    expect(pinned).toMatchObject({
      exitCode: 0,
      seed: 43,
      others: [],
      counts: { restored: 1, generated: 0 },
    });
    expect(changedLines(before, rig.read('imagebuild.yaml'))).toEqual([pinned.line]);
    expect(rig.read('imagebuild.yaml')).toContain(
      '        running: { prompt: "running, fast", seed: 43 }   # through a forest\n\n'.slice(2),
    );
    expect(shop.charged()).toBe(spent);
    expect(JSON.parse(rig.read('imagebuild.lock')).targets['fox/running'].seed).toBe(43);
    expect(
      (await rig.json(['plan'], { env: shop.env })).targets.map(({ action }: { action: string }) => action),
    ).toEqual(['reuse', 'reuse', 'reuse']);
    expect(ledger(rig)).toHaveLength(5);
  });

  test('settings that were varied are written with the seed', async () => {
    const rig = free();
    await rig.run(['build']);
    await rig.run(['explore', 'fox/reading', '--seeds', '1', '--axis', 'style=calm,bold']);
    await rig.run(['pin', 'fox/reading', '--cell', '2']);
    expect(rig.read('imagebuild.yaml')).toContain('reading: { style: "bold", seed: 42, prompt: reading }');
    expect((await rig.json(['plan'])).counts.generated).toBe(0);
  });

  test('a parameter of a text that had none is written with it', async () => {
    const rig = free();
    await rig.run([
      'explore',
      'owl',
      '--seeds',
      '1',
      '--axis',
      'params.width=256',
      '--axis',
      'params.height=256,512',
    ]);
    const pinned = await rig.json(['pin', 'owl', '--cell', '1']);
    expect(pinned.exitCode).toBe(0);
    expect(rig.read('imagebuild.yaml')).toContain(
      'owl: { params: { height: 256, width: 256 }, seed: 5, prompt: an owl }',
    );
  });

  test('an adopted picture stays, and nobody says otherwise', async () => {
    const rig = free();
    await rig.run(['build']);
    rig.write({ 'red.png': await sharp(rig.bytes('art/owl-32.png')).resize(64).png().toBuffer() });
    await rig.run(['adopt', 'owl', 'red.png', '--reason', 'by hand']);
    const { stderr } = await rig.run(['pin', 'owl', '--seed', '77']);
    expect(stderr).toContain('adopted-recipe-changed');
    expect(stderr).not.toContain('shows that picture now');
    const text = rig.read('imagebuild.yaml');
    expect(await rig.json(['reroll', 'owl'])).toMatchObject({ exitCode: 3, errors: [{ code: 'protected' }] });
    expect(rig.read('imagebuild.yaml')).toBe(text);
  });

  test('a seed by hand: what is not made yet is not bought either', async () => {
    const shop = await openShop();
    const rig = paid();
    await rig.run(['build'], { env: shop.env });
    const spent = shop.charged();
    const { stderr, exitCode } = await rig.run(['pin', 'owl', '--seed', '77'], { env: shop.env });
    expect([exitCode, shop.charged()]).toEqual([0, spent]);
    expect(stderr).toContain('spending-held');
    expect(rig.read('imagebuild.yaml')).toContain('owl: { seed: 77, prompt: an owl }');
  });

  test('what would change other targets is not written without a yes', async () => {
    const rig = free();
    edit(rig, 'imagebuild.yaml', 'prompt: an owl', 'prompt: an owl, matrix: { theme: [day, night] }');
    const before = rig.read('imagebuild.yaml');
    const refused = await rig.json(['pin', 'owl@day', '--seed', '77']);
    expect(refused).toMatchObject({
      exitCode: 3,
      errors: [{ code: 'others-change', message: 'other targets would change with owl@day: owl@night' }],
    });
    expect(rig.read('imagebuild.yaml')).toBe(before);
    expect(await rig.json(['pin', 'owl@day', '--seed', '77', '--yes'])).toMatchObject({
      others: ['owl@night'],
    });
    expect(rig.read('imagebuild.yaml')).toContain('seed: 77');
  });

  test.each([
    [['fox/reading'], 'say which picture'],
    [['fox/reading', '--cell', '1'], 'nothing was explored of fox/reading yet'],
    [['nofox', '--seed', '1'], 'there is no target "nofox"'],
  ])('%j is refused', async (args, message) => {
    const rig = free();
    const { exitCode, errors } = await rig.json(['pin', ...args]);
    expect(exitCode).toBe(3);
    expect(errors).toMatchObject([{ message: expect.stringContaining(message) }]);
  });

  test('what cannot be written without touching more than its own lines is left to the author', async () => {
    const rig = free();
    edit(
      rig,
      'imagebuild.yaml',
      'running: running, fast   # through a forest',
      'running: |\n          running',
    );
    const before = rig.read('imagebuild.yaml');
    const { exitCode, errors } = await rig.json(['pin', 'fox/running', '--seed', '9']);
    expect([exitCode, errors[0].code]).toEqual([3, 'cannot-edit']);
    expect(rig.read('imagebuild.yaml')).toBe(before);
  });
});

describe('reroll', () => {
  const seeds = (rig: Rig) =>
    Object.fromEntries(
      Object.entries(
        JSON.parse(rig.read('imagebuild.lock')).targets as { [id: string]: { seed: number } },
      ).map(([id, { seed }]) => [id, seed]),
    );

  test('draws anew where the seed is random, and leaves the manifest alone', async () => {
    const rig = free();
    edit(rig, 'imagebuild.yaml', 'seed: 5', 'seed: random');
    await rig.run(['build']);
    const [before, manifest] = [seeds(rig), rig.read('imagebuild.yaml')];
    expect((await rig.json(['reroll', 'owl'])).counts).toMatchObject({ generated: 1 });
    expect(seeds(rig)).toEqual({ ...before, owl: expect.any(Number) });
    expect(seeds(rig).owl).not.toBe(before.owl);
    expect(rig.read('imagebuild.yaml')).toBe(manifest);
  });

  test('writes a new seed where there is one, and says the price before', async () => {
    const shop = await openShop();
    const rig = paid();
    await rig.run(['build'], { env: shop.env });
    const [before, spent] = [rig.read('imagebuild.yaml'), shop.charged()];
    const held = await rig.json(['reroll', 'owl'], { env: shop.env });
    expect(held).toMatchObject({ exitCode: 4, errors: [{ code: 'spending-held' }] });
    expect([rig.read('imagebuild.yaml'), shop.charged()]).toEqual([before, spent]);
    expect((await rig.json(['reroll', 'owl', '--max-cost', '3'], { env: shop.env })).exitCode).toBe(0);
    expect(shop.charged()).toBe(spent + 3);
    expect(rig.read('imagebuild.yaml')).toContain(`owl: { seed: ${seeds(rig).owl}, prompt: an owl }`);
    expect(seeds(rig).owl).not.toBe(5);
  });
});

describe('what is written', () => {
  test('is taken back where a budget forbids the picture: the next build would buy it', async () => {
    const shop = await openShop();
    const rig = paid();
    await rig.run(['build'], { env: shop.env });
    edit(rig, 'imagebuild.yaml', 'version: 1', 'version: 1\n  budget: { run: 2 }'.replace('\n  ', '\n'));
    const [before, spent] = [rig.read('imagebuild.yaml'), shop.charged()];
    const refused = await rig.json(['reroll', 'owl', '--yes'], { env: shop.env });
    expect(refused).toMatchObject({ exitCode: 4, errors: [{ code: 'over-budget' }] });
    expect([rig.read('imagebuild.yaml'), shop.charged()]).toEqual([before, spent]);
  });

  test('is taken over also where the project runs code of its own, if that is allowed', async () => {
    const rig = free();
    rig.write({ 'same.js': 'export default (picture) => picture;\n' });
    edit(rig, 'imagebuild.yaml', 'formats: [png] }', 'formats: [png], custom: { module: ./same.js } }');
    await rig.run(['build', '--allow-code']);
    await rig.run(['explore', 'owl', '--seeds', '2']);
    const pinned = await rig.json(['pin', 'owl', '--cell', '2', '--allow-code']);
    expect(pinned).toMatchObject({ exitCode: 0, errors: [], seed: 6 });
    const kept = await rig.json(['try', 'fox/dancing', '--prompt', 'dancing', '--keep', '--allow-code']);
    expect([kept.exitCode, kept.errors]).toEqual([0, []]);
    expect((await rig.json(['plan', '--allow-code'])).counts).toMatchObject({ targets: 4, reused: 4 });
  });

  test('is written for good: there is no dry run', async () => {
    const rig = free();
    const before = rig.read('imagebuild.yaml');
    expect((await rig.json(['pin', 'owl', '--seed', '9', '--dry-run'])).exitCode).toBe(3);
    expect(rig.read('imagebuild.yaml')).toBe(before);
  });
});

test('prune keeps what was tried', async () => {
  const rig = free();
  await rig.run(['build']);
  await rig.run(['explore', 'owl', '--seeds', '3']);
  const before = masters(rig);
  await rig.run(['prune', '--yes']);
  expect(masters(rig)).toEqual(before);
  rig.remove('.imagebuild/explore');
  await rig.run(['prune', '--yes']);
  expect(masters(rig)).toHaveLength(before.length - 2);
});
