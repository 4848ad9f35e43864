import type { Diagnostic } from './diagnostic.ts';
import type { Wait } from './wait.ts';

/**
 * Everything a build has to say while it runs. Rooms never print: the terminal, the JSON stream and the CI
 * reporters are listeners.
 */
export type BuildEvent =
  | {
      readonly type: 'planned';
      readonly targets: number;
      readonly generate: number;
      readonly restore: number;
      readonly render: number;
      readonly reuse: number;
      readonly remove: number;
      readonly estimatedCredits: number;
    }
  | { readonly type: 'target-started'; readonly target: string; readonly action: string }
  | {
      readonly type: 'generation-requested';
      readonly target: string;
      readonly provider: string;
      readonly credits: number;
    }
  | {
      readonly type: 'master-stored';
      readonly target: string;
      readonly digest: string;
      readonly credits: number;
    }
  | {
      readonly type: 'output-written';
      readonly target: string;
      readonly path: string;
      readonly bytes: number;
    }
  | {
      readonly type: 'target-finished';
      readonly target: string;
      readonly action: string;
      readonly rendered: number;
      /** Files that were written, encoded in this run or taken from the cache. */
      readonly written: number;
      readonly durationMs: number;
    }
  | { readonly type: 'target-failed'; readonly target: string; readonly error: Diagnostic }
  | { readonly type: 'target-skipped'; readonly target: string; readonly because: string }
  /** All else is done; the picture of a job that an earlier build has paid for is still being fetched. */
  | { readonly type: 'job-awaited'; readonly target: string }
  /** A target waits, or without one the whole build. */
  | ({ readonly type: 'waiting'; readonly target?: string } & Wait)
  /** It waits no longer. */
  | {
      readonly type: 'waited';
      readonly target?: string;
      readonly reason: Wait['reason'];
      readonly durationMs: number;
    }
  | { readonly type: 'output-removed'; readonly path: string }
  | { readonly type: 'warning'; readonly warning: Diagnostic }
  | { readonly type: 'stopping'; readonly inFlight: number };

export type Listener = (event: BuildEvent) => void;
