import type { IncomingMessage } from 'node:http';

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
export async function parseBody(type: string, body: Uint8Array<ArrayBuffer>): Promise<Sent> {
  const nothing = { fields: {}, files: {} };
  try {
    if (/^application\/json\b/i.test(type)) {
      const fields: unknown = JSON.parse(Buffer.from(body).toString('utf8'));
      if (typeof fields !== 'object' || fields === null || Array.isArray(fields))
        return { ...nothing, kind: 'unreadable' };
      return { ...nothing, kind: 'json', fields: fields as SentFields };
    }
    if (/^multipart\/form-data\b/i.test(type)) return await parseForm(type, body);
  } catch {
    return { ...nothing, kind: 'unreadable' };
  }
  return { ...nothing, kind: 'nothing' };
}

async function parseForm(type: string, body: Uint8Array<ArrayBuffer>): Promise<Sent> {
  const form = await new Response(body, { headers: { 'content-type': type } }).formData();
  const fields: { [name: string]: unknown } = Object.create(null);
  const files: { [name: string]: SentFile } = Object.create(null);
  for (const [name, value] of form) {
    if (typeof value === 'string') fields[name] = value;
    // An empty file without a name is what a form sends for a file that was not chosen.
    else if (value.size > 0 || value.name !== '') {
      const bytes = new Uint8Array(await value.arrayBuffer());
      files[name] = { name: value.name, mediaType: value.type, bytes };
    }
  }
  return { kind: 'form', fields: { ...fields }, files: { ...files } };
}
