import { createHash } from 'node:crypto';

/** `sha256:` and 64 hexadecimal digits: the hash of bytes that came out of something. */
export type Digest = string & { readonly __brand: 'Digest' };

const PATTERN = /^sha256:[0-9a-f]{64}$/;

export function digestOf(bytes: Uint8Array | string): Digest {
  return `sha256:${createHash('sha256').update(bytes).digest('hex')}` as Digest;
}

export function isDigest(text: unknown): text is Digest {
  return typeof text === 'string' && PATTERN.test(text);
}

/** The 64 digits alone, for file names. */
export function hexOf(digest: string): string {
  return digest.slice(digest.indexOf(':') + 1);
}
