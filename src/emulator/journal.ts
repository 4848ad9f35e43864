import { createHash } from 'node:crypto';
import { masked } from './accounts.ts';
import type { SentFields, SentFile } from './sent.ts';

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
  /** Text fields of a form as they were sent, or the members of a JSON body. */
  fields: SentFields;
  files: { readonly [name: string]: SentFile };
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

/** Requests in the order of their arrival; the oldest are forgotten, and most of the bytes. */
export class Journal {
  readonly entries: JournalEntry[] = [];
  #count = 0;

  add(facts: Pick<JournalEntry, 'at' | 'method' | 'path' | 'headers' | 'key'>): JournalEntry {
    this.#count += 1;
    const entry: JournalEntry = {
      number: this.#count,
      ...facts,
      fields: {},
      files: {},
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

  /** Remembers what a request made, and forgets what others made long ago. */
  keep(entry: JournalEntry, picture: Uint8Array): void {
    entry.picture = picture;
    const [oldest, ...rest] = this.entries.filter((other) => other.picture !== undefined);
    if (oldest !== undefined && rest.length >= PICTURES) oldest.picture = undefined;
  }

  clear(): void {
    this.entries.length = 0;
  }
}

/** An entry as others may read it: without keys, and with digests in the place of bytes. */
export function publicEntry(entry: JournalEntry) {
  const { headers: _headers, key, files, picture, ...rest } = entry;
  return {
    ...rest,
    key: key === undefined ? null : masked(key),
    files: Object.fromEntries(
      Object.entries(files).map(([field, { name, mediaType, bytes }]) => [
        field,
        { name, mediaType, bytes: bytes.length, sha256: createHash('sha256').update(bytes).digest('hex') },
      ]),
    ),
    hasPicture: picture !== undefined,
  };
}
