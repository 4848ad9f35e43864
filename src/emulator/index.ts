/** The emulator: a local server that speaks the Stability API, for tests, demos and work without a network. */
import { type Fault, parseFault } from './faults.ts';
import type { JournalEntry } from './journal.ts';
import { type EmulatorOptions, settle } from './options.ts';
import { listen } from './server.ts';
import { createState } from './state.ts';

export { type EmulatorConfig, rangeOf, readEmulatorConfig } from './config.ts';
export { readOrigin } from './cors.ts';
export { FAULT_NAMES, type Fault, parseFault } from './faults.ts';
export type { JournalEntry, RecordedBody, RecordedFile } from './journal.ts';
export type { Moderation } from './moderation.ts';
export { DEMO_KEY, type Duration, type EmulatorOptions, type Moment } from './options.ts';
export type { RateLimit } from './rate-limit.ts';

/** An emulator that is listening. */
export interface Emulator {
  /** Where it listens, without a slash at the end: the value of STABILITY_API_HOST. */
  readonly url: string;
  /** The first accepted key: a value of STABILITY_API_KEY. */
  readonly key: string;
  /** Requests in the order of their arrival. */
  readonly journal: readonly JournalEntry[];
  /** Credits left in the account of a key; of the first one when none is named. */
  balance(key?: string): number;
  /** Opens an account, or gives an open one another balance. */
  credit(key: string, credits: number): void;
  /** Lets the next requests go wrong, in the order of the calls. Faults can be written as in the header. */
  fault(fault: Fault | string, times?: number): void;
  /** Lets the emulator's clock run ahead: penalties end, jobs finish, results expire. */
  advance(milliseconds: number): void;
  /** Accounts, journal, jobs, faults and clock as they were in the beginning. */
  reset(): void;
  /** Cuts all connections and ends. */
  close(): Promise<void>;
}

/** Starts an emulator; resolves when it listens. */
export async function startEmulator(options: EmulatorOptions = {}): Promise<Emulator> {
  const settings = settle(options);
  const state = createState(settings);
  const { server, url } = await listen(state);
  const [key = ''] = Object.keys(settings.credits);
  return {
    url,
    key,
    journal: state.journal.entries,
    balance(of = key) {
      state.jobs.settle(state.now());
      return state.accounts.find(of)?.credits ?? 0;
    },
    credit: (of, credits) => void state.accounts.open(of, credits),
    fault(fault, times) {
      const parsed = typeof fault === 'string' ? parseFault(fault) : fault;
      if (parsed === undefined) throw new TypeError(`"${fault}" is not a fault`);
      state.faults.plan(parsed, times);
    },
    advance: state.advance,
    reset: state.reset,
    close: () =>
      new Promise((resolve, reject) => {
        server.close((error) => (error === undefined ? resolve() : reject(error)));
        server.closeAllConnections();
      }),
  };
}
