import { z } from 'zod';
import type { FormFile, HttpAnswer, RequestBody } from '../exchange.ts';
import type { GeneratedPicture, GenerateRequest, Generation, ProviderError } from '../provider.ts';
import { badAnswer, filtered, formatOf } from './answers.ts';
import { filesOf } from './files.ts';
import type { Service } from './service.ts';
import { engineSize } from './sizes.ts';

const answerBody = z.object({
  artifacts: z
    .array(
      z.object({
        base64: z.string().optional(),
        seed: z.number().optional(),
        finishReason: z.string().optional(),
      }),
    )
    .min(1),
});

/** A request to the older API: JSON where there is no file to send, else a form. */
export function engineBody(service: Service, request: GenerateRequest): RequestBody {
  const written = fieldsOf(service, request);
  // The size is always sent: the documented default is not a legal size.
  if (service.capability.operation === 'generate')
    return { type: 'json', value: { ...written, ...engineSize(request.params) } };
  const { text_prompts: prompts = [], ...rest } = written;
  const fields: { [name: string]: string | FormFile } = {};
  for (const [name, value] of Object.entries(rest)) {
    if (value !== undefined) fields[name] = typeof value === 'object' ? JSON.stringify(value) : String(value);
  }
  for (const [index, { text, weight }] of (prompts as readonly TextPrompt[]).entries()) {
    fields[`text_prompts[${index}][text]`] = text;
    if (weight !== undefined) fields[`text_prompts[${index}][weight]`] = String(weight);
  }
  return { type: 'form', fields: { ...fields, ...filesOf(service, request.inputs) } };
}

interface TextPrompt {
  readonly text: string;
  readonly weight?: number;
}

function fieldsOf({ capability }: Service, request: GenerateRequest): { readonly [name: string]: unknown } {
  const { strength, text_prompts: weighted = [], mask_source: source, ...params } = request.params;
  const prompts: TextPrompt[] = [];
  if (request.prompt !== undefined) prompts.push({ text: request.prompt, weight: 1 });
  if (request.negativePrompt !== undefined) prompts.push({ text: request.negativePrompt, weight: -1 });
  prompts.push(...(weighted as readonly TextPrompt[]));
  const pictures = capability.operation === 'upscale' ? {} : { samples: 1 };
  const masking = capability.operation === 'inpaint' ? { mask_source: source ?? maskSourceOf(request) } : {};
  return {
    ...(prompts.length > 0 ? { text_prompts: prompts } : {}),
    seed: request.seed,
    ...pictures,
    ...masking,
    ...params,
    ...startOf(strength, params.init_image_mode),
  };
}

/** Without a word from the author: a mask means what it means to the current API, and its absence too. */
function maskSourceOf({ inputs }: GenerateRequest): string {
  return inputs.mask === undefined ? 'INIT_IMAGE_ALPHA' : 'MASK_IMAGE_WHITE';
}

/** Our strength says how far to go from the input. `image_strength` runs the other way, the schedule runs with us. */
function startOf(strength: unknown, mode: unknown): { readonly [name: string]: number } {
  if (typeof strength !== 'number') return {};
  if (mode === 'STEP_SCHEDULE') return { step_schedule_start: strength };
  return { image_strength: Math.round((1 - strength) * 1e6) / 1e6 };
}

/** The pictures of an answer with status 200, which holds them as text: those that are good. */
export function artifactsOf(answer: HttpAnswer): Generation {
  const requestId = answer.header('x-request-id');
  const artifacts = parse(answer)?.artifacts ?? [];
  const [first, ...others] = artifacts.flatMap(pictureIn);
  if (first === undefined) throw uselessAnswer(artifacts, answer, requestId);
  return { ...first, others, warnings: lossesOf(artifacts), requestId };
}

type Artifact = z.infer<typeof answerBody>['artifacts'][number];

const FILTERED = 'CONTENT_FILTERED';

function pictureIn({ base64 = '', seed, finishReason = 'SUCCESS' }: Artifact): GeneratedPicture[] {
  const bytes = Buffer.from(base64, 'base64');
  const format = formatOf(bytes);
  return format === undefined || finishReason !== 'SUCCESS' ? [] : [{ bytes, format, seed }];
}

/** Why none of the artifacts is of use. */
function uselessAnswer(
  artifacts: readonly Artifact[],
  answer: HttpAnswer,
  requestId?: string,
): ProviderError {
  if (artifacts.length === 0) {
    const type = answer.header('content-type') ?? 'nothing';
    return badAnswer(`the server sent no artifact, but ${type}`, answer, requestId);
  }
  const reasons = artifacts.map(({ finishReason = 'SUCCESS' }) => finishReason);
  if (reasons.includes(FILTERED)) return filtered(answer, requestId);
  const other = reasons.find((reason) => reason !== 'SUCCESS');
  if (other !== undefined) return badAnswer(`the server ended with "${other}"`, answer, requestId);
  return badAnswer('the artifact is not a picture', answer, requestId);
}

/** What is missing from an answer that has good pictures too. */
function lossesOf(artifacts: readonly Artifact[]): string[] {
  const blurred = artifacts.filter(({ finishReason }) => finishReason === FILTERED).length;
  const useless = artifacts.flatMap(pictureIn).length + blurred < artifacts.length;
  return [
    ...(blurred > 0
      ? [
          `${blurred} of ${artifacts.length} pictures were blurred by the content filter (${FILTERED}) and are not kept`,
        ]
      : []),
    ...(useless ? ['some artifacts of the answer are no pictures and are not kept'] : []),
  ];
}

function parse(answer: HttpAnswer): z.infer<typeof answerBody> | undefined {
  try {
    return answerBody.safeParse(JSON.parse(Buffer.from(answer.bytes).toString('utf8'))).data;
  } catch {
    return undefined;
  }
}
