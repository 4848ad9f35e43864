import { counted } from './words.ts';

/** What keeps a build from going on at this moment. Times are in milliseconds. */
export type Wait =
  /** The limit of requests is used up, or the server has said that it is. */
  | {
      readonly reason: 'rate-limit';
      readonly host: string;
      /** Until the next request may leave. */
      readonly milliseconds: number;
      /** Requests of this process in the window, how many there may be, and how long the window is. */
      readonly sent: number;
      readonly requests: number;
      readonly per: number;
    }
  /** No connection: it is tried again. */
  | (Retry & { readonly reason: 'network'; readonly cause: string })
  /** The server has refused for a reason that may pass: it is asked again. */
  | (Retry & { readonly reason: 'server'; readonly status: number })
  /** The request was sent so long ago, and there is no answer yet. */
  | { readonly reason: 'answer'; readonly milliseconds: number }
  /** Another build that shares the store is buying the same picture; `since` is ISO 8601. */
  | { readonly reason: 'claim'; readonly by: string; readonly since?: string }
  /** Another process works in the project. */
  | { readonly reason: 'lock'; readonly by: string };

interface Retry {
  readonly host: string;
  /** Until the next attempt. */
  readonly milliseconds: number;
  /** Which attempt that will be, of how many. */
  readonly attempt: number;
  readonly attempts: number;
}

/** Tells of a wait when it begins. The function returned must be called when it ends. */
export type TellWait = (wait: Wait) => () => void;

/** What is waited for, for people; `elapsed` milliseconds after it was told. */
export function waitText(wait: Wait, target = '', elapsed = 0): string {
  switch (wait.reason) {
    case 'rate-limit': {
      const { host, sent, requests, milliseconds } = wait;
      return `rate limit of ${host}: waiting ${whole(milliseconds - elapsed)}, ${sent} of ${counted(requests, 'request')} in this window`;
    }
    case 'network':
      return `no answer from ${wait.host} (${wait.cause}); ${againText(wait, elapsed)}`;
    case 'server':
      return `${wait.host} answered with status ${wait.status}; ${againText(wait, elapsed)}`;
    case 'answer':
      return `still waiting for an answer about ${target} (${whole(wait.milliseconds + elapsed)})`;
    case 'claim': {
      const since = wait.since === undefined ? '' : `, since ${wait.since}`;
      return `${target} is being bought by another build (${wait.by}${since}); waiting`;
    }
    case 'lock':
      return `waiting for ${wait.by}`;
  }
}

function againText({ milliseconds, attempt, attempts }: Retry, elapsed: number): string {
  return `trying again in ${whole(milliseconds - elapsed)} (${attempt} of ${attempts})`;
}

/** Whole seconds: what counts down has no fractions. */
function whole(milliseconds: number): string {
  return `${Math.max(1, Math.round(milliseconds / 1000))} s`;
}
