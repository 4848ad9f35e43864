import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { isPublished, type SentFields, type SentFile } from './stability-contract.ts';
import { type Fault, GATEWAY_PAGE, type Prepared, write } from './stability-fault.ts';
import { type Refusal, refusals } from './stability-refusal.ts';
import { answerForm, answerTextToImage, type Drawn, type Service } from './stability-service.ts';

export interface StabilityServerOptions {
  /** Accepted keys and the credits of their accounts; `sk-test` with 1000 unless told otherwise. */
  readonly credits?: { readonly [key: string]: number };
  /** Arrivals allowed in a window, and how long the server then refuses, in milliseconds. */
  readonly limit?: { readonly requests: number; readonly per: number; readonly penalty: number };
  /** Words in a prompt that moderation refuses. */
  readonly moderated?: readonly string[];
  /** Milliseconds that every picture takes. */
  readonly latency?: number;
  /** Told of each step of a request; the server goes on when the promise resolves, so that a test can hold it. */
  readonly observe?: (moment: Moment, entry: JournalEntry) => void | Promise<void>;
}

/** Its body was read; its picture was made and charged; its answer was handed to the network. */
export type Moment = 'arrived' | 'charged' | 'answered';

/** What the server remembers of one request. */
export interface JournalEntry {
  readonly method: string;
  readonly path: string;
  readonly headers: { readonly [name: string]: string };
  /** Text fields of a form as they were sent, or the members of a JSON body. */
  fields: SentFields;
  files: { readonly [name: string]: SentFile };
  readonly key: string | undefined;
  /** Absent when the request was never answered. */
  status: number | undefined;
  /** Credits, taken when the picture was ready to be sent. */
  charged: number;
  /** Milliseconds since 1970. */
  readonly at: number;
  /** True when the whole answer was handed to the network. */
  answered: boolean;
}

export interface StabilityServer {
  readonly url: string;
  readonly journal: readonly JournalEntry[];
  /** Credits left in the account of a key. */
  balance(key?: string): number;
  /** Lets the next requests go wrong, in the order of the calls. */
  fault(fault: Fault, times?: number): void;
  close(): Promise<void>;
}

const LIMIT = { requests: 150, per: 10_000, penalty: 60_000 };
const BODY_LIMIT = 10 * 1024 * 1024;

/** A local server that speaks the Stability API and holds requests to the published documents. */
export async function startStabilityServer(options: StabilityServerOptions = {}): Promise<StabilityServer> {
  const journal: JournalEntry[] = [];
  const faults: Fault[] = [];
  const service: Service = {
    credits: new Map(Object.entries(options.credits ?? { 'sk-test': 1000 })),
    moderated: options.moderated ?? ['forbidden'],
  };
  const limited = rateLimiter(options.limit ?? LIMIT);

  const server = createServer((request, response) => {
    serve(request, response).catch((error) => {
      if (!response.headersSent) response.writeHead(599).end(String(error));
      else response.destroy();
      if (!request.destroyed) console.error(error);
    });
  });

  async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const path = new URL(request.url ?? '/', 'http://loopback').pathname;
    const entry = begin(request, path);
    journal.push(entry);
    const fault = faults.shift();
    if (fault?.kind === 'reset') return void request.socket.resetAndDestroy();
    response.on('finish', () => {
      entry.status = response.statusCode;
      entry.answered = true;
      void options.observe?.('answered', entry);
    });
    const body = await read(request);
    await record(entry, request, body);
    await options.observe?.('arrived', entry);
    const words = refusals(path.startsWith('/v1/') ? 'v1' : 'v2beta');

    if (fault?.kind === 'answer') return write(response, plain(fault));
    if (fault?.kind === 'gateway-page') {
      const { status = 502 } = fault;
      return write(response, plain({ status, body: GATEWAY_PAGE, headers: { 'content-type': 'text/html' } }));
    }
    const { requests, per, penalty } = options.limit ?? LIMIT;
    if (fault?.kind === 'rate-limited') {
      return write(response, refusal(words.rateLimited(requests, per, penalty, fault.retryAfter)));
    }
    if (limited(entry.at)) return write(response, refusal(words.rateLimited(requests, per, penalty)));
    if (path === '/v1/user/balance') return write(response, balance(entry));
    if (request.method !== 'POST') return write(response, refusal(words.notFound()));
    if (body.byteLength > BODY_LIMIT) return write(response, refusal(words.tooLarge()));

    const engine = /^\/v1\/generation\/([^/]+)\/text-to-image$/.exec(path)?.[1];
    let drawn: Drawn | Refusal;
    if (engine !== undefined) drawn = await answerTextToImage(engine, entry, service, words, fault);
    else if (isPublished(path)) drawn = await answerForm(path, entry, service, words, fault);
    else drawn = words.notFound();
    if ('body' in drawn) return write(response, refusal(drawn));

    await sleep((options.latency ?? 0) + (fault?.kind === 'slow' ? fault.milliseconds : 0));
    // A vendor bills when the picture is ready, whether or not it reaches anybody.
    charge(entry, drawn.credits);
    await options.observe?.('charged', entry);
    if (fault?.kind !== 'hang') await write(response, drawn.prepared, fault);
  }

  function charge(entry: JournalEntry, credits: number): void {
    entry.charged = credits;
    const key = entry.key ?? '';
    service.credits.set(key, (service.credits.get(key) ?? 0) - credits);
  }

  function balance(entry: JournalEntry): Prepared {
    const credits = service.credits.get(entry.key ?? '');
    const words = refusals('v1');
    if (entry.key === undefined) return refusal(words.noKey());
    if (credits === undefined) return refusal(words.wrongKey(entry.key));
    return plain({ status: 200, body: { credits } });
  }

  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    journal,
    balance: (key = 'sk-test') => service.credits.get(key) ?? 0,
    fault: (fault, times = 1) => void faults.push(...Array<Fault>(times).fill(fault)),
    close: () =>
      new Promise((resolve, reject) => {
        server.close((error) => (error === undefined ? resolve() : reject(error)));
        server.closeAllConnections();
      }),
  };
}

function begin(request: IncomingMessage, path: string): JournalEntry {
  const headers = Object.fromEntries(
    Object.entries(request.headers).map(([name, value]) => [name, String(value)]),
  );
  // Both spellings are in use: with the scheme and without.
  const key = headers.authorization?.replace(/^Bearer\s+/i, '').trim() || undefined;
  const method = request.method ?? '';
  const nothing = { fields: {}, files: {}, status: undefined, charged: 0, answered: false };
  return { method, path, headers, key, at: Date.now(), ...nothing };
}

async function read(request: IncomingMessage): Promise<Uint8Array<ArrayBuffer>> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of request) chunks.push(chunk);
  return new Uint8Array(Buffer.concat(chunks));
}

async function record(entry: JournalEntry, { headers }: IncomingMessage, body: Uint8Array<ArrayBuffer>) {
  const type = headers['content-type'] ?? '';
  if (type.startsWith('application/json')) {
    entry.fields = JSON.parse(Buffer.from(body).toString('utf8'));
  } else if (type.startsWith('multipart/form-data')) {
    const form = await new Response(body, { headers: { 'content-type': type } }).formData();
    const fields: { [name: string]: string } = {};
    const files: { [name: string]: SentFile } = {};
    for (const [name, value] of form) {
      if (typeof value === 'string') fields[name] = value;
      else {
        const bytes = new Uint8Array(await value.arrayBuffer());
        files[name] = { name: value.name, mediaType: value.type, bytes };
      }
    }
    Object.assign(entry, { fields, files });
  }
}

function plain({
  status,
  body = '',
  headers = {},
}: Omit<Extract<Fault, { kind: 'answer' }>, 'kind'>): Prepared {
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  const type: { [name: string]: string } =
    typeof body === 'string' ? {} : { 'content-type': 'application/json' };
  return { status, headers: { ...type, ...headers }, body: Buffer.from(text) };
}

function refusal({ status, body, headers }: Refusal): Prepared {
  return plain({ status, body, headers });
}

/** A sliding window over arrivals; whoever exceeds it is refused for a while, without the refusals counting. */
function rateLimiter({ requests, per, penalty }: NonNullable<StabilityServerOptions['limit']>) {
  let arrivals: number[] = [];
  let refusedUntil = 0;
  return (now: number): boolean => {
    if (now < refusedUntil) return true;
    arrivals = arrivals.filter((at) => at > now - per);
    arrivals.push(now);
    if (arrivals.length <= requests) return false;
    refusedUntil = now + penalty;
    arrivals = [];
    return true;
  };
}
