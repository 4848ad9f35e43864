import type { BuildEvent } from '../core/events.ts';

/** Keeps count of the targets for which a paid request is in flight. */
export function noteInFlight(event: BuildEvent, inFlight: Set<string>): void {
  switch (event.type) {
    case 'generation-requested':
      if (event.credits > 0) inFlight.add(event.target);
      break;
    case 'master-stored':
    case 'target-failed':
    case 'target-skipped':
      inFlight.delete(event.target);
      break;
    default:
  }
}
