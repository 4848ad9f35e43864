import { Ajv2020 } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import type { Catalog } from '../../src/core/catalog.ts';
import { manifestJsonSchema } from '../../src/manifest/index.ts';
import { smallCatalog } from './small-catalog.ts';

/** The schema of a manifest as an editor applies it. */
export function editorRules(catalog: Catalog) {
  const ajv = new Ajv2020({ allErrors: true, strict: false });
  (addFormats as unknown as (ajv: Ajv2020) => void)(ajv);
  return ajv.compile(manifestJsonSchema(catalog));
}

const rules = editorRules(smallCatalog);

/** True when an editor underlines nothing in a manifest for the small catalog. */
export const editorAccepts = (manifest: unknown): boolean => rules(manifest);

/** What an editor underlines in a manifest for the small catalog. */
export function editorRefusals(manifest: unknown): string[] {
  if (rules(manifest)) return [];
  return (rules.errors ?? []).map(({ instancePath, message }) => `${instancePath} ${message}`);
}
