import { z } from 'zod';
import type { Catalog } from '../core/catalog.ts';
import type { JsonObject, JsonValue } from '../core/json.ts';
import { anyParams, VARIABLE_TEXT } from './editor-params.ts';
import { narrowing, suggestions } from './narrowing.ts';
import { manifestSchema } from './schema/index.ts';

type Definitions = { readonly [name: string]: JsonObject };

/** The JSON Schemas that editors complete and explain manifests with; made from the schemas that validate them. */
export function manifestJsonSchema(catalog: Catalog): JsonObject {
  const { $defs, ...schema } = editorSchema(manifestSchema(catalog).manifest, catalog);
  const written = $defs as Definitions;
  const { rule, definitions } = narrowing(catalog);
  const properties = written.Asset?.properties as Definitions;
  const { title, description } = written.Params as { title: string; description: string };
  // The rules for an asset say which parameters it has; a list of all would be offered beside them.
  const Asset = {
    ...written.Asset,
    properties: { ...properties, params: { title, description, type: 'object' } },
  };
  return {
    ...schema,
    ...rule,
    $defs: { ...written, Asset, ...(forEditors(definitions, catalog) as JsonObject) },
  };
}

/** The same for the files that a manifest includes, which do not know what its defaults and providers are. */
export function includeJsonSchema(catalog: Catalog): JsonObject {
  return editorSchema(manifestSchema(catalog).included, catalog);
}

function editorSchema(checked: z.ZodType, catalog: Catalog): JsonObject {
  const schema = z.toJSONSchema(checked, { io: 'input', target: 'draft-2020-12', reused: 'inline' });
  // Its own type knows the keywords, and not that it is JSON.
  const { $defs, ...rest } = schema as unknown as JsonObject;
  const written = $defs as Definitions;
  const definitions = { ...written, Params: { ...written.Params, ...anyParams(catalog) } };
  return forEditors({ ...rest, $defs: definitions }, catalog) as JsonObject;
}

/** Puts a schema as editors need it: nothing is inserted that nobody asked for, and texts may hold variables. */
function forEditors(schema: JsonObject, catalog: Catalog): JsonValue | undefined {
  return prepared(schema, suggestions(catalog), '');
}

function prepared(
  node: JsonValue | undefined,
  known: { readonly [key: string]: JsonObject },
  key: string,
): JsonValue | undefined {
  if (isList(node)) return node.map((member) => prepared(member, known, key) as JsonValue);
  if (node === null || typeof node !== 'object') return node;
  const copy: { [name: string]: JsonValue | undefined } = {};
  for (const [name, member] of Object.entries(node)) {
    if (VERBATIM.has(name)) copy[name] = member;
    else if (NAMED.has(name)) copy[name] = namedMembers(member as JsonObject, known);
    else copy[name] = prepared(member, known, key);
  }
  return openToVariables(titled(withoutInsertions(withSuggestions(copy, known)), key));
}

/** Members whose own members are data, or rules about schemas, and no schemas. */
const VERBATIM = new Set([
  'enum',
  'const',
  'default',
  'examples',
  'required',
  'enumDescriptions',
  'if',
  'propertyNames',
]);
const NAMED = new Set(['properties', '$defs']);

function namedMembers(members: JsonObject, known: { readonly [key: string]: JsonObject }): JsonObject {
  return Object.fromEntries(
    Object.entries(members).map(([name, member]) => [name, prepared(member, known, name)]),
  );
}

/** Says defaults and examples in words: editors would write the keywords into the document. */
function withoutInsertions({ default: usual, examples, ...node }: JsonObject): JsonObject {
  const said = [
    ...(usual === undefined ? [] : [`Default: ${shown(usual)}.`]),
    ...(isList(examples) ? [`Example: ${examples.map(shown).join(' or ')}`] : []),
  ];
  if (said.length === 0) return node;
  return { ...node, description: [node.description, ...said].filter(Boolean).join(' ') };
}

const shown = (value: JsonValue) => (typeof value === 'string' ? value : JSON.stringify(value));

/** Gives mappings and lists a name, where editors would say "object" or "array". */
function titled(node: JsonObject, key: string): JsonObject {
  const structured = node.type === 'object' || node.type === 'array' || node.anyOf !== undefined;
  if (!structured || node.title !== undefined || key === '') return node;
  const words = key.replaceAll('_', ' ').replaceAll('.', ' ');
  const kind = node.type === 'array' ? ' (list)' : node.type === 'object' ? ' (mapping)' : '';
  return { title: `${words}${kind}`, ...node };
}

/** A text with a variable in it may become any of the words that are allowed. */
function openToVariables(node: JsonObject): JsonObject {
  if (typeof node.pattern === 'string' && node.pattern !== VARIABLE_TEXT.pattern)
    return withPattern(node, `(?:${node.pattern})|${VARIABLE_TEXT.pattern}`);
  const words = isList(node.enum) ? node.enum : [node.const];
  if (node.type !== 'string' || !words.every((word) => typeof word === 'string')) return node;
  const { title, description, ...rule } = node;
  return { title, description, anyOf: [rule, VARIABLE_TEXT] };
}

/** A format that a variable would not keep says less than the pattern beside it. */
function withPattern({ format: _, ...node }: JsonObject, pattern: string): JsonObject {
  return { ...node, pattern };
}

/** Lets editors complete the names there are, and still allows others: the manifest may name providers of its own. */
function withSuggestions(node: JsonObject, known: { readonly [key: string]: JsonObject }): JsonObject {
  const properties = node.properties as Definitions | undefined;
  if (properties?.operation === undefined || properties.template === undefined) return node;
  const named = Object.entries(known).map(([key, choice]) => {
    const { type: _, ...rest } = properties[key] ?? {};
    return [key, { ...rest, ...choice }] as const;
  });
  return { ...node, properties: { ...properties, ...Object.fromEntries(named) } };
}

/** `Array.isArray` forgets what a list that may not be changed is a list of. */
function isList(node: JsonValue | undefined): node is readonly JsonValue[] {
  return Array.isArray(node);
}
