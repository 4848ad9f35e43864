import { existsSync } from 'node:fs';
import { open, readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { type Digest, hexOf } from '../core/digest.ts';
import { ignoreAbsent } from '../core/ignore-absent.ts';
import { reviewableJson } from '../core/json.ts';
import type { StoredPicture } from '../core/picture.ts';
import type { GenerationKey, Recipe } from '../core/recipe.ts';
import { makeFolder, syncFolder, writeWhole } from './durable-file.ts';

/** A picture whose bytes are in the store and have not been looked at. */
export interface ReceivedPicture {
  readonly picture: StoredPicture;
  readonly seed?: number;
}

/** A purchase in flight: written before the request leaves, removed when its bytes are kept or it is known to be free. */
export interface PendingPurchase {
  readonly key: GenerationKey;
  readonly recipe: Recipe;
  readonly target: string;
  /** Absent in records of older versions. */
  readonly asset?: string;
  readonly provider: string;
  readonly credits: number;
  readonly seed?: number;
  /** The master that the key stood for before, when this one is bought to replace it. */
  readonly replaces?: Digest;
  /** What the provider calls it, once it has accepted the job: its picture can be fetched. */
  readonly job?: string;
  /** Set as soon as the answer's bytes are in the store. */
  readonly received?: ReceivedPicture & { readonly others?: readonly ReceivedPicture[] };
  /** The parameter of the recipe that asks for several pictures, when it does. */
  readonly several?: string;
  /** The lockfile whose target it is for, relative to the root: drafts and trials have their own. */
  readonly lockfile?: string;
  /** The provider's name in the manifest, which decides about host and key. */
  readonly account?: string;
  /** ISO 8601. */
  readonly startedAt: string;
}

/** One request and what it cost. */
export interface LedgerRecord {
  /** ISO 8601. */
  readonly at: string;
  /** When the purchase began: with the key, what tells one purchase from another. ISO 8601. */
  readonly startedAt: string;
  readonly outcome: 'paid' | 'refused' | 'failed' | 'unknown';
  readonly key: GenerationKey;
  readonly target: string;
  /** What the picture is of, also where it was only tried: then the target is a cell of a grid. */
  readonly asset?: string;
  readonly provider: string;
  readonly model?: string;
  /** Credits taken, or perhaps taken when `charged` is unknown. */
  readonly credits: number;
  readonly charged: 'yes' | 'no' | 'unknown';
  readonly requestId?: string;
}

/** The memory of money: purchases in flight and everything that was ever paid. */
export interface Journal {
  pending(): Promise<readonly PendingPurchase[]>;
  open(purchase: PendingPurchase): Promise<void>;
  close(key: GenerationKey): Promise<void>;
  append(record: LedgerRecord): Promise<void>;
  records(): Promise<readonly LedgerRecord[]>;
}

export function diskJournal(folder: string): Journal {
  const pendingFolder = join(folder, 'pending');
  const ledgerPath = join(folder, 'ledger.jsonl');
  const pathOf = (key: string) => join(pendingFolder, `${hexOf(key)}.json`);
  return {
    async pending() {
      const names = await readdir(pendingFolder).catch(ignoreAbsent);
      const found: PendingPurchase[] = [];
      for (const name of (names ?? []).filter((name) => name.endsWith('.json')).sort()) {
        // Whoever only looks while a build is under way may come when a purchase has just ended.
        const text = await readFile(join(pendingFolder, name), 'utf8').catch(ignoreAbsent);
        if (text !== undefined) found.push(JSON.parse(text) as PendingPurchase);
      }
      return found;
    },
    open: (purchase) => writeWhole(pathOf(purchase.key), reviewableJson(purchase), true),
    async close(key) {
      await rm(pathOf(key), { force: true });
      await syncFolder(pendingFolder).catch(ignoreAbsent);
    },
    async append(record) {
      await makeFolder(folder, true);
      const fresh = !existsSync(ledgerPath);
      const ledger = await open(ledgerPath, 'a');
      try {
        // A crash may have cut the last line off; a new line keeps this record whole.
        await ledger.appendFile(`${(await endsInLine(ledgerPath)) ? '' : '\n'}${JSON.stringify(record)}\n`);
        await ledger.sync();
      } finally {
        await ledger.close();
      }
      if (fresh) await syncFolder(folder);
    },
    async records() {
      const text = await readFile(ledgerPath, 'utf8').catch(ignoreAbsent);
      return (text ?? '').split('\n').flatMap(parseRecord);
    },
  };
}

async function endsInLine(path: string): Promise<boolean> {
  const file = await open(path, 'r');
  try {
    const { size } = await file.stat();
    if (size === 0) return true;
    const { buffer } = await file.read(Buffer.alloc(1), 0, 1, size - 1);
    return buffer[0] === 0x0a;
  } finally {
    await file.close();
  }
}

function parseRecord(line: string): LedgerRecord[] {
  try {
    return line === '' ? [] : [JSON.parse(line) as LedgerRecord];
  } catch {
    return [];
  }
}
