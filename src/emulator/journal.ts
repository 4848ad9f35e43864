import { createHash } from 'node:crypto';
import { masked } from './accounts.ts';
import type { Sent, SentFields, SentFile } from './sent.ts';

/** A file that came with a request. */
export interface RecordedFile {
  readonly name: string;
  readonly mediaType: string;
  readonly size: number;
  readonly sha256: string;
  /** Only the latest requests still have them. */
  readonly bytes: Uint8Array | undefined;
}

/** How the body of a request was read. */
export interface RecordedBody {
  readonly kind: Sent['kind'];
  readonly bytes: number;
  /** Why no more of it could be read. */
  readonly problem?: string;
}

/** What the emulator remembers of one request. */
export interface JournalEntry {
  /** Counts from 1. */
  readonly number: number;
  /** Milliseconds since 1970, by the emulator's clock. */
  readonly at: number;
  readonly method: string;
  readonly path: string;
  readonly headers: { readonly [name: string]: string };
  readonly key: string | undefined;
  /** Text fields of a form as they were sent, or the members of a JSON body. Of older requests, long ones are cut. */
  fields: SentFields;
  files: { readonly [name: string]: RecordedFile };
  /** How its body was read; absent while it has not been. */
  body: RecordedBody | undefined;
  /** Absent when the request was never answered. */
  status: number | undefined;
  /** Credits, taken when the picture was ready to be sent. */
  charged: number;
  /** True when the whole answer was handed to the network. */
  answered: boolean;
  /** What was done to it on purpose. */
  fault: string | undefined;
  /** Milliseconds until the answer was handed over. */
  duration: number | undefined;
  seed: number | undefined;
  finish: string | undefined;
  requestId: string | undefined;
  /** The asynchronous job it started. */
  job: string | undefined;
  /** What it made; only the latest requests still have it. */
  picture: Uint8Array | undefined;
}

const ENTRIES = 10_000;
const PICTURES = 24;
/** So many bytes of bodies are remembered; of requests before that, digests and sizes. */
const BODIES = 64 * 1024 * 1024;
/** So much of a text is remembered when its body is forgotten. */
const EXCERPT = 1000;

/** Requests in the order of their arrival; the oldest are forgotten, and most of the bytes. */
export class Journal {
  readonly entries: JournalEntry[] = [];
  readonly #bodies: { readonly entry: JournalEntry; readonly bytes: number }[] = [];
  #bodyBytes = 0;
  #count = 0;

  add(facts: Pick<JournalEntry, 'at' | 'method' | 'path' | 'headers' | 'key'>): JournalEntry {
    this.#count += 1;
    const entry: JournalEntry = {
      number: this.#count,
      ...facts,
      fields: {},
      files: {},
      body: undefined,
      status: undefined,
      charged: 0,
      answered: false,
      fault: undefined,
      duration: undefined,
      seed: undefined,
      finish: undefined,
      requestId: undefined,
      job: undefined,
      picture: undefined,
    };
    this.entries.push(entry);
    if (this.entries.length > ENTRIES) this.entries.shift();
    return entry;
  }

  /** Remembers what came with a request, and forgets the bodies of others that came long ago. */
  record(entry: JournalEntry, { kind, fields, files, problem }: Sent, bytes: number): void {
    entry.body = { kind, bytes, ...(problem === undefined ? {} : { problem }) };
    entry.fields = fields;
    entry.files = Object.fromEntries(Object.entries(files).map(([field, file]) => [field, recorded(file)]));
    this.#bodies.push({ entry, bytes });
    this.#bodyBytes += bytes;
    while (this.#bodyBytes > BODIES && this.#bodies.length > 1) this.#forgetBody();
  }

  #forgetBody(): void {
    const oldest = this.#bodies.shift();
    if (oldest === undefined) return;
    const { entry, bytes } = oldest;
    this.#bodyBytes -= bytes;
    entry.fields = Object.fromEntries(
      Object.entries(entry.fields).map(([name, value]) => [name, excerpt(value)]),
    );
    entry.files = Object.fromEntries(
      Object.entries(entry.files).map(([field, file]) => [field, { ...file, bytes: undefined }]),
    );
  }

  /** Remembers what a request made, and forgets what others made long ago. */
  keep(entry: JournalEntry, picture: Uint8Array): void {
    entry.picture = picture;
    const [oldest, ...rest] = this.entries.filter((other) => other.picture !== undefined);
    if (oldest !== undefined && rest.length >= PICTURES) oldest.picture = undefined;
  }

  clear(): void {
    this.entries.length = 0;
    this.#bodies.length = 0;
    this.#bodyBytes = 0;
  }
}

function recorded({ name, mediaType, bytes }: SentFile): RecordedFile {
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  return { name, mediaType, size: bytes.byteLength, sha256, bytes };
}

/** The value itself, or the beginning of it when it is long. */
function excerpt(value: unknown): unknown {
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  return text.length > EXCERPT ? `${text.slice(0, EXCERPT)}…` : value;
}

/** An entry as others may read it: without keys, and with digests in the place of bytes. */
export function publicEntry(entry: JournalEntry) {
  const { headers: _headers, key, files, picture, ...rest } = entry;
  return {
    ...rest,
    key: key === undefined ? null : masked(key),
    files: Object.fromEntries(
      Object.entries(files).map(([field, { name, mediaType, size, sha256 }]) => [
        field,
        { name, mediaType, bytes: size, sha256 },
      ]),
    ),
    hasPicture: picture !== undefined,
  };
}
