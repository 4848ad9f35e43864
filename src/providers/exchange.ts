import { agentFor, noticeStart } from './connection.ts';
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
 * Asks once over a connection of its own and reads the whole answer; without a body it is a GET, which costs nothing.
 * Tells when its first byte is about to leave. Redirects are not followed. Rejects with an {@link ExchangeFailure}.
 */
export async function exchange(
  url: URL,
  headers: { readonly [name: string]: string },
  body: RequestBody | undefined,
  departed: () => void,
  world: Pick<ProviderWorld, 'environment' | 'settings' | 'signal'>,
): Promise<HttpAnswer> {
  const undici = await import('undici');
  const agent = await agentFor(url, world.environment);
  let sent = false;
  let status: number | undefined;
  let header: HttpAnswer['header'] = () => undefined;
  let reason: ExchangeFailure['reason'] = 'connection';
  const stopping = new AbortController();
  let giveUp = (_: Error) => {};
  const stoppedUnsent = new Promise<never>((_, reject) => {
    giveUp = reject;
  });
  stoppedUnsent.catch(() => {});
  const stop = (why: ExchangeFailure['reason']) => {
    reason = why;
    stopping.abort();
    // The client looks at its signal again only when it has connected; it then sends nothing.
    if (!sent) giveUp(new Error(why));
  };
  const stopped = () => stop('stopped');
  world.signal.addEventListener('abort', stopped, { once: true });
  // One deadline for the whole exchange: the client's own timeouts start anew with every byte.
  const deadline = setTimeout(() => stop('timed-out'), world.settings.timeout);
  try {
    if (world.signal.aborted) {
      stopped();
      await stoppedUnsent;
    }
    const request = undici.request(url, {
      method: body === undefined ? 'GET' : 'POST',
      headers: body?.type === 'json' ? { ...headers, 'content-type': 'application/json' } : headers,
      body: body && encoded(body, new undici.FormData()),
      dispatcher: agent.compose(
        noticeStart(() => {
          sent = true;
          departed();
        }),
      ),
      signal: stopping.signal,
      headersTimeout: 0,
      bodyTimeout: 0,
    });
    request.catch(() => {});
    const answer = await Promise.race([request, stoppedUnsent]);
    status = answer.statusCode;
    header = (name) => [answer.headers[name]].flat()[0];
    const chunks: Uint8Array[] = [];
    let size = 0;
    const received: AsyncIterable<Uint8Array> = answer.body;
    for await (const chunk of received) {
      size += chunk.length;
      if (size > ANSWER_LIMIT) stop('too-large');
      chunks.push(chunk);
    }
    if (size > ANSWER_LIMIT) throw new Error('the answer is too large');
    return { status, header, bytes: Buffer.concat(chunks) };
  } catch (error) {
    // A refusal says enough by its status; only a success needs its body.
    if (status !== undefined && !isSuccess(status)) return { status, header, bytes: new Uint8Array() };
    throw new ExchangeFailure(reason, sent, status, error);
  } finally {
    clearTimeout(deadline);
    world.signal.removeEventListener('abort', stopped);
  }
}

/** True for the statuses that say the request was carried out. */
export function isSuccess(status: number): boolean {
  return status >= 200 && status < 300;
}

type FormLike = { append(name: string, value: unknown, fileName?: string): void };

function encoded<Form extends FormLike>(body: RequestBody, form: Form): string | Form {
  return body.type === 'json' ? JSON.stringify(body.value) : multipart(form, body.fields);
}

function multipart<Form extends FormLike>(
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
