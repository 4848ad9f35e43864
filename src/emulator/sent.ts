import type { IncomingMessage } from 'node:http';
import { readForm } from './form.ts';

/** A file that came with a form; the rest of a form is text. */
export interface SentFile {
  readonly name: string;
  readonly mediaType: string;
  readonly bytes: Uint8Array;
}

export type SentFields = { readonly [name: string]: unknown };

/** The body of a request, read as far as it can be. */
export interface Sent {
  readonly kind: 'form' | 'json' | 'nothing' | 'unreadable';
  readonly fields: SentFields;
  readonly files: { readonly [name: string]: SentFile };
  /** Why the rest could not be read. */
  readonly problem?: string;
}

const BODY_LIMIT = 10 * 1024 * 1024;
/** Larger bodies are not even read to be refused. */
const PATIENCE = 64 * 1024 * 1024;

/** The bytes of a request; undefined when there are too many. */
export async function readBody(request: IncomingMessage): Promise<Uint8Array<ArrayBuffer> | undefined> {
  if (Number(request.headers['content-length'] ?? 0) > PATIENCE) return undefined;
  const chunks: Uint8Array[] = [];
  let total = 0;
  const body: AsyncIterable<Uint8Array> = request;
  for await (const chunk of body) {
    total += chunk.length;
    if (total > PATIENCE) return undefined;
    // A body that is too large is read to its end all the same, so that its sender hears the answer.
    if (total <= BODY_LIMIT) chunks.push(chunk);
    else chunks.length = 0;
  }
  return total > BODY_LIMIT ? undefined : new Uint8Array(Buffer.concat(chunks));
}

/** Reads a body as the form or the JSON it says it is. */
export async function parseBody(type: string, body: Uint8Array): Promise<Sent> {
  const mediaType = type.split(';')[0]?.trim().toLowerCase();
  if (mediaType === 'application/json') return readJson(body);
  if (mediaType !== 'multipart/form-data') return { kind: 'nothing', fields: {}, files: {} };
  const { problem, ...read } = await readForm(type, body);
  return problem === undefined ? { kind: 'form', ...read } : { kind: 'unreadable', ...read, problem };
}

function readJson(body: Uint8Array): Sent {
  const unreadable = { kind: 'unreadable', fields: {}, files: {} } as const;
  try {
    // A mark at its beginning, as some editors write it, is no part of the text.
    const fields: unknown = JSON.parse(new TextDecoder().decode(body));
    return typeof fields === 'object' && fields !== null && !Array.isArray(fields)
      ? { kind: 'json', fields: fields as SentFields, files: {} }
      : { ...unreadable, problem: 'body: must be a JSON object' };
  } catch {
    return { ...unreadable, problem: 'body: is not JSON' };
  }
}
