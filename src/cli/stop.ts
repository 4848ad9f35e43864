import { setMaxListeners } from 'node:events';

/** The user's wish to stop: a first signal ends politely, a second one at once. */
export interface Stop {
  /** Begin nothing new. */
  readonly signal: AbortSignal;
  /** Do not wait for what is in flight either. */
  readonly abandon: AbortSignal;
  /** Which signal it was. */
  readonly received: NodeJS.Signals | undefined;
  /** Calls back at the first signal. */
  onFirst(callback: () => void): void;
}

/** Paid requests in flight are awaited so long, in milliseconds. */
const GRACE = 30_000;

/** Listens to SIGINT and SIGTERM from now on. */
export function listenForStop(): Stop {
  const stop = new AbortController();
  const abandon = new AbortController();
  // Every request in flight listens, which is no leak.
  setMaxListeners(0, stop.signal, abandon.signal);
  const callbacks: (() => void)[] = [];
  let received: NodeJS.Signals | undefined;
  const handle = (signal: NodeJS.Signals) => {
    if (received !== undefined) return abandon.abort(new Error('stopped twice'));
    received = signal;
    stop.abort(new Error('stopped'));
    for (const callback of callbacks) callback();
    setTimeout(() => abandon.abort(new Error('waited long enough')), GRACE).unref();
  };
  process.on('SIGINT', handle);
  process.on('SIGTERM', handle);
  return {
    signal: stop.signal,
    abandon: abandon.signal,
    get received() {
      return received;
    },
    onFirst: (callback) => void callbacks.push(callback),
  };
}
