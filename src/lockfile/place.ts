import type { SourceLocation } from '../core/diagnostic.ts';

/** Where in a JSON text something stands: a value by its path, or what makes it no JSON. */
export interface JsonPlace {
  readonly offset: number;
  /** False where the text stops being JSON there. */
  readonly sound: boolean;
}

const TOKEN =
  /[\t\n\r ]*(?:([{}[\],:])|("(?:[ !#-[\]-\uffff]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*")|(-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null)(?![\w.+-]))/y;

interface Container {
  readonly closing: '}' | ']';
  /** The member that is being read. */
  at: string | number;
}

/**
 * Reads a JSON text token by token, with no regard for how deep it is nested. Finds the value at a path, or the nearest
 * one around it; or the first token that is out of place.
 */
export function findInJson(text: string, path: readonly PropertyKey[]): JsonPlace {
  const open: Container[] = [];
  let expected: 'value' | 'value or ]' | 'key' | 'key or }' | ':' | ', or end' = 'value';
  let offset = 0;
  let found = 0;
  let depth = 0;
  for (;;) {
    TOKEN.lastIndex = offset;
    const match = TOKEN.exec(text);
    const start = match
      ? TOKEN.lastIndex - (match[1] ?? match[2] ?? match[3] ?? '').length
      : skipSpace(text, offset);
    if (match === null) {
      const sound = expected === ', or end' && open.length === 0 && start >= text.length;
      return { offset: sound ? found : start, sound };
    }
    const [, sign, string] = match;
    offset = TOKEN.lastIndex;
    const top = open.at(-1);
    if (expected === ':') {
      if (sign !== ':') return { offset: start, sound: false };
      expected = 'value';
      continue;
    }
    if (expected === 'key' || (expected === 'key or }' && sign !== '}')) {
      if (string === undefined || top === undefined) return { offset: start, sound: false };
      top.at = JSON.parse(string) as string;
      expected = ':';
      continue;
    }
    if (expected === ', or end' && sign === ',' && top !== undefined) {
      if (typeof top.at === 'number') top.at += 1;
      expected = top.closing === '}' ? 'key' : 'value';
      continue;
    }
    const mayClose = expected === ', or end' || expected === 'key or }' || expected === 'value or ]';
    if (mayClose && top !== undefined && sign === top.closing) {
      open.pop();
      // The rest of the path was not in it, and is not in what stands beside it.
      if (depth > 0 && open.length === depth) return { offset: found, sound: true };
      expected = ', or end';
      continue;
    }
    if (
      (expected !== 'value' && expected !== 'value or ]') ||
      (sign !== undefined && sign !== '{' && sign !== '[')
    )
      return { offset: start, sound: false };
    if (open.length === 0) found = start;
    else if (open.length === depth + 1 && depth < path.length && String(top?.at) === String(path[depth])) {
      depth += 1;
      found = start;
      if (depth === path.length || sign === undefined) return { offset: found, sound: true };
    }
    if (sign === undefined) expected = ', or end';
    else {
      open.push(sign === '{' ? { closing: '}', at: '' } : { closing: ']', at: 0 });
      expected = sign === '{' ? 'key or }' : 'value or ]';
    }
  }
}

/** A member that stands twice in one object. */
export interface RepeatedMember {
  readonly name: string;
  readonly first: number;
  readonly second: number;
}

/** Returns the first member of a sound JSON text that stands twice in its object; undefined where there is none. */
export function findRepeated(text: string): RepeatedMember | undefined {
  const open: (Map<string, number> | undefined)[] = [];
  let mayBeKey = false;
  TOKEN.lastIndex = 0;
  for (let match = TOKEN.exec(text); match !== null; match = TOKEN.exec(text)) {
    const [, sign, string] = match;
    const members = open.at(-1);
    if (string !== undefined && mayBeKey && members) {
      const name = JSON.parse(string) as string;
      const second = TOKEN.lastIndex - string.length;
      const first = members.get(name);
      if (first !== undefined) return { name, first, second };
      members.set(name, second);
    }
    if (sign === '{') open.push(new Map());
    if (sign === '[') open.push(undefined);
    if (sign === '}' || sign === ']') open.pop();
    mayBeKey = sign === '{' || (sign === ',' && open.at(-1) !== undefined);
  }
  return undefined;
}

function skipSpace(text: string, offset: number): number {
  let at = offset;
  while (at < text.length && '\t\n\r '.includes(text[at] ?? '')) at += 1;
  return at;
}

/** Returns the place of a target's entry in the text of a lockfile; undefined where it has none. */
export function entryPlace(text: string, file: string, id: string): SourceLocation | undefined {
  const { offset, sound } = findInJson(text, ['targets', id]);
  const name = text.lastIndexOf(JSON.stringify(id), offset);
  return sound && name >= 0 ? locateOffset(text, name, file) : undefined;
}

/** Lines longer than this help nobody. */
const READABLE = 400;

/** An offset as people go to it. */
export function locateOffset(text: string, offset: number, file: string): SourceLocation {
  const start = text.lastIndexOf('\n', offset - 1) + 1;
  const end = text.indexOf('\n', offset);
  const excerpt = text.slice(start, end < 0 ? text.length : end).replace(/\r$/, '');
  let line = 1;
  for (let at = text.indexOf('\n'); at >= 0 && at < start; at = text.indexOf('\n', at + 1)) line += 1;
  return {
    file,
    line,
    column: offset - start + 1,
    length: 1,
    ...(excerpt.length <= READABLE ? { excerpt } : {}),
  };
}
