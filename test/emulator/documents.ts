import { readFileSync } from 'node:fs';
import { Ajv } from 'ajv';
import addFormats from 'ajv-formats';
import sharp from 'sharp';

/** Requests and answers are held to the published documents, with a validator that knows nothing of ours. */

interface Published {
  readonly paths: { readonly [path: string]: { readonly [method: string]: Operation } };
  readonly components: { readonly responses: { readonly [name: string]: PublishedResponse } };
}

interface Operation {
  readonly requestBody?: { readonly content: { readonly [type: string]: { readonly schema: object } } };
  readonly responses: { readonly [status: string]: PublishedResponse & { readonly $ref?: string } };
  readonly 'x-credits'?: number | { readonly [model: string]: number };
}

interface PublishedResponse {
  readonly content?: { readonly [type: string]: { readonly schema: object } };
}

export const documents = {
  v1: read('openapi-v1.json'),
  'v1-2023': read('openapi-v1-2023.json'),
  v2beta: read('openapi-v2beta.json'),
};

function read(file: string): Published {
  return JSON.parse(readFileSync(new URL(`../fixtures/stability/${file}`, import.meta.url), 'utf8'));
}

/** Forms carry numbers as text; JSON does not. */
export const validators = {
  form: new Ajv({ strict: false, allErrors: true, coerceTypes: true }),
  json: new Ajv({ strict: false, allErrors: true }),
};
for (const ajv of Object.values(validators)) {
  addFormats.default(ajv);
  for (const [name, document] of Object.entries(documents)) ajv.addSchema(document, name);
}

export type DocumentName = keyof typeof documents;

const pointer = (...parts: readonly string[]) =>
  parts.map((part) => `/${encodeURIComponent(part.replaceAll('~', '~0').replaceAll('/', '~1'))}`).join('');

export function problems(ajv: Ajv, reference: string, value: unknown): string[] {
  const validate = ajv.compile({ $ref: reference });
  // Coercion writes into what it validates.
  return validate(structuredClone(value))
    ? []
    : (validate.errors ?? []).map(({ instancePath, message }) => `${instancePath} ${message}`);
}

export function requestProblems(name: DocumentName, path: string, type: string, fields: object): string[] {
  const ajv = type === 'application/json' ? validators.json : validators.form;
  return problems(
    ajv,
    `${name}#${pointer('paths', path, 'post', 'requestBody', 'content', type, 'schema')}`,
    fields,
  );
}

/** Holds an answer to the document: status, content type and body. */
export async function answerProblems(
  name: DocumentName,
  path: string,
  method: string,
  answer: Response,
): Promise<string[]> {
  const { responses } = documents[name].paths[path]?.[method] ?? { responses: {} };
  const status = String(answer.status);
  const named = responses[status];
  if (named === undefined) return [`${status} is not documented for ${path}`];
  const component = named.$ref?.split('/').at(-1);
  const content =
    (component === undefined ? named : documents[name].components.responses[component])?.content ?? {};
  const type = answer.headers.get('content-type') ?? '';
  if (content[type] === undefined) return [`${type} is not one of ${Object.keys(content)}`];
  if (type.startsWith('image/')) {
    const { format } = await sharp(await answer.arrayBuffer()).metadata();
    return format === type.slice('image/'.length) ? [] : [`${format} is not ${type}`];
  }
  const place =
    component === undefined
      ? pointer('paths', path, method, 'responses', status)
      : pointer('components', 'responses', component);
  return problems(
    validators.json,
    `${name}#${place}${pointer('content', type, 'schema')}`,
    await answer.json(),
  );
}

/** The path of a document that a request's path is an instance of. */
export function publishedPath(name: DocumentName, path: string): string | undefined {
  return Object.keys(documents[name].paths).find((template) =>
    new RegExp(`^${template.replaceAll(/\{\w+\}/g, '[^/]+')}$`).test(path),
  );
}
