import { isLoopback } from '../core/loopback.ts';
import { ProviderError } from './provider.ts';

/** The address of one route below a base URL, which may have a path of its own. */
export function endpoint(baseUrl: string, route: string): URL {
  const url = URL.canParse(baseUrl) ? new URL(baseUrl) : undefined;
  if (url === undefined || !['http:', 'https:'].includes(url.protocol)) {
    // Before the at sign may stand a password, also where the rest is no address.
    throw unusable(`the base URL "${baseUrl.replace(/^.*@/s, '…@')}" is not an http or https address`);
  }
  if (url.username !== '' || url.password !== '') {
    throw unusable(`the base URL for ${url.host} must not hold a user name or password`);
  }
  if (url.protocol === 'http:' && !isLoopback(url)) {
    throw unusable(`the base URL http://${url.host} would send the key unencrypted`, 'Use https.');
  }
  url.pathname = url.pathname.replace(/\/+$/, '') + route;
  url.search = '';
  url.hash = '';
  return url;
}

function unusable(
  message: string,
  hint = 'Check base_url and the host variable in the environment.',
): ProviderError {
  return new ProviderError(message, { kind: 'rejected', charged: 'no', scope: 'provider', hint });
}
