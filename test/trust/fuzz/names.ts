import { createHash } from 'node:crypto';

/** The file name of an input in a corpus. */
export function nameOfInput(input: Uint8Array): string {
  return createHash('sha256').update(input).digest('hex').slice(0, 12);
}
