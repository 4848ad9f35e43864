import { randomInt } from 'node:crypto';
import { z } from 'zod';
import { withdrawnEngineSentence } from '../providers/index.ts';
import type { Answer } from './answer.ts';
import { missing, readFields, readPictures, readSeed, textProblems } from './contract.ts';
import { drawnSize, sizeRefusal } from './engine-sizes.ts';
import { type Engine, type EngineRoute, findEngine } from './engines.ts';
import type { Order } from './order.ts';
import { refusals } from './refusals.ts';
import type { Sent, SentFields } from './sent.ts';

const LARGEST_SEED = 4_294_967_295;
const PROMPT_LIMIT = 2000;
const words = refusals('v1');

interface Prompt {
  readonly text: string;
  readonly weight: number;
}

/** The engine and the route a path of the older API names. */
export function engineOf(path: string): { readonly engine: string; readonly route: EngineRoute } | undefined {
  const [, engine, route] =
    /^\/v1\/generation\/([^/]+)\/(text-to-image|image-to-image(?:\/masking|\/upscale)?)$/.exec(path) ?? [];
  if (engine === undefined || route === undefined) return undefined;
  try {
    return { engine: decodeURIComponent(engine), route: route as EngineRoute };
  } catch {
    return { engine, route: route as EngineRoute };
  }
}

export interface EngineRequest {
  readonly engine: string;
  readonly route: EngineRoute;
  readonly sent: Sent;
  /** The client wants the picture itself, not JSON. */
  readonly bare: boolean;
  readonly withdrawnEngines: boolean;
}

/** Reads a request to an engine: an order, or what is wrong with it. */
export async function readEngineRequest(request: EngineRequest): Promise<Order | Answer> {
  const { engine, route, sent } = request;
  const form = route !== 'text-to-image';
  if (sent.kind === 'unreadable') return words.badRequest([sent.problem ?? 'body: cannot be read']);
  if (sent.kind !== (form ? 'form' : 'json'))
    return words.badRequest([`content-type: must be ${form ? 'multipart/form-data' : 'application/json'}`]);
  const found = findEngine(engine, route, request.withdrawnEngines);
  if (found === undefined) return words.unknownEngine(engine, withdrawnEngineSentence(engine));
  const { service } = found;

  const { capability } = service;
  const { fields } = sent;
  const prompts = form ? promptsOfForm(fields) : promptsOfJson(fields.text_prompts);
  const wantsPrompts = capability.prompt !== 'none' && route !== 'image-to-image/upscale';
  const { params, problems } = readFields(fields, schemasFor(found, route), form);
  const seed = readSeed(fields.seed, LARGEST_SEED, form);
  const pictures = await readPictures(sent.files, {
    ...service,
    capability: { ...capability, inputRules: {} },
  });
  const wrong = [
    ...prompts.problems,
    ...(wantsPrompts && prompts.list.length === 0 && prompts.problems.length === 0
      ? [missing('text_prompts', 'v1')]
      : []),
    ...(capability.inputs.mask !== undefined && fields.mask_source === undefined
      ? [missing('mask_source', 'v1')]
      : []),
    ...pictures.problems,
    ...problems,
    ...(capability.seed ? seed.problems : []),
  ];
  if (wrong.length > 0) return words.badRequest(wrong);
  const samples = Number(params.samples ?? 1);
  if (samples > 1 && request.bare)
    return words.refuse(400, 'invalid_samples', 'samples: must be 1 when the accept header is image/png');
  const { sizes } = found;
  const mostPixels = capability.inputRules?.image?.maxPixels;
  const misfit = sizeRefusal({ route, sizes, params, known: pictures.known, mostPixels });
  if (misfit !== undefined) return misfit;
  if (
    params.mask_source !== undefined &&
    params.mask_source !== 'INIT_IMAGE_ALPHA' &&
    pictures.known.mask === undefined
  )
    return words.refuse(
      400,
      'invalid_mask_image',
      `mask_image: is required when mask_source is ${params.mask_source}`,
    );
  const size =
    route === 'text-to-image' ? drawnSize(sizes, params) : capability.resultSize?.(params, pictures.known);
  const credits = size && found.credits(params, size);
  if (size === undefined || credits === undefined) return words.broken();
  if (
    route === 'image-to-image/upscale' &&
    size.width * size.height > MOST_PIXELS[engine as keyof typeof MOST_PIXELS]
  )
    return words.refuse(
      400,
      'invalid_pixel_count',
      `the result of ${size.width}x${size.height} has too many pixels`,
    );

  const first = seed.seed || randomInt(1, LARGEST_SEED + 1);
  const { mask, ...others } = pictures.bytes;
  const inputs = params.mask_source === 'INIT_IMAGE_ALPHA' ? others : pictures.bytes;
  return {
    version: 'v1',
    operation: capability.operation,
    asynchronous: false,
    credits,
    texts: prompts.list.flatMap(({ text, weight }) => (weight > 0 ? [text] : [])),
    englishOnly: false,
    // How the later seeds follow from the first is the vendor's secret.
    seeds: Array.from({ length: samples }, (_, index) => ((first + index - 1) % LARGEST_SEED) + 1),
    drawing: {
      operation: capability.operation,
      prompt: textOf(prompts.list, (weight) => weight > 0),
      negativePrompt: textOf(prompts.list, (weight) => weight < 0),
      // A picture is the same whether it is asked for alone or with others.
      params: { ...params, samples: undefined, strength: strengthOf(params) },
      inputs,
      size,
      format: 'png',
    },
  };
}

const MOST_PIXELS = { 'esrgan-v1-x2plus': 4_194_304, 'stable-diffusion-x4-latent-upscaler': 6_291_456 };

/** The table speaks of strength as the manifest does; this API has its own two names for it. */
function schemasFor({ service, schemas }: Engine, route: EngineRoute): { [name: string]: z.ZodType } {
  const {
    strength,
    text_prompts: _,
    width,
    height,
    ...shape
  } = service.capability.params.shape as { [name: string]: z.ZodType };
  const upscale = route === 'image-to-image/upscale';
  const side = z.int().min(128);
  return {
    ...shape,
    ...(upscale ? { width: width ?? side, height: height ?? side } : {}),
    ...(route === 'text-to-image' ? { width: side, height: side } : {}),
    ...(strength === undefined ? {} : { image_strength: strength, step_schedule_start: strength }),
    ...schemas,
  };
}

/** How far the result may go from its input: 0 keeps it. The image strength runs the other way. */
function strengthOf({
  init_image_mode: mode,
  image_strength: kept,
  step_schedule_start: start,
}: {
  readonly [name: string]: unknown;
}): number {
  return mode === 'STEP_SCHEDULE' ? Number(start ?? 0.65) : 1 - Number(kept ?? 0.35);
}

interface Prompts {
  readonly list: readonly Prompt[];
  readonly problems: readonly string[];
}

function promptsOfJson(value: unknown): Prompts {
  if (value === undefined) return { list: [], problems: [] };
  if (!Array.isArray(value)) return { list: [], problems: ['text_prompts: must be an array'] };
  if (value.length === 0) return { list: [], problems: ['text_prompts: must have at least 1 item(s)'] };
  return collect(value.map((entry: unknown, index) => [String(index), entry ?? {}]));
}

/** `text_prompts[0][text]`: the number only ties a text to its weight. */
function promptsOfForm(fields: SentFields): Prompts {
  const entries = new Map<string, { [member: string]: unknown }>();
  for (const [name, value] of Object.entries(fields)) {
    const [, index, member] = /^text_prompts\[(\d+)\]\[(text|weight)\]$/.exec(name) ?? [];
    if (index === undefined || member === undefined) continue;
    entries.set(index, {
      ...entries.get(index),
      [member]: member === 'weight' && value !== '' ? Number(value) : value,
    });
  }
  return collect([...entries].sort(([a], [b]) => Number(a) - Number(b)));
}

function collect(
  entries: readonly (readonly [string, { readonly text?: unknown; readonly weight?: unknown }])[],
): Prompts {
  const problems = entries.flatMap(([index, { text, weight }]) => [
    ...(text === undefined ? [missing(`text_prompts[${index}].text`, 'v1')] : []),
    ...textProblems(`text_prompts[${index}].text`, text, [1, PROMPT_LIMIT]),
    ...(weight === undefined || (typeof weight === 'number' && Number.isFinite(weight))
      ? []
      : [`text_prompts[${index}].weight: must be a number`]),
  ]);
  const list = entries.map(([, { text, weight }]) => ({ text: String(text), weight: Number(weight ?? 1) }));
  return { list, problems };
}

function textOf(prompts: readonly Prompt[], counts: (weight: number) => boolean): string {
  return prompts.flatMap(({ text, weight }) => (counts(weight) ? [text] : [])).join(', ');
}
