import type { ServerResponse } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';

/** Something that goes wrong with a request. */
export type Fault =
  /** Answers with this instead of looking at the request. */
  | {
      readonly kind: 'answer';
      readonly status: number;
      readonly body?: string | object;
      readonly headers?: { readonly [name: string]: string };
    }
  | { readonly kind: 'rate-limited'; readonly retryAfter?: string }
  /** The page of a gateway whose server did not answer. */
  | { readonly kind: 'gateway-page'; readonly status?: number }
  /** Takes the request, makes and charges the picture, and never answers. */
  | { readonly kind: 'hang' }
  | { readonly kind: 'slow'; readonly milliseconds: number }
  /** Loses the connection after the picture was made and charged. */
  | { readonly kind: 'cut'; readonly at: 'before-headers' | 'after-headers' | 'mid-body' }
  /** Resets the connection without reading the request. */
  | { readonly kind: 'reset' }
  /** Half of a picture in a complete answer. */
  | { readonly kind: 'truncated-picture' }
  | { readonly kind: 'content-type'; readonly type: string }
  /** Another picture format than the content type says. */
  | { readonly kind: 'other-format' }
  | { readonly kind: 'filtered' }
  /** A finish reason of the server's choice. */
  | { readonly kind: 'finish'; readonly reason: string }
  /** Begins an answer and keeps sending for ever. */
  | { readonly kind: 'endless' }
  | { readonly kind: 'without-metadata' };

export const GATEWAY_PAGE = '<html><head><title>502 Bad Gateway</title></head><body>nginx</body></html>';

/** What is written when everything went well. */
export interface Prepared {
  readonly status: number;
  readonly headers: { readonly [name: string]: string };
  readonly body: Uint8Array;
}

/** Writes an answer, in the way the fault wants. */
export async function write(response: ServerResponse, prepared: Prepared, fault?: Fault): Promise<void> {
  const { status, body } = prepared;
  const headers = { ...prepared.headers, 'content-length': String(body.byteLength) };
  if (fault?.kind === 'cut' && fault.at === 'before-headers') {
    response.destroy();
  } else if (fault?.kind === 'cut') {
    response.writeHead(status, headers);
    response.flushHeaders();
    if (fault.at === 'mid-body') response.write(body.subarray(0, body.byteLength / 2));
    // What was written has to leave before the connection goes.
    await sleep(20);
    response.destroy();
  } else if (fault?.kind === 'endless') {
    const { 'content-length': _, ...open } = headers;
    response.writeHead(status, open);
    const megabyte = Buffer.alloc(1024 * 1024);
    while (!response.destroyed) {
      response.write(megabyte);
      await sleep(0);
    }
  } else {
    response.writeHead(status, headers).end(body);
  }
}
