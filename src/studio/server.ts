import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type House, refusalOf } from './admission.ts';
import { broken, get, type Hall, json, post, refused } from './routes.ts';
import type { Studio } from './studio.ts';

/** Milliseconds for the whole of a request, and for its headers. */
const PATIENCE = 10_000;

/** Nothing from elsewhere, no framing, no guessing; pictures may be drawn by the page. */
const HEADERS = {
  'content-security-policy':
    "default-src 'none'; script-src 'self'; style-src 'self'; style-src-attr 'unsafe-inline'; img-src 'self' data:; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cross-origin-resource-policy': 'same-origin',
  'cross-origin-opener-policy': 'same-origin',
};

export interface Served {
  readonly url: string;
  close(): Promise<void>;
}

/** Serves a studio on the loopback address; resolves when it listens. */
export async function serveStudio(studio: Studio, port: number, token: string): Promise<Served> {
  let house: House = { port, token };
  const listening = new Set<ServerResponse>();
  const server = createServer(
    { headersTimeout: PATIENCE, requestTimeout: PATIENCE, connectionsCheckingInterval: 1000 },
    (request, response) => {
      answer(request, response, { studio, house, listening }).catch((error: unknown) =>
        broken(response, error),
      );
    },
  );
  await listen(server, port);
  house = { port: (server.address() as AddressInfo).port, token };
  return {
    url: `http://127.0.0.1:${house.port}`,
    async close() {
      for (const response of listening) response.end();
      server.closeAllConnections();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}

async function answer(request: IncomingMessage, response: ServerResponse, hall: Hall): Promise<void> {
  for (const [name, value] of Object.entries(HEADERS)) response.setHeader(name, value);
  const { method = 'GET', headers } = request;
  const refusal = refusalOf({ method, headers }, hall.house);
  if (refusal) return json(response, refusal.status, refused(refusal.message));
  const { url = '/' } = request;
  // What cannot be read is a page that nobody has.
  const address = new URL(URL.canParse(url, 'http://studio') ? url : '/nothing', 'http://studio');
  return method === 'POST'
    ? post(address.pathname, request, response, hall)
    : get(address, response, hall, method === 'HEAD');
}

async function listen(server: Server, port: number): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', () => {
      server.off('error', reject);
      resolve();
    });
  });
}
