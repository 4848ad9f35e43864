import { isMap, isNode, isScalar, type Pair, parseDocument, type Scalar, type YAMLMap } from 'yaml';
import type { Path } from './yaml.ts';

/** What is written on one line: a text, a number, a switch, or a mapping of such. */
export type WrittenValue = string | number | boolean | Members;
interface Members {
  readonly [name: string]: string | number | boolean;
}

/**
 * Sets a key of a mapping in a YAML text, or adds it. Every byte that is not the value's own stays as it was:
 * comments, order, quotes, blank lines and line ends. Undefined where the path leads to no mapping.
 *
 * A text in the mapping's place (`running: in a forest`) becomes one (`running: { prompt: in a forest, seed: 7 }`).
 */
export function setKey(text: string, path: Path, key: string, value: WrittenValue): string | undefined {
  const node = parsed(text).getIn(path, true);
  const written = writtenValue(value);
  if (isMap(node)) return setInMap(text, node, key, written);
  if (isScalar(node)) return spelledOut(text, node, key, written);
  return undefined;
}

/**
 * Adds an entry, written on one line, to a mapping in a YAML text: after its last one, and with its indentation. The
 * mapping's parent must be there; the mapping itself is begun where it is not. Undefined where that cannot be done
 * without touching other lines.
 */
export function addEntry(text: string, path: Path, key: string, members: Members): string | undefined {
  const document = parsed(text);
  const entry = `${key}: ${flowMap(members)}`;
  const map = document.getIn(path, true);
  if (isMap(map)) return appendTo(text, map, entry);
  const parent = document.getIn(path.slice(0, -1), true);
  if (map !== undefined || !isMap(parent) || parent.flow) return undefined;
  const end = lineEnd(text);
  const indentation = indentationOf(text, parent);
  if (indentation === undefined) return undefined;
  return appendTo(text, parent, `${String(path.at(-1))}:${end}${indentation}  ${entry}`);
}

/**
 * Gives a key of a YAML text another name, with its quotes. Undefined where there is no such key, or where its text
 * stands elsewhere (an alias).
 */
export function renameKey(text: string, path: Path, name: string): string | undefined {
  const parent = parsed(text).getIn(path.slice(0, -1), true);
  const pair = isMap(parent) ? parent.items.find((item) => keyOf(item) === path.at(-1)) : undefined;
  return pair && isScalar(pair.key) ? rewritten(text, pair.key, () => name) : undefined;
}

/** Changes the text of a value of one line in place, with its quotes. Undefined where there is no such value. */
export function rewriteText(text: string, path: Path, change: (value: string) => string): string | undefined {
  const node = parsed(text).getIn(path, true);
  return isScalar(node) && typeof node.value === 'string' ? rewritten(text, node, change) : undefined;
}

function rewritten(
  text: string,
  { range, value, type }: Scalar,
  change: (value: string) => string,
): string | undefined {
  if (range == null || type === 'BLOCK_FOLDED' || type === 'BLOCK_LITERAL') return undefined;
  const [start, end] = range;
  const changed = change(String(value));
  const written =
    type === 'QUOTE_SINGLE'
      ? `'${changed.replaceAll("'", "''")}'`
      : type === 'QUOTE_DOUBLE' || !(isPlain(changed) || isPlaceholder(type, String(value)))
        ? quoted(changed)
        : changed;
  return text.slice(0, start) + written + text.slice(end);
}

/** What is read as itself without quotes, also between braces: names and references, not numbers or `true`. */
function isPlain(text: string): boolean {
  return /^[a-z0-9][a-z0-9._/@-]*$/.test(text) && typeof parsed(text).toJS() === 'string';
}

/** A text with braces that stands without quotes already may go on doing so. */
function isPlaceholder(type: Scalar['type'], value: string): boolean {
  return type === 'PLAIN' && /[{}]/.test(value);
}

function parsed(text: string) {
  return parseDocument(text, { version: '1.2', schema: 'core', keepSourceTokens: true });
}

/** After the last entry of a mapping, before comments that follow it. */
function appendTo(text: string, map: YAMLMap, entry: string): string | undefined {
  const last = map.items.at(-1);
  if (map.flow) {
    const at = endOf(last?.value) ?? (map.range?.[0] ?? 0) + 1;
    return insert(text, at, last === undefined ? ` ${entry} ` : `, ${entry}`);
  }
  const indentation = indentationOf(text, map);
  const from = endOf(last?.value) ?? endOf(last?.key);
  if (indentation === undefined || from === undefined) return undefined;
  // A comment on the same line belongs to the entry before; a text of several lines has ended at a line's beginning.
  const begun = text[from - 1] === '\n' ? from : text.indexOf('\n', from) + 1;
  const end = lineEnd(text);
  return begun === 0
    ? `${text}${end}${indentation}${entry}${end}`
    : insert(text, begun, `${indentation}${entry}${end}`);
}

/** What stands before the first key of a mapping in block style. */
function indentationOf(text: string, { items }: YAMLMap): string | undefined {
  const at = startOf(items[0]?.key);
  if (at === undefined) return undefined;
  const indentation = text.slice(text.lastIndexOf('\n', at - 1) + 1, at);
  return /^ *$/.test(indentation) ? indentation : undefined;
}

function writtenValue(value: WrittenValue): string {
  if (typeof value === 'object') return flowMap(value);
  return typeof value === 'string' ? quoted(value) : String(value);
}

function flowMap(members: Members): string {
  const written = Object.entries(members).map(
    ([name, value]) => `${name}: ${typeof value === 'string' ? quoted(value) : value}`,
  );
  return `{ ${written.join(', ')} }`;
}

function lineEnd(text: string): string {
  return text.includes('\r\n') ? '\r\n' : '\n';
}

function setInMap(text: string, map: YAMLMap, key: string, written: string): string | undefined {
  const pair = map.items.find((item) => keyOf(item) === key);
  if (pair !== undefined) return replaceValue(text, pair, written);
  const [first] = map.items;
  const at = startOf(first?.key) ?? (map.range?.[0] ?? 0) + 1;
  if (map.flow)
    return insert(text, at, first === undefined ? ` ${key}: ${written} ` : `${key}: ${written}, `);
  // A line of its own before the first key, with the same indentation.
  const lineStart = text.lastIndexOf('\n', at - 1) + 1;
  const indent = text.slice(lineStart, at);
  const end = text.slice(0, at).includes('\r\n') ? '\r\n' : '\n';
  return /^\s*$/.test(indent) ? insert(text, at, `${key}: ${written}${end}${indent}`) : undefined;
}

function replaceValue(text: string, { value }: Pair, written: string): string | undefined {
  if (!isScalar(value) || value.range == null) return undefined;
  const [start, end] = value.range;
  return text.slice(0, start) + written + text.slice(end);
}

/** A plain or quoted text of one line keeps its spelling inside the mapping; a block of lines cannot. */
function spelledOut(text: string, { range, type }: Scalar, key: string, written: string): string | undefined {
  if (range == null || type === 'BLOCK_FOLDED' || type === 'BLOCK_LITERAL') return undefined;
  const [start, end] = range;
  const own = text.slice(start, end);
  if (own.includes('\n')) return undefined;
  // What a plain text may hold in a block, such as a comma, would end it between braces.
  const inside = type === 'PLAIN' && /[,[\]{}]/.test(own) ? quoted(own) : own;
  return `${text.slice(0, start)}{ prompt: ${inside}, ${key}: ${written} }${text.slice(end)}`;
}

function keyOf({ key }: Pair): string | undefined {
  return isScalar(key) ? String(key.value) : undefined;
}

function startOf(node: unknown): number | undefined {
  return isScalar(node) ? node.range?.[0] : undefined;
}

/** Where a value's own text ends, comments after it left out. */
function endOf(node: unknown): number | undefined {
  return isNode(node) ? node.range?.[1] : undefined;
}

function insert(text: string, at: number, added: string): string {
  return text.slice(0, at) + added + text.slice(at);
}

/** JSON's strings are YAML's double-quoted ones. */
function quoted(text: string): string {
  return JSON.stringify(text);
}
