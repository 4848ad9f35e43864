import { mkdirSync, watch } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import type { Moment } from '../../src/emulator/index.ts';
import {
  byAction,
  decodeOutputs,
  edit,
  gate,
  ledger,
  openShop,
  pending,
  type Shop,
  sum,
} from '../support/cli.ts';
import { createRig, type Document, type Rig, type Running } from '../support/rig.ts';

const NAMES = ['ant', 'bee', 'cat', 'dog', 'eel', 'fox', 'gnu', 'hen', 'ibis', 'jay', 'koi', 'owl'];
const MANIFEST = `
  version: 1
  site: { out_dir: public/art, manifest: public/art/images.json }
  defaults:
    provider: stability
    model: sd3.5-flash
    seed: 42
    params: { output_format: jpeg }
    outputs: [small]
  outputs:
    small: { widths: [32, 64], formats: [webp, jpeg] }
  assets:
${NAMES.map((name) => `    ${name}: { prompt: "a ${name}, take 0" }`).join('\n')}
`;

/** What the murderer waits for: the n-th moment at the server, a line of the events, or a file that appears. */
type Instant =
  | { readonly server: Moment; readonly nth: number }
  | { readonly event: RegExp }
  | { readonly file: RegExp; readonly below: string };

/** One round kills a build at each of these instants, one after the other, in the same project. */
const ROUNDS: { readonly [round: string]: readonly Instant[] } = {
  'at the server': [
    { server: 'arrived', nth: 1 },
    { server: 'arrived', nth: 2 },
    { server: 'charged', nth: 1 },
    { server: 'charged', nth: 2 },
    { server: 'answered', nth: 1 },
    { server: 'answered', nth: 2 },
    { server: 'arrived', nth: 3 },
    { server: 'answered', nth: 1 },
    { server: 'answered', nth: 1 },
  ],
  'by what the build tells': [
    { event: /"type":"planned"/ },
    { event: /"type":"generation-requested"/ },
    { event: /"type":"master-stored"/ },
    { event: /"type":"output-written"/ },
    { event: /(?:"type":"output-written"[\s\S]*?){2}/ },
    { event: /(?:"type":"output-written"[\s\S]*?){3}/ },
    { event: /"type":"target-finished"/ },
    { event: /(?:"type":"master-stored"[\s\S]*?){2}/ },
    { event: /(?:"type":"generation-requested"[\s\S]*?){2}/ },
  ],
  'by the files that appear': [
    { file: /^process\.lock/, below: '.imagebuild' },
    { file: /^owner\.json/, below: '.imagebuild' },
    { file: /\.tmp$/, below: '.imagebuild/pending' },
    { file: /\.json$/, below: '.imagebuild/pending' },
    { file: /\.tmp$/, below: '.imagebuild/masters/sha256' },
    { file: /\.jpg$/, below: '.imagebuild/masters/sha256' },
    { file: /\.tmp$/, below: '.imagebuild/masters/keys' },
    { file: /^ledger\.jsonl$/, below: '.imagebuild' },
    { file: /\.tmp$/, below: 'public/art' },
    { file: /\.webp$/, below: 'public/art' },
    { file: /\.jpg$/, below: 'public/art' },
  ],
};

interface Murder {
  readonly shop: Shop;
  /** Kills the running build at the next instant. */
  arm(instant: Instant): void;
}

async function scene(rig: Rig, kill: () => void): Promise<Murder> {
  let wanted: Instant | undefined;
  let count = 0;
  const shop = await openShop({
    latency: 15,
    observe(moment) {
      if (wanted === undefined || !('server' in wanted) || wanted.server !== moment) return;
      count += 1;
      if (count === wanted.nth) kill();
    },
  });
  return {
    shop,
    arm(instant) {
      wanted = instant;
      count = 0;
      if (!('file' in instant)) return;
      mkdirSync(join(rig.folder, instant.below), { recursive: true });
      const watcher = watch(join(rig.folder, instant.below), { recursive: true }, (_, name) => {
        if (wanted !== instant || name === null || !instant.file.test(name)) return;
        watcher.close();
        kill();
      });
      onTestFinished(() => watcher.close());
    },
  };
}

/** Whatever a crash has left can be read: the lock, open purchases, and every picture under its final name. */
async function expectWhole(rig: Rig): Promise<void> {
  if (rig.exists('imagebuild.lock')) JSON.parse(rig.read('imagebuild.lock'));
  if (rig.exists('public/art/images.json')) JSON.parse(rig.read('public/art/images.json'));
  for (const path of rig
    .files(true)
    .filter((path) => path.endsWith('.json') && path !== '.imagebuild/owner.json'))
    JSON.parse(rig.read(path));
  await decodeOutputs(rig);
}

describe('kill -9 at any moment never buys a picture twice in silence, and loses none', () => {
  test.each(Object.keys(ROUNDS))('%s', async (round) => {
    const rig = createRig({ 'imagebuild.yaml': MANIFEST });
    let running: Running | undefined;
    const { shop, arm } = await scene(rig, () => running?.process.kill('SIGKILL'));
    const { env } = shop;
    const unknowns = new Map<string, number>();
    const prompt = (name: string) =>
      new RegExp(` ${name}: { prompt: "(.*)" }`).exec(rig.read('imagebuild.yaml'))?.[1] ?? '';
    let kills = 0;

    for (const [index, instant] of (ROUNDS[round] ?? []).entries()) {
      // Some new work each time, so that there is always a next request to be killed at.
      for (const name of [0, 1, 2, 3].map((offset) => NAMES[(index * 4 + offset) % NAMES.length] ?? ''))
        edit(rig, 'imagebuild.yaml', `"${prompt(name)}"`, `"a ${name}, take ${index + 1}"`);
      arm(instant);
      running = rig.start(['build', '-j', '2', '--reporter', 'jsonl', '--retry-unknown'], { env });
      if ('event' in instant) {
        const { process } = running;
        running.saw(instant.event).then(
          () => process.kill('SIGKILL'),
          () => {},
        );
      }
      const { signal, exitCode, stdout, stderr } = await running.ended;
      expect({ signal, instant }, `exit ${exitCode}\n${stdout}${stderr}`).toEqual({
        signal: 'SIGKILL',
        instant,
      });
      kills += 1;
      await expectWhole(rig);

      // What was in flight is reported, not bought again; what had reached the store is found there.
      const open = pending(rig).map(({ target }) => target);
      if (open.length === 0) continue;
      const after = await rig.json(['build', '-k', ...open], { env });
      const unknown = after.errors.map(({ code, target }: Document) => {
        expect(code).toBe('outcome-unknown');
        return target;
      });
      expect(after).toMatchObject({
        exitCode: unknown.length > 0 ? 5 : 0,
        counts: { unknown: unknown.length, generated: 0, failed: 0 },
        cost: { requests: 0 },
      });
      const recovered = after.warnings.filter(({ code }: Document) => code === 'purchase-recovered');
      // The prompts of some have changed since they were reported for the first time; they are still mentioned.
      const abandoned = after.warnings.filter(({ code }: Document) => code === 'outcome-unknown');
      expect(unknown.length + recovered.length + abandoned.length).toBe(open.length);
      for (const id of unknown) unknowns.set(prompt(id), (unknowns.get(prompt(id)) ?? 0) + 1);
    }
    expect(kills).toBeGreaterThanOrEqual(9);

    const first = await rig.json(['build', '-k'], { env });
    if (first.counts.unknown > 0) {
      expect(first.exitCode).toBe(5);
      expect(await rig.json(['build', '--retry-unknown'], { env })).toMatchObject({ exitCode: 0 });
    } else expect(first.exitCode, JSON.stringify(first.errors)).toBe(0);
    const last = await rig.json(['build'], { env });
    expect(byAction(last)).toEqual({ reuse: NAMES });
    expect(last.cost.requests).toBe(0);

    // Bought once, and once more for each time that its outcome was reported as unknown; never in between.
    // A request that broke off before its body was there has no prompt; the server has not even looked at it.
    const bought = new Map<string, number>();
    for (const { fields } of shop.orders().filter(({ fields }) => fields.prompt !== undefined))
      bought.set(String(fields.prompt), (bought.get(String(fields.prompt)) ?? 0) + 1);
    for (const [text, times] of bought)
      expect(times, text).toBeLessThanOrEqual(1 + (unknowns.get(text) ?? 0));
    expect(NAMES.filter((name) => !bought.has(prompt(name)))).toEqual([]);
    // The ledger may name a purchase that never reached the server, never forget one that did.
    const taken = ledger(rig).filter(({ charged }) => charged !== 'no');
    expect(sum(taken.map(({ credits }) => credits))).toBeGreaterThanOrEqual(shop.charged());
    expect(pending(rig)).toEqual([]);
    expect(await decodeOutputs(rig)).toBe(NAMES.length * 4);
    expect((await rig.run(['check'])).exitCode).toBe(0);
    expect(rig.files(true).filter((path) => path.endsWith('.tmp') && path.startsWith('public/'))).toEqual([]);
  });

  test('the lock of a process that was killed is taken over at once', async () => {
    const arrived = gate();
    const shop = await openShop({ observe: (moment) => (moment === 'arrived' ? arrived.open() : undefined) });
    const rig = createRig({ 'imagebuild.yaml': MANIFEST });
    const running = rig.start(['build', 'ant'], { env: shop.env });
    await arrived.opened;
    running.process.kill('SIGKILL');
    await running.ended;
    expect(rig.exists('.imagebuild/process.lock')).toBe(true);
    const document = await rig.json(['build', '-k', '--lock-timeout', '1s'], { env: shop.env });
    expect(document).toMatchObject({ exitCode: 5, counts: { generated: 11, unknown: 1 } });
    expect(rig.exists('.imagebuild/process.lock')).toBe(false);
    expect(rig.exists('.imagebuild/owner.json')).toBe(false);
  });
});
