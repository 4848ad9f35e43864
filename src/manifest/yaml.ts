import {
  type Document,
  isAlias,
  isMap,
  isPair,
  isScalar,
  isSeq,
  type Node,
  parseDocument,
  type Scalar,
  visit,
} from 'yaml';
import { type Diagnostic, problem, type SourceLocation } from '../core/diagnostic.ts';
import { isWellFormed } from '../core/well-formed.ts';
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
/** Brackets that are open at once; more than the depth, since texts may have some that are never closed. */
const BRACKET_LIMIT = 20_000;

/** Reads YAML 1.2 core. Problems come all at once, each with its place. */
export function readYaml(source: SourceText): { document?: YamlDocument; problems: readonly Diagnostic[] } {
  // The parser would take seconds to find that out.
  const tooManyOpen = deepestBracket(source.text, BRACKET_LIMIT);
  if (tooManyOpen > 0) return { problems: [tooDeep(source, deepestBracket(source.text))] };
  let parsed: Document.Parsed;
  try {
    parsed = parseDocument(source.text, {
      version: '1.2',
      schema: 'core',
      merge: false,
      // The reader looks itself: by name, so that 1 and "1" are the same, and in time for thousands of keys.
      uniqueKeys: false,
      prettyErrors: false,
      stringKeys: false,
      // Quieter levels also keep silent about a second document.
      logLevel: 'error',
    });
  } catch (error) {
    if (error instanceof RangeError) return { problems: [tooDeep(source, deepestBracket(source.text))] };
    throw error;
  }
  // A tag or directive that is not known would change what the text means; ignoring it is no answer.
  const errors = [...parsed.errors, ...parsed.warnings];
  if (errors.some(({ code }) => code === 'RESOURCE_EXHAUSTION'))
    return { problems: [tooDeep(source, deepestBracket(source.text))] };
  if (errors.length > 0) return { problems: syntaxProblems(source, parsed, errors) };
  const reader = new Reader(source);
  const value = reader.read(parsed.contents, 0).value;
  if (reader.problems.length > 0) return { problems: reader.problems };
  const locate = (path: Path, part: 'key' | 'value' = 'value') => locateNode(source, parsed, path, part);
  return { document: { source, value, locate }, problems: [] };
}

interface SyntaxError {
  readonly code: string;
  readonly message: string;
  readonly pos: readonly [number, number];
}

/** The first error of each line: what follows on it is only its echo. */
function syntaxProblems(
  source: SourceText,
  parsed: Document.Parsed,
  errors: readonly SyntaxError[],
): Diagnostic[] {
  const byLine = new Map<number, Diagnostic>();
  for (const error of errors) {
    const { line } = source.locate(error.pos[0]);
    if (!byLine.has(line)) byLine.set(line, syntaxProblem(source, parsed, error));
  }
  return [...byLine.values()];
}

function syntaxProblem(source: SourceText, parsed: Document.Parsed, error: SyntaxError): Diagnostic {
  const location =
    error.code === 'MISSING_CHAR' && error.message.includes('quote')
      ? source.locate(openingOf(parsed, error.pos[0]))
      : source.locate(error.pos[0], error.pos[1]);
  if (error.code === 'MULTIPLE_DOCS') {
    return problem('yaml-syntax', 'a manifest is one YAML document; remove the second "---"', { location });
  }
  const message = `not valid YAML: ${error.message.replace(/\s+/g, ' ')}`;
  const code = error.message.startsWith('Flow') ? 'MISSING_CHAR' : error.code;
  return problem('yaml-syntax', message, { location, hint: SYNTAX_HINTS[code] });
}

/** What is usually behind an error, in the words of somebody who writes manifests. */
const SYNTAX_HINTS: { readonly [code: string]: string } = {
  TAB_AS_INDENT: 'YAML is indented with spaces, never with tabs',
  BAD_INDENT: 'entries of one mapping begin in the same column',
  BLOCK_AS_IMPLICIT_KEY: 'is it indented too far? A text with ": " in it needs quotes',
  UNEXPECTED_TOKEN: 'a text that begins with { or [ needs quotes',
  MISSING_CHAR: 'what is opened with a quote, [ or { must be closed',
  TAG_RESOLVE_FAILED: 'a manifest needs no tags; remove what begins with "!"',
};

/** Where the quoted text begins that is missing its end at an offset. */
function openingOf(parsed: Document.Parsed, end: number): number {
  let opening = end;
  visit(parsed, {
    Scalar(_, { range }) {
      if (range && range[0] < end && range[1] >= end) opening = range[0];
    },
  });
  return opening;
}

function tooDeep(source: SourceText, offset: number): Diagnostic {
  return problem('nested-too-deep', `nested more than ${DEPTH_LIMIT} levels deep`, {
    location: source.locate(offset),
  });
}

/** A guess at the place, for a text that is nested too deep to be parsed at all. */
function deepestBracket(text: string, limit = DEPTH_LIMIT): number {
  let depth = 0;
  for (let at = 0; at < text.length; at++) {
    if (text[at] === '[' || text[at] === '{') depth += 1;
    else if (text[at] === ']' || text[at] === '}') depth -= 1;
    if (depth > limit) return at;
  }
  return 0;
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
    if (isScalar(node)) {
      const value = scalarValue(node);
      return typeof value === 'string' && !isWellFormed(value)
        ? this.#refuse(halfCharacter(this.#source, node))
        : { value, weight: 1 };
    }
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
      if (!isWellFormed(name)) return this.#refuse(halfCharacter(this.#source, key));
      if (name === '__proto__') {
        const location = this.#source.locate(key.range?.[0] ?? 0, key.range?.[1]);
        return this.#refuse(problem('invalid-name', '"__proto__" cannot be a name', { location }));
      }
      if (name in value) {
        const location = this.#source.locate(key.range?.[0] ?? 0, key.range?.[1]);
        const hint = 'remove one of the two, or rename it';
        this.problems.push(
          problem('duplicate-key', 'this key is already used in the same mapping', { location, hint }),
        );
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

/** No file and no request can hold half of a character. */
function halfCharacter(source: SourceText, { range }: Pick<Scalar, 'range'>): Diagnostic {
  return problem(
    'yaml-syntax',
    'a text has half of a character: a surrogate, as in "\\ud83e", without the other',
    {
      location: source.locate(range?.[0] ?? 0, range?.[1]),
      hint: 'write the character itself, or both halves',
    },
  );
}

/** A number that would lose digits is the text it was written as: `61e9540` and `12345678901234567890` are names. */
function scalarValue({ value, source }: { value: unknown; source?: string }): unknown {
  if (typeof value !== 'number' || source === undefined) return value;
  return Number.isFinite(value) && (!Number.isInteger(value) || Number.isSafeInteger(value)) ? value : source;
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
