import { execFileSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import sharp from 'sharp';
import { describe, expect, test } from 'vitest';
import { digestOf, hexOf } from '../../src/core/digest.ts';
import type { MasterRecord } from '../../src/core/picture.ts';
import { examine } from '../../src/renditions/index.ts';
import {
  diskStore,
  type KeptGeneration,
  layeredStore,
  masterFile,
  sharedStore,
} from '../../src/store/index.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { keptGeneration } from './store-contract.ts';

const picture = await sharp({ create: { width: 4, height: 3, channels: 3, background: 'teal' } })
  .png()
  .toBuffer();
const MASTER: MasterRecord = {
  digest: digestOf(picture),
  bytes: picture.length,
  format: 'png',
  width: 4,
  height: 3,
};
const KEPT: KeptGeneration = { ...keptGeneration(), master: MASTER };

async function openShared() {
  const folder = join(temporaryFolder(), 'team');
  const shared = sharedStore(folder);
  await shared.begin();
  const own = diskStore(temporaryFolder());
  const store = layeredStore(own, shared, examine);
  const path = join(folder, masterFile(MASTER));
  const keyPath = join(folder, 'keys', hexOf(KEPT.key).slice(0, 2), `${hexOf(KEPT.key)}.json`);
  const codes = () => shared.troubles().map(({ code }) => code);
  return { folder, shared, own, store, path, keyPath, codes };
}

async function filled() {
  const opened = await openShared();
  await opened.shared.putMaster(picture, MASTER);
  await opened.shared.keep(KEPT);
  return opened;
}

describe('a shared store', () => {
  test('is begun in a folder that is empty or not there, and in no other', async () => {
    const folder = temporaryFolder();
    expect(sharedStore(folder).state()).toBe('absent');
    expect(await sharedStore(folder).begin()).toBe(true);
    expect(sharedStore(folder).state()).toBe('ready');
    expect(await sharedStore(folder).begin()).toBe(true);
    const home = temporaryFolder();
    writeFileSync(join(home, 'letter.txt'), 'dear');
    expect(await sharedStore(home).begin()).toBe(false);
    expect(sharedStore(home).state()).toBe('absent');
  });

  test('is begun where somebody began one and was killed, but not beside what somebody else was writing', async () => {
    const unfinished = '0a58b42c-c000-46e1-a067-19ccbb47a68a.tmp';
    const folder = temporaryFolder();
    writeFileSync(join(folder, `imagebuild-store.json.${unfinished}`), '{');
    expect(sharedStore(folder).mayBegin()).toBe(true);
    expect(await sharedStore(folder).begin()).toBe(true);
    expect(sharedStore(folder).state()).toBe('ready');
    const home = temporaryFolder();
    writeFileSync(join(home, `letter.txt.${unfinished}`), 'dear');
    expect(await sharedStore(home).begin()).toBe(false);
  });

  test('of a version that nobody knows yet is left alone', async () => {
    const { folder, shared, codes } = await openShared();
    writeFileSync(join(folder, 'imagebuild-store.json'), '{"storeVersion": 2}');
    expect(shared.state()).toBe('failing');
    expect(codes()).toEqual(['shared-store-failing']);
  });

  test('gives what one checkout has bought to the next, which keeps it', async () => {
    const { shared, store, own } = await openShared();
    const other = diskStore(temporaryFolder());
    const bought = layeredStore(other, shared, examine);
    await bought.writeMaster(picture, 'png', true);
    await bought.keep(KEPT, true);
    expect(store.find(KEPT.key)).toEqual(KEPT);
    expect(store.holds(MASTER)).toBe(true);
    expect(own.holds(MASTER)).toBe(false);
    const found = store.find(KEPT.key)?.master ?? MASTER;
    expect(Buffer.from((await store.readMaster(found)) as Uint8Array)).toEqual(picture);
    expect(own.holds(MASTER)).toBe(true);
    expect(own.find(KEPT.key)).toEqual(KEPT);
  });

  test('is not asked to keep what is free', async () => {
    const { shared, store } = await openShared();
    await store.writeMaster(picture, 'png', false);
    await store.keep(KEPT, false);
    expect(shared.find(KEPT.key)).toBeUndefined();
  });

  test('serves no damaged bytes, moves them aside, and is mended by whoever has good ones', async () => {
    const { shared, store, path, codes } = await filled();
    const bad = Buffer.from(picture);
    bad[50] = (bad[50] ?? 0) ^ 1;
    writeFileSync(path, bad);
    expect(await store.readMaster(MASTER)).toBe('damaged');
    expect(codes()).toEqual(['shared-master-damaged']);
    expect(existsSync(`${path}.damaged`)).toBe(true);
    expect(store.holds(MASTER)).toBe(false);
    expect(await shared.putMaster(picture, MASTER)).toBe('put');
    expect(await shared.verifyMaster(MASTER)).toBe('intact');
  });

  test('replaces damaged bytes that nobody has met yet', async () => {
    const { shared, path } = await filled();
    truncateSync(path, 20);
    expect(await shared.putMaster(picture, MASTER)).toBe('put');
    expect(readFileSync(path)).toEqual(picture);
    expect(await shared.putMaster(picture, MASTER)).toBe('was-there');
  });

  test('is not followed where a link leads, and a pipe is not waited for', async () => {
    const { store, shared, path, keyPath } = await filled();
    const secret = join(temporaryFolder(), 'secret.png');
    writeFileSync(secret, picture);
    rmSync(path);
    symlinkSync(secret, path);
    expect(store.holds(MASTER)).toBe(false);
    expect(await shared.readMaster(MASTER)).toBe('damaged');
    rmSync(path, { force: true });
    execFileSync('mkfifo', [path]);
    expect(store.holds(MASTER)).toBe(false);
    expect(await shared.verifyMaster(MASTER)).toBe('damaged');
    rmSync(keyPath);
    execFileSync('mkfifo', [keyPath]);
    expect(shared.find(KEPT.key)).toBeUndefined();
  });

  test('is not written where a folder in it is a link to elsewhere', async () => {
    const { shared, path, folder } = await openShared();
    const elsewhere = temporaryFolder();
    mkdirSync(join(folder, 'masters/sha256'), { recursive: true });
    symlinkSync(elsewhere, dirname(path));
    await expect(shared.putMaster(picture, MASTER)).rejects.toThrow('is no folder');
    expect(existsSync(join(elsewhere, `${hexOf(MASTER.digest)}.png`))).toBe(false);
  });

  test('does not fill memory with a file that is larger than its record says', async () => {
    const { store, shared, path, keyPath } = await filled();
    truncateSync(path, 8 * 1024 ** 3);
    expect(store.holds(MASTER)).toBe(false);
    expect(await shared.readMaster(MASTER)).toBe('damaged');
    truncateSync(keyPath, 8 * 1024 ** 3);
    expect(shared.find(KEPT.key)).toBeUndefined();
  });

  test.each<[string, (kept: Record<string, unknown>) => unknown]>([
    ['no JSON', () => 'hello'],
    ['another key', (kept) => ({ ...kept, key: `sha256:${'0'.repeat(64)}` })],
    [
      'a recipe that is not that of the key',
      (kept) => ({ ...kept, recipe: { ...KEPT.recipe, prompt: 'a cat' } }),
    ],
    ['a recipe that is none', (kept) => ({ ...kept, recipe: null })],
    [
      'a digest that leads elsewhere',
      (kept) => ({ ...kept, master: { ...MASTER, digest: 'sha256:../../x' } }),
    ],
    ['a format that is a path', (kept) => ({ ...kept, master: { ...MASTER, format: '/../x' } })],
    ['an enormous picture', (kept) => ({ ...kept, master: { ...MASTER, bytes: 2 ** 40 } })],
    ['a width of nothing', (kept) => ({ ...kept, master: { ...MASTER, width: 0 } })],
    ['a price below nothing', (kept) => ({ ...kept, credits: -5 })],
    ['people’s work', (kept) => ({ ...kept, source: 'manual' })],
    ['siblings that are none', (kept) => ({ ...kept, siblings: [{ digest: '__proto__' }] })],
  ])('believes no record with %s', async (_, spoil) => {
    const { shared, keyPath, codes } = await filled();
    const text = spoil(JSON.parse(readFileSync(keyPath, 'utf8')));
    writeFileSync(keyPath, typeof text === 'string' ? text : JSON.stringify(text));
    expect(shared.find(KEPT.key)).toBeUndefined();
    expect(codes()).toEqual(['shared-record-unusable']);
  });

  test.each<[string, Partial<MasterRecord>, Uint8Array]>([
    ['another size than it has', { width: 400 }, picture],
    ['another format than it has', { format: 'jpeg' }, picture],
    ['a file that is no picture', {}, new Uint8Array(400).fill(7)],
  ])('is not believed that a record’s picture is one: %s', async (_, change, bytes) => {
    const { shared, store, own, codes } = await openShared();
    const master = { ...MASTER, digest: digestOf(bytes), bytes: bytes.length, ...change };
    await shared.putMaster(bytes, master);
    await shared.keep({ ...KEPT, master });
    const found = store.find(KEPT.key)?.master;
    expect(found).toEqual(master);
    expect(await store.readMaster(found ?? MASTER)).toBe('damaged');
    expect(codes()).toEqual(['shared-record-unusable']);
    expect(own.find(KEPT.key)).toBeUndefined();
  });

  test('that vanishes is told once, and is not made anew where it was', async () => {
    const { folder, shared, store, codes } = await filled();
    rmSync(folder, { recursive: true });
    mkdirSync(folder);
    expect(shared.state()).toBe('absent');
    expect(store.holds(MASTER)).toBe(false);
    expect(await store.readMaster(MASTER)).toBe('missing');
    await store.writeMaster(picture, 'png', true);
    await store.keep(KEPT, true);
    expect(store.find(KEPT.key)).toEqual(KEPT);
    expect(codes()).toEqual(['shared-not-kept']);
    expect(existsSync(join(folder, 'masters'))).toBe(false);
  });

  test('that cannot be read is no failure of what is here', async () => {
    const { folder, store, own, codes } = await filled();
    await own.writeMaster(picture, 'png', true);
    rmSync(join(folder, 'keys'), { recursive: true });
    // A file where a folder should be is as good as nothing; a loop of links is a disk that fails.
    symlinkSync('keys', join(folder, 'keys'));
    expect(store.find(KEPT.key)).toBeUndefined();
    expect(store.holds(MASTER)).toBe(true);
    expect(codes().length).toBe(1);
  });

  test('gives its folders the permissions of its own', async () => {
    const folder = temporaryFolder();
    execFileSync('chmod', ['2775', folder]);
    const shared = sharedStore(folder);
    await shared.begin();
    await shared.putMaster(picture, MASTER);
    expect(statSync(join(folder, 'masters/sha256')).mode & 0o7777).toBe(0o2775);
  });
});
