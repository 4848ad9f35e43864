import { onTestFinished } from 'vitest';
import {
  openWatchSession,
  type ProjectRequest,
  type WatchOptions,
  type WatchRound,
  type WatchSession,
  type WatchState,
} from '../../src/build/index.ts';
import type { Rig } from './rig.ts';

/** A session in this process, and what it has told. */
export interface Watching {
  readonly session: WatchSession;
  /** The next round that has not been looked at. */
  round(): Promise<WatchRound>;
  /** Rounds that nobody has looked at. */
  readonly unseen: readonly WatchRound[];
  /** States in the order in which they were entered. */
  readonly states: readonly WatchState[];
  /** Resolves when the session is in a state, now or later. */
  reached(state: WatchState): Promise<void>;
  /** Resolves when a condition holds after something that the session tells. */
  until(condition: () => boolean): Promise<void>;
}

/** Watches a rig's project until the test ends. */
export function watchHere(
  rig: Rig,
  options: Partial<WatchOptions> = {},
  request: Omit<ProjectRequest, 'cwd'> = {},
): Watching {
  const unseen: WatchRound[] = [];
  const waiting: ((round: WatchRound) => void)[] = [];
  const states: WatchState[] = ['opening'];
  const conditions: { holds: () => boolean; resolve: () => void }[] = [];
  const look = () => {
    for (const condition of [...conditions])
      if (condition.holds()) {
        conditions.splice(conditions.indexOf(condition), 1);
        condition.resolve();
      }
  };
  const session = openWatchSession(
    { environment: () => undefined, ...request, cwd: rig.folder },
    {
      keepGoing: true,
      ...options,
      onRound(round) {
        options.onRound?.(round);
        const next = waiting.shift();
        if (next) next(round);
        else unseen.push(round);
        look();
      },
      onState(state) {
        if (states.at(-1) !== state) states.push(state);
        options.onState?.(state);
        look();
      },
      listener(event) {
        options.listener?.(event);
        look();
      },
    },
  );
  onTestFinished(() => session.close());
  const until = (holds: () => boolean) =>
    new Promise<void>((resolve) => {
      conditions.push({ holds, resolve });
      look();
    });
  return {
    session,
    unseen,
    states,
    round: () => {
      const ready = unseen.shift();
      return ready
        ? Promise.resolve(ready)
        : new Promise((resolve, reject) => {
            waiting.push(resolve);
            session.ended.then(() => reject(new Error('the session has ended')), reject);
          });
    },
    reached: (state) => until(() => session.state === state),
    until,
  };
}

/** Ids of the targets that a round has made, or would have made, by what it did with them. */
export function idsOf({ report }: WatchRound, action: string): string[] {
  return report.targets.filter((target) => target.action === action).map(({ id }) => id);
}
