import { readFile } from 'node:fs/promises';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { problem } from '../core/diagnostic.ts';
import { findOutput } from '../site/index.ts';
import type { House } from './admission.ts';
import { pageHtml } from './page-html.ts';
import { PREVIEW_WIDTHS } from './pictures.ts';
import type { Answer, Message } from './shapes.ts';
import type { Studio } from './studio.ts';

/** Bytes of a request: prompts are long, but not that long. */
const BODY_LIMIT = 256 * 1024;
/** Milliseconds between signs of life to those who listen. */
const HEARTBEAT = 15_000;
/** Bytes that are kept for somebody who does not take them. */
const UNHEARD = 4 * 1024 * 1024;
/** Pages that may listen at once. */
const LISTENERS = 100;

const ASSETS: { readonly [path: string]: { readonly file: string; readonly type: string } } = {
  '/studio.js': { file: 'studio.js', type: 'text/javascript; charset=utf-8' },
  '/studio.css': { file: 'studio.css', type: 'text/css; charset=utf-8' },
  '/icon.svg': { file: 'icon.svg', type: 'image/svg+xml' },
};

/** Types of what is served as a file; a browser guesses none. */
const TYPES: { readonly [ending: string]: string } = {
  png: 'image/png',
  jpg: 'image/jpeg',
  jpeg: 'image/jpeg',
  webp: 'image/webp',
  avif: 'image/avif',
  gif: 'image/gif',
  tiff: 'image/tiff',
  tif: 'image/tiff',
  svg: 'image/svg+xml',
  ico: 'image/x-icon',
  jxl: 'image/jxl',
};

const PICTURE_POLICY = "sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src data:";

/** Where the page's own files are, beside this module. */
export const PAGE_FOLDER = fileURLToPath(new URL('../studio/page/', import.meta.url));

/** What requests are answered from. */
export interface Hall {
  readonly studio: Studio;
  readonly house: House;
  readonly listening: Set<ServerResponse>;
}

export async function get(address: URL, response: ServerResponse, hall: Hall, bare: boolean): Promise<void> {
  const { studio } = hall;
  const path = address.pathname;
  const asset = ASSETS[path];
  if (path === '/') return send(response, 'text/html; charset=utf-8', Buffer.from(pageHtml()), 'no-store');
  if (asset) return send(response, asset.type, await readFile(join(PAGE_FOLDER, asset.file)), 'no-cache');
  if (path === '/events') return bare ? void response.end() : listenTo(response, hall);
  if (path === '/api/board') return json(response, 200, studio.board());
  if (path === '/api/events') return json(response, 200, studio.events());
  if (path === '/api/workbench') return json(response, 200, studio.workbench());
  const [, kind, rest = ''] =
    /^\/(api\/targets|api\/compare|pictures|differences|files)\/(.+)$/.exec(path) ?? [];
  const words = rest.split('/').map(decoded);
  if (kind === 'api/targets') {
    const dossier = await studio.dossier(words.join('/'));
    return dossier ? json(response, 200, dossier) : missing(response);
  }
  if (kind === 'files') return sendFile(words.join('/'), response, studio);
  const digests = words.map((word) => (/^[0-9a-f]{64}$/.test(word) ? `sha256:${word}` : undefined));
  const [one, other] = digests;
  const { pictures } = studio;
  if (pictures === undefined || one === undefined) return missing(response);
  const width = widthOf(address);
  if (kind === 'pictures') {
    if (width === undefined) {
      const master = await pictures.master(one);
      return master
        ? sendPicture(response, TYPES[master.format] ?? '', master.bytes, FOREVER)
        : missing(response);
    }
    const preview = await pictures.preview(one, width);
    return preview ? sendPicture(response, 'image/webp', preview, FOREVER) : missing(response);
  }
  if (other === undefined) return missing(response);
  if (kind === 'api/compare') {
    const difference = await pictures.compare(one, other);
    return difference ? json(response, 200, difference) : missing(response);
  }
  const map = await pictures.heatMap(one, other, width ?? 1280);
  return map ? sendPicture(response, 'image/png', map, FOREVER) : missing(response);
}

/** What is addressed by its digest never changes. */
const FOREVER = 'private, max-age=31536000, immutable';

export async function post(
  path: string,
  request: IncomingMessage,
  response: ServerResponse,
  { studio }: Hall,
): Promise<void> {
  const body = await readBody(request);
  if (body === undefined) return json(response, 413, refused('this is too long, or no JSON'));
  const [, kind, name = ''] = /^\/api\/(actions|prices|spending)(?:\/([a-z-]+))?$/.exec(path) ?? [];
  const { input, confirmed, limit } = body;
  switch (kind) {
    case 'prices':
      return json(response, 200, await studio.price(name, input));
    case 'actions':
      return answered(response, await studio.act(name, input, typeof confirmed === 'number' ? confirmed : 0));
    case 'spending':
      return answered(response, setSpending(studio, limit));
    default:
      return missing(response);
  }
}

function setSpending(studio: Studio, limit: unknown): Answer {
  if (limit === null) studio.hold();
  else if (typeof limit === 'number' && Number.isFinite(limit) && limit >= 0) studio.arm(limit);
  else return refused('a limit is a number of credits');
  return { ok: true, say: limit === null ? 'Spending is held.' : `Up to ${limit} credits may be spent.` };
}

/** Sends everything that happens from now on; browsers come back by themselves when the line is cut. */
function listenTo(response: ServerResponse, { studio, listening }: Hall): void {
  if (listening.size >= LISTENERS) {
    json(response, 503, refused('too many pages are open'));
    return;
  }
  response.writeHead(200, {
    'content-type': 'text/event-stream',
    'cache-control': 'no-store',
    'x-accel-buffering': 'no',
  });
  listening.add(response);
  const tell = (message: Message) => {
    // Whoever does not take it comes back by itself, and finds everything in the board.
    if (response.writableLength > UNHEARD) response.destroy();
    else response.write(`data: ${JSON.stringify(message)}\n\n`);
  };
  response.write('retry: 1000\n\n');
  // What happened while nobody listened is in the board.
  tell({ type: 'board', revision: studio.board().revision });
  const leave = studio.subscribe(tell);
  const pulse = setInterval(() => void response.write(': \n\n'), HEARTBEAT);
  response.on('close', () => {
    leave();
    clearInterval(pulse);
    listening.delete(response);
  });
}

/** A file that the project publishes, and no other. */
async function sendFile(path: string, response: ServerResponse, studio: Studio): Promise<void> {
  const { project } = studio;
  if (project === undefined || !studio.publishes(path)) return missing(response);
  const file = await findOutput(project.paths.root, path);
  if (file === undefined) return missing(response);
  const type = TYPES[path.slice(path.lastIndexOf('.') + 1)] ?? 'application/octet-stream';
  sendPicture(response, type, await readFile(file), 'no-cache');
}

/** Opened by itself, an SVG is a document like any other: it gets no origin, and may do nothing. */
function sendPicture(response: ServerResponse, type: string, body: Uint8Array, cache: string): void {
  response.setHeader('content-security-policy', PICTURE_POLICY);
  send(response, type, body, cache);
}

function send(response: ServerResponse, type: string, body: Uint8Array, cache: string): void {
  response.writeHead(200, { 'content-type': type, 'content-length': body.length, 'cache-control': cache });
  response.end(body);
}

export function json(response: ServerResponse, status: number, value: unknown): void {
  response.writeHead(status, {
    'content-type': 'application/json; charset=utf-8',
    'cache-control': 'no-store',
  });
  response.end(JSON.stringify(value));
}

/** What was asked for could not be done: 409, so that it is not taken for done. */
function answered(response: ServerResponse, result: Answer): void {
  json(response, result.ok ? 200 : 409, result);
}

function missing(response: ServerResponse): void {
  json(response, 404, refused('there is nothing here'));
}

export function refused(message: string): Answer {
  return { ok: false, problems: [problem('studio-refused', message)] };
}

/** A fault of ours; the session goes on. */
export function broken(response: ServerResponse, error: unknown): void {
  if (response.headersSent || response.destroyed) return void response.destroy();
  const message = error instanceof Error ? error.message : String(error);
  json(response, 500, { ok: false, problems: [problem('unexpected', message)] });
}

interface Body {
  readonly input?: unknown;
  readonly confirmed?: unknown;
  readonly limit?: unknown;
}

/** Undefined where it is too long or no JSON object. */
async function readBody(request: IncomingMessage): Promise<Body | undefined> {
  const parts: Buffer[] = [];
  let length = 0;
  for await (const part of request as AsyncIterable<Buffer>) {
    length += part.length;
    if (length > BODY_LIMIT) return undefined;
    parts.push(part);
  }
  try {
    const body: unknown = JSON.parse(Buffer.concat(parts).toString('utf8'));
    return typeof body === 'object' && body !== null ? body : undefined;
  } catch {
    return undefined;
  }
}

function decoded(word: string): string {
  try {
    return decodeURIComponent(word);
  } catch {
    return '';
  }
}

/** One of the widths that previews are made in: the first that is wide enough. */
function widthOf({ searchParams }: URL): number | undefined {
  const text = searchParams.get('width');
  if (text === null) return undefined;
  return PREVIEW_WIDTHS.find((width) => width >= Number(text)) ?? PREVIEW_WIDTHS.at(-1);
}
