import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { hexOf } from '../../src/core/digest.ts';
import { diskStore, layeredStore, memoryStore, sharedStore } from '../../src/store/index.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { BYTES, describeStoreContract, keptGeneration } from './store-contract.ts';

describeStoreContract('the disk store', () => diskStore(temporaryFolder()));
describeStoreContract('the memory store', memoryStore);
describeStoreContract('the disk store before a shared one', () =>
  layeredStore(diskStore(temporaryFolder()), sharedStore(temporaryFolder()), async () => {
    throw new Error('no picture');
  }),
);

describe('the disk store alone', () => {
  async function stored() {
    const folder = temporaryFolder();
    const store = diskStore(folder);
    const picture = await store.writeMaster(BYTES, 'jpeg', true);
    const hex = hexOf(picture.digest);
    const path = join(folder, 'masters/sha256', hex.slice(0, 2), `${hex}.jpg`);
    return { folder, store, picture, path };
  }

  const spoilt = () => {
    const bytes = Uint8Array.from(BYTES);
    bytes[100] = 255;
    return bytes;
  };

  test('names masters by their digest so that people can open them', async () => {
    const { path, picture } = await stored();
    expect(Buffer.compare(readFileSync(path), BYTES)).toBe(0);
    const reopened = diskStore(join(dirname(path), '../../..'));
    expect(reopened.holds(picture)).toBe(true);
  });

  test('moves damaged bytes aside and never serves them', async () => {
    const { store, picture, path } = await stored();
    writeFileSync(path, spoilt());
    expect(await store.verifyMaster(picture)).toBe('damaged');
    expect(existsSync(path)).toBe(true);
    expect(await store.readMaster(picture)).toBe('damaged');
    expect([existsSync(path), existsSync(`${path}.damaged`)]).toEqual([false, true]);
    expect(await store.readMaster(picture)).toBe('missing');
    expect(await store.masters()).toEqual([]);
  });

  test('does not hold a master that was cut off', async () => {
    const { store, picture, path } = await stored();
    writeFileSync(path, BYTES.subarray(0, 200));
    expect(store.holds(picture)).toBe(false);
  });

  test('good bytes replace damaged ones of the same size', async () => {
    const { store, picture, path } = await stored();
    writeFileSync(path, spoilt());
    await store.writeMaster(BYTES, 'jpeg', true);
    expect(await store.verifyMaster(picture)).toBe('intact');
  });

  test('never takes unfinished temporary files for content', async () => {
    const { folder, store, path, picture } = await stored();
    writeFileSync(`${path}.0000-1111.tmp`, 'half');
    expect((await store.masters()).map(({ digest }) => digest)).toEqual([picture.digest]);
    const key = `sha256:${'a'.repeat(64)}`;
    await store.writeRendition(key, BYTES);
    writeFileSync(join(folder, 'cache/renditions/aa', `${'b'.repeat(64)}.0000.tmp`), 'half');
    expect(store.hasRendition(`sha256:${'b'.repeat(64)}`)).toBe(false);
    expect((await store.sweepRenditions(new Set([key]))).files).toBe(1);
    expect(store.hasRendition(key)).toBe(true);
  });

  test('leaves no temporary file behind', async () => {
    const { folder, store } = await stored();
    await store.keep(keptGeneration(), true);
    await store.writeRendition(`sha256:${'a'.repeat(64)}`, BYTES);
    const names = readdirSync(folder, { recursive: true }).map(String);
    expect(names.filter((name) => name.includes('.tmp'))).toEqual([]);
  });

  test('a damaged rendition is none', async () => {
    const { folder, store } = await stored();
    const key = `sha256:${'a'.repeat(64)}`;
    await store.writeRendition(key, BYTES);
    const path = join(folder, 'cache/renditions/aa', 'a'.repeat(64));
    const bytes = readFileSync(path);
    bytes[50] = (bytes[50] ?? 0) ^ 1;
    writeFileSync(path, bytes);
    expect(await store.readRendition(key)).toBeUndefined();
    writeFileSync(path, '');
    expect(await store.readRendition(key)).toBeUndefined();
  });

  test.each(['', '{', '{}', '{"key":"sha256:other"}', 'null', '[]'])(
    'a spoilt key record is none: %s',
    async (text) => {
      const { folder, store } = await stored();
      const kept = keptGeneration();
      await store.keep(kept, true);
      const hex = hexOf(kept.key);
      writeFileSync(join(folder, 'masters/keys', hex.slice(0, 2), `${hex}.json`), text);
      expect(store.find(kept.key)).toBeUndefined();
    },
  );
});
