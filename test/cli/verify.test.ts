import { execFileSync } from 'node:child_process';
import { appendFileSync, readFileSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { ledger, masters, openShop, pending, snapshot } from '../support/cli.ts';
import { createRig, type Document, type Ended, type Rig } from '../support/rig.ts';

const MANIFEST = `
  version: 1
  site: { out_dir: art }
  outputs: { small: { widths: [32], formats: [png] } }
  defaults: { outputs: small }
  assets:
    fox: { seed: 42, prompt: a fox, provider: stability, model: core }
    owl: { seed: 5, prompt: an owl, provider: stability, model: core }
    hill: { seed: 7, prompt: a hill }
`;

/** A project in which some pictures were bought and one was drawn. */
async function built(budget = '') {
  const shop = await openShop();
  const rig = createRig({ 'imagebuild.yaml': `${MANIFEST}${budget}` });
  const { exitCode, stderr }: Ended = await rig.run(['build'], { env: shop.env });
  expect(exitCode, stderr).toBe(0);
  return { rig, shop };
}

/** Turns one bit of a file over, as a disk does: neither its size nor its time changes. */
function flip(rig: Rig, path: string, at = 200): void {
  const absolute = join(rig.folder, path);
  const { atime, mtime } = statSync(absolute);
  const bytes = readFileSync(absolute);
  bytes[Math.min(at, bytes.length - 1)] = (bytes[Math.min(at, bytes.length - 1)] ?? 0) ^ 1;
  writeFileSync(absolute, bytes);
  utimesSync(absolute, atime, mtime);
}

function masterOf(rig: Rig, id: string): string {
  const digest: string = JSON.parse(rig.read('imagebuild.lock')).targets[id].master.digest;
  return masters(rig).find((path) => path.includes(digest.slice('sha256:'.length))) ?? '';
}

function codes({ errors }: Document): string[] {
  return errors.map(({ code }: Document) => code);
}

describe('verify', () => {
  test('reads everything, finds nothing wrong, and changes nothing', async () => {
    const { rig } = await built();
    const before = snapshot(rig.folder);
    const document = await rig.json(['verify']);
    expect(document).toMatchObject({
      command: 'verify',
      ok: true,
      exitCode: 0,
      config: 'imagebuild.yaml',
      counts: { entries: 3, masters: 3, keys: 3, renditions: 3, outputs: 3, damaged: 0, missing: 0 },
      findings: [],
      warnings: [],
      errors: [],
    });
    expect(snapshot(rig.folder)).toEqual(before);
    const { stderr } = await rig.run(['verify']);
    expect(stderr).toMatch(
      /^✓ Read 3 masters, 3 key records, 3 cached and 3 written files \([\d.]+ kB\): all is as it was written\.\n$/,
    );
  });

  test('finds a bit that turned over in a master, a key record, a cached and a written file, whatever size and time say', async () => {
    const { rig } = await built();
    const damaged = [
      ['master-damaged', masterOf(rig, 'fox')],
      ['key-damaged', below(rig, '.imagebuild/masters/keys/')],
      ['rendition-damaged', below(rig, '.imagebuild/cache/renditions/')],
      ['output-modified', 'art/fox-32.png'],
    ] as const;
    for (const [, path] of damaged) flip(rig, path);
    const before = snapshot(rig.folder);
    const document = await rig.json(['verify']);
    expect(document).toMatchObject({ exitCode: 7, ok: false, counts: { damaged: 4, missing: 0 } });
    expect(codes(document).sort()).toEqual(damaged.map(([code]) => code).sort());
    for (const [code, path] of damaged) {
      expect(document.findings).toContainEqual(expect.objectContaining({ state: 'damaged', path }));
      const error = document.errors.find((found: Document) => found.code === code);
      expect(error.message).toContain(path);
      expect(error.hint).not.toBe('');
    }
    expect(snapshot(rig.folder)).toEqual(before);
  });

  test('the first byte counts, and the last', async () => {
    const { rig } = await built();
    const path = masterOf(rig, 'hill');
    for (const at of [0, rig.bytes(path).length - 1]) {
      flip(rig, path, at);
      expect((await rig.run(['verify'])).exitCode, `byte ${at}`).toBe(7);
      flip(rig, path, at);
    }
    expect((await rig.run(['verify'])).exitCode).toBe(0);
  });

  test('says what a master has cost, whose it is, and where it can be had from', async () => {
    const { rig } = await built();
    const [fox, hill] = [masterOf(rig, 'fox'), masterOf(rig, 'hill')];
    rig.remove(fox);
    flip(rig, hill);
    const lost = await rig.json(['verify']);
    expect(codes(lost)).toEqual(['master-damaged', 'master-missing']);
    expect(lost.errors[0].message).toContain('the master of hill, which cost nothing');
    expect(lost.errors[0].hint).toBe('delete it, then `imagebuild build` makes it again, at no cost');
    expect(lost.errors[1].message).toContain(`${fox}: it is gone; the master of fox, bought for 3 credits`);
    expect(lost.errors[1].hint).toContain(
      '`imagebuild build --force fox` buys another picture for about 3 credits',
    );
    expect(lost.findings[1]).toMatchObject({ targets: ['fox'], credits: 3, source: 'generated' });
  });

  test('what the last commit has is brought back by git', async () => {
    const { rig } = await built();
    const git = (...args: string[]) => execFileSync('git', args, { cwd: rig.folder });
    git('init', '-q');
    git('add', '-A');
    git('-c', 'user.name=a', '-c', 'user.email=a@example.org', 'commit', '-qm', 'pictures');
    const path = masterOf(rig, 'fox');
    flip(rig, path);
    const { errors } = await rig.json(['verify']);
    expect(errors[0].hint).toBe(`\`git checkout -- ${path}\` brings it back`);
    git('checkout', '--', path);
    expect((await rig.run(['verify'])).exitCode).toBe(0);
  });

  test('its advice is good: what is free is whole again after it', async () => {
    const { rig } = await built();
    for (const path of [masterOf(rig, 'hill'), 'art/hill-32.png']) {
      flip(rig, path);
      rig.remove(path);
    }
    expect((await rig.run(['build'])).exitCode).toBe(0);
    expect((await rig.run(['verify'])).exitCode).toBe(0);
  });

  test('a pattern looks at some targets only', async () => {
    const { rig } = await built();
    flip(rig, masterOf(rig, 'fox'));
    flip(rig, 'art/fox-32.png');
    const owl = await rig.json(['verify', 'owl']);
    expect(owl).toMatchObject({
      exitCode: 0,
      counts: { entries: 1, masters: 1, keys: 1, renditions: 1, outputs: 1 },
    });
    expect(codes(await rig.json(['verify', 'fox']))).toEqual(['master-damaged', 'output-modified']);
  });

  test('masters that nothing names, and those of what was tried, are read too', async () => {
    const { rig, shop } = await built();
    const before = masters(rig).length;
    await rig.run(['explore', 'fox', '--seeds', '2', '--max-cost', '100'], { env: shop.env });
    const tried = masters(rig).filter((path) => !path.includes(masterOf(rig, 'fox'))).length;
    expect(tried).toBeGreaterThanOrEqual(before);
    const lock = JSON.parse(rig.read('.imagebuild/explore/fox/imagebuild.lock'));
    const digest: string = lock.targets['cell-002'].master.digest.slice(7);
    const path = masters(rig).find((file) => file.includes(digest)) ?? '';
    flip(rig, path);
    expect((await rig.json(['verify'])).errors[0]).toMatchObject({
      code: 'master-damaged',
      target: 'cell-002',
    });
    rig.remove('.imagebuild/explore');
    const nobodys = await rig.json(['verify']);
    expect(nobodys.errors[0].message).toContain('a master that no lockfile names');
  });

  test('where no master is kept at all, none is missed', async () => {
    const { rig } = await built();
    rig.remove('.imagebuild/masters');
    const document = await rig.json(['verify']);
    expect(document.exitCode).toBe(0);
    expect(document.warnings.map(({ code }: Document) => code)).toEqual(['masters-elsewhere']);
  });

  test('after prune, the records of what was deleted are no damage', async () => {
    const { rig } = await built();
    rig.write({ 'imagebuild.yaml': rig.read('imagebuild.yaml').replace(/ {2}owl.*\n/, '') });
    await rig.run(['build']);
    await rig.run(['prune', '--yes']);
    const document = await rig.json(['verify']);
    expect(document.exitCode).toBe(0);
    expect(document.warnings.map(({ code }: Document) => code)).toEqual(['master-pruned']);
  });

  test('a key record whose recipe was edited is found out', async () => {
    const { rig } = await built();
    const path = below(rig, '.imagebuild/masters/keys/');
    rig.write({ [path]: rig.read(path).replace('"prompt": "a', '"prompt": "b') });
    expect((await rig.json(['verify'])).findings[0].because).toBe('its recipe does not belong to its key');
  });

  test('records of money that cannot be read are found out', async () => {
    const { rig } = await built();
    const [first] = rig.read('.imagebuild/ledger.jsonl').split('\n');
    rig.write({
      '.imagebuild/ledger.jsonl': `${first}\n{"at":"2026-\n${first}\n`,
      [`.imagebuild/pending/${'a'.repeat(64)}.json`]: '{',
    });
    const document = await rig.json(['verify']);
    expect(codes(document)).toEqual(['ledger-damaged', 'pending-damaged']);
    expect(document.errors[0]).toMatchObject({ file: '.imagebuild/ledger.jsonl', line: 2 });
  });
});

describe('records of money that cannot be read', () => {
  test('keep a build from buying, where the budget of a day or month is to hold, and only then', async () => {
    const { rig, shop } = await built('  budget: { day: 100 }\n');
    const spoil = () => {
      const text = rig.read('.imagebuild/ledger.jsonl');
      rig.write({ '.imagebuild/ledger.jsonl': text.replace('{"at"', '{at') });
    };
    spoil();
    const change = (prompt: string) =>
      rig.write({
        'imagebuild.yaml': rig.read('imagebuild.yaml').replace(/prompt: a fox\w*/, `prompt: ${prompt}`),
      });
    change('a foxglove');
    const orders = shop.orders().length;
    const refused = await rig.json(['build'], { env: shop.env });
    expect(refused.exitCode).toBe(7);
    expect(codes(refused)).toEqual(['ledger-damaged']);
    expect(shop.orders()).toHaveLength(orders);
    expect((await rig.json(['plan'])).warnings.map(({ code }: Document) => code)).toContain('ledger-damaged');
    // What is free is made all the same, and what costs something where no such budget is asked for.
    expect((await rig.run(['build', 'hill', '--force'])).exitCode).toBe(0);
    rig.write({ 'imagebuild.yaml': rig.read('imagebuild.yaml').replace('day: 100', 'run: 100') });
    expect((await rig.run(['build'], { env: shop.env })).exitCode).toBe(0);
  });

  test('of an earlier month, they are in nobody’s way', async () => {
    const { rig, shop } = await built('  budget: { month: 100 }\n');
    const old = '{"at":"2020-01-01T00:00:00.000Z","startedAt":"2020-01-01T00:00:';
    rig.write({ '.imagebuild/ledger.jsonl': `${old}\n${rig.read('.imagebuild/ledger.jsonl')}` });
    expect((await rig.run(['build', '--force', 'fox'], { env: shop.env })).exitCode).toBe(0);
  });

  test('of a purchase in flight keep a build from buying, and prune from deleting', async () => {
    const { rig, shop } = await built();
    rig.write({ [`.imagebuild/pending/${'a'.repeat(64)}.json`]: '' });
    const refused = await rig.json(['build', '--force', 'fox'], { env: shop.env });
    expect(refused.exitCode).toBe(7);
    expect(codes(refused)).toEqual(['pending-damaged']);
    expect((await rig.run(['prune', '--yes'])).exitCode).toBe(7);
    expect((await rig.run(['build'])).exitCode).toBe(0);
    rig.remove('.imagebuild/pending');
    expect((await rig.run(['build', '--force', 'fox'], { env: shop.env })).exitCode).toBe(0);
  });

  test('half a line that a crash has left is taken away when its purchase is settled', async () => {
    const { rig, shop } = await built('  budget: { day: 100 }\n');
    shop.fault({ kind: 'cut', at: 'mid-body' });
    await rig.run(['build', '--force', 'fox'], { env: shop.env });
    expect(pending(rig)).toHaveLength(1);
    // As if the process had been killed while it wrote the last line.
    const lines = rig.read('.imagebuild/ledger.jsonl').trimEnd().split('\n');
    const [last = ''] = lines.splice(-1);
    for (const length of [1, 20, 60, last.length - 1]) {
      rig.write({ '.imagebuild/ledger.jsonl': `${lines.join('\n')}\n${last.slice(0, length)}` });
      expect((await rig.run(['verify'])).exitCode).toBe(0);
      expect((await rig.json(['build', 'owl'])).exitCode).toBe(0);
      expect(ledger(rig).map(({ charged }) => charged)).toEqual(['yes', 'yes', 'unknown']);
    }
    // Without its purchase it is money that nobody remembers.
    rig.remove('.imagebuild/pending');
    appendFileSync(join(rig.folder, '.imagebuild/ledger.jsonl'), last.slice(0, 60));
    expect(codes(await rig.json(['verify']))).toEqual(['ledger-damaged']);
    expect((await rig.run(['build', '--force', 'owl'], { env: shop.env })).exitCode).toBe(7);
  });
});

describe('a store entry with flipped bits, found on read', () => {
  test('is put aside and never served: a free master is made again in the same build, one that was bought is reported', async () => {
    const { rig, shop } = await built();
    const [fox, hill] = [masterOf(rig, 'fox'), masterOf(rig, 'hill')];
    const good = rig.bytes(hill);
    const files = [rig.bytes('art/fox-32.png'), rig.bytes('art/hill-32.png')];
    for (const path of [fox, hill]) flip(rig, path);
    for (const path of ['art', '.imagebuild/cache']) rig.remove(path);
    const orders = shop.orders().length;
    const document = await rig.json(['build', '-k'], { env: shop.env });
    expect(document).toMatchObject({ exitCode: 7, counts: { failed: 1 } });
    expect(document.errors[0]).toMatchObject({ code: 'master-damaged', target: 'fox' });
    expect(document.warnings[0]).toMatchObject({ code: 'master-healed', target: 'hill' });
    expect(shop.orders()).toHaveLength(orders);
    expect(rig.bytes(hill)).toEqual(good);
    expect(rig.bytes('art/hill-32.png')).toEqual(files[1]);
    expect(rig.exists('art/fox-32.png')).toBe(false);
    expect(rig.exists(`${fox}.damaged`) && rig.exists(`${hill}.damaged`)).toBe(true);
    const { errors, warnings } = await rig.json(['verify']);
    expect(errors.map(({ code }: Document) => code)).toContain('master-missing');
    expect(warnings.map(({ code }: Document) => code)).toContain('set-aside');
  });

  test('a cached rendition is made again from its master, a key record is not trusted', async () => {
    const { rig, shop } = await built();
    const file = rig.bytes('art/fox-32.png');
    for (const path of rig.files(true).filter((path) => path.startsWith('.imagebuild/cache/renditions/')))
      flip(rig, path);
    for (const path of rig.files(true).filter((path) => path.startsWith('.imagebuild/masters/keys/')))
      rig.write({ [path]: rig.bytes(path).subarray(0, 100) });
    rig.remove('art');
    const orders = shop.orders().length;
    const document = await rig.json(['build'], { env: shop.env });
    expect(document).toMatchObject({ exitCode: 0, counts: { rendered: 3, generated: 0 } });
    expect(rig.bytes('art/fox-32.png')).toEqual(file);
    expect(shop.orders()).toHaveLength(orders);
    expect(codes(await rig.json(['verify']))).toEqual(['key-damaged', 'key-damaged', 'key-damaged']);
  });
});

function below(rig: Rig, folder: string): string {
  return rig.files(true).find((path) => path.startsWith(folder)) ?? '';
}
