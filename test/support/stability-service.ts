import { randomInt, randomUUID } from 'node:crypto';
import { formProblems, publishedCredits, textToImageProblems } from './stability-contract.ts';
import type { Fault, Prepared } from './stability-fault.ts';
import { picture, publishedSize } from './stability-picture.ts';
import { type Refusal, type Refusals, SDXL_SIZES } from './stability-refusal.ts';
import type { JournalEntry } from './stability-server.ts';

/** The vendor behind the routes. */
export interface Service {
  /** Credits by key. */
  readonly credits: Map<string, number>;
  readonly moderated: readonly string[];
}

/** A picture that is ready, and its price. */
export interface Drawn {
  readonly credits: number;
  readonly prepared: Prepared;
}

const ENGINE = 'stable-diffusion-xl-1024-v1-0';

/** Any v2beta route that takes a form. */
export async function answerForm(
  path: string,
  entry: JournalEntry,
  service: Service,
  words: Refusals,
  fault: Fault | undefined,
): Promise<Drawn | Refusal> {
  if (!entry.headers['content-type']?.startsWith('multipart/form-data;')) return words.notMultipart();
  const { fields, files } = entry;
  // A file is a string of bytes to the schema.
  const named = Object.fromEntries(Object.keys(files).map((name) => [name, '(file)']));
  const problems = formProblems(path, { ...fields, ...named });
  if (problems.length > 0) return words.badRequest(problems);
  const credits = publishedCredits(path, fields.model);
  const refusal = accountProblem(entry, credits, service, words);
  if (refusal !== undefined) return refusal;
  if (isModerated([fields.prompt, fields.negative_prompt], service)) return words.moderated();

  const seed = Number(fields.seed ?? 0) || randomInt(1, 4_294_967_295);
  const format = String(fields.output_format ?? 'png');
  const subject = JSON.stringify([path, fields, seed]);
  const drawn = await picture(subject, publishedSize(path, fields.aspect_ratio), format);
  const bytes = spoiled(drawn, fault);
  const finish = finishReason(fault);
  const requestId = { 'x-request-id': randomUUID().replaceAll('-', '') };
  if (entry.headers.accept === 'application/json') {
    const body = { finish_reason: finish, image: bytes.toString('base64'), seed };
    const headers = { ...requestId, 'content-type': `application/json; type=image/${format}` };
    return { credits, prepared: { status: 200, headers, body: Buffer.from(JSON.stringify(body)) } };
  }
  const metadata = { ...requestId, seed: String(seed), 'finish-reason': finish };
  const headers = {
    ...(fault?.kind === 'without-metadata' ? {} : metadata),
    'content-type': fault?.kind === 'content-type' ? fault.type : `image/${shownFormat(format, fault)}`,
  };
  return { credits, prepared: { status: 200, headers, body: bytes } };
}

/** Text-to-image of the older API. */
export async function answerTextToImage(
  engine: string,
  entry: JournalEntry,
  service: Service,
  words: Refusals,
  fault: Fault | undefined,
): Promise<Drawn | Refusal> {
  const { fields } = entry;
  const problems = textToImageProblems(fields);
  if (problems.length > 0) return words.badRequest(problems);
  if (engine !== ENGINE) return words.unknownEngine(engine);
  const { width = 512, height = 512, steps = 30 } = fields;
  if (!SDXL_SIZES.includes(`${width}x${height}`)) return words.wrongSize(width, height);
  const credits = (9 * Math.max(Number(steps), 30)) / 300;
  const refusal = accountProblem(entry, credits, service, words);
  if (refusal !== undefined) return refusal;
  const prompts = fields.text_prompts as readonly { readonly text: string }[];
  const texts = prompts.map(({ text }) => text);
  if (isModerated(texts, service)) return words.refuse(400, 'invalid_prompts', 'Invalid prompts detected');

  const seed = Number(fields.seed ?? 0) || randomInt(1, 4_294_967_295);
  const subject = JSON.stringify([engine, fields, seed]);
  const bytes = spoiled(await picture(subject, [Number(width), Number(height)], 'png'), fault);
  const artifact = { base64: bytes.toString('base64'), finishReason: finishReason(fault), seed };
  const type = fault?.kind === 'content-type' ? fault.type : 'application/json';
  const body = Buffer.from(JSON.stringify({ artifacts: [artifact] }));
  return { credits, prepared: { status: 200, headers: { 'content-type': type }, body } };
}

function accountProblem({ key }: JournalEntry, credits: number, service: Service, words: Refusals) {
  if (key === undefined) return words.noKey();
  const left = service.credits.get(key);
  if (left === undefined) return words.wrongKey(key);
  return left < credits ? words.noCredits(credits, left) : undefined;
}

function isModerated(texts: readonly unknown[], { moderated }: Service): boolean {
  const words = texts.join(' ').toLowerCase().split(/\W+/);
  return moderated.some((word) => words.includes(word));
}

function finishReason(fault: Fault | undefined): string {
  if (fault?.kind === 'finish') return fault.reason;
  return fault?.kind === 'filtered' ? 'CONTENT_FILTERED' : 'SUCCESS';
}

function spoiled(bytes: Buffer, fault: Fault | undefined): Buffer {
  return fault?.kind === 'truncated-picture' ? bytes.subarray(0, bytes.length / 2) : bytes;
}

function shownFormat(format: string, fault: Fault | undefined): string {
  if (fault?.kind !== 'other-format') return format;
  return format === 'webp' ? 'png' : 'webp';
}
