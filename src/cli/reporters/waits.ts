import type { BuildEvent } from '../../core/events.ts';
import { type Wait, waitText } from '../../core/wait.ts';
import type { Terminal } from '../terminal.ts';

type Waiting = BuildEvent & { readonly type: 'waiting' };

/** What a build waits for at this moment. */
export class Waits {
  readonly #open = new Map<string, { readonly event: Waiting; readonly since: number }>();

  hear(event: BuildEvent): void {
    if (event.type === 'waited') this.#open.delete(keyOf(event));
    // Whoever takes the project's lock says so itself, since commands without a reporter wait for it, too.
    if (event.type !== 'waiting' || event.reason === 'lock') return;
    this.#open.delete(keyOf(event));
    this.#open.set(keyOf(event), { event, since: Date.now() });
  }

  /** Returns what was told last and is not over, as it stands now. */
  text(): string | undefined {
    const latest = [...this.#open.values()].at(-1);
    return latest && waitText(latest.event, latest.event.target, Date.now() - latest.since);
  }
}

function keyOf({ target = '', reason }: { target?: string; reason: Wait['reason'] }): string {
  return `${reason} ${target}`;
}

/** Whoever reads a log is told of the same cause no more often than in so many milliseconds. */
const SPARSE = 30_000;

/** Says in a log what is waited for: once for many targets that wait for the same. */
export function waitTeller(terminal: Pick<Terminal, 'say' | 'quiet'>): (event: BuildEvent) => void {
  const said = new Map<string, number>();
  return (event) => {
    if (terminal.quiet || event.type !== 'waiting' || event.reason === 'lock') return;
    const cause = 'host' in event ? event.host : event.reason === 'claim' ? event.target : '';
    const key = `${event.reason} ${cause}`;
    const now = Date.now();
    if (now - (said.get(key) ?? Number.NEGATIVE_INFINITY) < SPARSE) return;
    said.set(key, now);
    terminal.say(`  … ${waitText(event, event.target)}`);
  };
}
