import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import type { Emulator, Fault } from '../../src/emulator/index.ts';
import type { GenerateRequest } from '../../src/providers/provider.ts';
import { stability } from '../../src/providers/stability/index.ts';
import { sharpRaster } from '../../src/renditions/raster.ts';
import { startTestEmulator } from '../support/emulator.ts';
import {
  everythingIn,
  impatientClock,
  providerErrorOf,
  providerWorld,
  type WorldOptions,
} from '../support/provider-world.ts';
import { describeProviderContract } from './provider-contract.ts';

const KEY = 'sk-test-0123456789abcdef';
const POOR = 'sk-poor-0123456789abcdef';
const SDXL = 'stable-diffusion-xl-1024-v1-0';

let server: Emulator;
let seen = 0;

beforeAll(async () => {
  server = await startTestEmulator({ credits: { [KEY]: 100_000, [POOR]: 0.5 } });
});
afterEach(() => {
  seen = server.journal.length;
});
afterAll(() => server.close());

function world(options: WorldOptions = {}) {
  const { settings, environment, ...rest } = options;
  return providerWorld('stability', {
    settings: { baseUrl: server.url, ...settings },
    environment: { STABILITY_API_KEY: KEY, ...environment },
    ...rest,
  });
}

function ask(model: string, more: Partial<GenerateRequest> = {}): GenerateRequest {
  return { operation: 'generate', model, prompt: 'a fox', seed: 42, params: {}, inputs: {}, ...more };
}

/** What the server has seen since the last test. */
function requests() {
  return server.journal.slice(seen);
}

const GENERATING = stability.capabilities.filter(({ operation }) => operation === 'generate');

describeProviderContract(
  { ...stability, capabilities: GENERATING },
  {
    world: (signal) => world({ signal }),
    request: ({ model }) => ask(model ?? ''),
    secrets: [KEY],
  },
);

describe('the capability table', () => {
  test('has core as its default and prices every model', () => {
    const prices = Object.fromEntries(GENERATING.map(({ model, price }) => [model, price({})]));
    expect(stability.capabilities[0]?.model).toBe('core');
    expect(prices).toEqual({
      core: 3,
      ultra: 8,
      'sd3.5-large': 6.5,
      'sd3.5-large-turbo': 4,
      'sd3.5-medium': 3.5,
      'sd3.5-flash': 2.5,
      [SDXL]: 0.9,
      'sd3-large': 6.5,
      'sd3-large-turbo': 4,
      'sd3-medium': 3.5,
    });
  });

  test('prices the SDXL engine by its steps, from 30 upwards', () => {
    const engine = stability.capabilities.find(({ model }) => model === SDXL);
    expect([10, 30, 31, 40, 50].map((steps) => engine?.price({ steps }))).toEqual([0.9, 0.9, 0.93, 1.2, 1.5]);
  });

  test('marks the old names, and them only, as deprecated', () => {
    const deprecated = stability.capabilities.filter((capability) => capability.deprecated !== undefined);
    expect([...new Set(deprecated.map(({ model }) => model))]).toEqual([
      'sd3-large',
      'sd3-large-turbo',
      'sd3-medium',
      'esrgan-v1-x2plus',
      'stable-diffusion-x4-latent-upscaler',
    ]);
    for (const { deprecated: reason } of deprecated) expect(reason).toMatch(/^Withdrawn .* use /);
  });

  test('accepts the nine pairs of sides of the SDXL engine and no other', () => {
    const engine = stability.capabilities.find(({ model }) => model === SDXL);
    const sides = [640, 768, 832, 896, 1024, 1152, 1216, 1344, 1536];
    const pairs = sides.flatMap((width) => sides.map((height) => ({ width, height })));
    const accepted = pairs.filter((params) => engine?.check?.(params, [], 'a fox').length === 0);
    expect(accepted).toHaveLength(9);
    expect(engine?.check?.({ width: 1152 }, [], 'a fox')).toEqual([expect.stringContaining('not 1152x1024')]);
    expect(engine?.params.safeParse({ width: 512 }).success).toBe(false);
  });
});

describe('what is sent', () => {
  test('core gets a form with what the author wrote, and png', async () => {
    const params = { aspect_ratio: '16:9', style_preset: 'line-art' };
    const generation = await stability.generate(ask('core', { negativePrompt: 'blur', params }), world());
    const [entry] = requests();
    expect(entry).toMatchObject({
      method: 'POST',
      path: '/v2beta/stable-image/generate/core',
      files: {},
      key: KEY,
      status: 200,
      charged: 3,
      answered: true,
    });
    expect(entry?.fields).toEqual({
      prompt: 'a fox',
      negative_prompt: 'blur',
      seed: '42',
      aspect_ratio: '16:9',
      style_preset: 'line-art',
      output_format: 'png',
    });
    expect(entry?.headers).toMatchObject({
      authorization: `Bearer ${KEY}`,
      accept: 'image/*',
      connection: 'close',
      'stability-client-id': 'imagebuild',
    });
    expect(entry?.headers['content-type']).toMatch(/^multipart\/form-data; boundary=/);
    expect(generation).toMatchObject({ format: 'png', seed: 42, warnings: [] });
    expect(generation.requestId).toMatch(/^[0-9a-f]{32}$/);
    expect(await sharpRaster.inspect(generation.bytes)).toMatchObject({ width: 2016, height: 1152 });
  });

  test.each([
    ['ultra', 'ultra', {}],
    ['sd3.5-large', 'sd3', { model: 'sd3.5-large' }],
    ['sd3.5-large-turbo', 'sd3', { model: 'sd3.5-large-turbo' }],
    ['sd3.5-medium', 'sd3', { model: 'sd3.5-medium' }],
    ['sd3.5-flash', 'sd3', { model: 'sd3.5-flash' }],
    ['sd3-large', 'sd3', { model: 'sd3.5-large' }],
    ['sd3-large-turbo', 'sd3', { model: 'sd3.5-large-turbo' }],
    ['sd3-medium', 'sd3', { model: 'sd3.5-medium' }],
  ])('%s goes to %s with %o', async (model, route, fields) => {
    const capability = stability.capabilities.find((candidate) => candidate.model === model);
    await stability.generate(ask(model), world());
    const [entry] = requests();
    expect(entry?.path).toBe(`/v2beta/stable-image/generate/${route}`);
    expect(entry?.fields).toEqual({ prompt: 'a fox', seed: '42', output_format: 'png', ...fields });
    expect(entry?.charged).toBe(capability?.price({}));
  });

  test('every aspect ratio and output format comes back as promised', async () => {
    const ratios = ['21:9', '16:9', '3:2', '5:4', '1:1', '4:5', '2:3', '9:16', '9:21'];
    const formats = ['png', 'jpeg', 'webp'] as const;
    for (const model of ['core', 'ultra', 'sd3.5-medium']) {
      const capability = stability.capabilities.find((candidate) => candidate.model === model);
      for (const [index, aspect_ratio] of ratios.entries()) {
        const output_format = formats[index % 3];
        const params = { aspect_ratio, output_format };
        const generation = await stability.generate(ask(model, { params }), world());
        const { width, height, format } = await sharpRaster.inspect(generation.bytes);
        expect({ width, height }).toEqual(capability?.resultSize?.(params, {}));
        expect([format, generation.format]).toEqual([output_format, output_format]);
      }
    }
  });

  test('numbers travel as text', async () => {
    await stability.generate(
      ask('sd3.5-large', { params: { cfg_scale: 4.5 }, seed: 4_294_967_294 }),
      world(),
    );
    expect(requests()[0]?.fields).toMatchObject({ cfg_scale: '4.5', seed: '4294967294' });
  });

  test('the SDXL engine gets JSON with its size, and one sample', async () => {
    const generation = await stability.generate(ask(SDXL, { negativePrompt: 'blur' }), world());
    const [entry] = requests();
    expect(entry?.path).toBe(`/v1/generation/${SDXL}/text-to-image`);
    expect(entry?.headers).toMatchObject({ accept: 'application/json', 'content-type': 'application/json' });
    expect(entry?.fields).toEqual({
      text_prompts: [
        { text: 'a fox', weight: 1 },
        { text: 'blur', weight: -1 },
      ],
      seed: 42,
      samples: 1,
      width: 1024,
      height: 1024,
    });
    expect(generation).toMatchObject({ format: 'png', seed: 42 });
  });

  test('the SDXL engine gets all its parameters as they were written', async () => {
    const params = {
      width: 832,
      height: 1216,
      cfg_scale: 9,
      sampler: 'K_EULER',
      steps: 50,
      clip_guidance_preset: 'NONE',
      style_preset: 'anime',
      extras: { a: 1 },
    };
    const { bytes } = await stability.generate(ask(SDXL, { params, seed: undefined }), world());
    const [entry] = requests();
    expect(entry?.fields).toEqual({ text_prompts: [{ text: 'a fox', weight: 1 }], samples: 1, ...params });
    expect(entry?.charged).toBe(1.5);
    expect(await sharpRaster.inspect(bytes)).toMatchObject({ width: 832, height: 1216 });
  });

  test('headers of the manifest are added and cannot replace the needed ones', async () => {
    const headers = { Organization: 'org-1', Authorization: 'Bearer other', 'Content-Type': 'text/plain' };
    await stability.generate(ask('core'), world({ settings: { baseUrl: server.url, headers } }));
    const [entry] = requests();
    expect(entry?.headers).toMatchObject({ organization: 'org-1', authorization: `Bearer ${KEY}` });
    expect(entry?.status).toBe(200);
  });

  test('the host comes from the manifest, then from the environment', async () => {
    const fromEnvironment = { STABILITY_API_HOST: server.url };
    await stability.generate(
      ask('core'),
      world({ settings: { baseUrl: undefined }, environment: fromEnvironment }),
    );
    await stability.generate(
      ask('core'),
      world({ environment: { STABILITY_API_HOST: 'http://127.0.0.1:1' } }),
    );
    expect(requests().map(({ status }) => status)).toEqual([200, 200]);
  });
});

describe('before anything is sent', () => {
  test.each([
    ['a missing key', ask('core'), { STABILITY_API_KEY: '' }, 'unauthorized', 'STABILITY_API_KEY is not set'],
    ['half a key', ask('core'), { STABILITY_API_KEY: 'sk-a\nb' }, 'unauthorized', 'does not hold a key'],
    ['an empty prompt', ask('core', { prompt: '' }), {}, 'rejected', 'prompt is empty'],
    ['a long prompt', ask('core', { prompt: '🦊'.repeat(10_001) }), {}, 'rejected', '10001 characters'],
    ['a long prompt for v1', ask(SDXL, { prompt: 'x'.repeat(2001) }), {}, 'rejected', 'at most 2000'],
    ['a long negative', ask(SDXL, { negativePrompt: 'x'.repeat(2001) }), {}, 'rejected', 'negative prompt'],
    ['an unknown model', ask('sd9'), {}, 'rejected', 'no generate with sd9'],
  ])('%s is found', async (_, request, environment, kind, message) => {
    const error = await providerErrorOf(stability.generate(request, world({ environment })));
    expect(error).toMatchObject({ kind, charged: 'no', status: undefined });
    expect(error.message).toContain(message);
    expect(requests()).toEqual([]);
  });

  test('ten thousand characters outside the basic plane are still one prompt', async () => {
    await stability.generate(ask('core', { prompt: '🦊'.repeat(10_000) }), world());
    expect(requests()[0]?.status).toBe(200);
  });

  test('the key is read from the variable the manifest names', async () => {
    const settings = { baseUrl: server.url, keyEnv: 'BRAND_KEY' };
    const error = await providerErrorOf(stability.generate(ask('core'), world({ settings })));
    expect(error.message).toBe('BRAND_KEY is not set');
    expect(error.hint).toContain('BRAND_KEY');
    await stability.generate(ask('core'), world({ settings, environment: { BRAND_KEY: ` ${KEY}\n` } }));
    expect(requests()[0]?.key).toBe(KEY);
  });
});

describe('what answers mean', () => {
  const answer = (status: number, name: string, ...errors: string[]): Fault => ({
    kind: 'answer',
    status,
    body: { errors, id: 'r-1', name },
  });
  const old = (status: number, name: string, message: string): Fault => ({
    kind: 'answer',
    status,
    body: { id: 'r-1', message, name },
  });
  const page = (status: number): Fault => ({ kind: 'gateway-page', status });

  test.each<[string, string, Fault, object, number]>([
    [
      '400',
      'core',
      answer(400, 'bad_request', 'seed: too large', 'prompt: required'),
      { kind: 'rejected', charged: 'no', message: 'seed: too large; prompt: required' },
      1,
    ],
    ['400 HTML', 'core', page(400), { kind: 'rejected', message: 'Stability answered with status 400' }, 1],
    ['v1 400', SDXL, old(400, 'bad_request', 'steps: bad'), { kind: 'rejected', message: 'steps: bad' }, 1],
    [
      'v1 400 prompts',
      SDXL,
      old(400, 'invalid_prompts', 'Invalid prompts detected'),
      { kind: 'refused', charged: 'no' },
      1,
    ],
    ['401', 'core', answer(401, 'unauthorized', 'authorization: invalid'), { kind: 'unauthorized' }, 1],
    ['402', 'core', answer(402, 'payment_required', 'You lack credits'), { kind: 'out-of-credits' }, 1],
    ['403 moderation', 'core', answer(403, 'content_moderation', 'Flagged.'), { kind: 'refused' }, 1],
    ['403', SDXL, old(403, 'permission_denied', 'no'), { kind: 'unauthorized', charged: 'no' }, 1],
    ['404', SDXL, old(404, 'not_found', 'gone'), { kind: 'rejected', message: 'gone' }, 1],
    ['413', 'core', answer(413, 'payload_too_large', 'too large'), { kind: 'rejected' }, 1],
    ['422 language', 'core', answer(422, 'invalid_language', 'English only'), { kind: 'rejected' }, 1],
    ['422 figure', 'ultra', answer(422, 'public_figure', 'figure'), { kind: 'refused', charged: 'no' }, 1],
    ['429', 'core', { kind: 'rate-limited' }, { kind: 'rate-limited', charged: 'no' }, 4],
    [
      'v1 429 balance',
      SDXL,
      old(429, 'insufficient_balance', 'not enough'),
      { kind: 'out-of-credits', charged: 'no' },
      1,
    ],
    ['500', 'core', answer(500, 'internal_error', 'oops'), { kind: 'unavailable', charged: 'no' }, 1],
    ['502', 'core', page(502), { kind: 'outcome-unknown', charged: 'unknown' }, 1],
    ['503', 'core', page(503), { kind: 'unavailable', charged: 'no' }, 4],
    ['504 empty', SDXL, { kind: 'answer', status: 504 }, { kind: 'outcome-unknown', charged: 'unknown' }, 1],
    ['524', 'core', page(524), { kind: 'outcome-unknown', charged: 'unknown' }, 1],
    [
      'a redirect',
      'core',
      { kind: 'answer', status: 307, headers: { location: 'https://x.example/?k=1' } },
      { kind: 'rejected', charged: 'no', message: expect.stringMatching(/redirects to x\.example, and/) },
      1,
    ],
  ])('%s from %s', async (label, model, fault, expected, sent) => {
    server.fault(fault, sent);
    const error = await providerErrorOf(stability.generate(ask(model), world()));
    expect(error).toMatchObject({ status: Number(/\d{3}/.exec(label)?.[0] ?? 307), ...expected });
    expect(requests()).toHaveLength(sent);
    expect(error.message).not.toContain('<html>');
    expect(error.hint).toMatch(/\w/);
    expect(everythingIn(error)).not.toContain(KEY);
  });

  test('the request id is kept for support questions', async () => {
    server.fault(answer(400, 'bad_request', 'no'));
    expect((await providerErrorOf(stability.generate(ask('core'), world()))).requestId).toBe('r-1');
    server.fault({ kind: 'answer', status: 500, headers: { 'x-request-id': 'header-1' } });
    expect((await providerErrorOf(stability.generate(ask('core'), world()))).requestId).toBe('header-1');
  });

  test.each(['core', SDXL])(
    '%s: a wrong key is never repeated, though the server echoes it',
    async (model) => {
      const wrong = 'sk-wrong-9876543210';
      const error = await providerErrorOf(
        stability.generate(ask(model), world({ environment: { STABILITY_API_KEY: wrong } })),
      );
      expect(error).toMatchObject({ kind: 'unauthorized', status: 401, charged: 'no' });
      expect(error.hint).toContain('STABILITY_API_KEY');
      expect(everythingIn(error)).not.toContain(wrong);
      if (model === SDXL) expect(error.message).toMatch(/^Incorrect API key provided: x+\. /);
      const other = 'not-shaped-like-a-key';
      const second = await providerErrorOf(
        stability.generate(ask(model), world({ environment: { STABILITY_API_KEY: other } })),
      );
      expect(everythingIn(second)).not.toContain(other);
    },
  );

  test.each([
    ['core', 402],
    [SDXL, 429],
  ])('%s: an empty account is not asked twice', async (model, status) => {
    const environment = { STABILITY_API_KEY: POOR };
    const error = await providerErrorOf(stability.generate(ask(model), world({ environment })));
    expect(error).toMatchObject({ kind: 'out-of-credits', status, charged: 'no' });
    expect(requests()).toHaveLength(1);
    expect(server.balance(POOR)).toBe(0.5);
  });

  test.each(['core', SDXL])('%s: refused words are a refusal that costs nothing', async (model) => {
    const error = await providerErrorOf(stability.generate(ask(model, { prompt: 'forbidden fox' }), world()));
    expect(error).toMatchObject({ kind: 'refused', charged: 'no' });
    expect(requests().map(({ charged }) => charged)).toEqual([0]);
  });

  test.each(['core', SDXL])('%s: a filtered picture is a refusal', async (model) => {
    server.fault({ kind: 'filtered' });
    const error = await providerErrorOf(stability.generate(ask(model), world()));
    expect(error).toMatchObject({ kind: 'refused', status: 200, charged: 'unknown' });
  });

  test.each<[string, string, Fault]>([
    ['JSON in place of a picture', 'core', { kind: 'answer', status: 200, body: { image: '' } }],
    ['nothing', 'core', { kind: 'answer', status: 200 }],
    ['an unknown finish', 'core', { kind: 'finish', reason: 'ERROR' }],
    ['an artifact that failed', SDXL, { kind: 'finish', reason: 'ERROR' }],
    ['no artifacts', SDXL, { kind: 'answer', status: 200, body: { artifacts: [] } }],
    [
      'an artifact that is no picture',
      SDXL,
      { kind: 'answer', status: 200, body: { artifacts: [{ base64: 'aGk=' }] } },
    ],
    ['a page', SDXL, { kind: 'gateway-page', status: 200 }],
  ])('%s is a bad answer that was paid for', async (_, model, fault) => {
    server.fault(fault);
    const error = await providerErrorOf(stability.generate(ask(model), world()));
    expect(error).toMatchObject({ kind: 'bad-answer', status: 200, charged: 'yes' });
    expect(requests()).toHaveLength(1);
  });

  test.each<Fault>([{ kind: 'content-type', type: 'application/octet-stream' }, { kind: 'other-format' }])(
    'a picture under a wrong label is taken, with a warning: %o',
    async (fault) => {
      server.fault(fault);
      const { warnings } = await stability.generate(ask('core'), world());
      expect(warnings).toMatchObject([expect.stringMatching(/^the server sent \w+ as .*; it is kept$/)]);
    },
  );

  test('a picture without metadata is taken, with its seed unknown', async () => {
    server.fault({ kind: 'without-metadata' });
    const generation = await stability.generate(ask('core'), world());
    expect(generation.seed).toBeUndefined();
    expect(generation.requestId).toBeUndefined();
  });

  test('a rate limit is waited out for a minute, or as long as the server says', async () => {
    for (const [retryAfter, wait] of [
      [undefined, 60_000],
      ['7', 7000],
    ] as const) {
      const clock = impatientClock();
      server.fault({ kind: 'rate-limited', retryAfter });
      await stability.generate(ask('core'), world({ clock }));
      expect(clock.sleeps).toEqual([wait]);
    }
    expect(requests().map(({ status }) => status)).toEqual([429, 200, 429, 200]);
  });
});
