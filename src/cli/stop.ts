import { setMaxListeners } from 'node:events';
import { closeSync, fstatSync, openSync } from 'node:fs';
import { devNull } from 'node:os';

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

/**
 * Signals that end a command politely: Ctrl-C, the wish of another process, and a terminal that is closed or a connection
 * that breaks. On Windows a closed console comes as SIGHUP, too, and the system ends the process ten seconds later.
 */
const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** Listens to them from now on. */
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
    if (signal === 'SIGHUP') process.on('exit', letTerminalGo);
    stop.abort(new Error('stopped'));
    for (const callback of callbacks) callback();
    setTimeout(() => abandon.abort(new Error('waited long enough')), GRACE).unref();
  };
  for (const signal of SIGNALS) process.on(signal, handle);
  return {
    signal: stop.signal,
    abandon: abandon.signal,
    get received() {
      return received;
    },
    onFirst: (callback) => void callbacks.push(callback),
  };
}

/**
 * Puts nothing in the place of a terminal that is gone. At its end Node sets terminals back to how they were, and aborts
 * where that fails; it leaves alone what has been opened anew.
 */
function letTerminalGo(): void {
  for (const descriptor of [0, 1, 2]) {
    try {
      // Asked whether it is a terminal, one that is gone says no.
      if (!fstatSync(descriptor).isCharacterDevice()) continue;
      closeSync(descriptor);
      openSync(devNull, 'r+');
    } catch {
      // There is nobody to be told.
    }
  }
}
