import { randomInt } from 'node:crypto';
import type { z } from 'zod';
import { STABILITY_SERVICES, type StabilityService } from '../providers/index.ts';
import type { Answer } from './answer.ts';
import { missing, readFields, readPictures, readSeed, textProblems } from './contract.ts';
import type { Order, PictureType } from './order.ts';
import { type Refusals, refusals } from './refusals.ts';
import type { Sent, SentFields } from './sent.ts';

const LARGEST_SEED = 4_294_967_294;
const DEFAULT_MODEL = 'sd3.5-large';
/** Endpoints that document no answer for prompts in other languages. */
const ANY_LANGUAGE = new Set(['erase', 'remove-background']);

/** True when the current API has this route. */
export function isRoute(path: string): boolean {
  return STABILITY_SERVICES.some(({ version, route }) => version === 'v2beta' && route === path);
}

/** Reads a request to the current API: an order, or what is wrong with it. */
export async function readForm(
  path: string,
  sent: Sent,
  unknownFields: 'ignore' | 'refuse',
): Promise<Order | Answer> {
  const words = refusals('v2beta');
  if (sent.kind === 'unreadable') return words.badRequest([sent.problem ?? 'body: cannot be read']);
  if (sent.kind !== 'form') return words.notMultipart();
  const service = serviceFor(path, sent, words);
  if ('status' in service) return service;
  const { capability } = service;
  const { fields } = sent;

  const { prompt, promptLimit = 10_000 } = capability;
  const { params, problems } = readFields(
    fields,
    capability.params.shape as { [name: string]: z.ZodType },
    true,
  );
  const seed = readSeed(capability.seed ? fields.seed : undefined, LARGEST_SEED, true);
  const pictures = await readPictures(sent.files, service);
  const found = [
    ...pictures.problems,
    ...(prompt === 'required' && fields.prompt === undefined ? [missing('prompt', 'v2beta')] : []),
    ...(prompt === 'none'
      ? []
      : textProblems('prompt', fields.prompt, [prompt === 'required' ? 1 : 0, promptLimit])),
    ...(capability.negativePrompt
      ? textProblems('negative_prompt', fields.negative_prompt, [0, promptLimit])
      : []),
    ...service.required.filter((name) => fields[name] === undefined).map((name) => missing(name, 'v2beta')),
    ...problems,
    ...seed.problems,
    ...ratioProblems(service, fields),
    ...(unknownFields === 'refuse' ? unknownProblems(service, sent) : []),
  ];
  const inputs = Object.keys(pictures.known) as (keyof typeof pictures.known)[];
  if (found.length === 0)
    found.push(
      ...(capability.check?.(params, inputs, text(fields.prompt)) ?? []).map((rule) => `body: ${rule}`),
    );
  if (found.length > 0) return words.badRequest(found);

  const size = capability.resultSize?.(params, pictures.known);
  const credits = capability.price(params);
  if (size === undefined || credits === undefined) return words.broken();
  return {
    version: 'v2beta',
    operation: capability.operation,
    asynchronous: service.asynchronous,
    credits,
    texts: textsOf(fields),
    englishOnly: !ANY_LANGUAGE.has(capability.operation),
    // Without a seed to choose, equal requests have equal results.
    seeds: [capability.seed ? seed.seed || randomInt(1, LARGEST_SEED + 1) : 1],
    drawing: {
      operation: capability.operation,
      prompt: prompt === 'none' ? '' : text(fields.prompt),
      negativePrompt: capability.negativePrompt ? text(fields.negative_prompt) : '',
      params,
      inputs: pictures.bytes,
      size,
      format: (params.output_format ?? 'png') as PictureType,
    },
  };
}

/** The row of the table that answers: some routes have several, told apart by model, mode or input. */
function serviceFor(path: string, { fields, files }: Sent, words: Refusals): StabilityService | Answer {
  const rows = STABILITY_SERVICES.filter(({ version, route }) => version === 'v2beta' && route === path);
  const [only] = rows;
  if (rows.length === 1 && only !== undefined) return only;
  const models = [...new Set(rows.flatMap(({ modelField }) => modelField ?? []))];
  const wanted = models.length === 0 ? undefined : String(fields.model ?? DEFAULT_MODEL);
  const ofModel = rows.filter(
    ({ modelField, capability }) =>
      wanted === undefined || modelField === wanted || capability.model === wanted,
  );
  if (ofModel.length === 0) return words.badRequest([`model: must be one of '${models.join("' | '")}'`]);
  const modes = [...new Set(ofModel.flatMap(({ fixed }) => fixed.mode ?? []))];
  if (modes.length === 0) {
    const withImage = files.image !== undefined;
    return (
      ofModel.find(({ capability }) => (capability.inputs.image !== undefined) === withImage) ??
      words.broken()
    );
  }
  const mode = String(fields.mode ?? 'text-to-image');
  if (mode !== 'text-to-image' && !modes.includes(mode))
    return words.badRequest([`mode: must be one of 'text-to-image' | '${modes.join("' | '")}'`]);
  return ofModel.find(({ fixed }) => (fixed.mode ?? 'text-to-image') === mode) ?? words.broken();
}

/** The aspect ratio of a picture made from another one is that one's. */
function ratioProblems({ fixed }: StabilityService, fields: SentFields): string[] {
  return fixed.mode === 'image-to-image' && fields.aspect_ratio !== undefined
    ? ['aspect_ratio: is not allowed with mode image-to-image']
    : [];
}

function unknownProblems(service: StabilityService, sent: Sent): string[] {
  const { fields, files } = sent;
  const { capability } = service;
  const known = new Set([
    ...Object.keys(capability.params.shape),
    ...(capability.prompt === 'none' ? [] : ['prompt']),
    ...(capability.negativePrompt ? ['negative_prompt'] : []),
    ...(capability.seed ? ['seed'] : []),
    ...(service.modelField === undefined ? [] : ['model', 'mode']),
    ...Object.keys(service.fixed),
    ...Object.values(service.files),
  ]);
  return [...Object.keys(fields), ...Object.keys(files)]
    .filter((name) => !known.has(name) && !isPlaceholder(name, sent))
    .map((name) => `${name}: is not a documented field`);
}

/** The empty part `none`, with which the vendor's own samples make a form of texts alone a form. */
function isPlaceholder(name: string, { fields, files }: Sent): boolean {
  return name === 'none' && (fields[name] ?? '') === '' && (files[name]?.bytes.byteLength ?? 0) === 0;
}

/** Every text of a form that moderation would read. */
function textsOf(fields: SentFields): string[] {
  return Object.entries(fields).flatMap(([name, value]) =>
    /prompt$/.test(name) && name !== 'negative_prompt' ? [text(value)] : [],
  );
}

function text(value: unknown): string {
  return typeof value === 'string' ? value : '';
}
