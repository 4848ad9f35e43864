import { diskJournal, type LedgerRecord, purchaseName } from '../store/index.ts';
import { Round } from './drift/round.ts';
import type { Project } from './project.ts';
import { lateRecord } from './recover.ts';

/**
 * Every purchase of a checkout, of builds as of drifts: what the ledger says, and what is in flight, of which nobody
 * knows yet whether it was charged. Whoever tells what was spent, or perhaps spent, adds up these.
 */
export async function everyPurchase(
  { paths }: Pick<Project, 'paths'>,
  now: number,
): Promise<readonly LedgerRecord[]> {
  const journal = diskJournal(paths.state);
  // In this order: a purchase that ends meanwhile is in the ledger before its record goes.
  const inFlight = [...(await journal.pending()), ...(await new Round(paths).journal.pending())];
  const records = await journal.records();
  const known = new Set(records.map(purchaseName));
  const late = inFlight.filter((purchase) => !known.has(purchaseName(purchase)));
  return [...records, ...late.map((purchase) => lateRecord(purchase, false, now))];
}
