import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, it } from 'vitest';
import { assembleCatalog } from '../src/build/index.ts';
import { lockfileJsonSchema } from '../src/lockfile/index.ts';
import { includeJsonSchema, manifestJsonSchema } from '../src/manifest/index.ts';

const { catalog } = assembleCatalog();
const SCHEMAS = {
  manifest: manifestJsonSchema(catalog),
  include: includeJsonSchema(catalog),
  lockfile: lockfileJsonSchema(),
};

describe('committed schemas', () => {
  it.each(Object.entries(SCHEMAS))(
    '%s.schema.json is what the code says; if not: npm run schemas',
    (name, schema) => {
      const path = fileURLToPath(new URL(`../schemas/${name}.schema.json`, import.meta.url));
      expect(JSON.parse(readFileSync(path, 'utf8'))).toEqual(JSON.parse(JSON.stringify(schema)));
    },
  );

  it.each(Object.entries(SCHEMAS))('%s.schema.json is a valid schema', (_name, schema) => {
    expect(new Ajv2020({ strict: false }).validateSchema(schema)).toBe(true);
  });

  it('offers the providers, models and operations there are, and allows others', () => {
    const validate = new Ajv2020({ strict: false }).compile(SCHEMAS.manifest);
    const manifest = (model: string) => ({
      version: 1,
      providers: { mine: { type: 'stability' } },
      assets: { fox: { seed: 1, prompt: 'a fox', provider: 'mine', model } },
    });
    expect(validate(manifest('core'))).toBe(true);
    expect(validate(manifest('a-model-of-my-own'))).toBe(true);
    expect(JSON.stringify(SCHEMAS.manifest)).toContain('"sd3.5-flash"');
    expect(validate({ version: 1, assets: { fox: { sead: 1 } } })).toBe(false);
  });

  it('allows a parameter of the defaults whatever one of the models takes', () => {
    const validate = new Ajv2020({ strict: false }).compile(SCHEMAS.manifest);
    const manifest = (cfg_scale: unknown) => ({ version: 1, defaults: { params: { cfg_scale } } });
    expect(validate(manifest(8))).toBe(true);
    expect(validate(manifest(30))).toBe(true);
    expect(validate(manifest('strong'))).toBe(false);
  });
});
