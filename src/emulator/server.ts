import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type Answer, json } from './answer.ts';
import { answerControl, isControl } from './control.ts';
import { allowOrigin, answerPreflight, isPreflight } from './cors.ts';
import { carryOut } from './desk.ts';
import { FAULT_HEADER, FAULT_NAMES, type Fault, parseFault } from './faults.ts';
import type { JournalEntry } from './journal.ts';
import { wantsBarePicture } from './pictures.ts';
import { newId, refusals, type Version } from './refusals.ts';
import { answerResult, resultId } from './results.ts';
import { routeOf } from './route.ts';
import { parseBody, readBody } from './sent.ts';
import type { State } from './state.ts';
import { answerUser } from './user.ts';
import { engineOf, readEngineRequest } from './v1.ts';
import { isRoute, readForm } from './v2beta.ts';
import { write } from './write.ts';

const GATEWAY_PAGE =
  '<html>\r\n<head><title>502 Bad Gateway</title></head>\r\n<body>\r\n<center><h1>502 Bad Gateway</h1></center>\r\n<hr><center>cloudflare</center>\r\n</body>\r\n</html>\r\n';

/** Milliseconds between two looks at slow connections. */
const CHECKS = 500;

/** Listens for requests; resolves when it does. */
export async function listen(state: State): Promise<{ readonly server: Server; readonly url: string }> {
  const { host, port, patience } = state.settings;
  const server = createServer(
    // Whoever sends slowly, or nothing, is not waited for.
    {
      headersTimeout: patience.headers,
      requestTimeout: patience.request,
      connectionsCheckingInterval: CHECKS,
      maxHeaderSize: 16_384,
    },
    (request, response) => {
      serve(request, response, state).catch((error: unknown) => fail(response, error));
    },
  );
  server.maxConnections = 1000;
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => {
      server.off('error', reject);
      resolve();
    });
  });
  const { address, port: given, family } = server.address() as AddressInfo;
  return { server, url: `http://${family === 'IPv6' ? `[${address}]` : address}:${given}` };
}

/** A fault of the emulator's own: told as such, so that nobody takes it for the API's. */
function fail(response: ServerResponse, error: unknown): void {
  if (response.headersSent || response.destroyed) return void response.destroy();
  const message = error instanceof Error ? error.message : String(error);
  response.writeHead(500, { 'content-type': 'application/json', 'x-emulator-bug': '1' });
  response.end(JSON.stringify({ errors: [message], id: newId(), name: 'emulator_bug', message }));
}

async function serve(request: IncomingMessage, response: ServerResponse, state: State): Promise<void> {
  const path = pathOf(request);
  if (isControl(path)) return write(response, await answerControl(path, request, state));
  const { cors } = state.settings;
  allowOrigin(request, response, cors);
  if (cors.length > 0 && isPreflight(request)) return answerPreflight(request, response);
  const route = routeOf(path);
  const entry = state.journal.add({
    at: state.now(),
    method: request.method ?? '',
    path,
    headers: Object.fromEntries(
      Object.entries(request.headers).map(([name, value]) => [name, String(value)]),
    ),
    key: keyOf(request),
  });
  const began = performance.now();
  response.on('finish', () => {
    entry.status = response.statusCode;
    entry.answered = true;
    entry.duration = Math.round(performance.now() - began);
    void state.settings.observe('answered', entry);
  });
  const named = request.headers[FAULT_HEADER];
  const fault = named === undefined ? state.faults.next(path) : parseFault(String(named));
  entry.fault = fault?.kind;
  if (fault?.kind === 'reset') return void request.socket.resetAndDestroy();
  if (named !== undefined && fault === undefined) {
    request.resume();
    const error = `${FAULT_HEADER}: "${named}" is not one of ${FAULT_NAMES.join(', ')}`;
    return write(response, json(400, { error }, { connection: 'close' }));
  }
  const answer = await answerApi(request, entry, state, fault);
  if (fault?.kind === 'hang') return;
  const { headers, ...rest } = answer;
  const identity: { [name: string]: string } = {};
  if (route.startsWith('/v2beta/') && fault?.kind !== 'without-metadata' && fault?.kind !== 'answer') {
    entry.requestId = newId();
    identity['x-request-id'] = entry.requestId;
  }
  await write(response, { ...rest, headers: { ...identity, ...headers } }, fault);
}

/** Any request to the API itself. */
async function answerApi(
  request: IncomingMessage,
  entry: JournalEntry,
  state: State,
  fault: Fault | undefined,
): Promise<Answer> {
  const { method } = entry;
  const path = routeOf(entry.path);
  const { settings } = state;
  const words = refusals(versionOf(path));
  const body = await readBody(request);
  const sent = await parseBody(entry.headers['content-type'] ?? '', body ?? new Uint8Array());
  state.journal.record(entry, sent, body?.byteLength ?? 0);
  await settings.observe('arrived', entry);
  state.jobs.settle(state.now());

  const failure = failureOf(fault, entry, state);
  if (failure !== undefined) return failure;
  if (state.limiter.exceeded(entry.key ?? '', entry.at)) return words.rateLimited(settings.limit);
  if (method === 'GET') {
    const id = resultId(path);
    if (id !== undefined) return answerResult(id, entry, state, fault);
    return answerUser(path, entry, state) ?? words.unknownRoute();
  }
  const engine = engineOf(path);
  if (method !== 'POST' || (engine === undefined && !isRoute(path))) return words.unknownRoute();
  if (body === undefined) return { ...words.tooLarge() };
  const order =
    engine === undefined
      ? await readForm(path, sent, settings.unknownFields)
      : await readEngineRequest({
          ...engine,
          sent,
          bare: wantsBarePicture(entry.headers.accept),
          withdrawnEngines: settings.withdrawnEngines,
        });
  return 'status' in order ? order : carryOut(order, entry, state, fault);
}

/** The answer of a fault that is instead of looking at the request. */
function failureOf(fault: Fault | undefined, entry: JournalEntry, { settings }: State): Answer | undefined {
  const words = refusals(versionOf(entry.path));
  switch (fault?.kind) {
    case 'refuse':
      return refusalOf(fault.status, fault.name, entry);
    case 'answer': {
      const { status, body = '', headers = {} } = fault;
      if (typeof body !== 'string') return json(status, body, headers);
      return { status, headers, body: Buffer.from(body) };
    }
    case 'rate-limited': {
      const answer = words.rateLimited(settings.limit);
      const { retryAfter } = fault;
      return retryAfter === undefined
        ? answer
        : { ...answer, headers: { ...answer.headers, 'retry-after': retryAfter } };
    }
    case 'gateway-page': {
      const { status = 502 } = fault;
      const names: { readonly [status: number]: string } = {
        503: 'Service Temporarily Unavailable',
        504: 'Gateway Time-out',
      };
      const page = GATEWAY_PAGE.replaceAll('502 Bad Gateway', `${status} ${names[status] ?? 'Bad Gateway'}`);
      return { status, headers: { 'content-type': 'text/html' }, body: Buffer.from(page) };
    }
    default:
      return undefined;
  }
}

function refusalOf(status: number, name: string | undefined, { path: sent, key }: JournalEntry): Answer {
  const path = routeOf(sent);
  const version = versionOf(path);
  const words = refusals(version);
  const answers: { readonly [status: number]: () => Answer } = {
    400: () => words.badRequest([version === 'v1' ? 'some-field: is required' : 'some-field: required']),
    401: () => words.wrongKey(key ?? ''),
    402: () => words.noCredits(3, 0),
    403: () => (name === 'permission_denied' ? words.notAllowed() : words.flagged()),
    404: () => (resultId(path) === undefined ? words.unknownRoute() : words.noGeneration()),
    413: () => words.tooLarge(),
    422: () => (name === 'public_figure' ? words.publicFigure() : words.notEnglish()),
  };
  return answers[status]?.() ?? words.broken();
}

function versionOf(path: string): Version {
  return path.startsWith('/v1/') ? 'v1' : 'v2beta';
}

/** The path alone; whatever cannot be read is a route nobody has. */
function pathOf({ url = '/' }: IncomingMessage): string {
  return URL.canParse(url, 'http://emulator') ? new URL(url, 'http://emulator').pathname : '/?';
}

/** Both spellings are in use: with the scheme and without. */
function keyOf({ headers }: IncomingMessage): string | undefined {
  return headers.authorization?.replace(/^Bearer\s+/i, '').trim() || undefined;
}
