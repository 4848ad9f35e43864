import type { Dispatcher } from 'undici';
import type { Environment } from '../core/ports.ts';
import { isLoopback } from './endpoint.ts';
import type { ProviderWorld } from './provider.ts';

/** What is posted. Built into bytes for each attempt, because a body can be sent only once. */
export type RequestBody =
  | { readonly type: 'json'; readonly value: unknown }
  /** Always sent as multipart/form-data, also when no field is a file. */
  | { readonly type: 'form'; readonly fields: { readonly [name: string]: string | FormFile } };

export interface FormFile {
  readonly bytes: Uint8Array;
  readonly mediaType: string;
  readonly fileName: string;
}

/** A complete answer, whatever its status. */
export interface HttpAnswer {
  readonly status: number;
  /** One value by lower-case name. */
  readonly header: (name: string) => string | undefined;
  readonly bytes: Uint8Array;
}

/** How an exchange without a complete answer ended. */
export class ExchangeFailure extends Error {
  override readonly name = 'ExchangeFailure';
  /** False when not a byte of the request has left. */
  readonly sent: boolean;
  readonly reason: 'stopped' | 'timed-out' | 'too-large' | 'connection';
  /** Of the answer, when it had begun. */
  readonly status: number | undefined;
  readonly code: string | undefined;

  constructor(reason: ExchangeFailure['reason'], sent: boolean, status: number | undefined, cause: unknown) {
    super(cause instanceof Error ? cause.message : reason, { cause });
    this.reason = reason;
    this.sent = sent;
    this.status = status;
    this.code = (cause as NodeJS.ErrnoException | undefined)?.code;
  }
}

/** Answers above this many bytes are not read to the end. */
const ANSWER_LIMIT = 64 * 1024 * 1024;

/**
 * Posts once over a connection of its own and reads the whole answer. Redirects are not followed. Rejects with an
 * {@link ExchangeFailure}.
 */
export async function exchange(
  url: URL,
  headers: { readonly [name: string]: string },
  body: RequestBody,
  world: ProviderWorld,
): Promise<HttpAnswer> {
  const undici = await import('undici');
  const agent = await agentFor(url, world.environment);
  let sent = false;
  let status: number | undefined;
  let header: HttpAnswer['header'] = () => undefined;
  let reason: ExchangeFailure['reason'] = 'connection';
  const stopping = new AbortController();
  const stop = (why: ExchangeFailure['reason']) => {
    reason = why;
    stopping.abort();
  };
  const stopped = () => stop('stopped');
  world.signal.addEventListener('abort', stopped, { once: true });
  // One deadline for the whole exchange: the client's own timeouts start anew with every byte.
  const deadline = setTimeout(() => stop('timed-out'), world.settings.timeout);
  try {
    if (world.signal.aborted) stopped();
    const answer = await undici.request(url, {
      method: 'POST',
      headers: body.type === 'json' ? { ...headers, 'content-type': 'application/json' } : headers,
      body: body.type === 'json' ? JSON.stringify(body.value) : multipart(new undici.FormData(), body.fields),
      dispatcher: agent.compose(
        noticeStart(() => {
          sent = true;
        }),
      ),
      signal: stopping.signal,
      headersTimeout: 0,
      bodyTimeout: 0,
    });
    status = answer.statusCode;
    header = (name) => [answer.headers[name]].flat()[0];
    const chunks: Uint8Array[] = [];
    let size = 0;
    for await (const chunk of answer.body) {
      size += chunk.length;
      if (size > ANSWER_LIMIT) stop('too-large');
      chunks.push(chunk);
    }
    if (size > ANSWER_LIMIT) throw new Error('the answer is too large');
    return { status, header, bytes: Buffer.concat(chunks) };
  } catch (error) {
    // A refusal says enough by its status; only a success needs its body.
    if (status !== undefined && (status < 200 || status >= 300))
      return { status, header, bytes: new Uint8Array() };
    throw new ExchangeFailure(reason, sent, status, error);
  } finally {
    clearTimeout(deadline);
    world.signal.removeEventListener('abort', stopped);
  }
}

function multipart<Form extends { append(name: string, value: unknown, fileName?: string): void }>(
  form: Form,
  fields: { readonly [name: string]: string | FormFile },
): Form {
  for (const [name, value] of Object.entries(fields)) {
    if (typeof value === 'string') form.append(name, value);
    else
      form.append(name, new Blob([new Uint8Array(value.bytes)], { type: value.mediaType }), value.fileName);
  }
  return form;
}

/**
 * The start of a request is the moment before its first byte is written. Before it, every failure is free; error
 * codes alone do not tell, since a reset can happen while connecting as well as afterwards.
 */
function noticeStart(started: () => void): Dispatcher.DispatcherComposeInterceptor {
  return (dispatch) => (options, handler) => {
    return dispatch(options, {
      onRequestStart(controller, context) {
        handler.onRequestStart?.(controller, context);
        started();
      },
      onRequestUpgrade: (...all) => handler.onRequestUpgrade?.(...all),
      onResponseStart: (...all) => handler.onResponseStart?.(...all),
      onResponseData: (...all) => handler.onResponseData?.(...all),
      onResponseEnd: (...all) => handler.onResponseEnd?.(...all),
      onResponseError: (...all) => handler.onResponseError?.(...all),
    });
  };
}

const agents = new Map<string, Dispatcher>();

/**
 * Connections are not kept: one that went stale between two requests fails after sending, which nobody can tell
 * from a request that was lost after being charged.
 */
async function agentFor(url: URL, environment: Environment): Promise<Dispatcher> {
  const { Agent, EnvHttpProxyAgent } = await import('undici');
  const named = (name: string) => environment(name) ?? environment(name.toLowerCase());
  const proxy = isLoopback(url) ? '' : (named('HTTPS_PROXY') ?? '');
  const exceptions = named('NO_PROXY') ?? '';
  const identity = JSON.stringify([proxy, exceptions]);
  const known = agents.get(identity);
  if (known !== undefined) return known;
  // Empty rather than absent: what is absent would be looked up in the process's own environment.
  const settings = { pipelining: 0, httpProxy: '', httpsProxy: proxy, noProxy: exceptions };
  const agent = proxy === '' ? new Agent({ pipelining: 0 }) : new EnvHttpProxyAgent(settings);
  agents.set(identity, agent);
  return agent;
}
