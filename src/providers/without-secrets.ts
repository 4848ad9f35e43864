import { crc32 } from 'node:zlib';
import { secretForms } from '../core/secret-forms.ts';

const PNG = Buffer.from('\x89PNG\r\n\x1a\n', 'latin1');

/** Characters of a secret from which on it does not stand in compressed pixels by chance. No real key is shorter. */
const TELLING = 8;

/**
 * The same bytes; where a server repeats a secret in them, each of its letters has become an `x`. A picture that was
 * paid for is kept, and its pixels stay as they came, but the store is committed, and so no key may stand in its
 * metadata. Secrets that a server has packed (zTXt) are not found.
 */
export function withoutSecrets(bytes: Uint8Array, secrets: readonly string[]): Uint8Array {
  const found = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let clean = found;
  for (const form of secrets.filter((secret) => secret.length >= TELLING).flatMap(secretForms)) {
    for (let at = clean.indexOf(form); at >= 0; at = clean.indexOf(form, at + form.length)) {
      if (clean === found) clean = Buffer.from(found);
      clean.fill('x', at, at + Buffer.byteLength(form));
    }
  }
  if (clean !== found && clean.subarray(0, 8).equals(PNG)) renewChecksums(clean);
  return clean === found ? bytes : clean;
}

/** A PNG whose chunk does not fit its checksum is damaged to whoever reads it strictly. */
function renewChecksums(png: Buffer): void {
  for (let at = 8; at + 12 <= png.length; ) {
    const end = at + 8 + png.readUInt32BE(at);
    if (end + 4 > png.length) return;
    png.writeUInt32BE(crc32(png.subarray(at + 4, end)), end);
    at = end + 4;
  }
}
