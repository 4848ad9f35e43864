import { createHash, type Hash } from 'node:crypto';
import { createReadStream, type Dirent } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Digest, isDigest } from '../core/digest.ts';
import { ignoreAbsent } from '../core/ignore-absent.ts';
import { POINTER_WORDS } from '../core/lfs-pointer.ts';
import { generationKey } from '../core/recipe.ts';
import { isLfsPointerFile } from './lfs-pointer.ts';
import { unsealed } from './sealed.ts';
import type { KeptGeneration } from './store.ts';

/** A file of the store, looked at closely. */
export interface ExaminedFile {
  readonly kind: 'master' | 'key' | 'rendition';
  /** Relative to the store, with forward slashes. */
  readonly path: string;
  /** What it is named by: the digest of a master, a generation key, a render key. */
  readonly name: Digest;
  readonly bytes: number;
  /** Why it is not what its name says; absent where it is. */
  readonly damage?: string;
  /** True where Git LFS has left a pointer in its place. */
  readonly isPointer?: true;
  /** Of a key record that is intact. */
  readonly kept?: KeptGeneration;
}

/** What of the store is looked at; everything where a set is absent. */
export interface ExamineWish {
  readonly masters?: ReadonlySet<string>;
  readonly keys?: ReadonlySet<string>;
  readonly renditions?: ReadonlySet<string>;
}

/** A file that can be looked at; undefined comes of one that has been taken away meanwhile. */
export interface Examining {
  readonly examine: () => Promise<ExaminedFile | undefined>;
}

type File = Pick<ExaminedFile, 'kind' | 'path' | 'name'>;

/**
 * Every file of a store in a folder, read from its first byte to its last and held against its name. Changes nothing,
 * and no file is held in memory whole but key records, which are short. Also tells of files that were set aside.
 */
export async function* storeFiles(
  folder: string,
  wish: ExamineWish = {},
): AsyncGenerator<{ readonly aside: string } | Examining> {
  for await (const { path, name } of filesBelow(folder, 'masters/sha256')) {
    if (/\.(damaged|rejected)$/.test(name)) yield { aside: path };
    const digest = nameOf(/^([0-9a-f]{64})\.\w+$/.exec(name)?.[1], wish.masters);
    if (digest) yield examining({ kind: 'master', path, name: digest }, examineMaster, folder);
  }
  for await (const { path, name } of filesBelow(folder, 'masters/keys')) {
    const key = nameOf(/^([0-9a-f]{64})\.json$/.exec(name)?.[1], wish.keys);
    if (key) yield examining({ kind: 'key', path, name: key }, examineKey, folder);
  }
  for await (const { path, name } of filesBelow(folder, 'cache/renditions')) {
    const key = nameOf(/^([0-9a-f]{64})$/.exec(name)?.[1], wish.renditions);
    if (key) yield examining({ kind: 'rendition', path, name: key }, examineRendition, folder);
  }
}

/** The digest of a file's bytes and how many they are; undefined where there is no such file. */
export async function digestOfFile(
  path: string,
): Promise<{ readonly digest: Digest; readonly bytes: number } | undefined> {
  const hash = createHash('sha256');
  const bytes = await readInto(hash, path).catch(ignoreAbsent);
  return bytes === undefined ? undefined : { digest: digestText(hash), bytes };
}

function examining(
  file: File,
  examine: (file: File, absolute: string) => Promise<ExaminedFile>,
  folder: string,
): Examining {
  const absolute = join(folder, file.path);
  return {
    examine: async () => {
      try {
        const examined = await examine(file, absolute);
        const isPointer = examined.damage !== undefined && isLfsPointerFile(absolute);
        return isPointer ? { ...examined, damage: `it is ${POINTER_WORDS}`, isPointer } : examined;
      } catch (error) {
        const { code, message } = error as NodeJS.ErrnoException;
        if (code === 'ENOENT') return undefined;
        return { ...file, bytes: 0, damage: `it cannot be read (${code ?? message})` };
      }
    },
  };
}

async function examineMaster(file: File, absolute: string): Promise<ExaminedFile> {
  const hash = createHash('sha256');
  const about = { ...file, bytes: await readInto(hash, absolute) };
  return digestText(hash) === file.name
    ? about
    : { ...about, damage: 'its bytes do not have the digest of its name' };
}

async function examineKey(file: File, absolute: string): Promise<ExaminedFile> {
  const text = await readFile(absolute, 'utf8');
  const about = { ...file, bytes: Buffer.byteLength(text) };
  try {
    const kept = JSON.parse(text) as KeptGeneration;
    if (!isDigest(kept.master?.digest)) return { ...about, damage: 'it names no master' };
    if (kept.key !== (file.name as string)) return { ...about, damage: 'it is the record of another key' };
    if (generationKey(kept.recipe) !== kept.key)
      return { ...about, damage: 'its recipe does not belong to its key' };
    if (unsealed(text) === undefined) return { ...about, damage: 'it is not what was written' };
    return { ...about, kept };
  } catch {
    return { ...about, damage: 'it cannot be read' };
  }
}

/** A cached rendition begins with the digest of the rest. */
async function examineRendition(file: File, absolute: string): Promise<ExaminedFile> {
  const hash = createHash('sha256');
  const said: Buffer[] = [];
  const bytes = await readInto(hash, absolute, said, 32);
  const about = { ...file, bytes };
  return bytes > 32 && Buffer.concat(said).equals(hash.digest())
    ? about
    : { ...about, damage: 'its bytes do not have the digest that it begins with' };
}

/** Hashes a file but for its first so many bytes, which are put into `head`; returns how many bytes there are in all. */
async function readInto(hash: Hash, path: string, head: Buffer[] = [], skip = 0): Promise<number> {
  let bytes = 0;
  for await (const piece of createReadStream(path) as AsyncIterable<Buffer>) {
    const cut = Math.max(0, Math.min(piece.length, skip - bytes));
    if (cut > 0) head.push(piece.subarray(0, cut));
    hash.update(piece.subarray(cut));
    bytes += piece.length;
  }
  return bytes;
}

function digestText(hash: Hash): Digest {
  return `sha256:${hash.digest('hex')}` as Digest;
}

function nameOf(hex: string | undefined, wanted: ReadonlySet<string> | undefined): Digest | undefined {
  if (hex === undefined) return undefined;
  const name = `sha256:${hex}` as Digest;
  return wanted === undefined || wanted.has(name) ? name : undefined;
}

/** Files two folders down, as the store fans them out. */
async function* filesBelow(folder: string, kind: string): AsyncGenerator<{ path: string; name: string }> {
  for (const fan of await entries(join(folder, kind))) {
    if (!fan.isDirectory()) continue;
    for (const file of await entries(join(folder, kind, fan.name)))
      if (file.isFile()) yield { path: `${kind}/${fan.name}/${file.name}`, name: file.name };
  }
}

async function entries(folder: string): Promise<Dirent[]> {
  const found = await readdir(folder, { withFileTypes: true }).catch(ignoreAbsent);
  return (found ?? []).sort((a, b) => (a.name < b.name ? -1 : 1));
}
