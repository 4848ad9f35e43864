import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { gate, ledger, masters, openShop, pending, type Shop } from '../support/cli.ts';
import { createRig, type Document, type Rig } from '../support/rig.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

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
    small: { widths: [32], formats: [webp] }
  assets:
    fox: { prompt: a fox }
    owl: { prompt: an owl }
`;

interface Team {
  readonly shop: Shop;
  readonly store: string;
  readonly ann: Rig;
  readonly bob: Rig;
  /** The environment of both. */
  readonly env: { readonly [name: string]: string };
}

async function openTeam(options: Parameters<typeof openShop>[0] = {}): Promise<Team> {
  const shop = await openShop(options);
  const store = join(temporaryFolder(), 'store');
  const [ann, bob] = [createRig({ 'imagebuild.yaml': MANIFEST }), createRig({ 'imagebuild.yaml': MANIFEST })];
  const env = { ...shop.env, IMAGEBUILD_STORE: store };
  expect((await ann.run(['push', '--yes'], { env })).exitCode).toBe(0);
  return { shop, store, ann, bob, env };
}

const codes = (list: Document): string[] => list.map(({ code }: Document) => code);

function filesBelow(folder: string): string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { recursive: true, withFileTypes: true }).flatMap((entry) =>
    entry.isFile() ? [join(entry.parentPath, entry.name)] : [],
  );
}

const sharedMasters = (store: string) =>
  filesBelow(join(store, 'masters')).filter((path) => path.endsWith('.jpg'));
const claimsIn = (store: string) => filesBelow(join(store, 'claims'));

/** Leaves the only claim as a process would have that ended, here or on another machine, so long ago. */
function leaveClaim(store: string, owner: object, age = 0): void {
  const [path = ''] = claimsIn(store);
  const record = JSON.parse(readFileSync(path, 'utf8'));
  writeFileSync(path, JSON.stringify({ ...record, owner: { ...record.owner, ...owner } }));
  const time = (Date.now() - age) / 1000;
  utimesSync(path, time, time);
}

/** Ann is killed while the server works on her only request. */
async function killedWhileAsking(): Promise<Team> {
  let kill = () => {};
  const team = await openTeam({ observe: (moment) => (moment === 'charged' ? kill() : undefined) });
  const { ann, env } = team;
  const running = ann.start(['build', 'fox'], { env });
  kill = () => running.process.kill('SIGKILL');
  expect((await running.ended).signal).toBe('SIGKILL');
  kill = () => {};
  return team;
}

describe('a shared store', () => {
  test('gives one checkout what another has bought, which keeps it', async () => {
    const { shop, ann, bob, env } = await openTeam();
    expect((await ann.json(['build'], { env })).cost.spentCredits).toBe(5);
    expect((await bob.json(['plan'], { env })).cost.estimatedCredits).toBe(0);
    expect(masters(bob)).toEqual([]);
    const built = await bob.json(['build'], { env });
    expect(built.counts).toMatchObject({ restored: 2, generated: 0 });
    expect(masters(bob)).toEqual(masters(ann));
    expect(bob.read('imagebuild.lock')).toBe(ann.read('imagebuild.lock'));
    expect(shop.orders()).toHaveLength(2);
    expect(ledger(bob)).toEqual([]);
    // What was taken is the checkout's own: the store may go.
    bob.remove('public');
    expect((await bob.run(['build', '--frozen'])).exitCode).toBe(0);
  });

  test('lets one wait while another buys, and take the picture then', async () => {
    const { opened, open } = gate();
    const { shop, ann, bob, env } = await openTeam({
      observe: (moment) => (moment === 'arrived' ? opened : undefined),
    });
    const first = ann.start(['build', 'fox'], { env });
    await expect.poll(() => shop.orders().length).toBe(1);
    const second = bob.start(['build', 'fox'], { env });
    await second.saw(/fox is being bought by another build \(process \d+ on \S+, since \S+\); waiting/);
    open();
    expect([(await first.ended).exitCode, (await second.ended).exitCode]).toEqual([0, 0]);
    expect(shop.orders()).toHaveLength(1);
  });

  test('keeps nobody who waits from stopping', async () => {
    const { opened, open } = gate();
    const { shop, ann, bob, env } = await openTeam({
      observe: (moment) => (moment === 'arrived' ? opened : undefined),
    });
    const first = ann.start(['build', 'fox'], { env });
    await expect.poll(() => shop.orders().length).toBe(1);
    const second = bob.start(['build', 'fox'], { env });
    await second.saw(/fox is being bought by another build/);
    second.process.kill('SIGINT');
    expect((await second.ended).exitCode).toBe(130);
    open();
    expect((await first.ended).exitCode).toBe(0);
  });

  test('lets the second ask when the first was refused for free', async () => {
    const { opened, open } = gate();
    const { shop, ann, bob, env, store } = await openTeam({
      observe: (moment) => (moment === 'arrived' ? opened : undefined),
    });
    shop.fault({ kind: 'refuse', status: 500 });
    const first = ann.start(['build', 'fox'], { env });
    await expect.poll(() => shop.orders().length).toBe(1);
    const second = bob.start(['build', 'fox'], { env });
    await second.saw(/fox is being bought by another build/);
    open();
    expect([(await first.ended).exitCode, (await second.ended).exitCode]).toEqual([5, 0]);
    expect(shop.charged()).toBe(2.5);
    expect(claimsIn(store)).toEqual([]);
  });

  test('does not buy again what another was charged for in vain, but with leave', async () => {
    const { shop, ann, bob, env } = await openTeam();
    shop.fault('truncated-image');
    expect(codes((await ann.json(['build', 'fox'], { env })).errors)).toEqual(['bad-answer']);
    const planned = await bob.json(['plan', 'fox'], { env });
    expect(codes(planned.warnings)).toEqual(['bad-answer']);
    const told = await bob.json(['build', 'fox'], { env });
    expect([told.exitCode, codes(told.errors), told.counts.failed]).toEqual([5, ['bad-answer'], 1]);
    expect(told.errors[0].message).toMatch(
      /bought this very picture at .* for 2.5 credits, and what came cannot/,
    );
    shop.fault('500');
    expect((await ann.json(['build', '--force', 'fox'], { env })).exitCode).toBe(5);
    expect(codes((await bob.json(['build', 'fox'], { env })).errors)).toEqual(['bad-answer']);
    expect(shop.orders()).toHaveLength(2);
    expect((await ann.json(['build', '--force', 'fox'], { env })).exitCode).toBe(0);
    expect(claimsIn(env.IMAGEBUILD_STORE ?? '')).toEqual([]);
    expect((await bob.json(['build', 'fox'], { env })).cost.requests).toBe(0);
    expect(shop.orders()).toHaveLength(3);
  });

  test('reports what another left open as unknown, and repeats it only with leave', async () => {
    const { shop, ann, bob, env, store } = await killedWhileAsking();
    const planned = await bob.json(['plan', 'fox'], { env });
    expect(codes(planned.warnings)).toEqual(['outcome-unknown']);
    const refused = await bob.json(['build', 'fox'], { env });
    expect([refused.exitCode, codes(refused.errors)]).toEqual([5, ['outcome-unknown']]);
    expect(refused.counts.unknown).toBe(1);
    expect(shop.orders()).toHaveLength(1);
    expect((await bob.run(['build', 'fox', '--retry-unknown'], { env })).exitCode).toBe(0);
    expect(shop.orders()).toHaveLength(2);
    expect(claimsIn(store)).toEqual([]);
    // Ann hears that she may have paid for nothing, and takes the picture.
    const recovered = await ann.json(['build', 'fox'], { env });
    expect([recovered.exitCode, codes(recovered.warnings)]).toEqual([0, ['outcome-unknown']]);
    expect(ledger(ann)).toMatchObject([{ outcome: 'unknown', charged: 'unknown', credits: 2.5 }]);
    expect(pending(ann)).toEqual([]);
    expect(masters(ann)).toEqual(masters(bob));
    expect(shop.orders()).toHaveLength(2);
  });

  test('repeats only what was left open when it began', async () => {
    const { opened, open } = gate();
    const { shop, ann, bob, env } = await openTeam({
      observe: (moment) => (moment === 'arrived' ? opened : undefined),
    });
    const first = ann.start(['build', 'owl'], { env });
    await expect.poll(() => shop.orders().length).toBe(1);
    const second = bob.start(['build', '-j', '1', '--retry-unknown'], { env });
    await expect.poll(() => shop.orders().length).toBe(2);
    // Bob asks for the owl when nobody does any more, and has never waited for it.
    first.process.kill('SIGKILL');
    await first.ended;
    open();
    const { exitCode, stderr } = await second.ended;
    expect([exitCode, stderr]).toEqual([5, expect.stringContaining('[outcome-unknown]')]);
    expect(stderr).not.toContain('owl is being bought');
    expect(shop.orders()).toHaveLength(2);
    expect((await bob.run(['build', '--retry-unknown'], { env })).exitCode).toBe(0);
    expect(shop.orders()).toHaveLength(3);
  });

  test('waits for another machine as long as it gives signs of life', async () => {
    const { bob, env, store, shop } = await killedWhileAsking();
    leaveClaim(store, { host: 'mac', machine: 'another machine' }, 30_000);
    const waiting = bob.start(['build', 'fox'], { env });
    await waiting.saw(/fox is being bought by another build \(process \d+ on mac, since \S+\); waiting/);
    leaveClaim(store, {}, 90_000);
    const { exitCode, stderr } = await waiting.ended;
    expect([exitCode, stderr]).toEqual([
      5,
      expect.stringMatching(/on mac sent a request .* \[outcome-unknown\]/),
    ]);
    expect(shop.orders()).toHaveLength(1);
  });

  test('brings a picture that had just arrived when its buyer was killed', async () => {
    const { shop, ann, bob, env, store } = await openTeam();
    const running = ann.start(['build', 'fox', '--reporter', 'jsonl'], { env });
    await running.saw(/"type":"master-stored"/).catch(() => {});
    running.process.kill('SIGKILL');
    await running.ended;
    // As if it had not come into the store any more.
    for (const folder of ['masters', 'keys']) rmSync(join(store, folder), { recursive: true, force: true });
    expect((await ann.run(['push', '--yes'], { env })).exitCode).toBe(0);
    expect((await bob.run(['build', 'fox'], { env })).exitCode).toBe(0);
    expect(shop.orders()).toHaveLength(1);
  });

  test('is used by explore and pin as well', async () => {
    const { shop, ann, bob, env } = await openTeam();
    const grid = ['explore', 'fox', '--seeds', '2', '--max-cost', '10'];
    expect((await ann.run(grid, { env })).exitCode).toBe(0);
    expect((await bob.run(['explore', 'fox', '--seeds', '2'], { env })).exitCode).toBe(0);
    expect((await bob.run(['pin', 'fox', '--cell', '2'], { env })).exitCode).toBe(0);
    expect(shop.orders()).toHaveLength(2);
  });

  test('serves no damaged bytes: it is told, nothing is bought, and push mends it', async () => {
    const { shop, ann, bob, env, store } = await openTeam();
    await ann.run(['build', 'fox'], { env });
    const [path = ''] = sharedMasters(store);
    const bytes = readFileSync(path);
    bytes[bytes.length - 20] = (bytes[bytes.length - 20] ?? 0) ^ 1;
    writeFileSync(path, bytes);
    const pulled = await bob.json(['pull', 'fox'], { env });
    expect(pulled).toMatchObject({ copied: { masters: 0 } });
    const built = await bob.json(['build', 'fox'], { env });
    expect([built.exitCode, codes(built.errors)]).toEqual([7, ['master-damaged']]);
    expect(codes(built.warnings)).toContain('shared-master-damaged');
    expect(masters(bob)).toEqual([]);
    expect(existsSync(`${path}.damaged`)).toBe(true);
    const pushed = await ann.json(['push', '--yes'], { env });
    expect([pushed.exitCode, pushed.copied.masters]).toEqual([0, 1]);
    expect((await bob.run(['build', 'fox'], { env })).exitCode).toBe(0);
    expect(shop.orders()).toHaveLength(1);
  });

  test('that is not there stops no build that costs nothing, and every purchase', async () => {
    const { shop, ann, bob, env, store } = await openTeam();
    await ann.run(['build', 'fox'], { env });
    renameSync(store, `${store}.away`);
    mkdirSync(store);
    const same = await ann.json(['build', 'fox'], { env });
    expect([same.exitCode, codes(same.warnings)]).toEqual([0, ['shared-store-absent']]);
    const bought = await bob.json(['build'], { env });
    expect([bought.exitCode, codes(bought.errors)]).toEqual([3, ['shared-store-absent']]);
    expect(shop.orders()).toHaveLength(1);
    expect(readdirSync(store)).toEqual([]);
  });

  test('that vanishes in the middle loses nothing that was bought, and nothing more is bought', async () => {
    const { opened, open } = gate();
    const team = await openTeam({ observe: (moment) => (moment === 'arrived' ? opened : undefined) });
    const { shop, ann, env, store } = team;
    const running = ann.start(['build', '-j', '1', '-k', '--json'], { env });
    await expect.poll(() => shop.orders().length).toBe(1);
    renameSync(store, `${store}.away`);
    open();
    const document = JSON.parse((await running.ended).stdout) as Document;
    expect([document.exitCode, codes(document.errors)]).toEqual([5, ['shared-store-absent']]);
    expect(codes(document.warnings)).toContain('shared-not-kept');
    expect(masters(ann)).toHaveLength(1);
    expect(shop.orders()).toHaveLength(1);
    // It comes back: others are told that somebody has bought it, and push brings it.
    rmSync(store, { recursive: true, force: true });
    renameSync(`${store}.away`, store);
    const told = await team.bob.json(['build', '-k'], { env });
    expect(codes(told.errors)).toEqual(['outcome-unknown']);
    expect((await ann.run(['push', '--yes'], { env })).exitCode).toBe(0);
    expect(claimsIn(store)).toEqual([]);
    expect((await team.bob.json(['build'], { env })).counts.restored).toBe(1);
    expect(shop.orders()).toHaveLength(2);
  });

  test('cannot be named by the manifest, and an empty name is none', async () => {
    const rig = createRig({ 'imagebuild.yaml': MANIFEST });
    rig.write({ 'imagebuild.yaml': `${rig.read('imagebuild.yaml')}store: ../elsewhere\n` });
    expect((await rig.run(['plan'])).exitCode).toBe(3);
    expect((await rig.run(['plan', '--store', ''])).stderr).toContain('give a folder');
  });
});

describe('push and pull', () => {
  test('say when no store is named, and begin none where something else lies', async () => {
    const { ann } = await openTeam();
    expect((await ann.json(['push', '--yes'])).exitCode).toBe(3);
    expect((await ann.json(['pull'])).exitCode).toBe(3);
    const home = temporaryFolder();
    writeFileSync(join(home, 'letter.txt'), 'dear');
    const absent = await ann.json(['push', '--store', join(home, 'mistyped')]);
    expect([absent.exitCode, absent.errors[0].code]).toEqual([3, 'shared-store-absent']);
    expect(existsSync(join(home, 'mistyped'))).toBe(false);
    expect((await ann.json(['push', '--store', home])).exitCode).toBe(3);
    expect((await ann.json(['pull', '--store', join(home, 'none')])).exitCode).toBe(3);
    expect(readdirSync(home)).toEqual(['letter.txt']);
  });

  test('copy what is lacking once, look without touching, and count it', async () => {
    const { ann, bob, env, shop, store } = await openTeam();
    await ann.run(['build'], { env: shop.env });
    expect(sharedMasters(store)).toEqual([]);
    expect(await ann.json(['push', '--dry-run'], { env })).toMatchObject({
      dryRun: true,
      copied: { masters: 2 },
    });
    expect(sharedMasters(store)).toEqual([]);
    expect(await ann.json(['push', 'fox', '--yes'], { env })).toMatchObject({ copied: { masters: 1 } });
    expect(await ann.json(['push', '--yes'], { env })).toMatchObject({
      copied: { masters: 1 },
      alreadyThere: { masters: 1 },
    });
    expect((await ann.run(['push', '--yes'], { env })).stderr).toContain(
      'Pushed nothing; 2 masters were there already.',
    );
    bob.write({ 'imagebuild.lock': ann.read('imagebuild.lock') });
    expect((await bob.json(['status'], { env })).shared).toEqual({ state: 'ready', held: 2, lacking: 0 });
    expect(await bob.json(['pull', '--dry-run'], { env })).toMatchObject({ copied: { masters: 2 } });
    expect(masters(bob)).toEqual([]);
    expect(await bob.json(['pull'], { env })).toMatchObject({ exitCode: 0, copied: { masters: 2 } });
    expect(masters(bob)).toEqual(masters(ann));
    // Also what the keys stand for: without the lock nothing is bought.
    bob.remove('imagebuild.lock');
    expect((await bob.json(['plan'], { env: shop.env })).cost.estimatedCredits).toBe(0);
  });

  test('do not hand on damaged bytes, and mend those on the side they write to', async () => {
    const { ann, bob, env, store } = await openTeam();
    await ann.run(['build', 'fox'], { env });
    await bob.run(['pull'], { env });
    await bob.run(['build', 'fox'], { env });
    const [path = ''] = masters(bob);
    const bytes = bob.bytes(path);
    bytes[30] = (bytes[30] ?? 0) ^ 1;
    bob.write({ [path]: bytes });
    expect(await bob.json(['push', '--yes'], { env })).toMatchObject({
      exitCode: 0,
      alreadyThere: { masters: 1 },
    });
    expect(await bob.json(['pull'], { env })).toMatchObject({ exitCode: 0, repaired: 1 });
    expect(bob.bytes(path)).toEqual(ann.bytes(path));
    // Bad on both sides: nothing is copied either way.
    for (const file of [join(bob.folder, path), ...sharedMasters(store)]) writeFileSync(file, bytes);
    expect(await bob.json(['push', '--yes'], { env })).toMatchObject({ exitCode: 7, copied: { masters: 0 } });
    expect(await bob.json(['pull'], { env })).toMatchObject({ exitCode: 7, copied: { masters: 0 } });
  });

  test('write no paths of this machine into what programs read', async () => {
    const { ann, env, store } = await openTeam();
    rmSync(join(store, 'imagebuild-store.json'));
    for (const command of ['push', 'pull', 'build', 'status', 'plan'])
      expect((await ann.run([command, '--json'], { env })).stdout).not.toContain(store);
  });
});
