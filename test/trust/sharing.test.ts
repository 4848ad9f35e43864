import { existsSync, readdirSync, readFileSync, rmSync, watch } from 'node:fs';
import { basename, join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { digestOf } from '../../src/core/digest.ts';
import type { Fault, Moment } from '../../src/emulator/index.ts';
import { purchases } from '../../src/store/index.ts';
import { openShop, type Shop, sum } from '../support/cli.ts';
import { createRig, type Document, type Rig, type Running } from '../support/rig.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { effort, reportFigures } from './support/effort.ts';
import { type Chance, runSeed, seeded } from './support/seeded.ts';

const NAMES = ['ant', 'bee', 'cat', 'dog', 'eel', 'fox'];
const CHECKOUTS = 4;
/** Rounds with kills and faults before everything is left in peace. */
const STORMS = 3;

const manifest = (names: readonly string[]) => `
  version: 1
  site: { out_dir: public/art, manifest: public/art/images.json }
  defaults:
    provider: stability
    model: sd3.5-flash
    seed: 42
    params: { output_format: jpeg }
    outputs: [small]
  outputs:
    small: { widths: [32], formats: [webp] }
  assets:
${names.map((name) => `    ${name}: { prompt: a picture of ${name} }`).join('\n')}
`;

/** Refusals that are free, failures that cost nothing, and answers that get lost after they were paid for. */
const FAULTS: readonly [Fault, ...Fault[]] = [
  { kind: 'refuse', status: 403, name: 'content_moderation' },
  { kind: 'refuse', status: 500 },
  { kind: 'refuse', status: 400 },
  { kind: 'rate-limited', retryAfter: '1' },
  { kind: 'gateway-page', status: 504 },
  { kind: 'cut', at: 'before-headers' },
  { kind: 'cut', at: 'after-headers' },
  { kind: 'cut', at: 'mid-body' },
  { kind: 'reset' },
  { kind: 'hang' },
  { kind: 'slow', milliseconds: 400 },
];

/** Milliseconds after which the server has done what it will ever do with a request. */
const LONGEST_ANSWER = 700;

interface Checkout {
  readonly rig: Rig;
  /** What tells its requests from those of others. */
  readonly key: string;
  readonly names: readonly string[];
  running: Running | undefined;
}

/** Everything of one round: a store, checkouts that share it, and a shop. */
interface Scene {
  readonly shop: Shop;
  readonly store: string;
  readonly checkouts: readonly Checkout[];
  /** Kills the next process that is seen to do this. */
  killAt(moment: Moment, checkout: Checkout): void;
  /** Kills some process when such a file appears in the store. */
  killAtFile(pattern: RegExp, chance: Chance): void;
  calm(): void;
  kills(): number;
  /** How often pictures may be asked for once more: somebody has said so, and they have not been charged since. */
  readonly allowed: Map<string, number>;
}

async function openScene(chance: Chance): Promise<Scene> {
  const store = join(temporaryFolder(), 'store');
  let kills = 0;
  const kill = (checkout: Checkout) => {
    if (checkout.running?.process.exitCode === null && checkout.running.process.kill('SIGKILL')) kills += 1;
  };
  const atMoment = new Map<string, Moment>();
  let atFile: { pattern: RegExp; chance: Chance } | undefined;
  const keys = Array.from({ length: CHECKOUTS }, (_, index) => `sk-checkout-${index}`);
  const shop = await openShop({
    credits: Object.fromEntries(keys.map((key) => [key, 1000])),
    latency: { from: 10, to: 60 },
    observe(moment, { key = '' }) {
      const owner = checkouts.find((checkout) => checkout.key === key);
      if (owner === undefined || atMoment.get(key) !== moment) return;
      atMoment.delete(key);
      kill(owner);
    },
  });
  const checkouts: Checkout[] = keys.map((key) => {
    const own = NAMES.filter(() => chance.of(0.7));
    const names = own.length > 0 ? own : NAMES;
    return { rig: createRig({ 'imagebuild.yaml': manifest(names) }), key, names, running: undefined };
  });
  const [first] = checkouts;
  expect((await first?.rig.run(['push', '--yes', '--store', store]))?.exitCode).toBe(0);
  const watcher = watch(store, { recursive: true }, (_, name) => {
    if (atFile === undefined || name === null || !atFile.pattern.test(name)) return;
    const victims = checkouts.filter(({ running }) => running?.process.exitCode === null);
    const [one, ...more] = victims;
    if (one !== undefined) kill(atFile.chance.pick([one, ...more]));
    atFile = undefined;
  });
  // What is removed while it is being watched is no trouble.
  watcher.on('error', () => {});
  onTestFinished(() => watcher.close());
  return {
    shop,
    store,
    checkouts,
    killAt: (moment, { key }) => void atMoment.set(key, moment),
    killAtFile: (pattern, chance) => {
      atFile = { pattern, chance };
    },
    calm() {
      atMoment.clear();
      atFile = undefined;
    },
    kills: () => kills,
    allowed: new Map(),
  };
}

/** What one build said at its end; undefined when it was killed. */
async function build(
  { store, shop }: Scene,
  checkout: Checkout,
  retry: boolean,
): Promise<Document | undefined> {
  const args = ['build', '--store', store, '-k', '-j', '2', '--timeout', '2s', '--reporter', 'jsonl'];
  const env = { ...shop.env, STABILITY_API_KEY: checkout.key };
  checkout.running = checkout.rig.start([...args, ...(retry ? ['--retry-unknown'] : [])], { env });
  const { stdout, stderr, signal, exitCode } = await checkout.running.ended;
  if (signal === 'SIGKILL') return undefined;
  const last = stdout.trimEnd().split('\n').at(-1) ?? '';
  expect(last, `exit ${exitCode}\n${stdout}${stderr}`).toContain('"type":"summary"');
  expect([0, 5, 6], `${stdout}${stderr}`).toContain(exitCode);
  return JSON.parse(last);
}

function unknownsOf(document: Document | undefined): string[] {
  return [...(document?.errors ?? []), ...(document?.warnings ?? [])].flatMap(({ code, target }) =>
    code === 'outcome-unknown' ? [target] : [],
  );
}

/** How often each picture was charged. */
function charges({ shop }: Scene): Map<string, number> {
  const counted = new Map(NAMES.map((name) => [name, 0]));
  for (const { charged, fields } of shop.orders()) {
    const name =
      String((fields as Document).prompt)
        .split(' ')
        .at(-1) ?? '';
    if (charged > 0) counted.set(name, (counted.get(name) ?? 0) + 1);
  }
  return counted;
}

/** Pictures that the store holds. */
function inStore({ store }: Scene): Set<string> {
  const records = filesBelow(join(store, 'keys')).filter((path) => path.endsWith('.json'));
  return new Set(
    records.map((path) =>
      (JSON.parse(readFileSync(path, 'utf8')) as Document).recipe.prompt.split(' ').at(-1),
    ),
  );
}

/** Builds everywhere at once, and holds what was charged meanwhile against what may have been. */
async function wave(
  scene: Scene,
  builders: readonly Checkout[],
  retriers: ReadonlySet<Checkout>,
  reported: Set<string>,
): Promise<(Document | undefined)[]> {
  const before = charges(scene);
  const known = inStore(scene);
  const documents = await Promise.all(
    builders.map((checkout) => build(scene, checkout, retriers.has(checkout))),
  );
  // Whoever was killed may have sent a request that the server is still working on.
  if (documents.includes(undefined)) await new Promise((resolve) => setTimeout(resolve, LONGEST_ANSWER));
  for (const [name, now] of charges(scene)) {
    const then = before.get(name) ?? 0;
    // Whoever says --retry-unknown lets what was left open by then be asked for once more: by whoever comes first, and
    // again where that failed at no cost. Of two who say so the slower may begin when the other has failed already.
    const asking = [...retriers].filter(({ names }) => names.includes(name)).length;
    if (asking > 0 && !known.has(name)) scene.allowed.set(name, asking);
    const repeated = scene.allowed.get(name) ?? 0;
    if (now > then) scene.allowed.delete(name);
    const why = `${name} was charged ${then} times before; ${retriers.size} may repeat; reported: ${[...reported]}`;
    expect(now - then, why).toBeLessThanOrEqual(then === 0 ? Math.max(1, repeated) : repeated);
  }
  for (const name of documents.flatMap(unknownsOf)) reported.add(name);
  return documents;
}

function storm(scene: Scene, chance: Chance): void {
  for (let count = chance.between(0, 4); count > 0; count -= 1) scene.shop.fault(chance.pick(FAULTS));
  for (const checkout of scene.checkouts)
    if (chance.of(0.35)) scene.killAt(chance.pick(['arrived', 'charged', 'answered']), checkout);
  if (chance.of(0.5))
    scene.killAtFile(
      chance.pick([
        /^claims\/.*\.json$/,
        /^claims\/.*\.tmp$/,
        /^masters\/.*\.tmp$/,
        /^masters\/.*\.jpg$/,
        /^keys\/.*\.tmp$/,
        /^keys\/.*\.json$/,
      ]),
      chance,
    );
}

function lockedDigests({ rig }: Checkout): Map<string, string> {
  const { targets } = JSON.parse(rig.read('imagebuild.lock')) as Document;
  return new Map(
    Object.entries(targets as Document).map(([id, entry]) => [id, (entry as Document).master.digest]),
  );
}

function filesBelow(folder: string): string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { recursive: true, withFileTypes: true }).flatMap((entry) =>
    entry.isFile() ? [join(entry.parentPath, entry.name)] : [],
  );
}

/** All have the same pictures, the store holds what it says, and the ledgers cover what was charged. */
async function expectPeace(scene: Scene): Promise<void> {
  const { checkouts, store, shop } = scene;
  const shared = new Map<string, Set<string>>();
  for (const checkout of checkouts)
    for (const [id, digest] of lockedDigests(checkout))
      shared.set(id, (shared.get(id) ?? new Set()).add(digest));
  expect([...shared].filter(([, digests]) => digests.size !== 1)).toEqual([]);
  for (const path of filesBelow(join(store, 'masters')).filter((path) => path.endsWith('.jpg')))
    expect(basename(path, '.jpg')).toBe(digestOf(readFileSync(path)).slice('sha256:'.length));
  for (const path of filesBelow(join(store, 'keys')).filter((path) => path.endsWith('.json')))
    JSON.parse(readFileSync(path, 'utf8'));
  const records = checkouts.flatMap(({ rig }) =>
    purchases(
      rig.exists('.imagebuild/ledger.jsonl')
        ? rig
            .read('.imagebuild/ledger.jsonl')
            .split('\n')
            .flatMap((line) => (line === '' ? [] : [JSON.parse(line)]))
        : [],
    ),
  );
  const of = (charged: string) =>
    sum(records.filter((record) => record.charged === charged).map(({ credits }) => credits));
  expect(of('yes')).toBeLessThanOrEqual(shop.charged());
  expect(shop.charged()).toBeLessThanOrEqual(of('yes') + of('unknown'));
  // Whoever pushes last leaves no claim behind.
  for (const { rig } of checkouts)
    expect((await rig.run(['push', '--yes', '--store', store])).exitCode).toBe(0);
  expect(filesBelow(join(store, 'claims')).filter((path) => path.endsWith('.json'))).toEqual([]);
  // A fresh clone needs no key.
  for (const { rig } of checkouts.slice(0, 1)) {
    const masters = lockedDigests(checkouts[0] as Checkout);
    for (const path of ['.imagebuild', 'public']) rig.remove(path);
    const { exitCode, stderr } = await rig.run(['build', '--frozen', '--store', store]);
    expect(exitCode, stderr).toBe(0);
    expect(lockedDigests(checkouts[0] as Checkout)).toEqual(masters);
  }
}

describe('money: two builds in two processes sharing one store never buy the same key', () => {
  const seed = runSeed();
  test.each(Array.from({ length: effort(2, 30) }, (_, round) => seed + round))(
    'several checkouts with kills and faults, seed %i',
    async (seed) => {
      const chance = seeded(seed);
      const scene = await openScene(chance);
      const { checkouts } = scene;
      const reported = new Set<string>();
      let builds = 0;
      let retried = 0;
      for (let count = 0; count < STORMS; count += 1) {
        storm(scene, chance);
        const retriers = new Set(reported.size > 0 ? checkouts.filter(() => chance.of(0.3)) : []);
        builds += (await wave(scene, checkouts, retriers, reported)).length;
        retried += retriers.size;
      }
      scene.calm();
      for (let count = 0; ; count += 1) {
        expect(count, 'it never comes to rest').toBeLessThan(12);
        const documents = await wave(scene, checkouts, new Set(), reported);
        builds += documents.length;
        if (documents.every((document) => document?.exitCode === 0)) break;
        // One of those who know of an open question is told to repeat.
        const open = checkouts.filter((_, index) => documents[index]?.exitCode !== 0);
        const [one, ...more] = open;
        if (one === undefined) break;
        const retrier = chance.pick([one, ...more]);
        await wave(scene, [retrier], new Set([retrier]), reported);
        builds += 1;
        retried += 1;
      }
      await expectPeace(scene);
      const charged = [...charges(scene).values()];
      reportFigures('sharing', {
        builds,
        kills: scene.kills(),
        'builds with --retry-unknown': retried,
        'requests charged': sum(charged),
        'charged again after an unknown outcome': sum(charged.map((times) => Math.max(0, times - 1))),
      });
      rmSync(scene.store, { recursive: true, force: true });
    },
  );
});
