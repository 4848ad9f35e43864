import { z } from 'zod';
import type { Catalog } from '../core/catalog.ts';
import type { JsonObject } from '../core/json.ts';
import { manifestSchema } from './schema/index.ts';

/** The JSON Schema that editors complete and explain the manifest with; made from the schema that validates it. */
export function manifestJsonSchema(catalog: Catalog): JsonObject {
  const { manifest } = manifestSchema(catalog);
  const schema = z.toJSONSchema(manifest, {
    io: 'input',
    target: 'draft-2020-12',
    reused: 'inline',
  }) as unknown as JsonObject;
  return {
    ...schema,
    $defs: { ...(schema.$defs as JsonObject), Params: paramsSchema(catalog) },
  };
}

/** All parameters there are; which of them fit together is checked by the tool, which knows provider and model. */
function paramsSchema(catalog: Catalog): JsonObject {
  const properties: { [name: string]: JsonObject } = {};
  for (const provider of catalog.providers.values()) {
    for (const capability of provider.capabilities) {
      const described = z.toJSONSchema(capability.params, { io: 'input' }) as unknown as {
        properties?: { [name: string]: JsonObject };
      };
      for (const [name, property] of Object.entries(described.properties ?? {}))
        properties[name] ??= property;
    }
  }
  return { type: 'object', properties };
}
