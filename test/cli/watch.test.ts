import { renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import sharp from 'sharp';
import { describe, expect, onTestFinished, test } from 'vitest';
import { byAction, decodeOutputs, edit, openShop } from '../support/cli.ts';
import { createRig, type Document, type Rig, type Running, type RunOptions } from '../support/rig.ts';

const MANIFEST = `
  version: 1
  include: ["parts/*.imagebuild.yaml"]
  site: { out_dir: public/art, manifest: public/art/images.json }
  defaults:
    provider: procedural
    seed: 42
    outputs: [small]
  outputs:
    small: { widths: [32], formats: [webp] }
  assets:
    fox:
      prompt: { file: ./fox.md }
      params: { width: 96, height: 64 }
    photo:
      provider: file
      operation: import
      image: ./photo.png
    goods:
      each: { file: ./goods.csv, key: sku }
      prompt: "{name} on a pedestal"
      params: { width: 96, height: 64 }
`;

async function photo(colour: string): Promise<Buffer> {
  return sharp({ create: { width: 64, height: 48, channels: 3, background: colour } })
    .png()
    .toBuffer();
}

async function project(): Promise<Rig> {
  return createRig({
    'imagebuild.yaml': MANIFEST,
    'parts/birds.imagebuild.yaml': `
      assets:
        owl:
          prompt: an owl
          params: { width: 96, height: 64 }
    `,
    'fox.md': 'a fox',
    'goods.csv': 'sku,name\nm1,mug\nc1,cap\n',
    'photo.png': await photo('red'),
  });
}

interface Watching extends Running {
  /** The next round that has not been looked at. */
  round(): Promise<Document>;
}

/** Watches with one JSON document a round; ends with the test. */
function watchIt(rig: Rig, flags: readonly string[] = [], options: RunOptions = {}): Watching {
  const running = rig.start(['watch', '--reporter', 'jsonl', ...flags], options);
  onTestFinished(async () => {
    running.process.kill('SIGKILL');
    await running.ended;
  });
  const rounds: Document[] = [];
  const waiting: ((round: Document) => void)[] = [];
  let rest = '';
  running.process.stdout?.on('data', (text: string) => {
    const lines = `${rest}${text}`.split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) {
      const next = waiting.shift();
      if (next) next(JSON.parse(line));
      else rounds.push(JSON.parse(line));
    }
  });
  return {
    ...running,
    round: () => {
      const ready = rounds.shift();
      if (ready) return Promise.resolve(ready);
      return new Promise((resolve, reject) => {
        waiting.push(resolve);
        void running.ended.then(({ stderr }) => reject(new Error(`ended: ${stderr}`)));
      });
    },
  };
}

async function interrupt(watching: Watching): Promise<void> {
  watching.process.kill('SIGINT');
  const { exitCode, stderr } = await watching.ended;
  expect(exitCode, stderr).toBe(130);
}

function made(round: Document): string[] {
  return byAction(round).generate ?? [];
}

/** As editors do: a new file beside the old one, then renamed over it. */
function replace(rig: Rig, path: string, content: string): void {
  writeFileSync(join(rig.folder, `${path}.new`), content);
  renameSync(join(rig.folder, `${path}.new`), join(rig.folder, path));
}

describe('watch builds whenever something is saved', () => {
  test('the manifest, an include, a prompt, rows and an input picture each begin a round', async () => {
    const rig = await project();
    const watching = watchIt(rig);
    expect(await watching.round()).toMatchObject({
      because: [],
      exitCode: 0,
      counts: { targets: 5, generated: 5 },
    });

    edit(rig, 'imagebuild.yaml', 'widths: [32]', 'widths: [48]');
    expect(await watching.round()).toMatchObject({
      because: ['imagebuild.yaml'],
      counts: { generated: 0, rendered: 5 },
    });
    edit(rig, 'parts/birds.imagebuild.yaml', 'an owl', 'a barn owl');
    const include = await watching.round();
    expect(include.because).toEqual(['parts/birds.imagebuild.yaml']);
    expect(made(include)).toEqual(['owl']);
    rig.write({ 'fox.md': 'a red fox' });
    const prompt = await watching.round();
    expect(prompt.because).toEqual(['fox.md']);
    expect(made(prompt)).toEqual(['fox']);
    rig.write({ 'goods.csv': 'sku,name\nm1,mug\nc1,red cap\nt1,towel\n' });
    const rows = await watching.round();
    expect(rows.because).toEqual(['goods.csv']);
    expect(made(rows)).toEqual(['goods@c1', 'goods@t1']);
    rig.write({ 'photo.png': await photo('blue') });
    const picture = await watching.round();
    expect(picture.because).toEqual(['photo.png']);
    expect(made(picture)).toEqual(['photo']);
    // A file that an include pattern has been waiting for.
    rig.write({
      'parts/fish.imagebuild.yaml': `
        assets:
          eel: { prompt: an eel, params: { width: 96, height: 64 } }
      `,
    });
    expect(made(await watching.round())).toEqual(['eel']);
    await interrupt(watching);
    expect(await decodeOutputs(rig)).toBe(7);
    expect((await rig.run(['check'])).exitCode).toBe(0);
  });

  test('a file that an editor replaces is seen, twice in a row', async () => {
    const rig = await project();
    const watching = watchIt(rig);
    await watching.round();
    for (const words of ['a blue fox', 'a green fox', 'a grey fox']) {
      replace(rig, 'fox.md', words);
      const round = await watching.round();
      expect(round.because).toEqual(['fox.md']);
      expect(made(round)).toEqual(['fox']);
    }
    for (const width of [40, 48]) {
      replace(
        rig,
        'imagebuild.yaml',
        rig.read('imagebuild.yaml').replace(/widths: \[\d+\]/, `widths: [${width}]`),
      );
      expect((await watching.round()).counts.rendered).toBe(5);
      expect(rig.exists(`public/art/fox-${width}.webp`)).toBe(true);
    }
    await interrupt(watching);
  });

  test('a broken manifest is explained, the last good files stay, and mending it goes on', async () => {
    const rig = await project();
    const watching = watchIt(rig);
    await watching.round();
    const good = rig.read('imagebuild.yaml');
    rig.write({ 'imagebuild.yaml': good.replace('prompt: { file', 'promt: { file') });
    const broken = await watching.round();
    expect(broken).toMatchObject({ ok: false, exitCode: 3, because: ['imagebuild.yaml'] });
    expect(broken.errors[0]).toMatchObject({ code: 'unknown-key', file: 'imagebuild.yaml' });
    expect(await decodeOutputs(rig)).toBe(5);
    rig.write({ 'imagebuild.yaml': good.replace('widths: [32]', 'widths: [40]') });
    expect(await watching.round()).toMatchObject({ ok: true, counts: { rendered: 5 } });
    await interrupt(watching);
  });

  test('a manifest that is broken from the start, or missing, can still be mended', async () => {
    const rig = await project();
    const good = rig.read('imagebuild.yaml');
    rig.write({ 'imagebuild.yaml': 'version: 1\nassets: [' });
    const watching = watchIt(rig);
    expect(await watching.round()).toMatchObject({ ok: false, exitCode: 3 });
    rig.write({ 'imagebuild.yaml': good });
    expect(await watching.round()).toMatchObject({ ok: true, counts: { generated: 5 } });
    await interrupt(watching);
  });

  test('its own outputs do not begin a round', async () => {
    const rig = await project();
    // Everything in one folder: what is written lies beside what is watched.
    edit(
      rig,
      'imagebuild.yaml',
      '{ out_dir: public/art, manifest: public/art/images.json }',
      '{ out_dir: ., manifest: images.json }',
    );
    const watching = watchIt(rig);
    expect((await watching.round()).counts.rendered).toBe(5);
    rig.write({ 'fox.md': 'a red fox' });
    const round = await watching.round();
    expect([round.because, made(round)]).toEqual([['fox.md'], ['fox']]);
    // Were there rounds in between, they would come before this one.
    rig.write({ 'fox.md': 'a white fox' });
    const next = await watching.round();
    expect([next.because, made(next)]).toEqual([['fox.md'], ['fox']]);
    await interrupt(watching);
  });

  test('what is said to people is short, names the saved file and what was made, and is not said twice', async () => {
    const rig = await project();
    const running = rig.start(['watch']);
    onTestFinished(() => void running.process.kill('SIGKILL'));
    await running.saw(/✓ 5 targets: 5 generated; 5 files written/);
    await running.saw(/Watching\. Spending is off; --max-cost CREDITS allows it\. Ctrl-C ends\.\n/);
    rig.write({ 'fox.md': 'a red fox' });
    await running.saw(/— fox\.md saved\n✓ fox generated; 1 file written in/);
    edit(rig, 'imagebuild.yaml', 'prompt: { file', 'promt: { file');
    await running.saw(/unknown key "promt".*\n.*imagebuild\.yaml:\d+:\d+/);
    await running.saw(/✗ Nothing was made; the files stay as they were\.\n/);
    edit(rig, 'imagebuild.yaml', 'promt: { file', 'prompt: { file');
    await running.saw(/✓ All is well again; nothing had to be made\.\n/);
    edit(rig, 'imagebuild.yaml', 'version: 1', 'version: 1 # nobody minds');
    edit(rig, 'imagebuild.yaml', 'widths: [32]', 'widths: [40]');
    await running.saw(/✓ 5 targets rendered; 5 files written in/);
    running.process.kill('SIGTERM');
    const { exitCode, stdout, stderr } = await running.ended;
    expect([exitCode, stdout]).toEqual([143, '']);
    expect(stderr.split('\n— ')).toHaveLength(5);
  });

  test('--profile draft builds drafts, apart from what ships', async () => {
    const rig = await project();
    edit(rig, 'imagebuild.yaml', 'defaults:', 'profiles:\n  draft: { outputs: [tiny] }\ndefaults:');
    edit(
      rig,
      'imagebuild.yaml',
      'outputs:\n  small',
      'outputs:\n  tiny: { widths: [8], formats: [webp] }\n  small',
    );
    const watching = watchIt(rig, ['--profile', 'draft']);
    expect((await watching.round()).counts).toMatchObject({ generated: 5 });
    rig.write({ 'fox.md': 'a red fox' });
    expect(made(await watching.round())).toEqual(['fox']);
    await interrupt(watching);
    expect(rig.files().filter((path) => path.endsWith('.webp'))).toEqual([]);
    expect(rig.exists('.imagebuild/profiles/draft/public/art/fox-8.webp')).toBe(true);
    expect(rig.exists('imagebuild.lock')).toBe(false);
  });

  test('while another process works in the project it waits, and goes on by itself', async () => {
    const rig = await project();
    const watching = watchIt(rig, ['--lock-timeout', '0s']);
    await watching.round();
    const { holdProject } = await import('../../src/store/index.ts');
    const { systemClock } = await import('../../src/core/ports.ts');
    const held = await holdProject(join(rig.folder, '.imagebuild'), 'build', 1000, systemClock);
    if ('kind' in held) throw new Error('the project is not free');
    rig.write({ 'fox.md': 'a red fox' });
    expect(await watching.round()).toMatchObject({ exitCode: 9, errors: [{ code: 'project-held' }] });
    await held.release();
    expect(made(await watching.round())).toEqual(['fox']);
    await interrupt(watching);
  });
});

describe('watch and money', () => {
  const PAID = `
    version: 1
    site: { out_dir: public/art }
    defaults: { seed: 42, outputs: [small] }
    outputs:
      small: { widths: [32], formats: [webp] }
    assets:
      fox: { provider: stability, model: core, prompt: a fox }
      owl: { provider: procedural, prompt: an owl, params: { width: 96, height: 64 } }
  `;

  test('nothing is spent without --max-cost; what is free is made', async () => {
    const shop = await openShop();
    const rig = createRig({ 'imagebuild.yaml': PAID });
    const watching = watchIt(rig, [], { env: shop.env });
    const first = await watching.round();
    expect(first).toMatchObject({ ok: true, counts: { generated: 1 }, cost: { requests: 0 } });
    expect(first.warnings).toMatchObject([{ code: 'spending-held' }]);
    edit(rig, 'imagebuild.yaml', 'a fox', 'a red fox');
    expect(await watching.round()).toMatchObject({ cost: { requests: 0, spentCredits: 0 } });
    await interrupt(watching);
    expect(shop.journal).toEqual([]);
  });

  test('with --max-cost the whole session stays within it', async () => {
    const shop = await openShop();
    const rig = createRig({ 'imagebuild.yaml': PAID });
    const watching = watchIt(rig, ['--max-cost', '7'], { env: shop.env });
    expect(await watching.round()).toMatchObject({ ok: true, cost: { spentCredits: 3 } });
    edit(rig, 'imagebuild.yaml', 'a fox', 'a red fox');
    expect(await watching.round()).toMatchObject({ ok: true, cost: { spentCredits: 3 } });
    edit(rig, 'imagebuild.yaml', 'a red fox', 'a white fox');
    expect(await watching.round()).toMatchObject({
      exitCode: 4,
      cost: { spentCredits: 0, requests: 0 },
      errors: [{ code: 'over-budget' }],
    });
    await interrupt(watching);
    expect(shop.charged()).toBe(6);
  });
});
