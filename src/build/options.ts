import type { Listener } from '../core/events.ts';
import type { Clock } from '../core/ports.ts';
import type { Answers } from '../freshness/index.ts';
import type { Overtaking } from './overtaking.ts';
import type { Report } from './report.ts';

/** How to build. Every member has a flag of the same name. */
export interface BuildOptions {
  /** Targets to build: id globs, `tag:x`, `changed:REF`; all when empty. */
  readonly patterns?: readonly string[];
  /** Restore and render only: never pay, never change the lock. */
  readonly frozen?: boolean;
  /** Ask no provider beyond this machine. */
  readonly offline?: boolean;
  /** Make the selected targets again, whatever the lock says. */
  readonly force?: boolean;
  readonly allowProtected?: boolean;
  /** Run the project's own steps. */
  readonly allowCode?: boolean;
  /** Credits. */
  readonly maxCost?: number;
  /** Leave out everything that would have to be bought, instead of buying or failing; not of a frozen build, which fails. */
  readonly holdSpending?: boolean;
  readonly maxImages?: number;
  /** Encodes at once, and an upper bound on requests at once. */
  readonly concurrency?: number;
  /** Build what does not depend on a failed target. */
  readonly keepGoing?: boolean;
  /** Longest wait for one answer in milliseconds, instead of the provider's own. */
  readonly timeout?: number;
  /** Buy again what was bought with an unknown outcome. */
  readonly retryUnknown?: boolean;
  /** How long to wait for another process, in milliseconds. */
  readonly lockTimeout?: number;
  /** Told once, when another process works in the project, who that is. */
  readonly onWait?: (owner: string) => void;
  /** Aborted when the user wants to stop: nothing new is begun, paid requests in flight are awaited. */
  readonly signal?: AbortSignal;
  /** Aborted when the user does not want to wait for them either. */
  readonly abandon?: AbortSignal;
  /** Says, while the build runs, that a newer project has overtaken it. */
  readonly overtaking?: Overtaking;
  /** Told of credits when they are set aside for a request, and, as a negative number, when they were not charged. */
  readonly onSpending?: (credits: number) => void;
  /**
   * Returns what a later build says in which there is still nothing to do. Asked for when this one had nothing to do, so
   * that the later one need not compose it.
   */
  readonly settledAnswers?: (report: Report) => Answers;
  readonly listener?: Listener;
  readonly clock?: Clock;
}
