import { z } from 'zod';
import type { Capability } from '../core/capability.ts';
import type { Catalog, ProviderEntry } from '../core/catalog.ts';
import type { JsonObject } from '../core/json.ts';

type Rules = { readonly [name: string]: JsonObject };

/** A text that an environment variable completes: an editor cannot know what it will be. */
export const VARIABLE_TEXT: JsonObject = { type: 'string', pattern: '\\$\\{' };

export const definition = (name: string): JsonObject => ({ $ref: `#/$defs/${name}` });

/** All parameters there are, for places whose provider, operation and model an editor cannot know. */
export function anyParams(catalog: Catalog): JsonObject {
  const capabilities = [...catalog.providers.values()].flatMap((provider) => provider.capabilities);
  return { type: 'object', properties: mergedRules(capabilities) };
}

/** Definitions of the parameters of every operation and model, each by its name. */
export function paramsDefinitions(provider: ProviderEntry): { [name: string]: JsonObject } {
  const found: { [name: string]: JsonObject } = {};
  for (const capability of provider.capabilities) {
    found[paramsName(provider, capability)] = {
      title: `Parameters of ${[provider.type, capability.operation, capability.model].filter(Boolean).join(' ')}`,
      description: capability.summary,
      type: 'object',
      properties: rulesOf(capability),
      additionalProperties: false,
    };
  }
  return found;
}

export function paramsName({ type }: ProviderEntry, { operation, model }: Capability): string {
  return ['params', type, operation, model].filter(Boolean).join('.');
}

/** The parameters of several capabilities: what any of them takes is allowed. */
export function mergedParams(title: string, capabilities: readonly Capability[]): JsonObject {
  const description = 'Which of these fit depends on the model.';
  return {
    title,
    description,
    type: 'object',
    properties: mergedRules(capabilities),
    additionalProperties: false,
  };
}

function rulesOf({ params }: Capability): Rules {
  const { properties = {} } = z.toJSONSchema(params, { io: 'input' }) as { properties?: Rules };
  return properties;
}

function mergedRules(capabilities: readonly Capability[]): Rules {
  const found = new Map<string, Map<string, JsonObject>>();
  for (const [name, property] of capabilities.flatMap((capability) => Object.entries(rulesOf(capability)))) {
    const { description: _, examples: __, default: ___, ...rule } = property;
    const rules = found.get(name) ?? new Map<string, JsonObject>();
    if (!rules.has(JSON.stringify(rule))) rules.set(JSON.stringify(rule), property);
    found.set(name, rules);
  }
  return Object.fromEntries([...found].map(([name, rules]) => [name, anyOf([...rules.values()])]));
}

/** What one model refuses another may take: an editor must not underline it. */
function anyOf(rules: readonly JsonObject[]): JsonObject {
  const [first = {}] = rules;
  return rules.length === 1 ? first : { description: first.description, anyOf: [...rules] };
}

/** Names to choose from, each with a line about it; a text with a variable passes too. */
export function choice(description: string, lines: ReadonlyMap<string, string>): JsonObject {
  const named = { enum: [...lines.keys()], enumDescriptions: [...lines.values()] };
  return { description, anyOf: [...(lines.size > 0 ? [named] : []), VARIABLE_TEXT] };
}

/** Models and what a picture of theirs costs. */
export function modelLines(capabilities: readonly Capability[]): Map<string, string> {
  const lines = new Map<string, string>();
  for (const capability of capabilities) {
    if (capability.model === undefined) continue;
    const earlier = lines.get(capability.model);
    const line = `${capability.operation}: ${priceOf(capability)}. ${capability.deprecated ?? capability.summary}`;
    lines.set(capability.model, earlier === undefined ? line : `${earlier} ${line}`);
  }
  return lines;
}

/** Operations of a provider and what a picture costs with the default model of each. */
export function operationLines(capabilities: readonly Capability[]): Map<string, string> {
  const lines = new Map<string, string>();
  for (const capability of capabilities) {
    if (lines.has(capability.operation)) continue;
    const model = capability.model === undefined ? '' : ` with ${capability.model}`;
    lines.set(capability.operation, `${capability.summary} ${priceOf(capability)}${model}.`);
  }
  return lines;
}

function priceOf({ price }: Capability): string {
  const credits = price({});
  if (credits === undefined) return 'price not known';
  return credits === 1 ? '1 credit' : `${credits} credits`;
}

/** Moves equal rules of parameters to definitions of their own, since most models share them. */
export function shareRules(definitions: { readonly [name: string]: JsonObject }): {
  [name: string]: JsonObject;
} {
  const shared = new Map<string, string>();
  const moved: { [name: string]: JsonObject } = {};
  const share = (name: string, rule: JsonObject): JsonObject => {
    const text = JSON.stringify(rule);
    const known = shared.get(text) ?? `param.${name}.${shared.size + 1}`;
    shared.set(text, known);
    moved[known] = rule;
    return definition(known);
  };
  for (const [name, { properties, ...rest }] of Object.entries(definitions)) {
    const rules = Object.entries((properties ?? {}) as Rules);
    moved[name] = name.startsWith('params.')
      ? { ...rest, properties: Object.fromEntries(rules.map(([key, rule]) => [key, share(key, rule)])) }
      : { ...rest, ...(properties === undefined ? {} : { properties }) };
  }
  return moved;
}
