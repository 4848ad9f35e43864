import { z } from 'zod';
import { type Catalog, modelsOf, operationsOf } from '../core/catalog.ts';
import type { JsonObject, JsonValue } from '../core/json.ts';
import { manifestSchema } from './schema/index.ts';

/** The JSON Schemas that editors complete and explain manifests with; made from the schemas that validate them. */
export function manifestJsonSchema(catalog: Catalog): JsonObject {
  return editorSchema(manifestSchema(catalog).manifest, catalog);
}

/** The same for the files that a manifest includes. */
export function includeJsonSchema(catalog: Catalog): JsonObject {
  return editorSchema(manifestSchema(catalog).included, catalog);
}

function editorSchema(checked: z.ZodType, catalog: Catalog): JsonObject {
  const schema = z.toJSONSchema(checked, { io: 'input', target: 'draft-2020-12', reused: 'inline' });
  // Its own type knows the keywords, and not that it is JSON.
  const { $defs, ...rest } = schema as unknown as JsonObject;
  const written = $defs as { readonly [name: string]: JsonObject };
  const definitions = { ...written, Params: { ...written.Params, ...paramsSchema(catalog) } };
  return withSuggestions({ ...rest, $defs: definitions }, suggestionsOf(catalog)) as JsonObject;
}

/** All parameters there are; which of them fit together is checked by the tool, which knows provider and model. */
function paramsSchema(catalog: Catalog): JsonObject {
  const found = new Map<string, Map<string, JsonObject>>();
  for (const provider of catalog.providers.values()) {
    for (const { params } of provider.capabilities) {
      const { properties = {} } = z.toJSONSchema(params, { io: 'input' }) as {
        properties?: { readonly [name: string]: JsonObject };
      };
      for (const [name, property] of Object.entries(properties)) {
        const { description: _, examples: __, default: ___, ...rule } = property;
        const rules = found.get(name) ?? new Map<string, JsonObject>();
        if (!rules.has(JSON.stringify(rule))) rules.set(JSON.stringify(rule), property);
        found.set(name, rules);
      }
    }
  }
  return {
    type: 'object',
    properties: Object.fromEntries([...found].map(([name, rules]) => [name, anyOf([...rules.values()])])),
  };
}

/** What one model refuses another may take: an editor must not underline it. */
function anyOf(rules: readonly JsonObject[]): JsonObject {
  const [first = {}] = rules;
  return rules.length === 1 ? first : { description: first.description, anyOf: [...rules] };
}

function suggestionsOf(catalog: Catalog): { readonly [key: string]: readonly string[] } {
  const providers = [...catalog.providers.values()];
  return {
    provider: providers.map(({ type }) => type),
    model: [...new Set(providers.flatMap(modelsOf))],
    operation: [...new Set(providers.flatMap(operationsOf))],
  };
}

/** Lets editors complete the names there are, and still allows others: the manifest may name providers of its own. */
function withSuggestions(
  node: JsonValue | undefined,
  known: { readonly [key: string]: readonly string[] },
): JsonValue | undefined {
  if (isList(node)) return node.map((member) => withSuggestions(member, known) as JsonValue);
  if (node === null || typeof node !== 'object') return node;
  const copy: { [name: string]: JsonValue | undefined } = {};
  for (const [name, member] of Object.entries(node)) copy[name] = withSuggestions(member, known);
  const properties = copy.properties as { [name: string]: JsonObject } | undefined;
  if (properties?.operation === undefined || properties.template === undefined) return copy;
  for (const [key, names] of Object.entries(known)) {
    const { type: _, ...rest } = properties[key] ?? {};
    properties[key] = { ...rest, anyOf: [{ enum: [...names] }, { type: 'string' }] };
  }
  return copy;
}

/** `Array.isArray` forgets what a list that may not be changed is a list of. */
function isList(node: JsonValue | undefined): node is readonly JsonValue[] {
  return Array.isArray(node);
}
