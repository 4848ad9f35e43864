import { systemClock } from '../core/ports.ts';
import { type LedgerRecord, purchases } from '../store/index.ts';
import { everyPurchase } from './every-purchase.ts';
import type { Project } from './project.ts';

/** What purchases can be added up by. */
export const COST_GROUPS = ['month', 'day', 'provider', 'model', 'asset', 'target'] as const;
export type CostGroup = (typeof COST_GROUPS)[number];

/** Purchases that have something in common. */
export interface CostLine {
  /** What they have in common: `2026-11`, `stability`, `fox`. */
  readonly name: string;
  readonly requests: number;
  /** Requests that brought a picture. */
  readonly pictures: number;
  /** Charged for certain. */
  readonly credits: number;
  /** Perhaps charged: nobody knows how these ended. */
  readonly unknownCredits: number;
}

export interface CostReport {
  readonly total: Omit<CostLine, 'name'>;
  /** The dearest first; days and months in their order. */
  readonly by: { readonly [Group in CostGroup]: readonly CostLine[] };
}

/** What a project has cost in this checkout, for certain and perhaps. */
export async function costReport(project: Pick<Project, 'paths'>): Promise<CostReport> {
  return addUp(await everyPurchase(project, systemClock.now()));
}

/** Ledger → sums. */
export function addUp(records: readonly LedgerRecord[]): CostReport {
  const all = purchases(records);
  const { name: _, ...total } = lineOf('', all);
  const groups = COST_GROUPS.map((group) => [group, linesOf(all, group)] as const);
  // One member for each group.
  return { total, by: Object.fromEntries(groups) as unknown as CostReport['by'] };
}

function linesOf(all: readonly LedgerRecord[], group: CostGroup): CostLine[] {
  const members = new Map<string, LedgerRecord[]>();
  for (const record of all) {
    const name = nameOf(record, group);
    members.set(name, [...(members.get(name) ?? []), record]);
  }
  const lines = [...members].map(([name, records]) => lineOf(name, records));
  const inTime = group === 'month' || group === 'day';
  return lines.sort((a, b) => (inTime ? 0 : b.credits - a.credits) || (a.name < b.name ? -1 : 1));
}

function nameOf(record: LedgerRecord, group: CostGroup): string {
  switch (group) {
    case 'month':
      return record.at.slice(0, 7);
    case 'day':
      return record.at.slice(0, 10);
    case 'provider':
      return record.provider;
    case 'model':
      return record.model ?? '(none)';
    case 'asset':
      // Records of older versions name the target alone.
      return record.asset ?? record.target.replace(/[/@].*$/, '');
    case 'target':
      return record.target;
  }
}

function lineOf(name: string, records: readonly LedgerRecord[]): CostLine {
  const charged = (answer: LedgerRecord['charged']) =>
    records.reduce((sum, record) => sum + (record.charged === answer ? record.credits : 0), 0);
  return {
    name,
    requests: records.length,
    pictures: records.filter(({ outcome }) => outcome === 'paid').length,
    credits: rounded(charged('yes')),
    unknownCredits: rounded(charged('unknown')),
  };
}

/** Sums of decimal prices carry binary dust. */
function rounded(credits: number): number {
  return Math.round(credits * 1e6) / 1e6;
}
