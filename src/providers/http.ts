import { endpoint } from './endpoint.ts';
import { ExchangeFailure, exchange, type HttpAnswer, isSuccess, type RequestBody } from './exchange.ts';
import { cancelled, isPassing, outcomeOf } from './outcome.ts';
import { ProviderError, type ProviderWorld } from './provider.ts';
import { type Departed, paceTeller, type RateLimit, rateLimitFor } from './rate-limit.ts';
import { redactError } from './redact.ts';
import {
  MAXIMUM_WAIT,
  RATE_LIMIT_WAIT,
  requestedWait,
  toldWhenSlow,
  untilRetry,
  type Why,
} from './waiting.ts';
import { withoutSecrets } from './without-secrets.ts';

/** One request that may cost money. */
export interface Purchase<T> {
  readonly baseUrl: string;
  /** Path below the base URL, beginning with a slash. */
  readonly route: string;
  /** Lower-case names; `content-type` follows from the body. */
  readonly headers: { readonly [name: string]: string };
  readonly body: RequestBody;
  /** The credential in the headers: removed from every message, and each has its own rate limit. */
  readonly key: string;
  /** Makes the result of an answer with status 2xx, or throws a {@link ProviderError}. */
  readonly accept: (answer: HttpAnswer) => T;
  /** Says what any other answer means. Kind `rate-limited` and status 503 are tried again. */
  readonly explain: (answer: HttpAnswer) => ProviderError;
}

/** How often a request is sent again after refusals that are known to be free. */
const RETRIES = 3;

/**
 * Sends a request that may cost money, at the pace its host allows, and rejects with a {@link ProviderError}. It is
 * sent again only when the last attempt was certainly not processed: no connection, a rate limit, or a 503.
 */
export async function buy<T>(purchase: Purchase<T>, world: ProviderWorld): Promise<T> {
  try {
    const url = endpoint(purchase.baseUrl, purchase.route);
    const limit = rateLimitFor(url.host, purchase.key, world.settings.limits);
    const leave = limit.enter();
    const waiting = AbortSignal.any([world.signal, world.stop]);
    const tell = paceTeller(url.host, world.waiting);
    const take = () => limit.run((departed) => attempt(purchase, url, limit, departed, world), waiting, tell);
    try {
      // Loaded before a turn is taken, so that slow loading does not stand between the turn and the departure.
      const [{ default: pRetry }] = await Promise.all([import('p-retry'), import('undici')]);
      // No signal for the retries: it would throw away a paid answer that arrived while the build was stopped.
      return await pRetry(() => unlessStopped(take(), waiting), {
        retries: RETRIES,
        // Waiting is ours: it has to stop with the signal, and after a rate limit everybody waits.
        minTimeout: 0,
        shouldRetry: ({ error }) => error instanceof Unprocessed,
        onFailedAttempt: async ({ error, attemptNumber, retriesLeft }) => {
          if (!(error instanceof Unprocessed) || retriesLeft === 0) return;
          const retry = { ...error, attempt: attemptNumber + 1, attempts: RETRIES + 1 };
          await unlessStopped(untilRetry(retry, url.host, limit, world, waiting), waiting);
        },
      });
    } finally {
      leave();
    }
  } catch (error) {
    const final = error instanceof Unprocessed ? error.refusal : error;
    throw final instanceof ProviderError ? redactError(final, [purchase.key]) : final;
  }
}

/** A refusal after which the same request may be sent again. */
class Unprocessed extends Error {
  readonly refusal: ProviderError;
  readonly why: Why;
  /** Milliseconds the server asked for. */
  readonly asked: number | undefined;
  /** Over when anybody may send again. */
  readonly pause: Promise<void> | undefined;

  constructor(refusal: ProviderError, why: Why, asked?: number, pause?: Promise<void>) {
    super(refusal.message);
    this.refusal = refusal;
    this.why = why;
    this.asked = asked;
    this.pause = pause;
  }
}

async function attempt<T>(
  purchase: Purchase<T>,
  url: URL,
  limit: RateLimit,
  departed: Departed,
  world: ProviderWorld,
): Promise<T> {
  await world.beforeSpending();
  let answered = () => {};
  const leave = () => {
    departed();
    answered = toldWhenSlow(world.waiting);
  };
  const received = await exchange(url, purchase.headers, purchase.body, leave, world)
    .catch((failure: unknown) => {
      if (!(failure instanceof ExchangeFailure)) throw failure;
      const outcome = outcomeOf(failure, url.host, world.settings.timeout);
      if (!isPassing(failure)) throw outcome;
      throw new Unprocessed(outcome, { reason: 'network', cause: failure.code ?? failure.reason });
    })
    .finally(() => answered());
  const answer = { ...received, bytes: withoutSecrets(received.bytes, [purchase.key]) };
  if (isSuccess(answer.status)) return purchase.accept(answer);
  if (answer.status >= 300 && answer.status < 400) throw redirected(answer, url);
  const refusal = purchase.explain(answer);
  const { status } = answer;
  if (refusal.kind !== 'rate-limited' && status !== 503) throw refusal;
  const asked = requestedWait(answer.header('retry-after'), world.clock.now());
  // Who is told to come back much later had better hear it now than be held up in silence.
  if (asked !== undefined && asked > MAXIMUM_WAIT) throw refusal;
  if (refusal.kind !== 'rate-limited') throw new Unprocessed(refusal, { reason: 'server', status }, asked);
  const pause = limit.hold(asked ?? RATE_LIMIT_WAIT, world.clock);
  throw new Unprocessed(refusal, { reason: 'rate-limit' }, asked ?? RATE_LIMIT_WAIT, pause);
}

/** Waiting ends with the signal's reason; callers are told in the provider's words. */
export async function unlessStopped<T>(waiting: Promise<T>, signal: AbortSignal): Promise<T> {
  try {
    return await waiting;
  } catch (error) {
    throw signal.aborted && error === signal.reason ? cancelled() : error;
  }
}

/** Following would hand the key to an address nobody configured. */
export function redirected(answer: HttpAnswer, url: URL): ProviderError {
  const location = answer.header('location') ?? '';
  const target = URL.canParse(location, url.href) ? new URL(location, url).host : 'another address';
  return new ProviderError(`${url.host} redirects to ${target}, and redirects are not followed`, {
    kind: 'rejected',
    status: answer.status,
    charged: 'no',
    scope: 'provider',
    hint: `If ${target} is right, name it in base_url.`,
  });
}
