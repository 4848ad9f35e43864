import { lstat, mkdir, readFile, realpath, rm, rmdir, stat } from 'node:fs/promises';
import { dirname, join, sep } from 'node:path';
import { ignoreAbsent } from '../core/ignore-absent.ts';
import { syncFolder, writeWhole } from '../store/index.ts';

/** Puts bytes under a path of the project, whole or not at all; a file that already holds them keeps its time. */
export async function writeOutput(root: string, path: string, bytes: Uint8Array): Promise<boolean> {
  const absolute = join(root, path);
  const facts = await stat(absolute).catch(ignoreAbsent);
  if (facts?.size === bytes.length && Buffer.compare(await readFile(absolute), bytes) === 0) return false;
  await mkdir(dirname(absolute), { recursive: true });
  await requireInside(root, dirname(absolute));
  await writeWhole(absolute, bytes, false);
  return true;
}

/**
 * Deletes files that we recorded writing, and the folders that this leaves empty, up to the output folder. Returns those
 * that were there. All of it is on the disk before the promise resolves: once no record names them any more, nobody
 * would look for files that a power cut has brought back.
 */
export async function removeOutputs(
  root: string,
  paths: readonly string[],
  outDir: string,
): Promise<readonly string[]> {
  const top = join(root, outDir);
  const removed: string[] = [];
  const changed = new Set<string>();
  for (const path of paths) {
    const absolute = await findOutput(root, path);
    if (absolute === undefined) continue;
    await rm(absolute, { force: true });
    removed.push(path);
    let folder = dirname(absolute);
    while (folder.startsWith(`${top}${sep}`) && (await removeEmpty(folder))) {
      changed.delete(folder);
      folder = dirname(folder);
    }
    changed.add(folder);
  }
  for (const folder of changed) await syncFolder(folder);
  return removed;
}

function removeEmpty(folder: string): Promise<boolean> {
  return rmdir(folder).then(
    () => true,
    () => false,
  );
}

/**
 * Where a file that we may have written is: absolute; undefined where there is none. What stands under its name may
 * have come with a checkout: a symbolic link, or one on the way to it that leads out of the project, is none of ours.
 */
export async function findOutput(root: string, path: string): Promise<string | undefined> {
  const absolute = join(root, path);
  const facts = await lstat(absolute).catch(ignoreAbsent);
  return facts?.isFile() && (await isInside(root, dirname(absolute))) ? absolute : undefined;
}

/** A folder may be a symbolic link that leads elsewhere; nothing is written or deleted there. */
async function requireInside(root: string, folder: string): Promise<void> {
  if (!(await isInside(root, folder))) throw new Error(`${folder} leads out of the project`);
}

async function isInside(root: string, folder: string): Promise<boolean> {
  const [realRoot, realFolder] = await Promise.all([realpath(root), realpath(folder)]);
  return realFolder === realRoot || realFolder.startsWith(`${realRoot}${sep}`);
}
