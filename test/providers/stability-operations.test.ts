import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import type { InputRole } from '../../src/core/recipe.ts';
import { type Emulator, startEmulator } from '../../src/emulator/index.ts';
import type { GenerateRequest } from '../../src/providers/provider.ts';
import { findService, SERVICES } from '../../src/providers/stability/capabilities.ts';
import { stability } from '../../src/providers/stability/index.ts';
import { KEY } from '../support/canary.ts';
import { providerErrorOf, providerWorld, type WorldOptions } from '../support/provider-world.ts';
import { requestFor } from '../support/stability-request.ts';
import { describeProviderContract } from './provider-contract.ts';

let server: Emulator;
let seen = 0;
beforeAll(async () => {
  server = await startEmulator({
    pictures: 'plain',
    credits: { [KEY]: 1e6 },
    withdrawnEngines: true,
    unknownFields: 'refuse',
    limit: { requests: 100_000, per: 1000, penalty: 1000 },
  });
});
afterEach(() => {
  seen = server.journal.length;
});
afterAll(() => server.close());

function world(options: WorldOptions = {}) {
  return providerWorld('stability', {
    settings: { baseUrl: server.url },
    environment: { STABILITY_API_KEY: KEY },
    ...options,
  });
}

/** The one request for a picture since the last test. */
const order = () => server.journal.slice(seen).find(({ method }) => method === 'POST');

function ask(operation: string, model: string, more: Partial<GenerateRequest> = {}): GenerateRequest {
  const service = findService(operation, model);
  if (service === undefined) throw new Error(`no ${operation} with ${model}`);
  const request = requestFor(service.capability);
  return { ...request, ...more, params: { ...request.params, ...more.params } };
}

describeProviderContract(stability, {
  world: (signal) => world({ signal }),
  request: (capability) => requestFor(capability),
  secrets: [KEY],
});

const SDXL = 'stable-diffusion-xl-1024-v1-0';

describe('what is sent', () => {
  test.each(
    SERVICES.map(
      (service) => [`${service.capability.operation} ${service.capability.model}`, service] as const,
    ),
  )(
    '%s goes to its route, with its files, and is charged at its price',
    async (_, { capability, route, files }) => {
      const request = requestFor(capability);
      await stability.generate(request, world());
      const entry = order();
      expect(entry?.path).toBe(route);
      const roles = Object.keys(request.inputs) as InputRole[];
      expect(Object.keys(entry?.files ?? {}).sort()).toEqual(roles.map((role) => files[role] ?? '').sort());
      for (const role of roles) {
        const sent = entry?.files[files[role] ?? '']?.bytes;
        expect(Buffer.from(sent ?? []).equals(Buffer.from(request.inputs[role]?.bytes ?? []))).toBe(true);
      }
      const price = capability.price(request.params) ?? Number.NaN;
      // The old latent upscaler had two prices; the estimate is the higher one.
      if (capability.model?.includes('latent')) expect(entry?.charged).toBeLessThanOrEqual(price);
      else expect(entry?.charged).toBe(price);
    },
  );

  test('image-to-image of a Stable Diffusion 3.5 model says so, and names no aspect ratio', async () => {
    await stability.generate(ask('image-to-image', 'sd3.5-medium'), world());
    expect(order()?.fields).toMatchObject({ mode: 'image-to-image', model: 'sd3.5-medium', strength: '0.6' });
    expect(order()?.fields).not.toHaveProperty('aspect_ratio');
  });

  test.each([
    [0, 1],
    [0.3, 0.7],
    [0.9, 0.1],
    [1, 0],
  ])('strength %f keeps %f of the image on the older API', async (strength, kept) => {
    await stability.generate(ask('image-to-image', SDXL, { params: { strength } }), world());
    expect(order()?.fields).toMatchObject({ image_strength: String(kept) });
    expect(order()?.fields).not.toHaveProperty('strength');
  });

  test('strength begins the step schedule', async () => {
    const params = { strength: 0.8, init_image_mode: 'STEP_SCHEDULE', step_schedule_end: 0.1 };
    await stability.generate(ask('image-to-image', SDXL, { params }), world());
    expect(order()?.fields).toMatchObject({
      init_image_mode: 'STEP_SCHEDULE',
      step_schedule_start: '0.8',
      step_schedule_end: '0.1',
    });
    expect(order()?.fields).not.toHaveProperty('image_strength');
  });

  test('weighted prompts follow prompt and negative prompt', async () => {
    const params = { text_prompts: [{ text: 'snow', weight: 0.5 }, { text: 'stars' }] };
    const more = { prompt: 'a fox', negativePrompt: 'blur', params };
    await stability.generate(ask('generate', SDXL, more), world());
    const written = [
      { text: 'a fox', weight: 1 },
      { text: 'blur', weight: -1 },
      { text: 'snow', weight: 0.5 },
      { text: 'stars' },
    ];
    expect(order()?.fields.text_prompts).toEqual(written);
    await stability.generate(ask('inpaint', SDXL, more), world());
    const sent = JSON.stringify(server.journal.at(-1)?.fields);
    for (const { text } of written) expect(sent).toContain(text);
  });

  test.each([
    ['MASK_IMAGE_WHITE', undefined, true],
    ['INIT_IMAGE_ALPHA', undefined, false],
    ['MASK_IMAGE_BLACK', 'MASK_IMAGE_BLACK', true],
    ['INIT_IMAGE_ALPHA', 'INIT_IMAGE_ALPHA', false],
  ])('the mask source %s from %s, with a mask: %s', async (sent, written, masked) => {
    const request = ask('inpaint', SDXL, { params: written === undefined ? {} : { mask_source: written } });
    const { mask: _, ...bare } = request.inputs;
    await stability.generate({ ...request, inputs: masked ? request.inputs : bare }, world());
    expect(order()?.fields).toMatchObject({ mask_source: sent });
  });

  test('headers of the manifest name organization, user and version', async () => {
    const headers = {
      Organization: 'org-1',
      'stability-client-user-id': 'u',
      'Stability-Client-Version': '7',
    };
    await stability.generate(ask('erase', 'erase'), world({ settings: { baseUrl: server.url, headers } }));
    expect(order()?.headers).toMatchObject({
      organization: 'org-1',
      'stability-client-user-id': 'u',
      'stability-client-version': '7',
      'stability-client-id': 'imagebuild',
    });
  });

  test('what is yes or no is a word', async () => {
    await stability.generate(
      ask('replace-background', 'replace-background-and-relight', {
        params: { keep_original_background: true },
      }),
      world(),
    );
    expect(server.journal.findLast(({ method }) => method === 'POST')?.fields).toMatchObject({
      keep_original_background: 'true',
    });
  });
});

describe('what is not sent', () => {
  const sized = (width: number, height: number, format: 'png' | 'gif' = 'png') =>
    ({ ...ask('erase', 'erase').inputs.image, width, height, format }) as never;

  test.each([
    ['erase', 'erase', { image: sized(63, 100) }, /each side must have at least 64/],
    ['erase', 'erase', { image: sized(4000, 4000) }, /at most 9437184/],
    ['erase', 'erase', { image: sized(100, 100, 'gif') }, /only jpeg, png, webp/],
    ['outpaint', 'outpaint', { image: sized(100, 251) }, /at most 2.5 times/],
    ['remove-background', 'remove-background', { image: sized(2049, 2048) }, /at most 4194304/],
    ['upscale', 'fast', { image: sized(31, 100) }, /at least 32/],
    ['upscale', 'fast', { image: sized(1537, 100) }, /at most 1536/],
    ['upscale', 'creative', { image: sized(1025, 1024) }, /at most 1048576/],
    ['image-to-image', SDXL, { image: sized(1000, 1000) }, /one of 1024x1024/],
    ['inpaint', SDXL, { mask: sized(512, 512) }, /as large as "image", 1024 × 1024/],
  ])('%s %s with an unsuitable picture', async (operation, model, inputs, message) => {
    const request = ask(operation, model);
    const broken = { ...request, inputs: { ...request.inputs, ...(inputs as object) } };
    const error = await providerErrorOf(stability.generate(broken, world()));
    expect(error).toMatchObject({ kind: 'rejected', charged: 'no' });
    expect(error.message).toMatch(message);
    expect(order()).toBeUndefined();
  });

  test.each<[string, string, object, RegExp]>([
    ['outpaint', 'outpaint', { left: 0, down: 0 }, /left, right, up and down/],
    ['image-to-image', 'ultra', { strength: undefined }, /"strength"/],
    ['search-and-replace', 'search-and-replace', { search_prompt: undefined }, /"search_prompt"/],
    ['search-and-recolor', 'search-and-recolor', { select_prompt: undefined }, /"select_prompt"/],
    [
      'replace-background',
      'replace-background-and-relight',
      { background_prompt: undefined },
      /"background_prompt"/,
    ],
    [
      'replace-background',
      'replace-background-and-relight',
      { light_source_strength: 1 },
      /light_source_direction/,
    ],
    ['image-to-image', SDXL, { step_schedule_end: 0.5 }, /STEP_SCHEDULE/],
    ['inpaint', SDXL, { mask_source: 'INIT_IMAGE_ALPHA' }, /leave out the input "mask"/],
    ['upscale', 'esrgan-v1-x2plus', { width: 1024, height: 1024 }, /not both/],
  ])('%s %s with %o', async (operation, model, params, message) => {
    const error = await providerErrorOf(
      stability.generate(ask(operation, model, { params: params as GenerateRequest['params'] }), world()),
    );
    expect(error).toMatchObject({ kind: 'rejected', charged: 'no' });
    expect(error.message).toMatch(message);
    expect(order()).toBeUndefined();
  });

  test('more than the API takes at once', async () => {
    const request = ask('erase', 'erase');
    const image = { ...(request.inputs.image as object), bytes: new Uint8Array(10 * 1024 * 1024) } as never;
    const error = await providerErrorOf(stability.generate({ ...request, inputs: { image } }, world()));
    expect(error.message).toContain('at most 10 MiB');
    expect(order()).toBeUndefined();
  });
});
