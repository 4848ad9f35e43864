import type { Listener } from '../core/events.ts';
import type { Clock } from '../core/ports.ts';
import type { Wait } from '../core/wait.ts';

/** Tells that something is waited for, until the returned function is called. */
export function tellWait(listener: Listener, clock: Clock, wait: Wait, target?: string): () => void {
  const about = target === undefined ? {} : { target };
  const since = clock.now();
  listener({ type: 'waiting', ...about, ...wait });
  let over = false;
  return () => {
    if (over) return;
    over = true;
    listener({ type: 'waited', ...about, reason: wait.reason, durationMs: clock.now() - since });
  };
}
