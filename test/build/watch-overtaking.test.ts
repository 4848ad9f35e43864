import { describe, expect, test } from 'vitest';
import { type Provider, ProviderError } from '../../src/providers/index.ts';
import { procedural } from '../../src/providers/procedural/index.ts';
import { edit, gate, ledger, masters, openShop, pending, type Shop } from '../support/cli.ts';
import { createRig } from '../support/rig.ts';
import { idsOf, watchHere } from '../support/watching.ts';

/** A free provider that draws when the test lets it; remembers what it was asked for. */
function slowProvider() {
  const asked: string[] = [];
  const stopped: string[] = [];
  const held = new Map<string, () => void>();
  const provider: Provider = {
    ...procedural,
    type: 'slow',
    async generate(request, world) {
      const prompt = request.prompt ?? '';
      asked.push(prompt);
      if (prompt.includes('slow'))
        await new Promise<void>((resolve, reject) => {
          held.set(prompt, resolve);
          world.signal.addEventListener('abort', () => {
            stopped.push(prompt);
            reject(new ProviderError('stopped', { kind: 'cancelled', charged: 'no' }));
          });
        });
      return procedural.generate(request, world);
    },
  };
  return { provider, asked, stopped, finish: (prompt: string) => held.get(prompt)?.() };
}

const FREE = `
  version: 1
  site: { out_dir: public/art }
  defaults: { provider: slow, seed: 42, outputs: [small], params: { width: 96, height: 64 } }
  outputs:
    small: { widths: [32], formats: [webp] }
  assets:
    fox: { prompt: a slow fox }
    owl: { prompt: a slow owl }
    eel: { prompt: an eel }
`;

describe('a save during a round of free work', () => {
  test('stops what it has made pointless, finishes what is still asked for, and leaves the rest to the next round', async () => {
    const rig = createRig({ 'imagebuild.yaml': FREE });
    const { provider, asked, stopped, finish } = slowProvider();
    const watching = watchHere(rig, { concurrency: 2 }, { providers: [provider] });
    await reaches(() => asked.length === 2);
    edit(rig, 'imagebuild.yaml', 'a slow fox', 'a red fox');
    await watching.reached('yielding');
    expect(stopped).toEqual(['a slow fox']);
    expect(asked, 'the eel is not begun by a round that is over').toEqual(['a slow fox', 'a slow owl']);
    finish('a slow owl');
    const first = await watching.round();
    expect(first).toMatchObject({ overtaken: true, because: [] });
    expect(first.report.failure).toBeUndefined();
    expect(first.report.counts).toMatchObject({ generated: 1, failed: 0 });
    const second = await watching.round();
    expect(second).toMatchObject({ overtaken: false, because: ['imagebuild.yaml'] });
    expect(idsOf(second, 'generate').sort()).toEqual(['eel', 'fox']);
    expect(asked, 'the owl was drawn once').toEqual(['a slow fox', 'a slow owl', 'a red fox', 'an eel']);
    expect(rig.files().filter((path) => path.endsWith('.webp'))).toHaveLength(3);
    expect(watching.states).toEqual(['opening', 'building', 'yielding', 'building', 'waiting']);
  });

  test('that changes nothing, or breaks the manifest, disturbs nothing', async () => {
    const rig = createRig({ 'imagebuild.yaml': FREE });
    const { provider, asked, stopped, finish } = slowProvider();
    const watching = watchHere(rig, { concurrency: 2 }, { providers: [provider] });
    await reaches(() => asked.length === 2);
    rig.write({ 'imagebuild.yaml': FREE });
    rig.write({ 'imagebuild.yaml': FREE.replace('prompt: a slow fox', 'promt: a slow fox') });
    expect((await watching.round()).report).toMatchObject({ failure: 'invalid-input' });
    expect(watching.session.problems).toMatchObject([{ code: 'unknown-key' }]);
    rig.write({ 'imagebuild.yaml': FREE });
    // The mended manifest is a newer one, but asks for the same.
    await watching.reached('yielding');
    expect(watching.session.problems).toEqual([]);
    finish('a slow fox');
    finish('a slow owl');
    await watching.round();
    await watching.round();
    expect(stopped).toEqual([]);
    expect(asked).toEqual(['a slow fox', 'a slow owl', 'an eel']);
  });

  test('that asks for other files keeps the picture that is being made', async () => {
    const rig = createRig({ 'imagebuild.yaml': FREE });
    const { provider, asked, stopped, finish } = slowProvider();
    const watching = watchHere(rig, { concurrency: 2 }, { providers: [provider] });
    await reaches(() => asked.length === 2);
    edit(rig, 'imagebuild.yaml', 'widths: [32]', 'widths: [40]');
    await watching.reached('yielding');
    finish('a slow fox');
    finish('a slow owl');
    expect(await watching.round()).toMatchObject({ overtaken: true, report: { counts: { rendered: 0 } } });
    expect((await watching.round()).report.counts).toMatchObject({ generated: 1, restored: 2, rendered: 3 });
    expect(stopped).toEqual([]);
    expect(asked).toHaveLength(3);
    expect(rig.files().filter((path) => path.endsWith('.webp'))).toEqual([
      'public/art/eel-40.webp',
      'public/art/fox-40.webp',
      'public/art/owl-40.webp',
    ]);
  });
});

const SLOW_STEP = `
  import { existsSync, writeFileSync } from 'node:fs';
  export default async (pixels, { folder }) => {
    writeFileSync(folder + '/begun-' + pixels.width, '');
    while (!existsSync(folder + '/go')) await new Promise((resolve) => setTimeout(resolve, 5));
    return pixels;
  };
`;

describe('a save during encoding', () => {
  test('stops it between two files when the files are no longer asked for', async () => {
    const rig = createRig({ 'step.js': SLOW_STEP });
    rig.write({
      'imagebuild.yaml': `
        version: 1
        site: { out_dir: public/art }
        defaults: { provider: procedural, seed: 42, outputs: [own], params: { width: 96, height: 64 } }
        outputs:
          own: { widths: [32], formats: [webp, png], custom: { module: ./step.js, options: { folder: "${rig.folder}" } } }
        assets:
          fox: { prompt: a fox }
      `,
    });
    const watching = watchHere(rig, { allowCode: true });
    await reaches(() => rig.exists('begun-32'));
    edit(rig, 'imagebuild.yaml', 'widths: [32]', 'widths: [40]');
    await watching.reached('yielding');
    rig.write({ go: '' });
    expect(await watching.round()).toMatchObject({
      overtaken: true,
      report: { counts: { generated: 1, rendered: 0 }, filesWritten: 0, errors: [] },
    });
    expect((await watching.round()).report.counts).toMatchObject({ generated: 0, restored: 1, rendered: 2 });
    expect(rig.files().filter((path) => path.startsWith('public/'))).toEqual([
      'public/art/fox-40.png',
      'public/art/fox-40.webp',
    ]);
  });
});

const PAID = `
  version: 1
  site: { out_dir: public/art }
  defaults: { seed: 42, outputs: [small], provider: stability, model: core }
  outputs:
    small: { widths: [32], formats: [webp] }
  assets:
    fox: { prompt: a fox }
`;

function environmentOf(shop: Shop) {
  return { environment: (name: string) => (shop.env as Record<string, string | undefined>)[name] };
}

/** A shop that keeps its customers waiting until it is told to go on. */
async function slowShop() {
  const arrived: string[] = [];
  let doors = gate();
  const shop = await openShop({
    observe: async (moment, { method, fields }) => {
      if (moment !== 'charged' || method !== 'POST') return;
      arrived.push(String(fields.prompt ?? ''));
      await doors.opened;
    },
  });
  return {
    shop,
    arrived,
    answer() {
      doors.open();
      doors = gate();
    },
  };
}

describe('a save while a paid request is in flight', () => {
  test('the picture is awaited, booked once and kept; taking the edit back buys nothing', async () => {
    const { shop, arrived, answer } = await slowShop();
    const rig = createRig({ 'imagebuild.yaml': PAID });
    const watching = watchHere(rig, { maxCost: 7 }, environmentOf(shop));
    await watching.until(() => watching.session.spending.spent === 3);
    await reaches(() => arrived.length === 1);
    edit(rig, 'imagebuild.yaml', 'a fox', 'a red fox');
    await watching.reached('yielding');
    expect(watching.unseen, 'the round waits for what is paid').toEqual([]);
    answer();
    const first = await watching.round();
    expect(first).toMatchObject({
      overtaken: true,
      report: { cost: { spentCredits: 3 }, counts: { generated: 1 } },
    });
    await reaches(() => arrived.length === 2);
    answer();
    const second = await watching.round();
    expect(second).toMatchObject({
      because: ['imagebuild.yaml'],
      spent: 6,
      report: { cost: { spentCredits: 3 } },
    });
    expect(masters(rig)).toHaveLength(2);
    expect(ledger(rig)).toHaveLength(2);
    expect(pending(rig)).toEqual([]);

    edit(rig, 'imagebuild.yaml', 'a red fox', 'a fox');
    const third = await watching.round();
    expect(third).toMatchObject({ spent: 6, report: { cost: { requests: 0 }, counts: { restored: 1 } } });
    edit(rig, 'imagebuild.yaml', 'a fox', 'a white fox');
    const fourth = await watching.round();
    expect(fourth.report).toMatchObject({ failure: 'budget-refused', errors: [{ code: 'over-budget' }] });
    expect(shop.charged()).toBe(6);
    expect(shop.orders()).toHaveLength(2);
  });

  test('what is free and still asked for is made while it waits, and no further purchase is begun', async () => {
    const { shop, arrived, answer } = await slowShop();
    const { provider, asked } = slowProvider();
    const rig = createRig({
      'imagebuild.yaml': `
        version: 1
        site: { out_dir: public/art }
        defaults: { seed: 42, outputs: [small] }
        outputs:
          small: { widths: [32], formats: [webp] }
        providers:
          stability: { type: stability, limits: { concurrency: 1 } }
        assets:
          fox: { provider: stability, model: core, prompt: a fox }
          owl: { provider: stability, model: core, prompt: an owl }
          eel: { provider: slow, prompt: a slow eel, params: { width: 96, height: 64 } }
          elk: { provider: slow, prompt: an elk, params: { width: 96, height: 64 } }
      `,
    });
    const watching = watchHere(
      rig,
      { maxCost: 20, concurrency: 1 },
      { ...environmentOf(shop), providers: [provider] },
    );
    await reaches(() => arrived.length === 1 && asked.length === 1);
    edit(rig, 'imagebuild.yaml', 'a slow eel', 'an eel');
    await watching.reached('yielding');
    await reaches(() => rig.exists('public/art/elk-32.webp'));
    expect(arrived, 'the owl is left to the next round').toEqual(['a fox']);
    answer();
    expect(await watching.round()).toMatchObject({ overtaken: true, spent: 3 });
    await reaches(() => arrived.length === 2);
    answer();
    expect(await watching.round()).toMatchObject({ overtaken: false, spent: 6 });
    expect(asked).toEqual(['a slow eel', 'an elk', 'an eel']);
    expect(rig.files().filter((path) => path.endsWith('.webp'))).toHaveLength(4);
  });

  test('closing waits for it', async () => {
    const { shop, arrived, answer } = await slowShop();
    const rig = createRig({ 'imagebuild.yaml': PAID });
    const watching = watchHere(rig, { maxCost: 7 }, environmentOf(shop));
    await reaches(() => arrived.length === 1);
    const closed = watching.session.close();
    expect(watching.session.state).toBe('closing');
    answer();
    await closed;
    expect(watching.session.state).toBe('closed');
    expect(masters(rig)).toHaveLength(1);
    expect([shop.charged(), pending(rig)]).toEqual([3, []]);
  });

  test('holding the spending lets nothing more be bought, by the round under way either', async () => {
    const { shop, arrived, answer } = await slowShop();
    const rig = createRig({
      'imagebuild.yaml': PAID.replace(
        'fox: { prompt: a fox }',
        'fox: { prompt: a fox }\n    owl: { prompt: an owl }',
      ).replace(
        'assets:',
        'providers:\n    stability: { type: stability, limits: { concurrency: 1 } }\n  assets:',
      ),
    });
    const watching = watchHere(rig, { maxCost: 20 }, environmentOf(shop));
    await reaches(() => arrived.length === 1);
    watching.session.hold();
    answer();
    expect((await watching.round()).report.cost).toMatchObject({ spentCredits: 3 });
    expect(watching.session.spending).toEqual({ limit: undefined, spent: 3 });
    watching.session.build();
    expect((await watching.round()).report).toMatchObject({ warnings: [{ code: 'spending-held' }] });
    expect(shop.charged()).toBe(3);
    watching.session.arm(6);
    await reaches(() => arrived.length === 2);
    answer();
    expect(await watching.round()).toMatchObject({ spent: 6 });
    expect(shop.charged()).toBe(6);
  });
});

describe('the limit of a session', () => {
  test('counts what may have been charged as spent, and what costs nothing is still made', async () => {
    const shop = await openShop();
    const rig = createRig({
      'imagebuild.yaml': PAID.replace(
        'fox: { prompt: a fox }',
        'fox: { prompt: a fox }\n    owl: { provider: procedural, model: null, prompt: an owl, params: { width: 96, height: 64 } }',
      ),
    });
    edit(rig, 'imagebuild.yaml', 'model: null, ', '');
    edit(rig, 'imagebuild.yaml', 'provider: stability, model: core }', '}');
    edit(rig, 'imagebuild.yaml', 'fox: { prompt', 'fox: { provider: stability, model: core, prompt');
    shop.fault({ kind: 'cut', at: 'mid-body' });
    const watching = watchHere(rig, { maxCost: 5 }, environmentOf(shop));
    const first = await watching.round();
    expect(first).toMatchObject({
      spent: 3,
      report: { failure: 'provider-failed', cost: { unknownCredits: 3 } },
    });
    edit(rig, 'imagebuild.yaml', 'a fox', 'a red fox');
    edit(rig, 'imagebuild.yaml', 'an owl', 'a white owl');
    const second = await watching.round();
    expect(second.report).toMatchObject({
      failure: 'budget-refused',
      errors: [{ code: 'over-budget' }],
      counts: { generated: 1 },
      cost: { requests: 0 },
    });
    expect(shop.orders()).toHaveLength(1);
  });
});

describe('work between rounds', () => {
  test('is never beside a round, may spend what is left, and is followed by a round', async () => {
    const { shop, arrived, answer } = await slowShop();
    const rig = createRig({ 'imagebuild.yaml': PAID });
    const watching = watchHere(rig, { maxCost: 10 }, environmentOf(shop));
    await reaches(() => arrived.length === 1);
    const done = watching.session.perform(async ({ allowance, spend, project, signal }) => {
      const seen = [watching.session.state, allowance, project.manifest.file, signal.aborted];
      spend(4);
      edit(rig, 'imagebuild.yaml', 'a fox', 'a red fox');
      return seen;
    });
    expect(watching.session.state).toBe('building');
    answer();
    expect(await done).toEqual(['performing', 7, 'imagebuild.yaml', false]);
    expect(await watching.round()).toMatchObject({ spent: 3, overtaken: false });
    await reaches(() => arrived.length === 2);
    answer();
    // One round takes up what the work has written: none is begun without it.
    expect(await watching.round()).toMatchObject({
      spent: 10,
      overtaken: false,
    });
    expect(watching.states).toEqual(['opening', 'building', 'waiting', 'performing', 'building', 'waiting']);
    expect(watching.session.spending.spent).toBe(10);
  });

  test('that fails tells whoever handed it in, and the session goes on', async () => {
    const rig = createRig({ 'imagebuild.yaml': FREE.replaceAll('slow', 'procedural') });
    const watching = watchHere(rig);
    await watching.round();
    await expect(watching.session.perform(() => Promise.reject(new Error('no')))).rejects.toThrow('no');
    await watching.round();
    expect(watching.session.state).toBe('waiting');
  });

  test('is refused without a good manifest, and after the end', async () => {
    const rig = createRig({ 'imagebuild.yaml': 'version: 1\nassets: [' });
    const watching = watchHere(rig);
    await watching.round();
    await expect(watching.session.perform(async () => 1)).rejects.toMatchObject({ kind: 'invalid-input' });
    await watching.session.close();
    await expect(watching.session.perform(async () => 1)).rejects.toMatchObject({
      diagnostics: [{ code: 'session-closed' }],
    });
  });
});

/** Waits for something outside the session. */
async function reaches(condition: () => boolean): Promise<void> {
  while (!condition()) await new Promise((resolve) => setTimeout(resolve, 5));
}
