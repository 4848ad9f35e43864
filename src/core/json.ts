import { isWellFormed } from './well-formed.ts';

export type JsonValue = string | number | boolean | null | readonly JsonValue[] | JsonObject;
export interface JsonObject {
  readonly [name: string]: JsonValue | undefined;
}

/**
 * RFC 8785: names sorted by code unit, no white space, members that are `undefined` left out.
 * Throws on NaN, Infinity and lone surrogates, which validation has refused before.
 */
export function canonicalJson(value: unknown): string {
  switch (typeof value) {
    case 'string':
      return canonicalString(value);
    case 'number':
      if (!Number.isFinite(value)) throw new TypeError(`there is no JSON for ${value}`);
      return String(value);
    case 'boolean':
      return String(value);
    case 'object':
      if (value === null) return 'null';
      return Array.isArray(value) ? canonicalList(value) : canonicalObject(value);
    default:
      throw new TypeError(`there is no JSON for ${typeof value}`);
  }
}

function canonicalString(value: string): string {
  const text = JSON.stringify(value);
  // Half a character is escaped like this; so is a text about escapes, hence the second look.
  if (text.includes('\\ud') && !isWellFormed(value))
    throw new TypeError('there is no canonical JSON for half of a character');
  return text;
}

function canonicalList(items: readonly unknown[]): string {
  return `[${items.map((item) => canonicalJson(item ?? null)).join(',')}]`;
}

function canonicalObject(object: object): string {
  let text = '';
  for (const name of Object.keys(object).sort()) {
    const member = (object as { [name: string]: unknown })[name];
    if (member === undefined) continue;
    text += `${text === '' ? '' : ','}${quoted(name)}:${canonicalJson(member)}`;
  }
  return `{${text}}`;
}

/** Names are few, and the same again and again. */
const NAMES = new Map<string, string>();

function quoted(name: string): string {
  const known = NAMES.get(name);
  if (known !== undefined) return known;
  const text = canonicalJson(name);
  if (NAMES.size < 1000) NAMES.set(name, text);
  return text;
}

/** JSON for files under version control: names sorted by code unit, two spaces, LF, a final newline. */
export function reviewableJson(value: unknown): string {
  return `${JSON.stringify(sorted(value), undefined, 2)}\n`;
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (value === null || typeof value !== 'object') return value;
  const members: [string, unknown][] = Object.entries(value);
  members.sort(([a], [b]) => (a < b ? -1 : 1));
  // A null prototype keeps a member called `__proto__` an ordinary one.
  const copy: Record<string, unknown> = Object.create(null);
  for (const [name, member] of members) copy[name] = sorted(member);
  return copy;
}
