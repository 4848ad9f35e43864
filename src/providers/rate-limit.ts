import { createHash } from 'node:crypto';
import { setMaxListeners } from 'node:events';
import { performance } from 'node:perf_hooks';
import type { Clock } from '../core/ports.ts';
import type { TellWait, Wait } from '../core/wait.ts';
import type { RequestLimits } from './provider.ts';

/**
 * Servers count arrivals, we count departures: requests that travel unequally long can arrive closer together
 * than they left. Our window is wider than theirs by so many milliseconds; by less where that would cost much of the pace.
 */
function margin(per: number): number {
  return per < 2000 ? 250 : Math.min(250, per * 0.025);
}

/** Milliseconds between two departures: a windowful that came at once would wait in line at the server, some for long. */
function pause({ requests, per }: RequestLimits): number {
  return Math.min(10, per / requests / 10);
}

/** Must be called when the first byte of a request is about to leave. */
export type Departed = () => void;

/** How much of the window is used up: requests in it, how many there may be, and its milliseconds. */
type Usage = Pick<Wait & { reason: 'rate-limit' }, 'sent' | 'requests' | 'per'>;

/** Told how long it takes until the next turn; the function returned is called when it has come. */
type TellPace = (wait: Usage & { readonly milliseconds: number }) => () => void;

/** Tells of turns that take long to come, where anybody wants to know. */
export function paceTeller(host: string, tell: TellWait | undefined): TellPace | undefined {
  return tell && ((wait) => tell({ reason: 'rate-limit', host, ...wait }));
}

/** A turn that comes later than in so many milliseconds is told of. */
const TOLD = 2000;

/** The pace at which one key may be used at one host. */
export interface RateLimit {
  /** Runs the task when it is its turn. The signal ends only the waiting; a task that runs sees to itself. */
  run<T>(task: (departed: Departed) => Promise<T>, signal: AbortSignal, tell?: TellPace): Promise<T>;
  usage(): Usage;
  /** From now on lets nobody start for so long. Called by a running task, so that its end lets nobody start either. */
  hold(milliseconds: number, clock: Clock): Promise<void>;
  /** Tells that a purchase begins; the function returned must be called at its end. */
  enter(): () => void;
}

const limits = new Map<string, RateLimit>();

/** One pace per host and key in this process, whoever asks: the limits of whoever asks first. */
export function rateLimitFor(host: string, key: string, settings: RequestLimits): RateLimit {
  const identity = `${host} ${createHash('sha256').update(key).digest('hex')}`;
  const known = limits.get(identity) ?? new Pace(settings);
  limits.set(identity, known);
  return known;
}

/** A task whose turn has not come. */
interface Waiter {
  readonly begin: () => void;
  readonly tell: TellPace | undefined;
  /** To be called at the end of what was told. */
  over?: () => void;
  /** When it was told that its turn would come. */
  until?: number;
}

/**
 * A sliding window over departures. Between its turn and the departure of a request lies what takes time, the record of
 * the purchase and the connection; until then a task holds a place in the window that does not age.
 */
class Pace implements RateLimit {
  readonly #requests: number;
  readonly #per: number;
  readonly #window: number;
  readonly #pause: number;
  readonly #concurrency: number;
  /** Those whose turn has not come, the first first. */
  readonly #waiting = new Set<Waiter>();
  #running = 0;
  /** Tasks that run and have sent nothing yet. */
  #staying = 0;
  /** When requests left that are still in the window, in milliseconds of a clock that nobody sets; the oldest first. */
  #departures: number[] = [];
  /** When the last turn was. */
  #turned = Number.NEGATIVE_INFINITY;
  #next: NodeJS.Timeout | undefined;
  #holds = 0;
  /** When the longest of them ends, as far as the real clock knows. */
  #heldUntil = 0;
  #purchases = 0;
  /** Aborted when the last purchase has ended, so that a long hold does not keep the process alive for nobody. */
  #deserted = waited();

  constructor(limits: RequestLimits) {
    const { requests, per, concurrency } = limits;
    this.#requests = requests;
    this.#per = per;
    this.#window = per + margin(per);
    this.#pause = pause(limits);
    this.#concurrency = concurrency;
  }

  async run<T>(task: (departed: Departed) => Promise<T>, signal: AbortSignal, tell?: TellPace): Promise<T> {
    await this.#turn(signal, tell);
    let stays = true;
    const leave = () => {
      if (stays) this.#staying -= 1;
      stays = false;
    };
    try {
      return await task(() => {
        if (stays) this.#departures.push(performance.now());
        leave();
        this.#admit();
      });
    } finally {
      leave();
      this.#running -= 1;
      this.#admit();
    }
  }

  async hold(milliseconds: number, clock: Clock): Promise<void> {
    this.#holds += 1;
    this.#heldUntil = Math.max(this.#heldUntil, performance.now() + milliseconds);
    await clock.sleep(milliseconds, this.#deserted.signal).catch(() => undefined);
    this.#holds -= 1;
    this.#admit();
  }

  usage(): Usage {
    this.#forget();
    // Whoever has a place and is about to send counts as well.
    const sent = this.#departures.length + this.#staying;
    return { sent, requests: this.#requests, per: this.#per };
  }

  enter(): () => void {
    this.#purchases += 1;
    return () => {
      this.#purchases -= 1;
      if (this.#purchases > 0) return;
      this.#deserted.abort();
      this.#deserted = waited();
    };
  }

  #turn(signal: AbortSignal, tell: TellPace | undefined): Promise<void> {
    return new Promise((resolve, reject) => {
      if (signal.aborted) return reject(signal.reason);
      const stop = () => {
        this.#waiting.delete(waiter);
        waiter.over?.();
        reject(signal.reason);
        // When nobody waits any more, nothing keeps the process.
        this.#admit();
      };
      const begin = () => {
        signal.removeEventListener('abort', stop);
        waiter.over?.();
        resolve();
      };
      const waiter: Waiter = { begin, tell };
      signal.addEventListener('abort', stop, { once: true });
      this.#waiting.add(waiter);
      this.#admit();
    });
  }

  /** Lets through whose turn it is. */
  #admit(): void {
    clearTimeout(this.#next);
    for (const waiter of this.#waiting) {
      // Whoever ends these looks again.
      if (this.#holds > 0) this.#tell(this.#heldUntil);
      if (this.#holds > 0 || this.#running >= this.#concurrency) return;
      const wait = this.#wait();
      if (wait > 0) {
        if (!Number.isFinite(wait)) return;
        this.#next = setTimeout(() => this.#admit(), wait);
        this.#tell(performance.now() + wait);
        return;
      }
      this.#waiting.delete(waiter);
      this.#running += 1;
      this.#staying += 1;
      this.#turned = performance.now();
      waiter.begin();
    }
  }

  /** Tells all that wait when the next turn comes, those who know already only when that time has passed. */
  #tell(until: number): void {
    const now = performance.now();
    if (until - now < TOLD) return;
    for (const waiter of this.#waiting) {
      if (waiter.until !== undefined && now < waiter.until) continue;
      waiter.over?.();
      waiter.until = until;
      waiter.over = waiter.tell?.({ milliseconds: until - now, ...this.usage() });
    }
  }

  /** Milliseconds until the window has room; without end while all places in it are held by tasks that stay. */
  #wait(): number {
    const now = performance.now();
    this.#forget();
    const rest = this.#turned + this.#pause - now;
    if (this.#departures.length + this.#staying < this.#requests) return rest;
    const oldest = this.#departures[0] ?? Number.POSITIVE_INFINITY;
    return Math.max(rest, oldest + this.#window - now);
  }

  /** Takes out of the window what has left it. */
  #forget(): void {
    const now = performance.now();
    const first = this.#departures.findIndex((at) => at + this.#window > now);
    this.#departures = first === -1 ? [] : this.#departures.slice(first);
  }
}

/** Many may wait for it at once, which is no leak. */
function waited(): AbortController {
  const controller = new AbortController();
  setMaxListeners(0, controller.signal);
  return controller;
}
