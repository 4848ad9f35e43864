import type { IncomingMessage } from 'node:http';
import { isIP } from 'node:net';
import { available, masked } from './accounts.ts';
import { type Answer, json } from './answer.ts';
import { durationOf, FAULT_NAMES, parseFault } from './faults.ts';
import { publicEntry } from './journal.ts';
import { page } from './page.ts';
import { parseBody, readBody } from './sent.ts';
import type { State } from './state.ts';
import { thumbnail } from './thumbnail.ts';

const ROOT = '/_emulator/';

/** True for the emulator's own pages, which no API has. */
export function isControl(path: string): boolean {
  return path === '/' || path === '/favicon.ico' || path.startsWith(ROOT);
}

/** Answers for the emulator itself: its page, what it remembers, and its levers. */
export async function answerControl(path: string, request: IncomingMessage, state: State): Promise<Answer> {
  const stranger = strangerProblem(request, state);
  if (stranger !== undefined) {
    request.resume();
    return problem(403, stranger);
  }
  const method = request.method ?? 'GET';
  const { host = '' } = request.headers;
  if (path === '/') return method === 'GET' ? page(state, `http://${host}`) : problem(405, 'GET only');
  const name = path.slice(ROOT.length);
  const picture = /^journal\/(\d+)\/picture$/.exec(name)?.[1];
  if (picture !== undefined && method === 'GET') return pictureOf(Number(picture), state);
  const body = await readBody(request);
  const { fields, kind } = await parseBody(
    'application/json',
    body?.length ? body : new Uint8Array(Buffer.from('{}')),
  );
  if (kind === 'unreadable') return problem(400, 'the body is not a JSON object');
  const handle = HANDLERS[`${method} ${name}`];
  return handle === undefined ? problem(404, `there is no ${method} ${path}`) : handle(fields, state);
}

type Fields = { readonly [name: string]: unknown };

const HANDLERS: { readonly [route: string]: (fields: Fields, state: State) => Answer } = {
  'GET journal': (_, { journal }) => json(200, { entries: journal.entries.map(publicEntry) }),
  'DELETE journal': (_, { journal }) => {
    journal.clear();
    return json(200, {});
  },
  'GET accounts': (_, state) => {
    state.jobs.settle(state.now());
    return json(200, { accounts: publicAccounts(state) });
  },
  'POST accounts': ({ key, credits }, state) => {
    if (typeof key !== 'string' || !/^[\x21-\x7e]{1,200}$/.test(key))
      return problem(400, 'key: must be a key');
    if (typeof credits !== 'number' || !(credits >= 0 && credits <= 1e9))
      return problem(400, 'credits: must be a number of credits');
    state.accounts.open(key, credits);
    return json(200, { accounts: publicAccounts(state) });
  },
  'GET faults': (_, { faults }) => json(200, { faults: faults.waiting(), known: FAULT_NAMES }),
  'POST faults': ({ fault: text, times = 1, path }, { faults }) => {
    const fault = typeof text === 'string' ? parseFault(text) : undefined;
    if (fault === undefined) return problem(400, `fault: must be one of ${FAULT_NAMES.join(', ')}`);
    if (typeof times !== 'number' || !Number.isInteger(times) || times < 1)
      return problem(400, 'times: must be a whole number above 0');
    if (path !== undefined && typeof path !== 'string') return problem(400, 'path: must be a string');
    faults.plan(fault, times, path);
    return json(200, { faults: faults.waiting() });
  },
  'DELETE faults': (_, { faults }) => {
    faults.clear();
    return json(200, {});
  },
  'GET clock': (_, state) => json(200, { now: state.now() }),
  'POST clock': ({ advance }, state) => {
    const milliseconds = typeof advance === 'number' ? advance : durationOf(String(advance));
    if (milliseconds === undefined || !(milliseconds >= 0))
      return problem(400, 'advance: must be a duration, as in "24h"');
    state.advance(milliseconds);
    return json(200, { now: state.now() });
  },
  'POST reset': (_, state) => {
    state.reset();
    return json(200, {});
  },
};

function publicAccounts({ accounts }: State) {
  return accounts.all().map((account) => ({
    key: masked(account.key),
    organization: account.organization,
    credits: account.credits,
    available: available(account),
  }));
}

async function pictureOf(number: number, { journal }: State): Promise<Answer> {
  const entry = journal.entries.find((candidate) => candidate.number === number);
  const bytes = entry?.picture === undefined ? undefined : await thumbnail(entry.picture);
  if (bytes === undefined) return problem(404, 'the picture is not kept any more');
  return {
    status: 200,
    headers: {
      'content-type': 'image/webp',
      'cache-control': 'private, max-age=3600',
      'x-content-type-options': 'nosniff',
    },
    body: bytes,
  };
}

function problem(status: number, error: string): Answer {
  return json(status, { error });
}

/**
 * A page on the web could reach this server under a name of its own (DNS rebinding), or send it a form. Only
 * addresses, `localhost` and the name the server was told to have are answered, and only pages of its own may write.
 */
function strangerProblem({ headers, method }: IncomingMessage, { settings }: State): string | undefined {
  const { host = '', origin } = headers;
  const name = host
    .replace(/:\d+$/, '')
    .replace(/^\[|\]$/g, '')
    .toLowerCase();
  if (isIP(name) === 0 && name !== 'localhost' && name !== settings.host.toLowerCase())
    return 'the Host header names a host this emulator does not have';
  if (method !== 'GET' && origin !== undefined && origin !== `http://${host}`)
    return 'the request comes from a page of another host';
  return undefined;
}
