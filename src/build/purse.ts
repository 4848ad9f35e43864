import type { Budget } from '../manifest/index.ts';
import type { Spent } from '../store/index.ts';

/** One limit on spending. */
export interface Limit {
  /** For messages: `the budget of this run`, `--max-cost`. */
  readonly name: string;
  /** Credits that may still be spent under it. */
  readonly left: number;
}

/** The limits in force, each with what is left of it. */
export function limitsOf(budget: Budget, spent: Spent, maxCost: number | undefined): Limit[] {
  const limits: Limit[] = [];
  if (maxCost !== undefined) limits.push({ name: '--max-cost', left: maxCost });
  if (budget.run !== undefined) limits.push({ name: 'the budget of one run', left: budget.run });
  if (budget.day !== undefined) limits.push({ name: 'the budget of today', left: budget.day - spent.day });
  if (budget.month !== undefined)
    limits.push({ name: 'the budget of this month', left: budget.month - spent.month });
  return limits;
}

/** The limit that credits would break first, when there is one. */
export function brokenLimit(limits: readonly Limit[], credits: number): Limit | undefined {
  // Sums of decimal prices carry a little dust.
  return [...limits].sort((a, b) => a.left - b.left).find(({ left }) => credits > left + 1e-9);
}

/** Money for one run: reserved picture by picture before a request leaves, given back when it was not charged. */
export class Purse {
  readonly #limits: readonly Limit[];
  readonly #heard: (credits: number) => void;
  #reserved = 0;
  #spent = 0;
  #unknown = 0;

  /** `heard` is told of what is reserved, and of what is given back as a negative number. */
  constructor(limits: readonly Limit[], heard: (credits: number) => void = () => {}) {
    this.#limits = limits;
    this.#heard = heard;
  }

  /** The limit that forbids it, or undefined when the credits are now reserved. */
  reserve(credits: number): Limit | undefined {
    const broken = brokenLimit(this.#limits, this.#reserved + this.#spent + this.#unknown + credits);
    if (broken === undefined) {
      this.#reserved += credits;
      if (credits > 0) this.#heard(credits);
    }
    return broken;
  }

  /** Ends a reservation. */
  settle(credits: number, outcome: 'yes' | 'no' | 'unknown'): void {
    this.#reserved -= credits;
    if (outcome === 'yes') this.#spent += credits;
    if (outcome === 'unknown') this.#unknown += credits;
    if (outcome === 'no' && credits > 0) this.#heard(-credits);
  }

  get spent(): number {
    return cents(this.#spent);
  }

  get unknown(): number {
    return cents(this.#unknown);
  }
}

function cents(credits: number): number {
  return Math.round(credits * 1e6) / 1e6;
}
