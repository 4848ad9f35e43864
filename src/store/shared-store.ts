import { accessSync, constants, existsSync, lstatSync, readdirSync, statSync } from 'node:fs';
import { chmod, lstat, mkdir, rename, stat } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { type Diagnostic, warning } from '../core/diagnostic.ts';
import { digestOf, hexOf } from '../core/digest.ts';
import { reviewableJson } from '../core/json.ts';
import type { StoredPicture } from '../core/picture.ts';
import type { GenerationKey } from '../core/recipe.ts';
import { readSized, readSmall } from './careful-file.ts';
import { fanned, masterFile } from './disk-store.ts';
import { isUnfinished, syncFolder, writeWhole } from './durable-file.ts';
import { MASTER_LIMIT, readForeignRecord } from './foreign-record.ts';
import { isLfsPointerFile } from './lfs-pointer.ts';
import type { DamagedFile, KeptGeneration, ReadTrouble } from './store.ts';

/** What a folder that somebody has named as the shared store is at this moment. */
export type SharedState =
  | 'ready'
  /** Its owner lets this process only read. */
  | 'read-only'
  /** There is no store: no such folder, or a mount point without its mount. */
  | 'absent'
  /** It is there and cannot be read, or is of a version that we do not know. */
  | 'failing';

/** The file that tells a store from any other folder, and from a mount point whose mount is missing. */
const MARKER = 'imagebuild-store.json';
const VERSION = 1;
/** Bytes; records are a few kilobytes. */
const RECORD_LIMIT = 1024 * 1024;

/**
 * A folder that several checkouts, people and machines use. Whoever can write there is not trusted: masters are
 * verified by their digest, records by their key. Questions never throw: what cannot be read is not there, and
 * {@link SharedStore.troubles} tells why. Only what writes rejects.
 */
export interface SharedStore {
  /** Absolute. */
  readonly folder: string;
  state(): SharedState;
  /** True when a file of the master's size is there; its bytes are verified when they are read. */
  holds(master: StoredPicture): boolean;
  /** What is there instead of a master: a file of another size, or one that was found damaged and moved aside. */
  damagedMaster(master: StoredPicture): DamagedFile | undefined;
  /** Verified bytes. A damaged file is moved aside where that is allowed, never served. */
  readMaster(master: StoredPicture): Promise<Uint8Array | ReadTrouble>;
  /** Whether bytes are there and true to their digest. Changes nothing. */
  verifyMaster(master: StoredPicture): Promise<'intact' | ReadTrouble>;
  find(key: GenerationKey): KeptGeneration | undefined;
  /** The record of a key, when there is something that is none: nobody knows any more what was bought. */
  damagedRecord(key: GenerationKey): DamagedFile | undefined;
  /** Puts a master there, durably, and looks whether it has arrived; a damaged one is replaced. Says whether it was there. */
  putMaster(bytes: Uint8Array, master: StoredPicture): Promise<'was-there' | 'put'>;
  /** Puts a record of a key there, durably; its master comes first. */
  keep(generation: KeptGeneration): Promise<void>;
  /** Whether its folder exists at all. */
  hasFolder(): boolean;
  /** True when it is a store, or nothing is there that would be in the way of one. */
  mayBegin(): boolean;
  /** Makes a folder that is not there yet, or empty but for earlier attempts, a store. False where it holds something else. */
  begin(): Promise<boolean>;
  /** Makes sure of a folder in the store, with the permissions of the store. */
  openFolder(below: string): Promise<string>;
  /** What went wrong since the last time somebody asked; each thing once. */
  troubles(): readonly Diagnostic[];
  note(trouble: Diagnostic): void;
}

export function sharedStore(folder: string): SharedStore {
  const told = new Set<string>();
  let untold: Diagnostic[] = [];
  const masterPath = (picture: Pick<StoredPicture, 'digest' | 'format'>) => join(folder, masterFile(picture));
  const keyPath = (key: string) => fanned(folder, 'keys', hexOf(key), '.json');

  const note = (trouble: Diagnostic) => {
    const name = `${trouble.code} ${trouble.message}`;
    if (told.has(name)) return;
    told.add(name);
    untold.push(trouble);
  };
  const failing = (error: unknown) =>
    note(
      warning('shared-store-failing', `the shared store cannot be used: ${reasonOf(error)}`, {
        hint: 'what costs nothing goes on without it',
      }),
    );

  /** A question to a disk that may fail at any moment. */
  const asked = <T>(otherwise: T, question: () => T): T => {
    try {
      return question();
    } catch (error) {
      failing(error);
      return otherwise;
    }
  };

  /** What a key stands for; null where there is something that is no record of it. */
  const recordOf = (key: GenerationKey) => {
    const bytes = readSmall(keyPath(key), RECORD_LIMIT);
    if (bytes === 'absent') return undefined;
    return (bytes === 'unfit' ? undefined : readForeignRecord(bytes.toString('utf8'), key)) ?? null;
  };

  const damaged = (path: string): DamagedFile => ({
    file: relative(folder, path).replaceAll('\\', '/'),
    shared: true,
    isPointer: isLfsPointerFile(path),
  });

  const read = async (master: StoredPicture): Promise<Uint8Array | ReadTrouble> => {
    if (master.bytes > MASTER_LIMIT) return 'missing';
    try {
      const bytes = await readSized(masterPath(master), master.bytes);
      if (bytes === 'absent') return 'missing';
      return bytes !== 'unfit' && digestOf(bytes) === master.digest ? bytes : 'damaged';
    } catch (error) {
      failing(error);
      return 'missing';
    }
  };

  /** Takes bad bytes out of everybody's way; whoever has good ones may have put them there meanwhile. */
  const setAside = async (master: StoredPicture) => {
    const path = masterPath(master);
    if (isLfsPointerFile(path)) return false;
    const aside = `${path}.damaged`;
    const moved = await rename(path, aside).then(
      () => true,
      () => false,
    );
    const good = moved ? await readSized(aside, master.bytes).catch(() => 'unfit' as const) : 'unfit';
    const back = typeof good !== 'string' && digestOf(good) === master.digest;
    if (back) await rename(aside, path).catch(() => {});
    return moved && !back;
  };

  const store: SharedStore = {
    folder,
    note,

    state: () =>
      asked<SharedState>('failing', () => {
        const marker = readSmall(join(folder, MARKER), RECORD_LIMIT);
        if (marker === 'absent') return 'absent';
        if (marker === 'unfit' || versionOf(marker.toString('utf8')) !== VERSION) {
          failing(new Error(`its ${MARKER} is not one that this version can read`));
          return 'failing';
        }
        return isWritable(folder) ? 'ready' : 'read-only';
      }),

    holds: (master) =>
      asked(false, () => {
        const facts = lstatSync(masterPath(master), { throwIfNoEntry: false });
        return facts?.isFile() === true && facts.size === master.bytes && facts.size <= MASTER_LIMIT;
      }),

    damagedMaster: (master) =>
      asked(undefined, () => {
        const path = masterPath(master);
        const facts = lstatSync(path, { throwIfNoEntry: false });
        if (facts !== undefined)
          return facts.isFile() && facts.size !== master.bytes ? damaged(path) : undefined;
        return lstatSync(`${path}.damaged`, { throwIfNoEntry: false }) && damaged(path);
      }),

    async readMaster(master) {
      const bytes = await read(master);
      if (bytes !== 'damaged') return bytes;
      const moved = await setAside(master);
      note(
        warning(
          'shared-master-damaged',
          `the shared store's copy of ${master.digest} is damaged, and was not used${moved ? '; it was moved aside' : ''}`,
          { hint: 'whoever has it repairs it with `imagebuild push`' },
        ),
      );
      return 'damaged';
    },

    async verifyMaster(master) {
      const bytes = await read(master);
      return typeof bytes === 'string' ? bytes : 'intact';
    },

    damagedRecord: (key) =>
      asked(undefined, () => (recordOf(key) === null ? damaged(keyPath(key)) : undefined)),

    find: (key) =>
      asked(undefined, () => {
        const record = recordOf(key);
        if (record === null)
          note(
            warning(
              'shared-record-unusable',
              `the shared store's record of ${key} is not one, and was not used`,
              {
                hint: 'whoever has that picture repairs it with `imagebuild push`',
              },
            ),
          );
        return record ?? undefined;
      }),

    async putMaster(bytes, master) {
      if ((await store.verifyMaster(master)) === 'intact') return 'was-there';
      const path = masterPath(master);
      await store.openFolder(belowOf(masterFile(master)));
      await writeWhole(path, bytes, true);
      if ((await store.verifyMaster(master)) !== 'intact')
        throw new Error('what was written does not come back');
      return 'put';
    },

    async keep(generation) {
      const record = reviewableJson(generation);
      const there = readSmall(keyPath(generation.key), RECORD_LIMIT);
      if (typeof there !== 'string' && there.toString('utf8') === record) return;
      await store.openFolder(belowOf(fanned('', 'keys', hexOf(generation.key), '')));
      await writeWhole(keyPath(generation.key), record, true);
    },

    hasFolder: () => existsSync(folder),

    mayBegin: () =>
      asked(false, () => {
        if (store.state() !== 'absent' || !existsSync(folder)) return true;
        // Whoever began one and was killed is no reason against it.
        const isFree = (name: string) => isUnfinished(name, MARKER);
        return statSync(folder).isDirectory() && readdirSync(folder).every(isFree);
      }),

    async begin() {
      if (store.state() !== 'absent') return true;
      if (!store.mayBegin()) return false;
      await mkdir(folder, { recursive: true });
      await writeWhole(join(folder, MARKER), reviewableJson({ storeVersion: VERSION }), true);
      return true;
    },

    async openFolder(below) {
      // A mount that has gone leaves an empty folder, which must not become a store by and by.
      if (store.state() === 'absent') throw new Error('it is not there any more');
      const { mode } = await stat(folder);
      let path = folder;
      for (const part of below.split('/')) {
        const above = path;
        path = join(above, part);
        const made = await mkdir(path).then(
          () => true,
          (error: NodeJS.ErrnoException) => {
            if (error.code === 'EEXIST') return false;
            throw error;
          },
        );
        if (made) {
          // Who else may write is decided by the store's folder, not by the mask of whoever came first.
          await chmod(path, mode & 0o7777).catch(() => {});
          await syncFolder(above);
        } else if (!(await lstat(path)).isDirectory())
          throw new Error(`${path.slice(folder.length + 1)} is no folder`);
      }
      return path;
    },

    troubles() {
      const found = untold;
      untold = [];
      return found;
    },
  };
  return store;
}

function belowOf(file: string): string {
  return file.replaceAll('\\', '/').replace(/\/[^/]*$/, '');
}

function versionOf(text: string): unknown {
  try {
    return (JSON.parse(text) as { storeVersion?: unknown } | null)?.storeVersion;
  } catch {
    return undefined;
  }
}

function isWritable(folder: string): boolean {
  try {
    accessSync(folder, constants.W_OK);
    return true;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'EROFS' || code === 'EACCES' || code === 'EPERM') return false;
    throw error;
  }
}

/** The system's words, without paths. */
export function reasonOf(error: unknown): string {
  const { code, message } = error as NodeJS.ErrnoException;
  return code === undefined ? message : (/^\w+: ([^,]*)/.exec(message)?.[1] ?? message);
}
