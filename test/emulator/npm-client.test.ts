import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type Emulator, type JournalEntry, startEmulator } from '../../src/emulator/index.ts';
import { answerProblems, documents, publishedPath, requestProblems } from './documents.ts';
import { KEY, mask, picture } from './support.ts';

/**
 * The published client `stability-ai`, unchanged, makes every call it has. Only its addresses are led here. What it
 * sends and what it is answered is held to the published documents.
 */

// biome-ignore lint/suspicious/noExplicitAny: the client's own types do not know today's models and fields
type Loose = any;

const require = createRequire(import.meta.url);
const util: Loose = require('stability-ai/dist/util');
const StabilityAI: Loose = require('stability-ai').default;
// The client's own.
const axios: Loose = createRequire(require.resolve('stability-ai'))('axios');
const makeUrl = util.makeUrl;

let folder: string;
let files: {
  readonly small: string;
  readonly large: string;
  readonly mask: string;
  readonly largeMask: string;
};
let emulator: Emulator;
let client: Loose;
const made: string[] = [];
/** Answers that the client was given, beside the requests in the journal. */
const answers: { readonly path: string; readonly method: string; readonly answer: Response }[] = [];

/** As the client's library hands an answer on, whether it likes it or not. */
function remember({ config, status, headers, data }: Loose): void {
  const body = Buffer.isBuffer(data) || typeof data === 'string' ? data : JSON.stringify(data);
  const answer = new Response(body, { status, headers: { 'content-type': headers['content-type'] } });
  answers.push({ path: new URL(config.url).pathname, method: config.method, answer });
}

axios.interceptors.response.use(
  (answer: Loose) => {
    remember(answer);
    return answer;
  },
  (error: Loose) => {
    if (error.response) remember(error.response);
    throw error;
  },
);

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'imagebuild-client-'));
  const file = (name: string, bytes: Uint8Array) => {
    writeFileSync(join(folder, name), bytes);
    return join(folder, name);
  };
  files = {
    small: file('small.png', await picture()),
    large: file('large.png', await picture(1024, 1024)),
    mask: file('mask.png', await mask()),
    largeMask: file('large-mask.png', await mask(1024, 1024)),
  };
  util.makeUrl = (...parts: unknown[]) => {
    const url = new URL(makeUrl(...parts));
    return emulator.url + url.pathname + url.search;
  };
});
afterAll(() => {
  util.makeUrl = makeUrl;
  rmSync(folder, { recursive: true, force: true });
  for (const path of made) rmSync(path, { force: true });
});
beforeEach(async () => {
  emulator = await startEmulator({ credits: { [KEY]: 1000 }, pictures: 'plain' });
  client = new StabilityAI(KEY);
});
afterEach(async () => {
  await emulator.close();
  expect(answers.splice(0)).toHaveLength(0);
});

const documentOf = (path: string) => (path.startsWith('/v1/') ? 'v1' : 'v2beta');

/** The fields of a request as the documents describe them: prompts of a form in a list, files by name. */
function asPublished({ fields, files }: JournalEntry): object {
  const sent: { [name: string]: unknown } = { ...fields };
  const prompts: { [member: string]: unknown }[] = [];
  for (const [name, value] of Object.entries(fields)) {
    const [, index, member] = /^text_prompts\[(\d+)\]\[(\w+)\]$/.exec(name) ?? [];
    if (index === undefined || member === undefined) continue;
    delete sent[name];
    prompts[Number(index)] = { ...prompts[Number(index)], [member]: value };
  }
  if (prompts.length > 0) sent.text_prompts = prompts;
  return { ...sent, ...Object.fromEntries(Object.keys(files).map((name) => [name, '(file)'])) };
}

/** Holds every pair so far to the documents; of an answer they do not have, the status must be one of these. */
async function expectPublished(undocumented: readonly number[] = []) {
  const pairs = emulator.journal.filter(({ method, status }) => method === 'POST' && status === 200);
  for (const entry of pairs) {
    const path = publishedPath(documentOf(entry.path), entry.path) ?? '';
    const type = entry.headers['content-type']?.split(';')[0] ?? '';
    expect(requestProblems(documentOf(entry.path), path, type, asPublished(entry)), path).toEqual([]);
  }
  expect(answers).toHaveLength(emulator.journal.length);
  for (const { path, method, answer } of answers.splice(0)) {
    const name = documentOf(path);
    const template = publishedPath(name, path);
    const known = template && documents[name].paths[template]?.[method]?.responses[answer.status];
    if (template === undefined || known === undefined) expect(undocumented, path).toContain(answer.status);
    else expect(await answerProblems(name, template, method, answer), path).toEqual([]);
  }
}

/** The client writes pictures into files of its own; their size and format are read from there. */
async function pictureOf({ filepath }: { filepath: string }) {
  made.push(filepath);
  const { format, width, height } = await sharp(readFileSync(filepath)).metadata();
  return [format, width, height];
}

describe('v1', () => {
  test('user and engines', async () => {
    expect(await client.v1.user.balance()).toEqual({ credits: 1000 });
    const account = await client.v1.user.account();
    expect([typeof account.email, typeof account.id, account.organizations.length]).toEqual([
      'string',
      'string',
      1,
    ]);
    expect(await client.v1.engines.list()).toEqual([
      expect.objectContaining({ id: 'stable-diffusion-xl-1024-v1-0' }),
    ]);
    await expectPublished();
  });

  test('generation', async () => {
    const engine = 'stable-diffusion-xl-1024-v1-0';
    const words = [
      { text: 'a fox', weight: 1 },
      { text: 'snow', weight: -0.5 },
    ];
    const { textToImage, imageToImage, imageToImageMasking } = client.v1.generation;
    const texts = await textToImage(engine, words, {
      width: 1152,
      height: 896,
      samples: 2,
      seed: 5,
      steps: 30,
      style_preset: 'anime',
    });
    expect(texts).toHaveLength(2);
    expect(await pictureOf(texts[0])).toEqual(['png', 1152, 896]);
    expect(await pictureOf(texts[1])).toEqual(['png', 1152, 896]);
    const [again] = await imageToImage(engine, words, files.large, {
      mode: 'IMAGE_STRENGTH',
      image_strength: 0.4,
    });
    expect(await pictureOf(again)).toEqual(['png', 1024, 1024]);
    const [masked] = await imageToImageMasking(engine, words, files.large, {
      mask_source: 'MASK_IMAGE_WHITE',
      mask_image: files.largeMask,
    });
    expect(await pictureOf(masked)).toEqual(['png', 1024, 1024]);
    expect(emulator.balance()).toBe(996.4);
    await expectPublished();
  });
});

describe('v2beta', () => {
  const image = () => client.v2beta.stableImage;
  type Call = readonly [string, (of: Loose) => Promise<Loose>, readonly unknown[]];

  const CALLS: readonly Call[] = [
    [
      'generate.ultra',
      (of) => of.generate.ultra('a fox', { aspectRatio: '16:9', negativePrompt: 'snow', seed: 3 }),
      ['png', 1344, 768],
    ],
    ['generate.core', (of) => of.generate.core('a fox', { outputFormat: 'webp' }), ['webp', 1536, 1536]],
    ['generate.sd3', (of) => of.generate.sd3('a fox', { outputFormat: 'jpeg' }), ['jpeg', 1024, 1024]],
    [
      'generate.sd3 with a picture',
      (of) => of.generate.sd3('a fox', { mode: 'image-to-image', image: files.small, strength: 0.5 }),
      ['png', 1024, 1024],
    ],
    ['edit.erase', (of) => of.edit.erase(files.small, { mask: files.mask, seed: 3 }), ['png', 128, 128]],
    ['edit.inpaint', (of) => of.edit.inpaint(files.small, 'a fox', { mask: files.mask }), ['png', 128, 128]],
    [
      'edit.outpaint',
      (of) => of.edit.outpaint(files.small, { left: 32, down: 64, prompt: 'a beach' }),
      ['png', 160, 192],
    ],
    [
      'edit.searchAndReplace',
      (of) => of.edit.searchAndReplace(files.small, 'a fox', 'a cat'),
      ['png', 128, 128],
    ],
    [
      'edit.removeBackground',
      (of) => of.edit.removeBackground(files.small, { outputFormat: 'webp' }),
      ['webp', 128, 128],
    ],
    [
      'control.sketch',
      (of) => of.control.sketch(files.small, 'a fox', { controlStrength: 0.4 }),
      ['png', 128, 128],
    ],
    ['control.structure', (of) => of.control.structure(files.small, 'a fox'), ['png', 128, 128]],
    [
      'control.style',
      (of) => of.control.style(files.small, 'a fox', { aspectRatio: '16:9', fidelity: 0.2 }),
      ['png', 1365, 768],
    ],
    [
      'upscale.conservative',
      (of) => of.upscale.conservative(files.small, 'a fox', { creativity: 0.3 }),
      ['png', 3112, 3112],
    ],
  ];

  test.each(CALLS)('%s', async (_, call, expected) => {
    expect(await pictureOf(await call(image()))).toEqual(expected);
    expect(emulator.journal.map(({ status }) => status)).toEqual([200]);
    expect(emulator.journal[0]?.charged).toBeGreaterThan(0);
    await expectPublished();
  });

  test('upscale.startCreative and fetchCreativeResult', async () => {
    const started = await image().upscale.startCreative(files.small, 'a fox', { creativity: 0.2 });
    const { id } = started;
    expect(id).toMatch(/^[0-9a-f]{64}$/);
    const [id_, format] = [id, started.outputFormat ?? 'png'];
    expect(await image().upscale.fetchCreativeResult(id_, format)).toMatchObject({ status: 'in-progress' });
    expect(await pictureOf(await image().upscale.fetchCreativeResult(id_, format))).toEqual([
      'png',
      3152,
      3152,
    ]);
    await expectPublished();
  });

  test('edit.replaceBackgroundAndRelight and results.fetchAsyncGenerationResult', async () => {
    const { id } = await image().edit.replaceBackgroundAndRelight(files.small, {
      ...{
        backgroundPrompt: 'a beach',
        keepOriginalBackground: true,
        lightSourceDirection: 'left',
        lightSourceStrength: 0.5,
      },
      ...{ backgroundReference: files.large, lightReference: files.small },
    });
    expect(await image().results.fetchAsyncGenerationResult(id)).toMatchObject({ status: 'in-progress' });
    expect(await pictureOf(await image().results.fetchAsyncGenerationResult(id))).toEqual(['png', 128, 128]);
    await expectPublished();
  });

  test('what this API does not have is a 404 that the client understands', async () => {
    await expect(client.v2beta.stable3D.stableFast3D(files.small)).rejects.toThrow();
    await expect(client.v2beta.stableVideo.imageToVideo(files.small)).rejects.toThrow();
    expect(emulator.journal.map(({ status }) => status)).toEqual([404, 404]);
    await expectPublished([404]);
  });

  test('refusals reach the caller by their own names', async () => {
    await expect(image().generate.core('')).rejects.toThrow();
    await expect(image().generate.core('forbidden')).rejects.toThrow(/content_moderation|moderation/i);
    await expect(new StabilityAI('sk-wrong').v2beta.stableImage.generate.core('a fox')).rejects.toThrow(
      /unauthorized/i,
    );
    emulator.fault('content-filtered');
    expect(await image().generate.core('a fox')).toMatchObject({ contentFiltered: true });
    expect(emulator.journal.map(({ status }) => status)).toEqual([400, 403, 401, 200]);
    // The document forgets 401.
    await expectPublished([401]);
  });
});

test('there is no call that was left out', () => {
  const names = (of: Loose): string[] =>
    Object.entries(of).flatMap(([name, value]) => (typeof value === 'function' ? [name] : names(value)));
  const text = readFileSync(new URL(import.meta.url), 'utf8');
  const all = [...names(client?.v1 ?? new StabilityAI(KEY).v1), ...names(new StabilityAI(KEY).v2beta)];
  expect(all.length).toBeGreaterThan(20);
  // The result of a video is asked for with the id of one, and no video begins here.
  const missing = all.filter(
    (name) => name !== 'imageToVideoResult' && !new RegExp(`\\b${name}\\b`).test(text),
  );
  expect(missing).toEqual([]);
});
