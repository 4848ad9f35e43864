import { createHash } from 'node:crypto';
import { setMaxListeners } from 'node:events';
import type PQueue from 'p-queue';
import type { Clock } from '../core/ports.ts';
import type { RequestLimits } from './provider.ts';

/**
 * Servers count arrivals, we count departures: requests that travel unequally long can arrive closer together
 * than they left. Our window is wider than theirs by so many milliseconds; by less where that would cost much of the pace.
 */
function margin(per: number): number {
  return per < 2000 ? 250 : Math.min(250, per * 0.025);
}

/** The pace at which one key may be used at one host. */
export interface RateLimit {
  /** Runs the task when it is its turn. The signal ends only the waiting; a task that runs sees to itself. */
  run<T>(task: () => Promise<T>, signal: AbortSignal): Promise<T>;
  /** From now on lets nobody start for so long. Called by a running task, so that its end lets nobody start either. */
  hold(milliseconds: number, clock: Clock): Promise<void>;
  /** Tells that a purchase begins; the function returned must be called at its end. */
  enter(): () => void;
}

const limits = new Map<string, RateLimit>();

/** One pace per host and key in this process, whoever asks: the limits of whoever asks first. */
export function rateLimitFor(host: string, key: string, settings: RequestLimits): RateLimit {
  const identity = `${host} ${createHash('sha256').update(key).digest('hex')}`;
  const known = limits.get(identity) ?? createRateLimit(settings);
  limits.set(identity, known);
  return known;
}

function createRateLimit(settings: RequestLimits): RateLimit {
  const loading = import('p-queue').then(
    ({ default: Queue }) =>
      new Queue({
        intervalCap: settings.requests,
        interval: settings.per + margin(settings.per),
        concurrency: settings.concurrency,
        strict: true,
      }),
  );
  let queue: PQueue | undefined;
  let purchases = 0;
  let holds = 0;
  // Aborted when the last purchase has ended, so that a long hold does not keep the process alive for nobody.
  let deserted = waited();

  return {
    async run(task, signal) {
      queue = await loading;
      const waiting = new AbortController();
      const stop = () => waiting.abort(signal.reason);
      if (signal.aborted) stop();
      signal.addEventListener('abort', stop, { once: true });
      try {
        // The queue abandons a running task when its signal aborts; a request on the wire must not be abandoned.
        const start = () => {
          signal.removeEventListener('abort', stop);
          return task();
        };
        return await queue.add(start, { signal: waiting.signal });
      } finally {
        signal.removeEventListener('abort', stop);
      }
    },

    async hold(milliseconds, clock) {
      holds += 1;
      queue?.pause();
      await clock.sleep(milliseconds, deserted.signal).catch(() => undefined);
      holds -= 1;
      if (holds === 0) queue?.start();
    },

    enter() {
      purchases += 1;
      return () => {
        purchases -= 1;
        if (purchases > 0) return;
        deserted.abort();
        deserted = waited();
      };
    },
  };
}

/** Many may wait for it at once, which is no leak. */
function waited(): AbortController {
  const controller = new AbortController();
  setMaxListeners(0, controller.signal);
  return controller;
}
