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
      if (!isWellFormed(value)) throw new TypeError('there is no canonical JSON for half of a character');
      return JSON.stringify(value);
    case 'number':
      if (!Number.isFinite(value)) throw new TypeError(`there is no JSON for ${value}`);
      return JSON.stringify(value);
    case 'boolean':
      return String(value);
    case 'object':
      if (value === null) return 'null';
      return Array.isArray(value) ? canonicalList(value) : canonicalObject(value);
    default:
      throw new TypeError(`there is no JSON for ${typeof value}`);
  }
}

function canonicalList(items: readonly unknown[]): string {
  return `[${items.map((item) => canonicalJson(item ?? null)).join(',')}]`;
}

function canonicalObject(object: object): string {
  let text = '';
  for (const name of Object.keys(object).sort()) {
    const member = (object as { [name: string]: unknown })[name];
    if (member === undefined) continue;
    text += `${text === '' ? '' : ','}${canonicalJson(name)}:${canonicalJson(member)}`;
  }
  return `{${text}}`;
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
