import type { FormFile, HttpAnswer, RequestBody } from '../exchange.ts';
import type { GenerateRequest, Generation } from '../provider.ts';
import { badAnswer, filtered, formatOf } from './answers.ts';
import { filesOf } from './files.ts';
import type { Service } from './service.ts';

/** The form of a request to the current API: what the author wrote, its files, and the output format in any case. */
export function formOf(service: Service, request: GenerateRequest): RequestBody {
  const written: { readonly [name: string]: unknown } = {
    prompt: request.prompt,
    negative_prompt: request.negativePrompt,
    model: service.modelField,
    seed: request.seed,
    output_format: 'png',
    ...service.fixed,
    ...request.params,
  };
  const fields: { [name: string]: string | FormFile } = {};
  for (const [name, value] of Object.entries(written)) {
    if (value !== undefined) fields[name] = String(value);
  }
  return { type: 'form', fields: { ...fields, ...filesOf(service, request.inputs) } };
}

/** The picture of an answer with status 200, whose facts stand in the headers. */
export function pictureOf(answer: HttpAnswer): Generation {
  const requestId = answer.header('x-request-id');
  const finish = answer.header('finish-reason');
  if (finish === 'CONTENT_FILTERED') throw filtered(answer, requestId);
  if (finish !== undefined && finish !== 'SUCCESS') {
    throw badAnswer(`the server ended with "${finish}"`, answer, requestId);
  }
  const type = answer.header('content-type') ?? 'nothing';
  const format = formatOf(answer.bytes);
  if (format === undefined) throw badAnswer(`the server sent no picture, but ${type}`, answer, requestId);
  const seed = answer.header('seed') ?? '';
  return {
    bytes: answer.bytes,
    format,
    seed: /^\d+$/.test(seed) ? Number(seed) : undefined,
    // It has been paid for and can be used: what its bytes say counts more than its label.
    warnings: type.startsWith(`image/${format}`) ? [] : [`the server sent ${format} as ${type}; it is kept`],
    requestId,
  };
}
