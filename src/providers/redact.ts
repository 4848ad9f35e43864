import { secretForms } from '../core/secret-forms.ts';
import { ProviderError } from './provider.ts';

const REMOVED = '[redacted]';
/** What vendors' keys look like, also when a server shortens or masks them before echoing. */
const KEY_SHAPE = /\bsk-[\w*.…-]*[\w*…]/g;

/** The text without the given secrets, however they are written, and anything that looks like an API key. */
export function redact(text: string, secrets: readonly string[]): string {
  let clean = text;
  for (const secret of secrets) {
    if (secret === '') continue;
    for (const form of [`Bearer ${secret}`, ...secretForms(secret)]) clean = clean.replaceAll(form, REMOVED);
  }
  return clean.replace(KEY_SHAPE, REMOVED);
}

/**
 * The same error with clean texts. Its cause is replaced by name, code and clean message, because the objects
 * that network libraries attach to their errors can hold the request's headers.
 */
export function redactError(error: ProviderError, secrets: readonly string[]): ProviderError {
  const clean = (text: string | undefined) => (text === undefined ? undefined : redact(text, secrets));
  return new ProviderError(redact(error.message, secrets), {
    kind: error.kind,
    status: error.status,
    charged: error.charged,
    scope: error.scope,
    hint: clean(error.hint),
    requestId: clean(error.requestId),
    // An answer is put aside as it came; one that repeats the key is not kept at all.
    answer: error.answer && holdsSecret(error.answer.bytes, secrets) ? undefined : error.answer,
    cause: error.cause instanceof Error ? redactCause(error.cause, secrets) : undefined,
  });
}

function holdsSecret(bytes: Uint8Array, secrets: readonly string[]): boolean {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return secrets.flatMap(secretForms).some((form) => buffer.includes(form));
}

function redactCause(cause: Error, secrets: readonly string[]): Error {
  const code = (cause as NodeJS.ErrnoException).code;
  const copy = new Error(redact(cause.message, secrets));
  copy.name = cause.name;
  return code === undefined ? copy : Object.assign(copy, { code });
}
