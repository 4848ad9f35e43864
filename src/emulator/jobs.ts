import { randomBytes } from 'node:crypto';
import { type Account, charge } from './accounts.ts';
import type { JournalEntry } from './journal.ts';
import type { Made } from './order.ts';

/** An asynchronous job: accepted, then running, then a picture for a while. */
export interface Job {
  readonly id: string;
  readonly account: Account;
  readonly credits: number;
  readonly entry: JournalEntry;
  readonly readyAt: number;
  readonly expiresAt: number;
  readonly made: Promise<Made>;
  /** It never ends, or its result is gone. */
  readonly fate?: 'endless' | 'expired';
  /** Looks that will not find it yet. */
  missed: number;
  charged: boolean;
  /** True once it was seen running: a client always meets that state. */
  seen: boolean;
}

export type JobState = 'unknown' | 'running' | 'done';

/** The jobs of an emulator. */
export class Jobs {
  readonly #jobs = new Map<string, Job>();

  start(facts: Omit<Job, 'id' | 'charged' | 'seen'>): Job {
    const job = { ...facts, id: randomBytes(32).toString('hex'), charged: false, seen: false };
    this.#jobs.set(job.id, job);
    return job;
  }

  /** Takes the credits of jobs that have ended by now, and forgets those whose results have expired. */
  settle(now: number): void {
    for (const job of this.#jobs.values()) {
      if (!job.charged && job.fate !== 'endless' && now >= job.readyAt) {
        job.charged = true;
        charge(job.account, job.credits);
        job.entry.charged = job.credits;
      }
      if (now >= job.expiresAt) this.#jobs.delete(job.id);
    }
  }

  /** The job of this id and key, and how far it is. Another key's job is unknown. */
  look(id: string, key: string, now: number): { readonly state: JobState; readonly job?: Job } {
    const job = this.#jobs.get(id);
    if (job === undefined || job.account.key !== key) return { state: 'unknown' };
    if (job.missed > 0) {
      job.missed -= 1;
      return { state: 'unknown' };
    }
    if (!job.seen) {
      job.seen = true;
      return { state: 'running', job };
    }
    if (job.fate === 'endless' || now < job.readyAt) return { state: 'running', job };
    return job.fate === 'expired' ? { state: 'unknown' } : { state: 'done', job };
  }

  clear(): void {
    this.#jobs.clear();
  }
}
