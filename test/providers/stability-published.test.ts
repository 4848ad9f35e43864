import { readFileSync } from 'node:fs';
import { fc, test as property } from '@fast-check/vitest';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { SERVICES, type Service } from '../../src/providers/stability/capabilities.ts';
import { jsonOf } from '../../src/providers/stability/v1.ts';
import { formOf } from '../../src/providers/stability/v2beta.ts';
import { formProblems, publishedCredits, textToImageProblems } from '../support/stability-contract.ts';

interface Schema {
  readonly $ref?: string;
  readonly properties?: { readonly [name: string]: Schema };
  readonly enum?: readonly unknown[];
  readonly minimum?: number;
  readonly maximum?: number;
  readonly default?: unknown;
}

function published(version: 'v1' | 'v2beta', route: string): { readonly [name: string]: Schema } {
  const file = new URL(`../fixtures/stability/openapi-${version}.json`, import.meta.url);
  const api = JSON.parse(readFileSync(file, 'utf8'));
  const schemas: { readonly [name: string]: Schema } = api.components.schemas;
  const whole: Schema =
    version === 'v1'
      ? schemas.TextToImage
      : api.paths[route].post.requestBody.content['multipart/form-data'].schema;
  const resolved = (schema: Schema) => schemas[schema.$ref?.split('/').at(-1) ?? ''] ?? schema;
  return Object.fromEntries(
    Object.entries(whole.properties ?? {}).map(([name, schema]) => [name, resolved(schema)]),
  );
}

/** Fields that a request gets from elsewhere than `params`, and those of image-to-image. */
const ELSEWHERE = ['prompt', 'negative_prompt', 'seed', 'model', 'text_prompts', 'samples'];
const WITH_IMAGE = ['image', 'strength', 'mode'];

const named = SERVICES.map((service) => [service.capability.model ?? '', service] as const);

describe.each(named)('%s and the published document', (_, service: Service) => {
  const ours = (z.toJSONSchema(service.capability.params, { io: 'input' }) as Schema).properties ?? {};
  const theirs = published(service.version, service.route);

  test('have the same fields', () => {
    const offered = Object.keys(theirs).filter((name) => ![...ELSEWHERE, ...WITH_IMAGE].includes(name));
    expect(Object.keys(ours).sort()).toEqual(offered.sort());
  });

  test('have the same choices and ranges', () => {
    for (const [name, schema] of Object.entries(ours)) {
      // The document allows any multiple of 64 where the engine takes nine sizes.
      if (name === 'width' || name === 'height') continue;
      const same = theirs[name] ?? {};
      expect([...(schema.enum ?? [])].sort(), name).toEqual([...(same.enum ?? [])].sort());
      expect([schema.minimum, schema.maximum], name).toEqual([same.minimum, same.maximum]);
      if (same.default !== undefined) expect(schema.default, name).toBe(same.default);
    }
  });

  test('have the same price', () => {
    if (service.version === 'v1') return;
    expect(service.capability.price({})).toBe(publishedCredits(service.route, service.modelField));
  });

  property.prop([paramsOf(ours), fc.integer({ min: 1, max: 4_294_967_294 }), fc.string({ minLength: 1 })])(
    'agree on every request an author can write',
    (params, seed, prompt) => {
      const { capability } = service;
      fc.pre(capability.params.safeParse(params).success);
      fc.pre((capability.check?.(params, []) ?? []).length === 0);
      const model = capability.model;
      const request = {
        operation: 'generate',
        model,
        prompt,
        negativePrompt: prompt,
        seed,
        params,
        inputs: {},
      };
      const body = service.version === 'v1' ? jsonOf(request) : formOf(service, request);
      const sent = JSON.parse(JSON.stringify(body.type === 'json' ? body.value : body.fields));
      const problems =
        service.version === 'v1' ? textToImageProblems(sent) : formProblems(service.route, sent);
      expect(problems).toEqual([]);
    },
  );
});

/** Parameters that use every choice and the whole of every range. */
function paramsOf(fields: { readonly [name: string]: Schema & { readonly type?: string } }) {
  const values = Object.entries(fields).map(([name, schema]) => {
    const { minimum: min = 0, maximum: max = 0 } = schema;
    if (schema.enum !== undefined) return [name, fc.constantFrom(...schema.enum)] as const;
    if (schema.type === 'integer') return [name, fc.integer({ min, max })] as const;
    if (schema.type === 'number') return [name, fc.double({ min, max, noNaN: true })] as const;
    return [name, fc.dictionary(fc.string(), fc.jsonValue())] as const;
  });
  const record: { [name: string]: fc.Arbitrary<unknown> } = Object.fromEntries(values);
  return fc.record(record, { requiredKeys: [] });
}
