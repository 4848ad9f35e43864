import { type Document, isAlias, isMap, isPair, isScalar, isSeq, type Node, parseDocument } from 'yaml';
import { type Diagnostic, problem, type SourceLocation } from '../core/diagnostic.ts';
import type { SourceText } from './source-text.ts';

/** Steps from the top of a document to a value. */
export type Path = readonly (string | number)[];

/** A YAML document as plain data, and the way back to where each value stands. */
export interface YamlDocument {
  readonly source: SourceText;
  /** Maps are objects without prototype whose keys are the keys' own text. */
  readonly value: unknown;
  /** Where the value at a path stands, or its key; the nearest existing ancestor where there is none. */
  locate(path: Path, part?: 'key' | 'value'): SourceLocation;
}

/** How much a document may grow when aliases are followed, in values. */
const EXPANSION_LIMIT = 5_000_000;
const DEPTH_LIMIT = 200;

/** Reads YAML 1.2 core. Problems come all at once, each with its place. */
export function readYaml(source: SourceText): { document?: YamlDocument; problems: readonly Diagnostic[] } {
  let parsed: Document.Parsed;
  try {
    parsed = parseDocument(source.text, {
      version: '1.2',
      schema: 'core',
      merge: false,
      uniqueKeys: true,
      prettyErrors: false,
      stringKeys: false,
      logLevel: 'silent',
    });
  } catch (error) {
    if (error instanceof RangeError) return { problems: [tooDeep(source, 0)] };
    throw error;
  }
  if (parsed.errors.length > 0)
    return { problems: parsed.errors.map((error) => syntaxProblem(source, error)) };
  const reader = new Reader(source);
  const value = reader.read(parsed.contents, 0).value;
  if (reader.problems.length > 0) return { problems: reader.problems };
  const locate = (path: Path, part: 'key' | 'value' = 'value') => locateNode(source, parsed, path, part);
  return { document: { source, value, locate }, problems: [] };
}

function syntaxProblem(
  source: SourceText,
  error: { code: string; message: string; pos: [number, number] },
): Diagnostic {
  const location = source.locate(error.pos[0], error.pos[1]);
  if (error.code === 'DUPLICATE_KEY') {
    return problem('duplicate-key', 'this key is already used in the same mapping', {
      location,
      hint: 'remove one of the two, or rename it',
    });
  }
  if (error.code === 'MULTIPLE_DOCS') {
    return problem('yaml-syntax', 'a manifest is one YAML document; remove the second "---"', { location });
  }
  const hint = error.code.startsWith('TAB') ? 'YAML is indented with spaces, never with tabs' : undefined;
  return problem('yaml-syntax', `not valid YAML: ${error.message.replace(/\s+/g, ' ')}`, { location, hint });
}

function tooDeep(source: SourceText, offset: number): Diagnostic {
  return problem('nested-too-deep', `nested more than ${DEPTH_LIMIT} levels deep`, {
    location: source.locate(offset),
  });
}

interface Reading {
  readonly value: unknown;
  /** How many values this one is, with aliases followed. */
  readonly weight: number;
}

const NOTHING: Reading = { value: null, weight: 1 };

/** Turns nodes into data. Anchored nodes are read once and shared, so an alias bomb costs nothing before it is refused. */
class Reader {
  readonly problems: Diagnostic[] = [];
  readonly #source: SourceText;
  readonly #anchors = new Map<string, Node>();
  readonly #finished = new Map<Node, Reading>();
  readonly #open = new Set<Node>();

  constructor(source: SourceText) {
    this.#source = source;
  }

  read(node: unknown, depth: number): Reading {
    if (isAlias(node)) return this.#readAlias(node, depth);
    // Reading follows the order of the text, so the anchor in force at an alias is the last one met.
    if ((isScalar(node) || isMap(node) || isSeq(node)) && node.anchor !== undefined)
      this.#anchors.set(node.anchor, node);
    if (isScalar(node)) return { value: node.value, weight: 1 };
    if (!isMap(node) && !isSeq(node)) return NOTHING;
    const known = this.#finished.get(node);
    if (known) return known;
    if (depth > DEPTH_LIMIT) return this.#refuse(tooDeep(this.#source, node.range?.[0] ?? 0));
    this.#open.add(node);
    const reading = isMap(node) ? this.#readMap(node.items, depth) : this.#readList(node.items, depth);
    this.#open.delete(node);
    if (node.anchor !== undefined) this.#finished.set(node, reading);
    return reading;
  }

  #readMap(items: readonly unknown[], depth: number): Reading {
    const value: Record<string, unknown> = Object.create(null);
    let weight = 1;
    for (const pair of items) {
      if (!isPair(pair)) continue;
      const key = pair.key;
      if (!isScalar(key)) {
        const at = (key as Node | null)?.range?.[0] ?? 0;
        return this.#refuse(
          problem('wrong-type', 'a key must be plain text', { location: this.#source.locate(at) }),
        );
      }
      const name = keyText(key);
      if (name === '__proto__') {
        const location = this.#source.locate(key.range?.[0] ?? 0, key.range?.[1]);
        return this.#refuse(problem('invalid-name', '"__proto__" cannot be a name', { location }));
      }
      const member = this.read(pair.value, depth + 1);
      value[name] = member.value;
      weight += member.weight;
    }
    return this.#weighed(value, weight);
  }

  #readList(items: readonly unknown[], depth: number): Reading {
    const value: unknown[] = [];
    let weight = 1;
    for (const item of items) {
      const member = this.read(item, depth + 1);
      value.push(member.value);
      weight += member.weight;
    }
    return this.#weighed(value, weight);
  }

  #readAlias(alias: Node & { source: string }, depth: number): Reading {
    const target = this.#anchors.get(alias.source);
    const location = this.#source.locate(alias.range?.[0] ?? 0, alias.range?.[1]);
    if (target === undefined) {
      return this.#refuse(
        problem('yaml-syntax', `there is no anchor "&${alias.source}" above this line`, { location }),
      );
    }
    if (this.#open.has(target)) {
      return this.#refuse(problem('alias-expansion', `"*${alias.source}" contains itself`, { location }));
    }
    return this.read(target, depth);
  }

  #weighed(value: unknown, weight: number): Reading {
    if (weight > EXPANSION_LIMIT && this.problems.length === 0) {
      return this.#refuse(
        problem(
          'alias-expansion',
          `aliases expand to more than ${EXPANSION_LIMIT.toLocaleString('en')} values`,
          {
            location: this.#source.locate(0),
            hint: 'name styles and outputs instead of repeating them through aliases of aliases',
          },
        ),
      );
    }
    return { value, weight };
  }

  #refuse(diagnostic: Diagnostic): Reading {
    this.problems.push(diagnostic);
    return NOTHING;
  }
}

/** The key as written: `61e9540` is a name, not a number that has become Infinity. */
function keyText(key: { value: unknown; source?: string }): string {
  return typeof key.value === 'string' ? key.value : (key.source ?? String(key.value));
}

function locateNode(
  source: SourceText,
  document: Document.Parsed,
  path: Path,
  part: 'key' | 'value',
): SourceLocation {
  let node: unknown = document.contents;
  let keyNode: Node | undefined;
  for (const step of path) {
    if (isAlias(node)) node = node.resolve(document);
    if (isMap(node)) {
      const pair = node.items.find(({ key }) => isScalar(key) && keyText(key) === String(step));
      if (pair === undefined) return locateContainer(source, node, keyNode);
      keyNode = pair.key as Node;
      node = pair.value;
    } else if (isSeq(node)) {
      if (node.items[Number(step)] === undefined) return locateContainer(source, node, keyNode);
      node = node.items[Number(step)];
      keyNode = undefined;
    } else break;
  }
  return locateContainer(source, part === 'key' && keyNode ? keyNode : (node as Node | null), keyNode);
}

/** Scalars are underlined whole; of a mapping or list the key that introduces it says more than its first line. */
function locateContainer(source: SourceText, node: Node | null, keyNode: Node | undefined): SourceLocation {
  const shown = isScalar(node) && (node.range?.[1] ?? 0) > (node.range?.[0] ?? 0) ? node : (keyNode ?? node);
  const range = shown?.range;
  return range ? source.locate(range[0], Math.max(range[1], range[0] + 1)) : source.locate(0);
}
