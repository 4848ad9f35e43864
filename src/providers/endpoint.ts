import { isIPv4 } from 'node:net';
import { ProviderError } from './provider.ts';

/** The address of one route below a base URL, which may have a path of its own. */
export function endpoint(baseUrl: string, route: string): URL {
  const url = URL.canParse(baseUrl) ? new URL(baseUrl) : undefined;
  if (url === undefined || !['http:', 'https:'].includes(url.protocol)) {
    throw unusable(`the base URL "${baseUrl}" is not an http or https address`);
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

/** True when requests to this address cannot leave the machine. */
export function isLoopback({ hostname }: URL): boolean {
  if (isIPv4(hostname)) return hostname.startsWith('127.');
  return hostname === 'localhost' || hostname === '[::1]';
}

function unusable(
  message: string,
  hint = 'Check base_url and the host variable in the environment.',
): ProviderError {
  return new ProviderError(message, { kind: 'rejected', charged: 'no', hint });
}
