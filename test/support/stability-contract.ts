import { readFileSync } from 'node:fs';
import { Ajv, type ErrorObject, type ValidateFunction } from 'ajv';
import addFormats from 'ajv-formats';

export type SentFields = { readonly [name: string]: unknown };

interface OpenApi {
  readonly paths: { readonly [path: string]: { readonly post?: PublishedOperation } };
  readonly components: { readonly schemas: { readonly [name: string]: PublishedSchema } };
}

interface PublishedOperation {
  readonly requestBody: {
    readonly content: { readonly [type: string]: { readonly schema: PublishedSchema } };
  };
  readonly 'x-credits'?: number | { readonly [model: string]: number };
}

interface PublishedSchema {
  readonly properties?: { readonly [name: string]: unknown };
}

const folder = new URL('../fixtures/stability/', import.meta.url);
const v2beta: OpenApi = JSON.parse(readFileSync(new URL('openapi-v2beta.json', folder), 'utf8'));
const v1: OpenApi = JSON.parse(readFileSync(new URL('openapi-v1.json', folder), 'utf8'));

/** Forms carry numbers as text; JSON does not. */
const forms = new Ajv({ strict: false, allErrors: true, coerceTypes: true });
const engineForms = new Ajv({ strict: false, allErrors: true, coerceTypes: true });
const json = new Ajv({ strict: false, allErrors: true });
for (const ajv of [forms, json, engineForms]) addFormats.default(ajv);
forms.addSchema(v2beta, 'v2beta');
json.addSchema(v1, 'v1');
engineForms.addSchema(v1, 'v1');

const compiled = new Map<Ajv, Map<string, ValidateFunction>>();

function validator(ajv: Ajv, reference: string): ValidateFunction {
  const own = compiled.get(ajv) ?? new Map<string, ValidateFunction>();
  compiled.set(ajv, own);
  const known = own.get(reference) ?? ajv.compile({ $ref: reference });
  own.set(reference, known);
  return known;
}

/** What is wrong with a v2beta form, one sentence per problem. Fields nobody documented count as wrong. */
export function formProblems(path: string, fields: SentFields): string[] {
  const pointer = `/paths/${path.replaceAll('/', '~1')}/post/requestBody/content/multipart~1form-data/schema`;
  const schema = v2beta.paths[path]?.post?.requestBody.content['multipart/form-data']?.schema;
  // Coercion writes into the object, and the journal keeps what was really sent.
  return problems(validator(forms, `v2beta#${pointer}`), { ...fields }, schema, 'required');
}

/** What is wrong with the JSON of a v1 text-to-image request. */
export function textToImageProblems(body: unknown): string[] {
  const schema = v1.components.schemas.TextToImage;
  return problems(validator(json, 'v1#/components/schemas/TextToImage'), body, schema, 'is required');
}

/** What is wrong with a v1 form of the given schema, whose weighted prompts come as `text_prompts[i][text]`. */
export function engineFormProblems(name: string, fields: SentFields): string[] {
  const value: { [name: string]: unknown } = {};
  const prompts: { [index: string]: { [member: string]: unknown } } = {};
  for (const [field, text] of Object.entries(fields)) {
    const [, index, member] = /^text_prompts\[(\d+)\]\[(text|weight)\]$/.exec(field) ?? [];
    if (index !== undefined && member !== undefined) prompts[index] = { ...prompts[index], [member]: text };
    else value[field] = field === 'extras' ? JSON.parse(String(text)) : text;
  }
  const texts = Object.values(prompts);
  if (texts.length > 0) value.text_prompts = texts;
  const schema = v1.components.schemas[name];
  return problems(validator(engineForms, `v1#/components/schemas/${name}`), value, schema, 'is required');
}

/** The published price of a v2beta request. */
export function publishedCredits(path: string, model: unknown): number {
  const price = v2beta.paths[path]?.post?.['x-credits'];
  const credits = typeof price === 'object' ? price[String(model ?? 'sd3.5-large')] : price;
  if (credits === undefined) throw new Error(`no published price for ${path} with ${model}`);
  return credits;
}

function problems(
  validate: ValidateFunction,
  value: unknown,
  schema: PublishedSchema | undefined,
  required: string,
): string[] {
  const published = new Set(Object.keys(schema?.properties ?? {}));
  const unknown = Object.keys(value ?? {}).filter((name) => !published.has(name));
  const found = validate(value) ? [] : (validate.errors ?? []).map((error) => sentence(error, required));
  return [...found, ...unknown.map((name) => `${name}: is not a documented field`)];
}

function sentence(error: ErrorObject, required: string): string {
  const { instancePath, keyword, params, message } = error;
  const field = instancePath.slice(1).replaceAll('/', '.');
  if (keyword === 'required')
    return `${[field, params.missingProperty].filter(Boolean).join('.')}: ${required}`;
  if (keyword === 'enum') return `${field}: must be one of '${params.allowedValues.join("' | '")}'`;
  return `${field || 'body'}: ${message}`;
}
