import { afterEach, describe, expect, test } from 'vitest';
import {
  type StabilityServer,
  type StabilityServerOptions,
  startStabilityServer,
} from '../support/stability-server.ts';

const CORE = '/v2beta/stable-image/generate/core';
const SD3 = '/v2beta/stable-image/generate/sd3';
const SDXL = '/v1/generation/stable-diffusion-xl-1024-v1-0/text-to-image';

let server: StabilityServer;
afterEach(() => server.close());

async function start(options: StabilityServerOptions = {}): Promise<void> {
  server = await startStabilityServer(options);
}

interface Sending {
  readonly key?: string;
  readonly accept?: string;
}

function send(route: string, body: FormData | string, { key = 'Bearer sk-test', accept }: Sending = {}) {
  const headers: { [name: string]: string } = {};
  if (key !== '') headers.authorization = key;
  if (accept !== undefined) headers.accept = accept;
  if (typeof body === 'string') headers['content-type'] = 'application/json';
  return fetch(server.url + route, { method: 'POST', headers, body });
}

function form(fields: { readonly [name: string]: string }): FormData {
  const data = new FormData();
  for (const [name, value] of Object.entries(fields)) data.append(name, value);
  return data;
}

function prompts(more: object = {}): string {
  return JSON.stringify({ text_prompts: [{ text: 'a fox' }], width: 1024, height: 1024, ...more });
}

describe('the local Stability server', () => {
  test.each([
    [CORE, form({}), 'prompt: required'],
    [CORE, form({ prompt: '' }), 'prompt: must NOT have fewer than 1 characters'],
    [CORE, form({ prompt: 'x'.repeat(10_001) }), 'prompt: must NOT have more than 10000 characters'],
    [CORE, form({ prompt: 'a', seed: '4294967295' }), 'seed: must be <= 4294967294'],
    [CORE, form({ prompt: 'a', seed: '1.5' }), 'seed: must be integer'],
    [CORE, form({ prompt: 'a', seed: '' }), 'seed: must be integer'],
    [
      CORE,
      form({ prompt: 'a', output_format: 'jpg' }),
      "output_format: must be one of 'png' | 'jpeg' | 'webp'",
    ],
    [CORE, form({ prompt: 'a', cfg_scale: '4' }), 'cfg_scale: is not a documented field'],
    [SD3, form({ prompt: 'a', cfg_scale: '0.5' }), 'cfg_scale: must be >= 1'],
    [SD3, form({ prompt: 'a', model: 'sd3-large' }), expect.stringContaining("'sd3.5-flash'")],
    [CORE, prompts(), 'content-type: must be multipart/form-data'],
  ])('%s refuses a request that is not as published (%#)', async (route, body, problem) => {
    await start();
    const answer = await send(route, body, { key: 'sk-wrong' });
    expect(answer.status).toBe(400);
    expect(await answer.json()).toMatchObject({ name: 'bad_request', errors: [problem] });
    expect(server.journal[0]).toMatchObject({ status: 400, charged: 0, answered: true });
  });

  test.each([
    [prompts({ text_prompts: [] }), 'bad_request'],
    ['{}', 'bad_request'],
    [prompts({ steps: 51 }), 'bad_request'],
    [prompts({ steps: '30' }), 'bad_request'],
    [prompts({ seed: null }), 'bad_request'],
    [prompts({ aspect_ratio: '1:1' }), 'bad_request'],
    [prompts({ width: 1088 }), 'invalid_sdxl_v1_dimensions'],
    [prompts({ width: undefined, height: undefined }), 'invalid_sdxl_v1_dimensions'],
  ])('v1 refuses %s', async (body, name) => {
    await start();
    const answer = await send(SDXL, body, { key: 'sk-wrong' });
    expect(answer.status).toBe(400);
    expect(await answer.json()).toMatchObject({ name });
  });

  test('looks at the parameters, the key, the credits and the words, in this order', async () => {
    await start({ credits: { 'sk-test': 100, 'sk-poor': 1 } });
    const statuses: number[] = [];
    for (const [fields, key] of [
      [{ prompt: '' }, 'sk-nobody'],
      [{ prompt: 'forbidden' }, 'sk-nobody'],
      [{ prompt: 'forbidden' }, 'sk-poor'],
      [{ prompt: 'forbidden' }, 'sk-test'],
      [{ prompt: 'a fox' }, 'sk-test'],
    ] as const) {
      statuses.push((await send(CORE, form(fields), { key })).status);
    }
    expect(statuses).toEqual([400, 401, 402, 403, 200]);
    expect(server.journal.map(({ charged }) => charged)).toEqual([0, 0, 0, 0, 3]);
    expect([server.balance(), server.balance('sk-poor')]).toEqual([97, 1]);
  });

  test('speaks of keys and credits as each version does', async () => {
    await start({ credits: { 'sk-poor': 0 } });
    const bodies = [];
    for (const key of ['', 'Bearer sk-wrong', 'sk-poor']) {
      const answer = await send(SDXL, prompts(), { key });
      bodies.push([answer.status, ((await answer.json()) as { message: string }).message]);
    }
    expect(bodies).toEqual([
      [401, 'missing authorization header'],
      [401, 'Incorrect API key provided: sk-wrong. You can find your API key at https://stability.ai.'],
      [429, expect.stringContaining('need $0.009, have $0 in active grants, $0 in balance')],
    ]);
    expect((await send('/v1/generation/gone/text-to-image', prompts())).status).toBe(404);
    expect((await send('/v2beta/nothing', form({}))).status).toBe(404);
  });

  test('sends pictures as bytes with headers, or as JSON without', async () => {
    await start();
    const picture = await send(CORE, form({ prompt: 'a', seed: '7', output_format: 'webp' }));
    expect(Object.fromEntries(picture.headers)).toMatchObject({
      'content-type': 'image/webp',
      seed: '7',
      'finish-reason': 'SUCCESS',
      'x-request-id': expect.stringMatching(/^[0-9a-f]{32}$/),
    });
    const text = await send(CORE, form({ prompt: 'a' }), { accept: 'application/json' });
    expect(text.headers.get('content-type')).toBe('application/json; type=image/png');
    expect([text.headers.get('seed'), text.headers.get('finish-reason')]).toEqual([null, null]);
    const { seed, finish_reason } = (await text.json()) as { seed: number; finish_reason: string };
    expect(seed).toBeGreaterThan(0);
    expect(finish_reason).toBe('SUCCESS');
  });

  test('draws the same picture for the same request and seed only', async () => {
    await start();
    const bytes = async (fields: { readonly [name: string]: string }) =>
      Buffer.from(await (await send(CORE, form(fields))).arrayBuffer()).toString('base64');
    const first = await bytes({ prompt: 'a', seed: '7' });
    expect(await bytes({ prompt: 'a', seed: '7' })).toBe(first);
    expect(await bytes({ prompt: 'a', seed: '8' })).not.toBe(first);
    expect(await bytes({ prompt: 'b', seed: '7' })).not.toBe(first);
  });

  test('counts arrivals in a window and then refuses for a while', async () => {
    await start({ limit: { requests: 3, per: 60_000, penalty: 1000 } });
    const ask = async () => (await send(CORE, form({ prompt: 'a', seed: '1' }))).status;
    expect([await ask(), await ask(), await ask(), await ask(), await ask()]).toEqual([
      ...[200, 200, 200, 429, 429],
    ]);
    await new Promise((resolve) => setTimeout(resolve, 1100));
    expect(await ask()).toBe(200);
  });

  test('tells the balance', async () => {
    await start({ credits: { 'sk-test': 12.5 } });
    const headers = { authorization: 'sk-test' };
    const answer = await fetch(`${server.url}/v1/user/balance`, { headers });
    expect(await answer.json()).toEqual({ credits: 12.5 });
    expect((await fetch(`${server.url}/v1/user/balance`)).status).toBe(401);
  });

  test('refuses more than 10 MiB', async () => {
    await start();
    const data = form({ prompt: 'a' });
    data.append('image', new Blob([new Uint8Array(10 * 1024 * 1024)]));
    expect((await send(CORE, data)).status).toBe(413);
  });
});
