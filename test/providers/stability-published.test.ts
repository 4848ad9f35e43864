import { readFileSync } from 'node:fs';
import { fc, test as property } from '@fast-check/vitest';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { digestOf } from '../../src/core/digest.ts';
import type { InputRole } from '../../src/core/recipe.ts';
import type { GenerateRequest } from '../../src/providers/provider.ts';
import { SERVICES, type Service } from '../../src/providers/stability/capabilities.ts';
import { engineBody } from '../../src/providers/stability/v1.ts';
import { formOf } from '../../src/providers/stability/v2beta.ts';
import {
  engineFormProblems,
  formProblems,
  publishedCredits,
  textToImageProblems,
} from '../support/stability-contract.ts';

interface Schema {
  readonly $ref?: string;
  readonly type?: string;
  readonly properties?: { readonly [name: string]: Schema };
  readonly enum?: readonly unknown[];
  readonly minimum?: number;
  readonly maximum?: number;
  readonly default?: unknown;
  readonly 'x-image-rules'?: {
    readonly formats: readonly string[];
    readonly minSide?: number;
    readonly maxSide?: number;
    readonly minPixels?: number;
    readonly maxPixels?: number;
    readonly aspectRatio?: { readonly max: string };
  };
}

const V1_FORMS: { readonly [operation: string]: string } = {
  generate: 'TextToImage',
  'image-to-image': 'ImageToImage',
  inpaint: 'Masking',
};

function published({ version, route, capability }: Service): { readonly [name: string]: Schema } {
  const file = new URL(`../fixtures/stability/openapi-${version}.json`, import.meta.url);
  const api = JSON.parse(readFileSync(file, 'utf8'));
  const schemas: { readonly [name: string]: Schema } = api.components.schemas;
  const whole =
    version === 'v1'
      ? schemas[V1_FORMS[capability.operation] ?? '']
      : api.paths[route].post.requestBody.content['multipart/form-data'].schema;
  const resolved = (schema: Schema) => schemas[schema.$ref?.split('/').at(-1) ?? ''] ?? schema;
  return Object.fromEntries(
    Object.entries((whole as Schema).properties ?? {}).map(([name, schema]) => [name, resolved(schema)]),
  );
}

/** Fields that a request gets from elsewhere than `params`. */
const ELSEWHERE = ['prompt', 'negative_prompt', 'seed', 'model', 'mode'];
/** Our one word stands for these two. */
const DIRECTED = ['image_strength', 'step_schedule_start'];

/** The published file of 2026 has no upscaling on v1 any more. */
const PUBLISHED = SERVICES.filter(({ capability }) => !capability.summary.includes('Withdrawn'));
const named = PUBLISHED.map(
  (service) => [`${service.capability.operation} ${service.capability.model}`, service] as const,
);

describe.each(named)('%s and the published document', (_, service: Service) => {
  const { capability, version, route } = service;
  const ours = (z.toJSONSchema(capability.params, { io: 'input' }) as Schema).properties ?? {};
  const theirs = published(service);

  test('have the same fields', () => {
    // One route serves text-to-image and image-to-image.
    const others = capability.operation === 'image-to-image' ? ['aspect_ratio'] : ['image', 'strength'];
    const elsewhere = route.includes('/generate/') ? [...ELSEWHERE, ...others] : ELSEWHERE;
    const files = Object.values(service.files);
    const offered = Object.keys(theirs).filter((name) => ![...elsewhere, ...files].includes(name));
    const wire = Object.keys(ours).flatMap((name) =>
      version === 'v1' && name === 'strength' ? DIRECTED : [name],
    );
    expect(wire.sort()).toEqual(offered.sort());
  });

  test('have the same choices and ranges', () => {
    for (const [name, schema] of Object.entries(ours)) {
      // The document allows any multiple of 64 where the engine takes nine sizes.
      if (name === 'width' || name === 'height') continue;
      if (name === 'text_prompts') continue;
      // The document drags the range of another endpoint into this one by mistake.
      if (capability.operation === 'outpaint' && name === 'creativity') continue;
      const same = theirs[version === 'v1' && name === 'strength' ? 'step_schedule_start' : name] ?? {};
      if (schema.type === 'boolean') expect(same.enum, name).toEqual(['true', 'false']);
      else expect([...(schema.enum ?? [])].sort(), name).toEqual([...(same.enum ?? [])].sort());
      expect([schema.minimum, schema.maximum], name).toEqual([same.minimum, same.maximum]);
      if (same.default !== undefined) expect(String(schema.default), name).toBe(String(same.default));
    }
  });

  test('have the same inputs, and the same rules for them', () => {
    for (const [role, name] of Object.entries(service.files)) {
      expect(theirs, name).toHaveProperty(name);
      const rules = theirs[name]?.['x-image-rules'];
      if (rules === undefined) continue;
      const { formats, aspectRatio, ...numbers } = rules;
      const ratio = aspectRatio === undefined ? {} : { maxRatio: Number(aspectRatio.max.split(':')[0]) };
      const rule = capability.inputRules?.[role as InputRole];
      expect(rule, name).toEqual({ formats, ...numbers, ...ratio });
    }
  });

  test('have the same price', () => {
    if (version === 'v1') return;
    expect(capability.price({})).toBe(publishedCredits(route, service.modelField));
  });

  property.prop([paramsOf(ours), fc.integer({ min: 1, max: 4_294_967_294 }), fc.string({ minLength: 1 })])(
    'agree on every request an author can write',
    (params, number, text) => {
      fc.pre(capability.params.safeParse(params).success);
      const roles = Object.keys(capability.inputs) as InputRole[];
      fc.pre((capability.check?.(params, roles, text) ?? []).length === 0);
      const { body } = bodyFor(service, params, capability.seed ? number : undefined, text, roles);
      const sent = JSON.parse(
        JSON.stringify(body.type === 'json' ? body.value : withFilesNamed(body.fields)),
      );
      const problems =
        version === 'v2beta'
          ? formProblems(route, sent)
          : body.type === 'json'
            ? textToImageProblems(sent)
            : engineFormProblems(V1_FORMS[capability.operation] ?? '', sent);
      expect(problems).toEqual([]);
    },
  );
});

function bodyFor(
  service: Service,
  params: { readonly [name: string]: unknown },
  seed: number | undefined,
  text: string,
  roles: readonly InputRole[],
) {
  const { capability, version } = service;
  const bytes = new Uint8Array([1]);
  const picture = {
    bytes,
    digest: digestOf(bytes),
    format: 'png',
    width: 1024,
    height: 1024,
    hasAlpha: true,
  };
  const request: GenerateRequest = {
    operation: capability.operation,
    model: capability.model,
    prompt: capability.prompt === 'none' ? undefined : text,
    negativePrompt: capability.negativePrompt ? text : undefined,
    seed,
    params,
    inputs: Object.fromEntries(roles.map((role) => [role, picture])),
  };
  return { body: version === 'v1' ? engineBody(service, request) : formOf(service, request) };
}

/** A file is a string of bytes to the schema. */
function withFilesNamed(fields: { readonly [name: string]: string | object }) {
  return Object.fromEntries(
    Object.entries(fields).map(([name, value]) => [name, typeof value === 'string' ? value : '(file)']),
  );
}

const weightedPrompt = fc.record(
  { text: fc.string({ minLength: 1 }), weight: fc.double({ min: -10, max: 10, noNaN: true }) },
  { requiredKeys: ['text'] },
);

/** Parameters that use every choice and the whole of every range. */
function paramsOf(fields: { readonly [name: string]: Schema }) {
  const values = Object.entries(fields).map(([name, schema]) => {
    const { minimum: min = 0, maximum: max = 0 } = schema;
    if (schema.enum !== undefined) return [name, fc.constantFrom(...schema.enum)] as const;
    if (schema.type === 'integer') return [name, fc.integer({ min, max })] as const;
    if (schema.type === 'number') return [name, fc.double({ min, max, noNaN: true })] as const;
    if (schema.type === 'boolean') return [name, fc.boolean()] as const;
    if (schema.type === 'string') return [name, fc.string({ minLength: 1 })] as const;
    if (schema.type === 'array')
      return [name, fc.array(weightedPrompt, { minLength: 1, maxLength: 3 })] as const;
    return [name, fc.dictionary(fc.string(), fc.jsonValue())] as const;
  });
  const record: { [name: string]: fc.Arbitrary<unknown> } = Object.fromEntries(values);
  return fc.record(record, { requiredKeys: [] });
}
