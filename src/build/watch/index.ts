/** The loop around builds: a session that reads what is saved, and builds what has changed. */
export { POLL_INTERVAL, type Polling, pollingFrom } from './polling.ts';
export type { WatchRound } from './round.ts';
export { openWatchSession, type WatchDesk, type WatchOptions, type WatchSession } from './session.ts';
export type { WatchState } from './state.ts';
