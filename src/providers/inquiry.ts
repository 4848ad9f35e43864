import { endpoint } from './endpoint.ts';
import { ExchangeFailure, exchange, type HttpAnswer, isSuccess } from './exchange.ts';
import { redirected, unlessStopped } from './http.ts';
import { cancelled } from './outcome.ts';
import { ProviderError, type ProviderWorld } from './provider.ts';
import { type Departed, paceTeller, type RateLimit, rateLimitFor } from './rate-limit.ts';
import { redactError } from './redact.ts';
import { MAXIMUM_WAIT, RATE_LIMIT_WAIT, requestedWait, untilRetry, type Why } from './waiting.ts';
import { withoutSecrets } from './without-secrets.ts';

/** A question that costs nothing, however often it is asked. */
export interface Inquiry<T> {
  readonly baseUrl: string;
  /** Path below the base URL, beginning with a slash. */
  readonly route: string;
  /** Lower-case names. */
  readonly headers: { readonly [name: string]: string };
  /** The credential in the headers. */
  readonly key: string;
  /** Makes the result of an answer with status 2xx, or throws a {@link ProviderError}. */
  readonly accept: (answer: HttpAnswer) => T;
  /** Says what any other answer means. */
  readonly explain: (answer: HttpAnswer) => ProviderError;
  /** How often it is asked again after trouble that may pass. */
  readonly retries: number;
}

/** What an inquiry needs of the world. */
export type InquiryWorld = Pick<ProviderWorld, 'settings' | 'environment' | 'clock' | 'signal' | 'waiting'>;

/**
 * Asks at the pace of the key, and again after rate limits, server trouble and lost connections. Rejects with a
 * {@link ProviderError} that says nothing was charged.
 */
export async function inquire<T>(inquiry: Inquiry<T>, world: InquiryWorld): Promise<T> {
  try {
    const url = endpoint(inquiry.baseUrl, inquiry.route);
    const limit = rateLimitFor(url.host, inquiry.key, world.settings.limits);
    const leave = limit.enter();
    const tell = paceTeller(url.host, world.waiting);
    try {
      for (let asked = 1; ; asked += 1) {
        const answer = await unlessStopped(
          limit.run((departed) => attempt(inquiry, url, limit, departed, world), world.signal, tell),
          world.signal,
        );
        if (!(answer instanceof Passing)) return inquiry.accept(answer);
        if (asked > inquiry.retries) throw answer.trouble;
        const retry = { ...answer, attempt: asked + 1, attempts: inquiry.retries + 1 };
        await unlessStopped(untilRetry(retry, url.host, limit, world, world.signal), world.signal);
      }
    } finally {
      leave();
    }
  } catch (error) {
    throw error instanceof ProviderError ? redactError(error, [inquiry.key]) : error;
  }
}

/** Trouble that may pass by itself. */
class Passing {
  readonly trouble: ProviderError;
  readonly why: Why;
  /** Milliseconds the server asked for. */
  readonly asked: number | undefined;
  /** Over when anybody may send again. */
  readonly pause: Promise<void> | undefined;

  constructor(trouble: ProviderError, why: Why, asked?: number, pause?: Promise<void>) {
    this.trouble = trouble;
    this.why = why;
    this.asked = asked;
    this.pause = pause;
  }
}

async function attempt<T>(
  inquiry: Inquiry<T>,
  url: URL,
  limit: RateLimit,
  departed: Departed,
  world: InquiryWorld,
): Promise<HttpAnswer | Passing> {
  let answer: HttpAnswer;
  try {
    const received = await exchange(url, inquiry.headers, undefined, departed, world);
    answer = { ...received, bytes: withoutSecrets(received.bytes, [inquiry.key]) };
  } catch (failure) {
    if (!(failure instanceof ExchangeFailure)) throw failure;
    if (failure.reason === 'stopped') throw cancelled();
    const cause = failure.code ?? failure.reason;
    return new Passing(silent(failure, url.host), { reason: 'network', cause });
  }
  if (isSuccess(answer.status)) return answer;
  if (answer.status >= 300 && answer.status < 400) throw redirected(answer, url);
  const refusal = inquiry.explain(answer);
  if (refusal.kind !== 'rate-limited' && answer.status < 500) throw refusal;
  const asked = requestedWait(answer.header('retry-after'), world.clock.now());
  if (asked !== undefined && asked > MAXIMUM_WAIT) throw refusal;
  const { status } = answer;
  if (refusal.kind !== 'rate-limited') return new Passing(refusal, { reason: 'server', status }, asked);
  const pause = limit.hold(asked ?? RATE_LIMIT_WAIT, world.clock);
  return new Passing(refusal, { reason: 'rate-limit' }, asked ?? RATE_LIMIT_WAIT, pause);
}

function silent(failure: ExchangeFailure, host: string): ProviderError {
  return new ProviderError(`${host} does not answer (${failure.code ?? failure.reason})`, {
    kind: 'unavailable',
    status: failure.status,
    charged: 'no',
    hint: 'Check the network, base_url and HTTPS_PROXY.',
    cause: failure.cause,
  });
}
