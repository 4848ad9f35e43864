import { createHash } from 'node:crypto';
import { readFileSync, type Stats, statSync } from 'node:fs';
import { readdir, readFile, rename, rm, stat } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { type Digest, digestOf, hexOf } from '../core/digest.ts';
import { ignoreAbsent } from '../core/ignore-absent.ts';
import { reviewableJson } from '../core/json.ts';
import { isLfsPointer } from '../core/lfs-pointer.ts';
import type { StoredPicture } from '../core/picture.ts';
import { writeWhole } from './durable-file.ts';
import { isLfsPointerFile } from './lfs-pointer.ts';
import { parseKept } from './records.ts';
import { sealed } from './sealed.ts';
import type { DamagedFile, Store, StoredMaster } from './store.ts';

/** The files of a master's format are named so that people can open them. */
const EXTENSIONS = {
  png: 'png',
  jpeg: 'jpg',
  webp: 'webp',
  avif: 'avif',
  gif: 'gif',
  tiff: 'tif',
  svg: 'svg',
} as const;

/**
 * The store in a folder:
 *
 *     masters/sha256/3f/3f9a….png     a master, named by its digest
 *     masters/keys/81/81c0….json      what a generation key stands for
 *     cache/renditions/aa/aa07…       a rendition, named by its render key; its first 32 bytes are its digest
 *
 * Messages call the folder by its `name`, which is relative to the project's root.
 */
export function diskStore(folder: string, name = '.imagebuild'): Store {
  const masterPath = (picture: Pick<StoredPicture, 'digest' | 'format'>) => join(folder, masterFile(picture));
  const keyPath = (key: string) => fanned(folder, 'masters/keys', hexOf(key), '.json');
  const renditionPath = (key: string) => fanned(folder, 'cache/renditions', hexOf(key), '');
  /** What a key stands for; null where there is a record that a crash, a merge or the disk has spoilt. */
  const kept = (key: string) => {
    const path = keyPath(key);
    if (factsOf(path) === undefined) return undefined;
    const record = parseKept(readFileSync(path, 'utf8'));
    return record?.key === key ? record : null;
  };
  const damaged = (path: string): DamagedFile => ({
    file: `${name}/${relative(folder, path).replaceAll('\\', '/')}`,
    shared: false,
    isPointer: isLfsPointerFile(path),
  });

  return {
    holds: (master) => factsOf(masterPath(master))?.size === master.bytes,

    async readMaster(master) {
      const path = masterPath(master);
      const bytes = await readFile(path).catch(ignoreAbsent);
      if (bytes === undefined) return 'missing';
      if (digestOf(bytes) === master.digest) return bytes;
      // A pointer stays where `git lfs pull` looks for it.
      if (isLfsPointer(bytes)) return 'damaged';
      // Where nothing can be moved it is found out again, whenever it is read.
      await rename(path, `${path}.damaged`).catch(() => {});
      return 'damaged';
    },

    damagedMaster: (master) => {
      const path = masterPath(master);
      const facts = factsOf(path);
      if (facts !== undefined) return facts.size === master.bytes ? undefined : damaged(path);
      return factsOf(`${path}.damaged`) === undefined ? undefined : damaged(path);
    },

    async verifyMaster(master) {
      const bytes = await readFile(masterPath(master)).catch(ignoreAbsent);
      if (bytes === undefined) return 'missing';
      return digestOf(bytes) === master.digest ? 'intact' : 'damaged';
    },

    async writeMaster(bytes, format, durable) {
      const picture: StoredPicture = { digest: digestOf(bytes), bytes: bytes.length, format };
      // A file of the right size may be damaged; the bytes in hand are good and may have cost money.
      if ((await this.verifyMaster(picture)) !== 'intact')
        await writeWhole(masterPath(picture), bytes, durable);
      return picture;
    },

    async rejectMaster(picture) {
      const aside = `${masterPath(picture)}.rejected`;
      // Two answers at once may hold the same useless bytes: whoever comes second finds them put aside.
      await rename(masterPath(picture), aside).catch(ignoreAbsent);
      return relative(folder, aside).replaceAll('\\', '/');
    },

    async setAside(bytes, format) {
      const extension = format === undefined ? 'answer' : EXTENSIONS[format];
      const path = fanned(folder, 'masters/sha256', hexOf(digestOf(bytes)), `.${extension}.rejected`);
      await writeWhole(path, bytes, true);
      return relative(folder, path).replaceAll('\\', '/');
    },

    find: (key) => kept(key) ?? undefined,

    damagedRecord: (key) => (kept(key) === null ? damaged(keyPath(key)) : undefined),

    keep: (generation, durable) =>
      writeWhole(keyPath(generation.key), reviewableJson(sealed(generation)), durable),

    hasRendition: (renderKey) => factsOf(renditionPath(renderKey)) !== undefined,

    async readRendition(renderKey) {
      const file = await readFile(renditionPath(renderKey)).catch(ignoreAbsent);
      if (file === undefined || file.length <= 32) return undefined;
      const bytes = file.subarray(32);
      return sha256(bytes).equals(file.subarray(0, 32)) ? bytes : undefined;
    },

    writeRendition: (renderKey, bytes) =>
      writeWhole(renditionPath(renderKey), Buffer.concat([sha256(bytes), bytes]), false),

    async masters() {
      const found: StoredMaster[] = [];
      for await (const { path, name } of files(join(folder, 'masters/sha256'))) {
        const hex = /^([0-9a-f]{64})\.\w+$/.exec(name)?.[1];
        if (hex !== undefined)
          found.push({ digest: `sha256:${hex}` as Digest, bytes: (await stat(path)).size, path });
      }
      return found;
    },

    removeMaster: ({ path }) => rm(path, { force: true }),

    async sweepRenditions(wanted) {
      const freed = { files: 0, bytes: 0 };
      const kept = new Set([...wanted].map(hexOf));
      for await (const { path, name } of files(join(folder, 'cache/renditions'))) {
        if (kept.has(name)) continue;
        freed.bytes += (await stat(path)).size;
        freed.files += 1;
        await rm(path, { force: true });
      }
      return freed;
    },
  };
}

/** Where a master lies, relative to the store. */
export function masterFile({ digest, format }: Pick<StoredPicture, 'digest' | 'format'>): string {
  return fanned('', 'masters/sha256', hexOf(digest), `.${EXTENSIONS[format]}`);
}

/** `folder/kind/ab/ab12….png`: two digits of fan-out keep folders small. */
export function fanned(folder: string, kind: string, hex: string, extension: string): string {
  return join(folder, kind, hex.slice(0, 2), `${hex}${extension}`);
}

function sha256(bytes: Uint8Array): Buffer {
  return createHash('sha256').update(bytes).digest();
}

/** Undefined when there is nothing; what may not be looked at is trouble, and must not be taken for nothing. */
function factsOf(path: string): Stats | undefined {
  try {
    return statSync(path, { throwIfNoEntry: false });
  } catch (error) {
    return ignoreAbsent(error as NodeJS.ErrnoException);
  }
}

async function* files(folder: string): AsyncGenerator<{ path: string; name: string }> {
  const fans = await readdir(folder).catch(ignoreAbsent);
  for (const fan of (fans ?? []).sort()) {
    const names = await readdir(join(folder, fan)).catch(ignoreAbsent);
    for (const name of (names ?? []).sort()) yield { path: join(folder, fan, name), name };
  }
}
