import type { LedgerRecord } from './journal.ts';

/** Credits spent, or perhaps spent, on the current day and month (UTC). */
export interface Spent {
  readonly day: number;
  readonly month: number;
}

/**
 * Money that may have been taken counts as taken: a budget that hopes is none. What is dated in the future was bought
 * while a clock ran ahead, and counts as of now, so that setting clocks brings no second budget.
 */
export function spentSoFar(records: readonly LedgerRecord[], now: number): Spent {
  const today = new Date(now).toISOString().slice(0, 10);
  let day = 0;
  let month = 0;
  for (const record of purchases(records)) {
    if (record.charged === 'no') continue;
    if (record.at >= today.slice(0, 7)) month += record.credits;
    if (record.at >= today) day += record.credits;
  }
  return { day, month };
}

/** What of all that is only perhaps spent, since nobody knows how the requests ended. */
export function perhapsSoFar(records: readonly LedgerRecord[], now: number): Spent {
  return spentSoFar(
    purchases(records).filter(({ charged }) => charged === 'unknown'),
    now,
  );
}

/** A purchase whose outcome became known later has two records; the later one tells how it ended. */
export function purchases(records: readonly LedgerRecord[]): LedgerRecord[] {
  return [...new Map(records.map((record) => [purchaseName(record), record])).values()];
}

/** What tells one purchase from another. */
export function purchaseName({ key, startedAt }: Pick<LedgerRecord, 'key' | 'startedAt'>): string {
  return `${key} ${startedAt}`;
}
