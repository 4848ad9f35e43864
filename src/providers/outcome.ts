import { unreachable } from '../core/unreachable.ts';
import type { ExchangeFailure } from './exchange.ts';
import { ProviderError, type ProviderErrorKind } from './provider.ts';

/** Failures to connect that may pass by themselves. A bad certificate is not one of them. */
const PASSING = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENOTFOUND',
  'ETIMEDOUT',
  'UND_ERR_CONNECT_TIMEOUT',
  'UND_ERR_SOCKET',
]);

/** True when nothing was sent and the next attempt may get through. */
export function isPassing(failure: ExchangeFailure): boolean {
  return !failure.sent && failure.reason === 'connection' && PASSING.has(failure.code ?? '');
}

/** What a request without a complete answer means for the money. */
export function outcomeOf(failure: ExchangeFailure, host: string, timeout: number): ProviderError {
  const seconds = Math.round(timeout / 100) / 10;
  if (!failure.sent) return notSent(failure, host, seconds);
  switch (failure.reason) {
    case 'too-large':
      return new ProviderError(`the answer of ${host} is larger than 64 MiB`, {
        ...{ kind: 'bad-answer', charged: 'yes', status: failure.status },
        hint: 'Report this to the vendor. It is bought again only with --retry-unknown or --force.',
      });
    case 'stopped':
      return unknown(`stopped while ${host} was working`, failure);
    case 'timed-out':
      return unknown(`${host} did not answer completely within ${seconds} s`, failure);
    case 'connection':
      return unknown(`the connection to ${host} was lost before the answer was complete`, failure);
    default:
      return unreachable(failure.reason);
  }
}

function notSent(failure: ExchangeFailure, host: string, seconds: number): ProviderError {
  if (failure.reason === 'stopped') return cancelled();
  if (failure.reason === 'timed-out') {
    return free('unavailable', `could not connect to ${host} within ${seconds} s`, failure);
  }
  if (failure.code === 'UND_ERR_INVALID_ARG') {
    return free('rejected', `the request cannot be sent: ${failure.message}`, failure);
  }
  return free('unavailable', `could not connect to ${host} (${failure.code ?? failure.message})`, failure);
}

/** The user stopped the build before anything was sent. */
export function cancelled(): ProviderError {
  return new ProviderError('stopped before the request was sent', { kind: 'cancelled', charged: 'no' });
}

function free(kind: ProviderErrorKind, message: string, failure: ExchangeFailure): ProviderError {
  if (kind === 'rejected') return new ProviderError(message, { kind, charged: 'no', cause: failure.cause });
  const hint = 'Check the network, base_url and HTTPS_PROXY.';
  return new ProviderError(message, { kind, charged: 'no', scope: 'provider', hint, cause: failure.cause });
}

function unknown(message: string, failure: ExchangeFailure): ProviderError {
  return new ProviderError(message, {
    kind: 'outcome-unknown',
    status: failure.status,
    charged: 'unknown',
    hint: 'The picture may have been charged. Look at the account, then build with --retry-unknown.',
    cause: failure.cause,
  });
}
