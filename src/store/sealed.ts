import { createHash } from 'node:crypto';
import { reviewableJson } from '../core/json.ts';

/** The member that holds a record's seal: some digits of the digest of all the others. */
const SEAL = 'seal';

/** A record with its seal: a bit of it that flips is found out when it is read. */
export function sealed<T extends object>(record: T): T & { readonly seal: string } {
  return { ...record, [SEAL]: sealOf(record) } as T & { readonly seal: string };
}

/**
 * Reads the JSON of a sealed record; undefined when it is not what was written. Records without a seal come from
 * older versions and are taken as they are.
 */
export function unsealed<T extends object>(text: string): T | undefined {
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch {
    return undefined;
  }
  if (parsed === null || typeof parsed !== 'object' || Array.isArray(parsed)) return undefined;
  const { [SEAL]: seal, ...record } = parsed as { [name: string]: unknown };
  return seal === undefined || seal === sealOf(record) ? (record as T) : undefined;
}

function sealOf(record: object): string {
  return createHash('sha256').update(reviewableJson(record)).digest('hex').slice(0, 12);
}
