import { setMaxListeners } from 'node:events';
import { type Clock, systemClock } from '../../src/core/ports.ts';
import { ProviderError, type ProviderWorld } from '../../src/providers/provider.ts';
import { sharpRaster } from '../../src/renditions/raster.ts';
import { expectNoLeaks, leaksIn, plantEnvironment } from './canary.ts';

export interface WorldOptions {
  readonly settings?: Partial<ProviderWorld['settings']>;
  readonly environment?: { readonly [name: string]: string };
  readonly signal?: AbortSignal;
  readonly stop?: AbortSignal;
  readonly clock?: Clock;
  readonly beforeSpending?: () => Promise<void>;
  readonly accepted?: (job: string) => Promise<void>;
}

/** A world for one provider: no waiting to speak of, a key, and nothing of this process's environment. */
export function providerWorld(type: string, options: WorldOptions = {}): ProviderWorld {
  plantEnvironment(options.environment ?? {});
  return {
    settings: {
      name: type,
      type,
      limits: { requests: 150, per: 10_000, concurrency: 20 },
      timeout: 20_000,
      poll: 10,
      headers: {},
      prices: {},
      ...options.settings,
    },
    environment: (name) => options.environment?.[name],
    clock: options.clock ?? impatientClock(),
    raster: sharpRaster,
    signal: options.signal ?? quietSignal(),
    stop: options.stop ?? quietSignal(),
    beforeSpending: options.beforeSpending ?? (async () => {}),
    accepted: options.accepted ?? (async () => {}),
  };
}

/** Real time, except that nothing waits longer than a few milliseconds; remembers how long it should have been. */
export function impatientClock(): Clock & { readonly sleeps: readonly number[] } {
  const sleeps: number[] = [];
  return {
    sleeps,
    now: systemClock.now,
    sleep(milliseconds, signal) {
      sleeps.push(milliseconds);
      return systemClock.sleep(Math.min(milliseconds, 5), signal);
    },
  };
}

/** The error a promise rejects with, which must be a provider's and hold no secret in any part. */
export async function providerErrorOf(promise: Promise<unknown>): Promise<ProviderError> {
  const outcome = await promise.then(
    () => 'no error',
    (error: unknown) => error,
  );
  if (outcome instanceof ProviderError) {
    expectNoLeaks(leaksIn(everythingIn(outcome)), 'in an error');
    if (outcome.answer) expectNoLeaks(leaksIn(outcome.answer.bytes), 'in an answer that is kept');
    return outcome;
  }
  throw new Error(`expected a ProviderError, got ${outcome}`, { cause: outcome });
}

/** Everything of an error that can reach a person or a file. */
export function everythingIn(error: Error): string {
  const own = Object.getOwnPropertyNames(error).map((name) => `${name}=${String(Reflect.get(error, name))}`);
  const cause = error.cause instanceof Error ? everythingIn(error.cause) : String(error.cause);
  return [error.message, JSON.stringify(error), ...own, cause].join('\n');
}

/** A signal that nobody gives, to which many may listen. */
export function quietSignal(): AbortSignal {
  const { signal } = new AbortController();
  setMaxListeners(0, signal);
  return signal;
}
