/** Nobody is made to wait longer than this for a retry, in milliseconds. */
export const MAXIMUM_WAIT = 5 * 60_000;

/** How long everybody pauses after a rate limit that does not say how long, in milliseconds. */
export const RATE_LIMIT_WAIT = 60_000;

/** Growing pauses before the second, third, … attempt: spread out, so that many clients do not return at once. */
export function backoff(attemptNumber: number): number {
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
