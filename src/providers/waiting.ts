import type { TellWait, Wait } from '../core/wait.ts';
import type { ProviderWorld } from './provider.ts';
import type { RateLimit } from './rate-limit.ts';

/** Nobody is made to wait longer than this for a retry, in milliseconds. */
export const MAXIMUM_WAIT = 5 * 60_000;

/** How long everybody pauses after a rate limit that does not say how long, in milliseconds. */
export const RATE_LIMIT_WAIT = 60_000;

/** An answer that takes longer than this, in milliseconds, is told of. */
const SLOW = 20_000;

/** Growing pauses before the second, third, … attempt: spread out, so that many clients do not return at once. */
function backoff(attemptNumber: number): number {
  return 1000 * 2 ** (attemptNumber - 1) * (1 + Math.random() / 4);
}

/** Milliseconds that a `Retry-After` header asks for, as seconds or as a date. */
export function requestedWait(header: string | undefined, now: number): number | undefined {
  if (header === undefined) return undefined;
  if (/^\d+(\.\d+)?$/.test(header.trim())) return Number(header) * 1000;
  const date = Date.parse(header);
  return Number.isNaN(date) ? undefined : Math.max(0, date - now);
}

/** What the promise resolves to; rejects with the signal's reason when it aborts first. */
export async function unlessAborted<T>(promise: Promise<T>, signal: AbortSignal): Promise<T> {
  signal.throwIfAborted();
  let stop = () => {};
  const aborted = new Promise<never>((_, reject) => {
    stop = () => reject(signal.reason);
    signal.addEventListener('abort', stop, { once: true });
  });
  try {
    return await Promise.race([promise, aborted]);
  } finally {
    signal.removeEventListener('abort', stop);
  }
}

/** Why a request is sent again. */
export type Why =
  | { readonly reason: 'rate-limit' }
  | { readonly reason: 'network'; readonly cause: string }
  | { readonly reason: 'server'; readonly status: number };

/** A request that is to be sent again. */
export interface Retry {
  readonly why: Why;
  /** Milliseconds the server asked for. */
  readonly asked: number | undefined;
  /** Over when anybody may send again. */
  readonly pause: Promise<void> | undefined;
  /** Which attempt comes next, of how many. */
  readonly attempt: number;
  readonly attempts: number;
}

/** Waits for the next attempt, and tells why; rejects with the signal's reason when it aborts first. */
export async function untilRetry(
  { why, asked, pause, attempt, attempts }: Retry,
  host: string,
  limit: RateLimit,
  { clock, waiting }: Pick<ProviderWorld, 'clock' | 'waiting'>,
  signal: AbortSignal,
): Promise<void> {
  const milliseconds = asked ?? backoff(attempt - 1);
  const wait: Wait =
    why.reason === 'rate-limit'
      ? { ...why, host, milliseconds, ...limit.usage() }
      : { ...why, host, milliseconds, attempt, attempts };
  const over = waiting?.(wait);
  try {
    await unlessAborted(pause ?? clock.sleep(milliseconds, signal), signal);
  } finally {
    over?.();
  }
}

/** Tells of an answer that does not come for long. The function returned must be called when it has come. */
export function toldWhenSlow(tell: TellWait | undefined): () => void {
  let over: (() => void) | undefined;
  const timer = setTimeout(() => {
    over = tell?.({ reason: 'answer', milliseconds: SLOW });
  }, SLOW);
  timer.unref();
  return () => {
    clearTimeout(timer);
    over?.();
  };
}
