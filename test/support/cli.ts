import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import sharp from 'sharp';
import { onTestFinished } from 'vitest';
import type { Emulator, EmulatorOptions, JournalEntry } from '../../src/emulator/index.ts';
import { KEY } from './canary.ts';
import { startTestEmulator } from './emulator.ts';
import type { Rig } from './rig.ts';

export { KEY } from './canary.ts';

/** A server that sells pictures, until the test ends, and the environment that leads the command line to it. */
export interface Shop extends Emulator {
  readonly env: { readonly [name: string]: string };
  /** Requests for pictures, in the order of their arrival. */
  orders(): JournalEntry[];
  /** Credits taken from the account so far. */
  charged(): number;
}

export async function openShop(options: EmulatorOptions = {}): Promise<Shop> {
  const server = await startTestEmulator(options);
  onTestFinished(() => server.close());
  return {
    ...server,
    env: { STABILITY_API_HOST: server.url, STABILITY_API_KEY: KEY },
    orders: () => server.journal.filter(({ method }) => method === 'POST'),
    charged: () => sum(server.journal.map(({ charged }) => charged)),
  };
}

export function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}

/** Replaces a text of a file that must be there. */
export function edit(rig: Rig, path: string, from: string, to: string): void {
  const text = rig.read(path);
  if (!text.includes(from)) throw new Error(`${path} does not hold ${JSON.stringify(from)}`);
  rig.write({ [path]: text.replace(from, () => to) });
}

/** Everything below a folder: for files their time and digest, for folders that they are there. */
export function snapshot(folder: string, below = ''): { [path: string]: string } {
  const tree: { [path: string]: string } = {};
  for (const entry of readdirSync(join(folder, below), { withFileTypes: true })) {
    const path = below === '' ? entry.name : `${below}/${entry.name}`;
    if (entry.isDirectory()) Object.assign(tree, { [`${path}/`]: 'folder' }, snapshot(folder, path));
    else {
      const digest = createHash('sha256')
        .update(readFileSync(join(folder, path)))
        .digest('hex');
      tree[path] = `${statSync(join(folder, path)).mtimeMs} ${digest}`;
    }
  }
  return tree;
}

/** The ids of a document's targets by action. */
export function byAction(document: { targets: { id: string; action: string }[] }): {
  [action: string]: string[];
} {
  const ids: { [action: string]: string[] } = {};
  for (const { id, action } of document.targets) ids[action] = [...(ids[action] ?? []), id];
  return ids;
}

/** Masters in the store. */
export function masters(rig: Rig): string[] {
  return rig.files(true).filter((path) => path.startsWith('.imagebuild/masters/sha256/'));
}

export interface Ledger {
  readonly outcome: string;
  readonly target: string;
  readonly credits: number;
  readonly charged: string;
}

export function ledger(rig: Rig): Ledger[] {
  if (!rig.exists('.imagebuild/ledger.jsonl')) return [];
  return rig
    .read('.imagebuild/ledger.jsonl')
    .split('\n')
    .flatMap((line) => (line === '' ? [] : [JSON.parse(line)]));
}

/** Purchases that are still open. */
export function pending(rig: Rig): { readonly target: string }[] {
  return rig
    .files(true)
    .filter((path) => path.startsWith('.imagebuild/pending/') && path.endsWith('.json'))
    .map((path) => JSON.parse(rig.read(path)));
}

/** Every picture under its final name is whole; returns how many there are. */
export async function decodeOutputs(rig: Rig, folder = 'public'): Promise<number> {
  const pictures = rig
    .files()
    .filter((path) => path.startsWith(`${folder}/`) && /\.(webp|jpg|png|avif)$/.test(path));
  for (const path of pictures) await sharp(rig.bytes(path)).raw().toBuffer();
  return pictures.length;
}

/** A promise and the function that resolves it. */
export function gate(): { readonly opened: Promise<void>; readonly open: () => void } {
  let open = () => {};
  const opened = new Promise<void>((resolve) => {
    open = resolve;
  });
  return { opened, open };
}

/** Lines that differ, by number from 1. */
export function changedLines(before: string, after: string): number[] {
  const [old, fresh] = [before.split('\n'), after.split('\n')];
  return Array.from({ length: Math.max(old.length, fresh.length) }, (_, at) => at).flatMap((at) =>
    old[at] === fresh[at] ? [] : [at + 1],
  );
}
