import { existsSync } from 'node:fs';
import { type FileHandle, readdir, readFile, rm } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { type Digest, hexOf } from '../core/digest.ts';
import { ignoreAbsent } from '../core/ignore-absent.ts';
import { reviewableJson } from '../core/json.ts';
import type { StoredPicture } from '../core/picture.ts';
import type { GenerationKey, Recipe } from '../core/recipe.ts';
import { naming } from '../core/system-trouble.ts';
import { makeFolder, openPatiently, syncFile, syncFolder, writeWhole } from './durable-file.ts';
import { isMoment, parseLedgerLine, parsePending } from './records.ts';
import { sealed } from './sealed.ts';

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
  /**
   * The job was asked for and gave no picture: the provider did not know it any more, or what came cannot be used. It
   * is asked once more before anything is bought in its place.
   */
  readonly fruitless?: true;
  /** Set as soon as the answer's bytes are in the store. */
  readonly received?: ReceivedPicture & { readonly others?: readonly ReceivedPicture[] };
  /** The parameter of the recipe that asks for several pictures, when it does. */
  readonly several?: string;
  /** The lockfile whose target it is for, relative to the root: drafts and trials have their own. */
  readonly lockfile?: string;
  /** The provider's name in the manifest, which decides about host and key. */
  readonly account?: string;
  /** Its claim in the shared store, when there is one. */
  readonly claim?: string;
  /** ISO 8601. */
  readonly startedAt: string;
}

/** Whether a job holds its picture ready, as far as anybody knows: it is fetched, and not bought. */
export function isOrdered({ job, fruitless }: Pick<PendingPurchase, 'job' | 'fruitless'>): boolean {
  return job !== undefined && fruitless !== true;
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
  /** Set where the picture was bought to compare it, and no target has it. */
  readonly purpose?: 'drift';
}

/** A record of money that cannot be read, so that nobody knows what it says. */
export type SpoiltRecord =
  | {
      readonly kind: 'ledger';
      /** From 1. */
      readonly line: number;
      /** When it was written at the latest, as far as it or the next line tells. ISO 8601. */
      readonly until?: string;
    }
  | {
      readonly kind: 'pending';
      /** Relative to the folder of the journal, with forward slashes. */
      readonly file: string;
    };

/** The memory of money: purchases in flight and everything that was ever paid. */
export interface Journal {
  /** Purchases in flight whose records can be read. */
  pending(): Promise<readonly PendingPurchase[]>;
  open(purchase: PendingPurchase): Promise<void>;
  close(key: GenerationKey): Promise<void>;
  append(record: LedgerRecord): Promise<void>;
  /** The lines of the ledger that can be read. */
  records(): Promise<readonly LedgerRecord[]>;
  /** What of all this cannot be read. */
  spoilt(): Promise<readonly SpoiltRecord[]>;
  /**
   * Takes away what a crash has left of a line, where the purchase that it was to be of is still in flight, and so not
   * forgotten. To be called before anything is bought.
   */
  mend(): Promise<void>;
}

/** The journal in a folder; purchases in flight may be kept apart from those of others that share the ledger. */
export function diskJournal(folder: string, pendingFolder = join(folder, 'pending')): Journal {
  const ledgerPath = join(folder, 'ledger.jsonl');
  const pathOf = (key: string) => join(pendingFolder, `${hexOf(key)}.json`);
  const readPending = async () => {
    const names = await readdir(pendingFolder).catch(ignoreAbsent);
    const found: PendingPurchase[] = [];
    const spoilt: SpoiltRecord[] = [];
    for (const file of (names ?? []).filter((name) => name.endsWith('.json')).sort()) {
      // Whoever only looks while a build is under way may come when a purchase has just ended.
      const text = await readFile(join(pendingFolder, file), 'utf8').catch(ignoreAbsent);
      if (text === undefined) continue;
      // Under another name it would never be closed.
      const read = parsePending(text);
      const purchase = read && file === `${hexOf(read.key)}.json` ? read : undefined;
      if (purchase) found.push(purchase);
      else
        spoilt.push({
          kind: 'pending',
          file: `${relative(folder, pendingFolder).replaceAll('\\', '/')}/${file}`,
        });
    }
    return { found, spoilt };
  };
  const readLedger = async () => readLines((await readFile(ledgerPath, 'utf8').catch(ignoreAbsent)) ?? '');
  return {
    pending: async () => (await readPending()).found,
    open: (purchase) => writeWhole(pathOf(purchase.key), reviewableJson(sealed(purchase)), true),
    async close(key) {
      await rm(pathOf(key), { force: true });
      await syncFolder(pendingFolder).catch(ignoreAbsent);
    },
    async append(record) {
      await makeFolder(folder, true);
      const fresh = !existsSync(ledgerPath);
      const ledger = await openPatiently(ledgerPath, 'a+');
      try {
        // A crash may have cut the last line off; a new line keeps this record whole.
        const start = (await endsInLine(ledger)) ? '' : '\n';
        await ledger.appendFile(`${start}${JSON.stringify(sealed(record))}\n`).catch(naming(ledgerPath));
        await syncFile(ledger).catch(naming(ledgerPath));
      } finally {
        await ledger.close();
      }
      if (fresh) await syncFolder(folder);
    },
    records: async () => (await readLedger()).records,
    async spoilt() {
      const { found, spoilt } = await readPending();
      const { spoilt: lines, torn } = await readLedger();
      const forgotten = torn !== undefined && !isInFlight(torn.text, found);
      return [...lines, ...(forgotten ? [{ kind: 'ledger', line: torn.line } as const] : []), ...spoilt];
    },
    async mend() {
      const { torn } = await readLedger();
      if (torn === undefined || !isInFlight(torn.text, (await readPending()).found)) return;
      const ledger = await openPatiently(ledgerPath, 'r+');
      try {
        // In bytes: a character that was cut through is longer as text.
        await ledger.truncate((await ledger.readFile()).lastIndexOf('\n') + 1);
        await syncFile(ledger);
      } finally {
        await ledger.close();
      }
    },
  };
}

interface Lines {
  readonly records: LedgerRecord[];
  readonly spoilt: SpoiltRecord[];
  /** What stands behind the last line end and is no record: what a crash has left of one, unless it was never whole. */
  readonly torn?: { readonly text: string; readonly line: number };
}

function readLines(text: string): Lines {
  const lines = text.split('\n');
  const parsed = lines.map(parseLedgerLine);
  const last = lines.length - 1;
  const tail = lines[last] ?? '';
  const until = (line: string, index: number) =>
    dateIn(line) ?? parsed.slice(index + 1).find((record) => record !== undefined)?.at;
  return {
    records: parsed.filter((record) => record !== undefined),
    spoilt: lines.flatMap((line, index) =>
      line.trim() === '' || parsed[index] !== undefined || index === last
        ? []
        : [{ kind: 'ledger', line: index + 1, until: until(line, index) } as const],
    ),
    ...(tail === '' || parsed[last] !== undefined ? {} : { torn: { text: tail, line: last + 1 } }),
  };
}

/** The moment that a line which is no record says it was written at. */
function dateIn(line: string): string | undefined {
  const date = /"at":"([^"]*)"/.exec(line)?.[1] ?? '';
  return isMoment(date) ? date : undefined;
}

/** Whether half a line is of a purchase that is still in flight. The shortest halves do not say of which. */
function isInFlight(torn: string, pending: readonly PendingPurchase[]): boolean {
  const begun = /"startedAt":"([^"]*)"/.exec(torn)?.[1];
  return pending.some(({ startedAt }) => begun === undefined || startedAt === begun);
}

async function endsInLine(file: FileHandle): Promise<boolean> {
  const { size } = await file.stat();
  if (size === 0) return true;
  const { buffer } = await file.read(Buffer.alloc(1), 0, 1, size - 1);
  return buffer[0] === 0x0a;
}
