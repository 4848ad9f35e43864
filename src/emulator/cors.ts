import type { IncomingMessage, ServerResponse } from 'node:http';

/** Headers of an answer that a page may read beside the few that every page may. */
const EXPOSED = 'seed, finish-reason, x-request-id, retry-after, content-length';

/** The origin as browsers send it, `*` for any, `null` for pages that have none; undefined when it is nothing of these. */
export function readOrigin(text: string): string | undefined {
  if (text === '*' || text === 'null') return text;
  if (!/^[a-z][a-z0-9+.-]*:\/\//i.test(text) || !URL.canParse(text)) return undefined;
  const { protocol, host, pathname, search, hash, username } = new URL(text);
  const bare = host !== '' && /^\/?$/.test(pathname) && `${search}${hash}${username}` === '';
  return bare ? `${protocol}//${host}` : undefined;
}

/** Lets pages of the named origins read what is answered. */
export function allowOrigin(
  { headers: { origin } }: IncomingMessage,
  response: ServerResponse,
  origins: readonly string[],
): void {
  if (origins.length === 0) return;
  response.setHeader('vary', 'origin');
  if (origin === undefined || !isAllowed(origin, origins)) return;
  response.setHeader('access-control-allow-origin', origin);
  response.setHeader('access-control-expose-headers', EXPOSED);
}

function isAllowed(origin: string, origins: readonly string[]): boolean {
  return origins.includes('*') || origins.includes(origin);
}

/** True for the question that a browser asks before it sends a request of a page. */
export function isPreflight({ method, headers }: IncomingMessage): boolean {
  return (
    method === 'OPTIONS' &&
    headers.origin !== undefined &&
    headers['access-control-request-method'] !== undefined
  );
}

/** Answers that question; what the origin may read has been said by {@link allowOrigin}. */
export function answerPreflight({ headers }: IncomingMessage, response: ServerResponse): void {
  if (!response.hasHeader('access-control-allow-origin')) return void response.writeHead(403).end();
  const asked = headers['access-control-request-headers'];
  response.writeHead(204, {
    'access-control-allow-methods': 'GET, POST',
    ...(asked === undefined ? {} : { 'access-control-allow-headers': asked }),
    // A page of the web that asks a server of this machine is asked for twice.
    ...(headers['access-control-request-private-network'] === 'true'
      ? { 'access-control-allow-private-network': 'true' }
      : {}),
    'access-control-max-age': '600',
  });
  response.end();
}
