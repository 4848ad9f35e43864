import { randomUUID } from 'node:crypto';
import { fsync } from 'node:fs';
import { type FileHandle, link, mkdir, open, readdir, rename, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { promisify } from 'node:util';
import { naming } from '../core/system-trouble.ts';

/** So long a write waits for other files to be closed when too many are open, in milliseconds. */
const PATIENCE = 10_000;
const PAUSE = 50;

const syncDescriptor = promisify(fsync);

/**
 * Opens a file to write it. While too many are open it waits for others to be closed, connections among them: what is
 * written here may be a picture that was paid for.
 */
export async function openPatiently(path: string, flags: string): Promise<FileHandle> {
  for (let waited = 0; ; waited += PAUSE) {
    try {
      return await open(path, flags);
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      if ((code !== 'EMFILE' && code !== 'ENFILE') || waited >= PATIENCE) throw error;
      await setTimeout(PAUSE);
    }
  }
}

/**
 * Resolves when what was written to an open file is on the disk. It asks by the number of the file: the handles that
 * Yarn's Plug'n'Play puts in the place of Node's lack `sync`.
 */
export function syncFile(file: FileHandle): Promise<void> {
  return syncDescriptor(file.fd);
}

/**
 * Writes a file whole or not at all: into a temporary file beside it, then renamed. A durable write also survives
 * a power cut: bytes, then name, are on the disk before the promise resolves.
 */
export async function writeWhole(path: string, bytes: Uint8Array | string, durable: boolean): Promise<void> {
  const folder = dirname(path);
  const temporary = `${path}.${randomUUID()}.tmp`;
  try {
    const file = await openPatiently(temporary, 'wx').catch(async (error: NodeJS.ErrnoException) => {
      if (error.code !== 'ENOENT') throw error;
      await makeFolder(folder, durable);
      return openPatiently(temporary, 'wx');
    });
    try {
      await file.writeFile(bytes);
      if (durable) await syncFile(file);
    } finally {
      await file.close();
    }
    await rename(temporary, path);
  } catch (error) {
    // The trouble that matters is the first.
    await rm(temporary, { force: true }).catch(() => {});
    return naming(path)(error);
  }
  if (durable) await syncFolder(folder);
}

/** Writes a file whole or not at all, so that it survives a power cut. */
export function writeDurable(path: string, bytes: Uint8Array | string): Promise<void> {
  return writeWhole(path, bytes, true);
}

/**
 * Makes a file that is not there yet, whole, so that it survives a power cut; false when somebody else was first. Where
 * the disk has no hard links, whoever is killed in the middle leaves a file under that name that holds nothing.
 */
export async function createWhole(path: string, bytes: Uint8Array | string): Promise<boolean> {
  const temporary = `${path}.${randomUUID()}.tmp`;
  await writeNew(temporary, bytes);
  try {
    await link(temporary, path).catch((error: NodeJS.ErrnoException) => {
      if (error.code === 'EEXIST') throw error;
      return writeNew(path, bytes);
    });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  } finally {
    await rm(temporary, { force: true }).catch(() => {});
  }
  await syncFolder(dirname(path));
  return true;
}

async function writeNew(path: string, bytes: Uint8Array | string): Promise<void> {
  const file = await openPatiently(path, 'wx');
  try {
    await file.writeFile(bytes);
    await syncFile(file);
  } finally {
    await file.close();
  }
}

/** Makes a folder and those above it. A durable one survives a power cut: each new name is on the disk. */
export async function makeFolder(folder: string, durable: boolean): Promise<void> {
  const first = await mkdir(folder, { recursive: true });
  if (first === undefined || !durable) return;
  for (let made = folder; made.length >= first.length; made = dirname(made)) await syncFolder(dirname(made));
}

/** Takes a file away for good; one that is not there is no trouble. */
export async function removeFile(path: string): Promise<void> {
  await rm(path, { force: true });
  await syncFolder(dirname(path));
}

/** True for what a write of a file of that name has left, or is just making. */
export function isUnfinished(entry: string, file: string): boolean {
  return entry.startsWith(`${file}.`) && TEMPORARY.test(entry);
}

/** The names that {@link writeWhole} gives to files that are not whole yet. */
const TEMPORARY = /\.[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\.tmp$/;

/**
 * Deletes what writes that were killed have left in a folder, and when `deep` anywhere below it: files that were last
 * written before a time (in milliseconds). Nobody may be writing there at that age.
 */
export async function sweepTemporary(
  folder: string,
  { deep = true, before = Number.POSITIVE_INFINITY } = {},
): Promise<void> {
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
  for (const entry of entries) {
    const path = join(folder, entry.name);
    if (entry.isDirectory() && deep) await sweepTemporary(path, { before });
    if (!entry.isFile() || !TEMPORARY.test(entry.name)) continue;
    const facts = await stat(path).catch(() => undefined);
    // What may not be deleted does no harm.
    if (facts !== undefined && facts.mtimeMs <= before) await rm(path, { force: true }).catch(() => {});
  }
}

/** A renamed or removed file is only certain once its folder is written; Windows has no such call and needs none. */
export async function syncFolder(folder: string): Promise<void> {
  if (process.platform === 'win32') return;
  const handle = await openPatiently(folder, 'r');
  try {
    await syncFile(handle).catch(naming(folder));
  } finally {
    await handle.close();
  }
}
