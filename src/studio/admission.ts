import { timingSafeEqual } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';

/** The part of a request that decides whether it is let in. */
export interface Visitor {
  readonly method: string;
  readonly headers: IncomingHttpHeaders;
}

export interface House {
  readonly port: number;
  /** What was printed when the studio was opened. */
  readonly token: string;
}

export interface Refusal {
  readonly status: 403 | 405 | 415;
  readonly message: string;
}

/** The header that carries the token. A page of another origin cannot set it without asking, and is told no. */
export const TOKEN_HEADER = 'x-imagebuild-token';

/**
 * Whether a request may pass. Reading asks that it was really meant for this address: a foreign name that has been
 * made to lead here (DNS rebinding) gives itself away by the Host header. Whatever changes anything must also come
 * from our own page or from no page at all, and know the token.
 */
export function refusalOf({ method, headers }: Visitor, house: House): Refusal | undefined {
  const names = [`127.0.0.1:${house.port}`, `localhost:${house.port}`, `[::1]:${house.port}`];
  if (!names.includes(headers.host ?? ''))
    return { status: 403, message: 'the studio answers only under its own address' };
  if (method === 'GET' || method === 'HEAD')
    return fromElsewhere(headers, names)
      ? { status: 403, message: 'not for pages of other sites' }
      : undefined;
  if (method !== 'POST') return { status: 405, message: 'only GET and POST are known here' };
  if (headers.origin !== undefined && !names.includes(headers.origin.replace(/^http:\/\//, '')))
    return { status: 403, message: 'not for pages of other sites' };
  if (fromElsewhere(headers, names)) return { status: 403, message: 'not for pages of other sites' };
  if (headers['content-type']?.split(';')[0]?.trim() !== 'application/json')
    return { status: 415, message: 'requests are written in JSON' };
  return sameText(String(headers[TOKEN_HEADER] ?? ''), house.token)
    ? undefined
    : {
        status: 403,
        message: 'this needs the token: open the address that `imagebuild studio` has printed',
      };
}

/** Browsers say of themselves where a request begins; typing an address is `none`. */
function fromElsewhere(headers: IncomingHttpHeaders, names: readonly string[]): boolean {
  const site = headers['sec-fetch-site'];
  const navigation = headers['sec-fetch-mode'] === 'navigate';
  if (site === 'cross-site' || site === 'same-site') return !navigation;
  return headers.origin !== undefined && !names.some((name) => headers.origin === `http://${name}`);
}

function sameText(one: string, other: string): boolean {
  const [left, right] = [Buffer.from(one), Buffer.from(other)];
  return left.length === right.length && timingSafeEqual(left, right);
}
