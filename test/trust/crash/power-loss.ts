import { dirname } from 'node:path';
import type { Step } from './trace.ts';

/** What becomes of what was not yet on the disk for certain when the power failed. */
export interface Fate {
  /** Of so many changes of names in a folder that are not certain, how many have reached the disk, in their order. */
  names(pending: number): number;
  /** What is left of bytes that are not certain. `certain` is undefined for a file that was never synced. */
  bytes(certain: Buffer | undefined, written: Buffer): Buffer;
}

const NOTHING = Buffer.alloc(0);

/** Everything is lost that nobody has waited for. */
export const ALL_LOST: Fate = { names: () => 0, bytes: (certain) => certain ?? NOTHING };

/** The names are there, and what they name is not: what a file system does that writes its journal first. */
export const NAMES_ONLY: Fate = { names: (pending) => pending, bytes: (certain) => certain ?? NOTHING };

/** Some of it, as it falls; `random` gives numbers from 0 to 1. */
export function byChance(random: () => number): Fate {
  return {
    names: (pending) => Math.floor(random() * (pending + 1)),
    bytes(certain, written) {
      const kinds = [certain ?? NOTHING, written, written.subarray(0, Math.floor(random() * written.length))];
      return kinds[Math.floor(random() * kinds.length)] ?? NOTHING;
    },
  };
}

interface File {
  readonly kind: 'file';
  /** On the disk for certain. */
  certain: Buffer | undefined;
  written: Buffer;
}

interface Folder {
  readonly kind: 'folder';
  /** Names on the disk for certain. */
  readonly certain: Map<string, File | Folder>;
  readonly names: Map<string, File | Folder>;
  /** Changes since then; one that moves a name within a folder is one change. */
  pending: ((names: Map<string, File | Folder>) => void)[];
}

/**
 * The files of a folder after some steps and a power cut: by path, folders as undefined. What POSIX promises, and no
 * more: bytes are certain once their file was synced, and a name once its folder was. Changes of names in one folder
 * reach the disk in their order; those of several folders in any.
 */
export function afterPowerLoss(
  before: ReadonlyMap<string, Buffer | undefined>,
  steps: readonly Step[],
  fate: Fate,
): Map<string, Buffer | undefined> {
  const root = emptyFolder();
  for (const [path, bytes] of before) {
    const node = bytes === undefined ? emptyFolder() : file(bytes, bytes);
    const parent = makeFolders(root, dirname(path));
    parent.names.set(lastOf(path), node);
  }
  settle(root);
  for (const step of steps) apply(root, step);
  const left = new Map<string, Buffer | undefined>();
  collect(root, '', fate, left);
  return left;
}

function apply(root: Folder, step: Step): void {
  switch (step.op) {
    case 'send':
      return;
    case 'mkdir':
      makeFolders(root, step.path);
      return;
    case 'open': {
      const found = find(root, step.path);
      if (found?.kind !== 'file') put(root, step.path, file(undefined, NOTHING));
      else if (step.truncate) found.written = NOTHING;
      return;
    }
    case 'write': {
      const found = find(root, step.path);
      const known = found?.kind === 'file' ? found : file(undefined, NOTHING);
      if (found?.kind !== 'file') put(root, step.path, known);
      known.written = step.truncate ? step.data : Buffer.concat([known.written, step.data]);
      return;
    }
    case 'sync': {
      const found = step.path === '' ? root : find(root, step.path);
      if (found?.kind === 'file') found.certain = found.written;
      if (found?.kind === 'folder') commit(found);
      return;
    }
    case 'rename': {
      const node = find(root, step.path);
      if (node === undefined) return;
      const [from, to] = [makeFolders(root, dirname(step.path)), makeFolders(root, dirname(step.to))];
      const take = (names: Map<string, File | Folder>) => names.delete(lastOf(step.path));
      const give = (names: Map<string, File | Folder>) => names.set(lastOf(step.to), node);
      if (from === to)
        change(from, (names) => {
          take(names);
          give(names);
        });
      else {
        change(to, give);
        change(from, take);
      }
      return;
    }
    case 'link': {
      const node = find(root, step.path);
      if (node !== undefined)
        change(makeFolders(root, dirname(step.to)), (names) => names.set(lastOf(step.to), node));
      return;
    }
    case 'remove': {
      if (find(root, step.path) === undefined) return;
      change(makeFolders(root, dirname(step.path)), (names) => names.delete(lastOf(step.path)));
    }
  }
}

function emptyFolder(): Folder {
  return { kind: 'folder', certain: new Map(), names: new Map(), pending: [] };
}

function file(certain: Buffer | undefined, written: Buffer): File {
  return { kind: 'file', certain, written };
}

function change(folder: Folder, act: (names: Map<string, File | Folder>) => void): void {
  act(folder.names);
  folder.pending.push(act);
}

function commit(folder: Folder): void {
  for (const act of folder.pending) act(folder.certain);
  folder.pending = [];
}

function put(root: Folder, path: string, node: File | Folder): void {
  change(makeFolders(root, dirname(path)), (names) => names.set(lastOf(path), node));
}

function makeFolders(root: Folder, path: string): Folder {
  let folder = root;
  for (const name of partsOf(path)) {
    const known = folder.names.get(name);
    if (known?.kind === 'folder') folder = known;
    else {
      const fresh = emptyFolder();
      change(folder, (names) => names.set(name, fresh));
      folder = fresh;
    }
  }
  return folder;
}

function find(root: Folder, path: string): File | Folder | undefined {
  let node: File | Folder | undefined = root;
  for (const name of partsOf(path)) node = node?.kind === 'folder' ? node.names.get(name) : undefined;
  return node;
}

/** Everything there is, for certain. */
function settle(folder: Folder): void {
  folder.pending = [];
  for (const [name, node] of folder.names) {
    folder.certain.set(name, node);
    if (node.kind === 'folder') settle(node);
  }
}

function collect(folder: Folder, path: string, fate: Fate, left: Map<string, Buffer | undefined>): void {
  const names = new Map(folder.certain);
  for (const act of folder.pending.slice(0, fate.names(folder.pending.length))) act(names);
  for (const [name, node] of names) {
    const below = path === '' ? name : `${path}/${name}`;
    if (node.kind === 'folder') {
      left.set(below, undefined);
      collect(node, below, fate, left);
    } else
      left.set(
        below,
        node.certain?.equals(node.written) ? node.written : fate.bytes(node.certain, node.written),
      );
  }
}

function partsOf(path: string): string[] {
  return path.split('/').filter((name) => name !== '' && name !== '.');
}

function lastOf(path: string): string {
  return partsOf(path).at(-1) ?? '';
}
