import type { Capability } from '../core/capability.ts';
import { type Catalog, findCapability, operationsOf, type ProviderEntry } from '../core/catalog.ts';
import type { JsonObject } from '../core/json.ts';
import { INPUT_ROLES } from '../core/recipe.ts';
import {
  choice,
  definition,
  mergedParams,
  modelLines,
  operationLines,
  paramsDefinitions,
  paramsName,
  shareRules,
} from './editor-params.ts';

/** Keys that decide which rules an asset has to keep; a scene or cell that sets one makes them its own. */
const DECIDING = ['provider', 'operation', 'model', 'params', 'seed', 'prompt', ...INPUT_ROLES];
const paramsAre = (name: string): JsonObject => ({ properties: { params: definition(name) } });
const ANY_PARAMS = paramsAre('Params');

/** What a manifest says of provider and model in its `defaults`. */
interface Inherited {
  readonly provider: ProviderEntry;
  readonly model?: string;
}

/** Rules that follow from provider, operation and model; where an editor cannot know these, there are none. */
export function narrowing(catalog: Catalog): {
  rule: JsonObject;
  definitions: { [name: string]: JsonObject };
} {
  const providers = [...catalog.providers.values()];
  const definitions: { [name: string]: JsonObject } = { UnknownAsset: ANY_PARAMS, PlainAsset: plainAsset() };
  for (const provider of providers) {
    Object.assign(definitions, paramsDefinitions(provider));
    for (const operation of operationsOf(provider)) {
      const able = provider.capabilities.filter((capability) => capability.operation === operation);
      definitions[operationName(provider, operation)] = operationRule(provider, able);
      definitions[anyModelName(provider, operation)] = mergedParams(
        `Parameters of ${provider.type} ${operation}`,
        able,
      );
    }
    definitions[`asset.${provider.type}`] = providerRule(provider);
  }
  definitions.OwnProvider = ownProvider(providers);
  const states = providers.flatMap(inheritances);
  for (const state of states) definitions[stateName(state)] = assetRule(state);
  const known = states.reduceRight<JsonObject>(
    (otherwise, state) => choose(defaultsAre(state, catalog), everyAsset(stateName(state)), otherwise),
    everyAsset('UnknownAsset'),
  );
  const rule = choose(builtInNames(providers), known, everyAsset('UnknownAsset'));
  return {
    rule: {
      allOf: [rule, needs('seed', providers), needs('prompt', providers), ...providerNames(providers)],
    },
    definitions: shareRules(definitions),
  };
}

function choose(condition: JsonObject, met: JsonObject, otherwise?: JsonObject): JsonObject {
  // biome-ignore lint/suspicious/noThenProperty: JSON Schema's own word
  return { if: condition, then: met, ...(otherwise === undefined ? {} : { else: otherwise }) };
}

const everyAsset = (name: string): JsonObject => ({
  properties: { assets: { additionalProperties: definition(name) } },
});

const absent = (...keys: readonly string[]): JsonObject => ({
  not: { anyOf: keys.map((key) => ({ required: [key] })) },
});

const isConst = (key: string, value: string): JsonObject => ({
  properties: { [key]: { const: value } },
  required: [key],
});

/** True of a manifest that gives the name of a built-in provider to no other one. */
function builtInNames(providers: readonly ProviderEntry[]): JsonObject {
  const own = providers.map(({ type }) => [type, { properties: { type: { const: type } } }] as const);
  return {
    properties: {
      providers: { properties: Object.fromEntries(own) },
      defaults: absent('operation'),
    },
  };
}

/** The defaults whose effect on an asset is known: a provider, and perhaps a model of its first operation. */
function inheritances(provider: ProviderEntry): Inherited[] {
  const [first] = operationsOf(provider);
  const able = provider.capabilities.filter(({ operation }) => operation === first);
  return [{ provider }, ...able.flatMap(({ model }) => (model === undefined ? [] : [{ provider, model }]))];
}

const stateName = ({ provider, model }: Inherited) =>
  ['defaults', provider.type, model].filter(Boolean).join('.');

function defaultsAre({ provider, model }: Inherited, catalog: Catalog): JsonObject {
  const fallback = provider === catalog.providers.get('procedural');
  const named: JsonObject = {
    allOf: [
      fallback ? { properties: { provider: { const: provider.type } } } : isConst('provider', provider.type),
      model === undefined ? absent('model') : isConst('model', model),
    ],
  };
  const given = { properties: { defaults: { description: 'Settings of every asset.', ...named } } };
  return fallback && model === undefined ? given : { ...given, required: ['defaults'] };
}

/** True of an asset whose scenes and cells leave to it what decides its rules. */
function plainAsset(): JsonObject {
  const leaves: JsonObject = { not: { type: 'object', anyOf: DECIDING.map((key) => ({ required: [key] })) } };
  const mapping: JsonObject = { additionalProperties: leaves };
  return {
    type: 'object',
    properties: {
      scenes: mapping,
      matrix: {
        properties: {
          include: { items: { additionalProperties: { not: { type: 'object' } } } },
          exclude: true,
        },
        additionalProperties: mapping,
      },
    },
  };
}

function assetRule({ provider, model }: Inherited): JsonObject {
  const [operation = ''] = operationsOf(provider);
  const capability = findCapability(provider, operation, model);
  const params = capability === undefined ? 'Params' : paramsName(provider, capability);
  const inherited = choose(absent('operation', 'model'), paramsAre(params));
  return choose(
    definition('PlainAsset'),
    choose({ required: ['provider'] }, definition('OwnProvider'), {
      allOf: [definition(`asset.${provider.type}`), inherited],
    }),
    ANY_PARAMS,
  );
}

function ownProvider(providers: readonly ProviderEntry[]): JsonObject {
  return providers.reduceRight<JsonObject>((otherwise, provider) => {
    const [capability] = provider.capabilities;
    const params = capability === undefined ? 'Params' : paramsName(provider, capability);
    const first = choose(absent('operation', 'model'), paramsAre(params));
    const rule = { allOf: [definition(`asset.${provider.type}`), first] };
    return choose(isConst('provider', provider.type), rule, otherwise);
  }, ANY_PARAMS);
}

const operationName = (provider: ProviderEntry, operation: string) => `asset.${provider.type}.${operation}`;

const anyModelName = ({ type }: ProviderEntry, operation: string) => `params.${type}.${operation}.any`;

function providerRule(provider: ProviderEntry): JsonObject {
  const [first, ...others] = operationsOf(provider);
  if (first === undefined) return ANY_PARAMS;
  const named = others.map((operation) =>
    choose(isConst('operation', operation), definition(operationName(provider, operation))),
  );
  const usual = choose(
    { properties: { operation: { const: first } } },
    definition(operationName(provider, first)),
  );
  const operation = choice('What to do.', operationLines(provider.capabilities));
  return { properties: { operation }, allOf: [usual, ...named] };
}

/** What an asset with a known provider and operation may say. */
function operationRule(provider: ProviderEntry, able: readonly Capability[]): JsonObject {
  const refused = INPUT_ROLES.filter((role) => able.every(({ inputs }) => inputs[role] === undefined));
  const required = INPUT_ROLES.filter((role) => able.every(({ inputs }) => inputs[role] === 'required'));
  const [{ operation } = { operation: '' }] = able;
  const models = able.flatMap((capability) =>
    capability.model === undefined
      ? []
      : [choose(isConst('model', capability.model), paramsAre(paramsName(provider, capability)))],
  );
  const unnamed = choose(
    { required: ['operation'], ...absent('model') },
    paramsAre(anyModelName(provider, operation)),
  );
  return {
    properties: {
      model: choice(`A model of ${provider.type}.`, modelLines(able)),
      ...Object.fromEntries(
        refused.map((role) => [role, { not: {}, description: `Not taken by ${operation}.` }]),
      ),
    },
    ...(required.length > 0 ? { required } : {}),
    allOf: [unnamed, ...models],
  };
}

/** Keys whose texts may make a prompt where none is written. */
const WORDS = ['style', 'template'];

/** A picture that begins from words alone needs a seed and a prompt, unless another layer has them. */
function needs(key: 'seed' | 'prompt', providers: readonly ProviderEntry[]): JsonObject {
  const provider = { enum: providers.filter(beginsFromWords).map(({ type }) => type) };
  const inherited = key === 'seed' ? ['seed'] : WORDS;
  const own = key === 'seed' ? ['each'] : ['each', 'scenes', 'matrix', ...WORDS];
  const manifest = {
    properties: {
      defaults: { ...absent(...inherited), properties: { provider } },
      profiles: { additionalProperties: absent(...inherited, 'provider', 'operation') },
    },
  };
  const asset = choose(
    { allOf: [definition('PlainAsset'), absent('operation', ...own), { properties: { provider } }] },
    { required: [key] },
  );
  return choose(
    { allOf: [builtInNames(providers), manifest] },
    { properties: { assets: { additionalProperties: asset } } },
  );
}

function beginsFromWords({ capabilities: [first] }: ProviderEntry): boolean {
  return (
    first?.seed === true && first.prompt === 'required' && !Object.values(first.inputs).includes('required')
  );
}

/** Without `providers` of its own a manifest can only name those that are built in. */
function providerNames(providers: readonly ProviderEntry[]): JsonObject[] {
  const lines = new Map(providers.map(({ type, summary }) => [type, summary]));
  const named = { properties: { provider: choice('What makes the pictures.', lines) } };
  const asset = choose(definition('PlainAsset'), named);
  const heir: JsonObject = { allOf: [definition('PlainAsset'), absent('provider')] };
  const inherited: JsonObject = {
    properties: { assets: { not: { additionalProperties: { not: heir } } } },
    required: ['assets'],
  };
  return [
    choose(absent('providers'), { properties: { assets: { additionalProperties: asset } } }),
    choose(
      { allOf: [absent('providers'), inherited] },
      { properties: { defaults: { description: 'Settings of every asset.', ...named } } },
    ),
  ];
}

/** Every model, operation and provider there is, for places that may name others as well. */
export function suggestions(catalog: Catalog): { readonly [key: string]: JsonObject } {
  const providers = [...catalog.providers.values()];
  const capabilities = providers.flatMap((provider) => provider.capabilities);
  const open = (lines: ReadonlyMap<string, string>): JsonObject => ({
    anyOf: [{ enum: [...lines.keys()], enumDescriptions: [...lines.values()] }, { type: 'string' }],
  });
  return {
    provider: open(new Map(providers.map(({ type, summary }) => [type, summary]))),
    model: open(modelLines(capabilities)),
    operation: open(operationLines(capabilities)),
  };
}
