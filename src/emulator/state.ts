import { Accounts } from './accounts.ts';
import { FaultQueue } from './faults.ts';
import { Jobs } from './jobs.ts';
import { Journal } from './journal.ts';
import type { Settings } from './options.ts';
import { RateLimiter } from './rate-limit.ts';

/** Everything an emulator remembers. */
export interface State {
  readonly settings: Settings;
  readonly accounts: Accounts;
  readonly limiter: RateLimiter;
  readonly faults: FaultQueue;
  readonly jobs: Jobs;
  readonly journal: Journal;
  /** Milliseconds since 1970; runs ahead of the machine's clock by as much as it was advanced. */
  now(): number;
  advance(milliseconds: number): void;
  /** Everything as it was in the beginning. */
  reset(): void;
}

export function createState(settings: Settings): State {
  const accounts = new Accounts(settings.credits);
  const limiter = new RateLimiter(settings.limit);
  const faults = new FaultQueue();
  const jobs = new Jobs();
  const journal = new Journal();
  let ahead = 0;
  return {
    settings,
    accounts,
    limiter,
    faults,
    jobs,
    journal,
    now: () => Date.now() + ahead,
    advance: (milliseconds) => {
      ahead += milliseconds;
    },
    reset() {
      ahead = 0;
      accounts.reset();
      limiter.reset();
      faults.clear();
      jobs.clear();
      journal.clear();
    },
  };
}
