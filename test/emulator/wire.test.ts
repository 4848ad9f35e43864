import sharp from 'sharp';
import { describe, expect, test } from 'vitest';
import {
  bodyOf,
  bytesOf,
  CORE,
  ENGINE,
  form,
  get,
  KEY,
  picture,
  prompts,
  SD3,
  SDXL,
  send,
  start,
  V2,
} from './support.ts';

describe('parameters of the current API', () => {
  test.each([
    [CORE, {}, 'prompt: required'],
    [CORE, { prompt: '' }, 'prompt: must have at least 1 character(s)'],
    [CORE, { prompt: 'x'.repeat(10_001) }, 'prompt: must have at most 10000 character(s)'],
    [
      CORE,
      { prompt: 'a', negative_prompt: 'x'.repeat(10_001) },
      'negative_prompt: must have at most 10000 character(s)',
    ],
    [CORE, { prompt: 'a', seed: '4294967295' }, 'seed: must be less than or equal to 4294967294'],
    [CORE, { prompt: 'a', seed: '-1' }, 'seed: must be greater than or equal to 0'],
    [CORE, { prompt: 'a', seed: '1.5' }, 'seed: must be an integer'],
    [CORE, { prompt: 'a', seed: '' }, 'seed: must be an integer'],
    [CORE, { prompt: 'a', output_format: 'jpg' }, "output_format: must be one of 'png' | 'jpeg' | 'webp'"],
    [CORE, { prompt: 'a', aspect_ratio: '4:3' }, expect.stringContaining("'21:9' | '16:9'")],
    [SD3, { prompt: 'a', cfg_scale: '0.5' }, 'cfg_scale: must be greater than or equal to 1'],
    [SD3, { prompt: 'a', cfg_scale: 'high' }, 'cfg_scale: must be a number'],
    [SD3, { prompt: 'a', model: 'sd9' }, expect.stringContaining("'sd3.5-flash'")],
    [SD3, { prompt: 'a', mode: 'text-to-video' }, "mode: must be one of 'text-to-image' | 'image-to-image'"],
    [`${V2}/upscale/fast`, {}, 'image: required'],
    [
      `${V2}/upscale/fast`,
      { image: new Uint8Array([1, 2, 3]) },
      'image: must be a complete jpeg, png or webp image',
    ],
    [`${V2}/control/style-transfer`, {}, 'init_image: required'],
  ])('%s refuses %o', async (route, fields, problem) => {
    const emulator = await start();
    const answer = await send(emulator, route, fields, { key: 'sk-wrong' });
    expect(answer.status).toBe(400);
    const body = await bodyOf(answer);
    expect(body).toEqual({
      errors: expect.arrayContaining([problem]),
      id: expect.stringMatching(/^[0-9a-f]{32}$/),
      name: 'bad_request',
    });
    expect(Object.keys(body)).toEqual(['errors', 'id', 'name']);
    expect(emulator.journal[0]).toMatchObject({ status: 400, charged: 0, answered: true });
  });

  test('names every problem', async () => {
    const { errors } = await bodyOf(await send(await start(), CORE, { seed: '-1', output_format: 'gif' }));
    expect(errors).toHaveLength(3);
  });

  test.each([
    [`${V2}/upscale/fast`, 16, 16, {}],
    [`${V2}/upscale/fast`, 1600, 64, {}],
    [`${V2}/edit/remove-background`, 2100, 2100, {}],
    [`${V2}/edit/outpaint`, 300, 100, { left: '10' }],
    [`${V2}/edit/outpaint`, 128, 128, {}],
    [`${V2}/edit/outpaint`, 128, 128, { left: '2001' }],
    [`${V2}/edit/inpaint`, 128, 128, { prompt: 'a', grow_mask: '101' }],
    [`${V2}/edit/search-and-replace`, 128, 128, { prompt: 'a' }],
    [`${V2}/edit/remove-background`, 128, 128, { output_format: 'jpeg' }],
    [`${V2}/generate/ultra`, 128, 128, { prompt: 'a' }],
  ])('%s refuses a picture of %i x %i with %o', async (route, width, height, fields) => {
    const answer = await send(await start(), route, { image: await picture(width, height), ...fields });
    const { errors } = await bodyOf(answer);
    expect([answer.status, errors[0]]).toEqual([400, expect.stringMatching(/^\w+: /)]);
  });

  test('wants a form, whatever is in it', async () => {
    const emulator = await start();
    const answer = await send(emulator, CORE, prompts());
    expect([answer.status, (await bodyOf(answer)).errors]).toEqual([
      400,
      ['content-type: must be multipart/form-data'],
    ]);
    const broken = await fetch(emulator.url + CORE, {
      method: 'POST',
      headers: { 'content-type': 'multipart/form-data; boundary=x' },
      body: 'nothing of the kind',
    });
    expect(broken.status).toBe(400);
  });

  test('overlooks fields that nobody documented, or refuses them', async () => {
    const fields = { prompt: 'a', shoe_size: '44' };
    expect((await send(await start(), CORE, fields)).status).toBe(200);
    const answer = await send(await start({ unknownFields: 'refuse' }), CORE, fields);
    expect((await bodyOf(answer)).errors).toEqual(['shoe_size: is not a documented field']);
  });

  test('takes the old names of models, at the price of the new ones', async () => {
    const emulator = await start();
    expect((await send(emulator, SD3, { prompt: 'a', model: 'sd3-medium' })).status).toBe(200);
    expect(emulator.balance()).toBe(996.5);
  });
});

describe('parameters of the older API', () => {
  test.each([
    ['{}', 'bad_request', 'text_prompts: is required'],
    [prompts({ text_prompts: [] }), 'bad_request', 'text_prompts: must have at least 1 item(s)'],
    [
      prompts({ text_prompts: [{ text: '' }] }),
      'bad_request',
      'text_prompts[0].text: must have at least 1 character(s)',
    ],
    [prompts({ text_prompts: [{ weight: 1 }] }), 'bad_request', 'text_prompts[0].text: is required'],
    [prompts({ steps: 51 }), 'bad_request', 'steps: must be less than or equal to 50'],
    [prompts({ steps: '30' }), 'bad_request', 'steps: must be a number'],
    [prompts({ seed: null }), 'bad_request', 'seed: must be an integer'],
    [prompts({ sampler: null }), 'bad_request', expect.stringContaining('sampler: ')],
    [prompts({ samples: 11 }), 'bad_request', 'samples: must be less than or equal to 10'],
    [prompts({ width: 1000 }), 'invalid_height_or_width', expect.anything()],
    [
      prompts({ width: 448, height: 704 }),
      'invalid_sdxl_v1_dimensions',
      'for stable-diffusion-xl-1024-v0-9 and stable-diffusion-xl-1024-v1-0 the allowed dimensions are 1024x1024, 1152x896, 1216x832, 1344x768, 1536x640, 640x1536, 768x1344, 832x1216, 896x1152, but we received 448x704',
    ],
  ])('refuses %s', async (body, name, message) => {
    const answer = await send(await start(), SDXL, body, { key: 'sk-wrong' });
    expect(answer.status).toBe(400);
    const found = await bodyOf(answer);
    expect(found).toEqual({ id: expect.any(String), message, name });
    expect(Object.keys(found)).toEqual(['id', 'message', 'name']);
  });

  test('several pictures come as JSON only', async () => {
    const emulator = await start();
    const bare = await send(emulator, SDXL, prompts({ samples: 2 }), { accept: 'image/png' });
    expect([bare.status, (await bodyOf(bare)).name]).toEqual([400, 'invalid_samples']);
    const { artifacts } = await bodyOf(await send(emulator, SDXL, prompts({ samples: 3, seed: 5 })));
    expect(artifacts.map(({ seed }: { seed: number }) => seed)).toEqual([5, 6, 7]);
    expect(emulator.balance()).toBe(997.3);
  });

  test('reads prompts of a form by their numbers, with gaps and in any order', async () => {
    const emulator = await start({ pictures: 'drawn' });
    const init_image = await picture(1024, 1024);
    const ask = async (fields: { [name: string]: string }) =>
      bytesOf(
        await send(
          emulator,
          `${ENGINE}/image-to-image`,
          { init_image, seed: '3', image_strength: '0.1', ...fields },
          { accept: 'image/png' },
        ),
      );
    const one = await ask({
      'text_prompts[0][text]': 'a fox',
      'text_prompts[1][text]': 'snow',
      'text_prompts[1][weight]': '-1',
    });
    const other = await ask({
      'text_prompts[9][weight]': '-1',
      'text_prompts[9][text]': 'snow',
      'text_prompts[4][text]': 'a fox',
    });
    expect(one.equals(other)).toBe(true);
    expect((await sharp(one).metadata()).format).toBe('png');
  });

  test.each([
    ['image-to-image', { init_image: [512, 512] }, 'invalid_sdxl_v1_dimensions'],
    [
      'image-to-image/masking',
      { init_image: [1024, 1024], mask_source: 'MASK_IMAGE_WHITE' },
      'invalid_mask_image',
    ],
    [
      'image-to-image/masking',
      { init_image: [1024, 1024], mask_image: [512, 512], mask_source: 'MASK_IMAGE_WHITE' },
      'invalid_image_dimensions',
    ],
    ['image-to-image/masking', { init_image: [1024, 1024] }, 'bad_request'],
    ['image-to-image', {}, 'bad_request'],
  ])('%s with %o is %s', async (route, sent, name) => {
    const fields: { [name: string]: string | Uint8Array } = { 'text_prompts[0][text]': 'a fox' };
    for (const [field, value] of Object.entries(sent))
      fields[field] = typeof value === 'string' ? value : await picture(value[0], value[1]);
    const answer = await send(await start(), `${ENGINE}/${route}`, fields);
    expect([answer.status, (await bodyOf(answer)).name]).toEqual([400, name]);
  });

  test('withdrawn engines are unknown, or served as in 2023', async () => {
    const path = '/v1/generation/esrgan-v1-x2plus/image-to-image/upscale';
    const fields = { image: await picture(512, 300) };
    const answer = await send(await start(), path, fields);
    expect([answer.status, (await bodyOf(answer)).message]).toEqual([
      404,
      expect.stringMatching(
        /^The specified engine \(ID esrgan-v1-x2plus\) was not found\. \(Emulator: .* October 2024; use .*fast/,
      ),
    ]);
    const old = await start({ withdrawnEngines: true });
    const png = await send(old, path, fields, { accept: 'image/png' });
    expect(await sharp(await bytesOf(png)).metadata()).toMatchObject({ width: 1024, height: 600 });
    expect(old.balance()).toBe(999.8);
    const both = await send(old, path, { ...fields, width: '1024', height: '1024' });
    expect(both.status).toBe(400);
  });
});

describe('the order of checks', () => {
  test('parameters, key, credits, words', async () => {
    const emulator = await start({ credits: { [KEY]: 100, 'sk-poor': 1 } });
    const statuses: number[] = [];
    for (const [fields, key] of [
      [{ prompt: '' }, 'sk-nobody'],
      [{ prompt: 'forbidden' }, 'sk-nobody'],
      [{ prompt: 'forbidden' }, 'sk-poor'],
      [{ prompt: 'Something FORBIDDEN, perhaps' }, KEY],
      [{ prompt: 'лиса бежит по лесу' }, KEY],
      [{ prompt: 'a fox, unforbidden' }, KEY],
    ] as const)
      statuses.push((await send(emulator, CORE, fields, { key })).status);
    expect(statuses).toEqual([400, 401, 402, 403, 422, 200]);
    expect(emulator.journal.map(({ charged }) => charged)).toEqual([0, 0, 0, 0, 0, 3]);
    expect([emulator.balance(), emulator.balance('sk-poor')]).toEqual([97, 1]);
  });

  test('the older API has its own words for each', async () => {
    const emulator = await start({ credits: { [KEY]: 10, 'sk-poor': 0 } });
    const found = [];
    for (const [key, text] of [
      ['', 'a fox'],
      ['Bearer sk-wrong', 'a fox'],
      ['sk-poor', 'a fox'],
      [KEY, 'forbidden'],
    ] as const) {
      const answer = await send(emulator, SDXL, prompts({ text_prompts: [{ text }] }), { key });
      const { name, message } = await bodyOf(answer);
      found.push([answer.status, name, message]);
    }
    expect(found).toEqual([
      [401, 'unauthorized', 'missing authorization header'],
      [
        401,
        'unauthorized',
        'Incorrect API key provided: sk-wrong. You can find your API key at https://stability.ai.',
      ],
      [
        429,
        'insufficient_balance',
        'Your organization does not have enough balance to request this action (need $0.009, have $0 in active grants, $0 in balance).',
      ],
      [400, 'invalid_prompts', 'Invalid prompts detected'],
    ]);
  });

  test('the current API has its own', async () => {
    const emulator = await start({ credits: { [KEY]: 10, 'sk-poor': 0 } });
    const found = [];
    for (const [key, prompt] of [
      ['', 'a fox'],
      ['sk-wrong', 'a fox'],
      ['sk-poor', 'a fox'],
      [KEY, 'forbidden'],
      [KEY, '狐狸'],
    ] as const) {
      const answer = await send(emulator, CORE, { prompt }, { key });
      const { name, errors } = await bodyOf(answer);
      found.push([answer.status, name, ...errors]);
      expect(answer.headers.get('x-request-id')).toMatch(/^[0-9a-f]{32}$/);
    }
    expect(found).toEqual([
      [401, 'unauthorized', 'authorization: invalid or missing header value'],
      [401, 'unauthorized', 'authorization: invalid or missing header value'],
      [
        402,
        'payment_required',
        'You lack sufficient credits to make this request. Please purchase more credits at https://platform.stability.ai/account/credits and try again.',
      ],
      [
        403,
        'content_moderation',
        'Your request was flagged by our content moderation system, as a result your request was denied and you were not charged.',
      ],
      [422, 'invalid_language', 'English is the only supported language for this service.'],
    ]);
  });

  test('routes that nobody has', async () => {
    const emulator = await start();
    for (const route of [
      '/v2beta/nothing',
      '/v2beta/stable-image/generate',
      '/v1/nothing',
      '/v2beta/3d/stable-fast-3d',
    ])
      expect((await send(emulator, route, { prompt: 'a' })).status).toBe(404);
    expect((await get(emulator, CORE)).status).toBe(404);
    expect((await send(emulator, '/v1/generation/gone/text-to-image', prompts())).status).toBe(404);
  });
});

describe('pictures on the wire', () => {
  test.each([
    [undefined, 'image/webp'],
    ['image/*', 'image/webp'],
    ['*/*', 'image/webp'],
    ['image/png', 'image/webp'],
    ['application/json', 'application/json; type=image/webp'],
    ['application/json, text/plain, */*', 'application/json; type=image/webp'],
    ['application/json; type=image/png', 'application/json; type=image/webp'],
    ['image/*, application/json;q=0.5', 'image/webp'],
  ])('accept %s of the current API', async (accept, type) => {
    const answer = await send(
      await start(),
      CORE,
      { prompt: 'a', seed: '7', output_format: 'webp' },
      { accept },
    );
    expect(answer.headers.get('content-type')).toBe(type);
    expect(answer.headers.get('x-request-id')).toMatch(/^[0-9a-f]{32}$/);
    const json = type.startsWith('application/json');
    const metadata = [answer.headers.get('seed'), answer.headers.get('finish-reason')];
    expect(metadata).toEqual(json ? [null, null] : ['7', 'SUCCESS']);
    let bytes: Buffer;
    if (json) {
      const { image, ...rest } = await bodyOf(answer);
      expect(rest).toEqual({ finish_reason: 'SUCCESS', seed: 7 });
      bytes = Buffer.from(image, 'base64');
    } else bytes = await bytesOf(answer);
    expect(await sharp(bytes).metadata()).toMatchObject({ format: 'webp', width: 1536, height: 1536 });
  });

  test.each([
    [undefined, 'application/json'],
    ['*/*', 'application/json'],
    ['application/json', 'application/json'],
    ['image/png', 'image/png'],
  ])('accept %s of the older API', async (accept, type) => {
    const answer = await send(await start(), SDXL, prompts({ seed: 7 }), { accept });
    expect(answer.headers.get('content-type')).toBe(type);
    if (type === 'image/png') {
      expect([answer.headers.get('seed'), answer.headers.get('finish-reason')]).toEqual(['7', 'SUCCESS']);
      expect(answer.headers.get('content-length')).toMatch(/^\d+$/);
    } else {
      expect([answer.headers.get('seed'), answer.headers.get('finish-reason')]).toEqual([null, null]);
      expect(await bodyOf(answer)).toEqual({
        artifacts: [{ base64: expect.any(String), finishReason: 'SUCCESS', seed: 7 }],
      });
    }
  });

  test.each([undefined, '0'])('seed %s is drawn and told', async (seed) => {
    const emulator = await start();
    const answer = await send(emulator, CORE, { prompt: 'a', ...(seed === undefined ? {} : { seed }) });
    const drawn = Number(answer.headers.get('seed'));
    expect(drawn).toBeGreaterThan(0);
    const again = await send(emulator, CORE, { prompt: 'a', seed: String(drawn) });
    expect((await bytesOf(again)).equals(await bytesOf(answer))).toBe(true);
  });

  test('blurred pictures say so, and are charged or not', async () => {
    for (const [chargeFiltered, left] of [
      [true, 997],
      [false, 1000],
    ] as const) {
      const emulator = await start({ chargeFiltered });
      const answer = await send(emulator, CORE, { prompt: 'suggestive' });
      expect([answer.status, answer.headers.get('finish-reason')]).toEqual([200, 'CONTENT_FILTERED']);
      expect(emulator.balance()).toBe(left);
    }
  });
});

describe('accounts and limits', () => {
  test('balance, account and engines', async () => {
    const emulator = await start({ credits: { [KEY]: 12.5 } });
    expect(await bodyOf(await get(emulator, '/v1/user/balance', { authorization: KEY }))).toEqual({
      credits: 12.5,
    });
    await send(emulator, SDXL, prompts({ steps: 40 }));
    expect(await bodyOf(await get(emulator, '/v1/user/balance'))).toEqual({ credits: 11.3 });
    expect(await bodyOf(await get(emulator, '/v1/user/account'))).toMatchObject({
      email: expect.stringContaining('@'),
      organizations: [{ is_default: true }],
    });
    expect(await bodyOf(await get(emulator, '/v1/engines/list'))).toEqual([
      expect.objectContaining({ id: 'stable-diffusion-xl-1024-v1-0', type: 'PICTURE' }),
    ]);
    for (const path of ['balance', 'account'])
      expect((await fetch(`${emulator.url}/v1/user/${path}`)).status).toBe(401);
  });

  test('an account cannot be overdrawn by requests at the same time', async () => {
    const emulator = await start({ credits: { [KEY]: 7 }, latency: 50 });
    const answers = await Promise.all(Array.from({ length: 5 }, () => send(emulator, CORE, { prompt: 'a' })));
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 200, 402, 402, 402]);
    expect(emulator.balance()).toBe(1);
  });

  test('counts arrivals of each key in a window, and then refuses for a while', async () => {
    const emulator = await start({
      credits: { [KEY]: 100, 'sk-other': 100 },
      limit: { requests: 3, per: 10_000, penalty: 60_000 },
    });
    const ask = async (key = KEY) => (await send(emulator, CORE, { prompt: 'a' }, { key })).status;
    expect([await ask(), await ask(), await ask(), await ask(), await ask()]).toEqual([
      200, 200, 200, 429, 429,
    ]);
    expect(await ask('sk-other')).toBe(200);
    emulator.advance(59_000);
    const refused = await send(emulator, CORE, { prompt: 'a' });
    expect([refused.status, refused.headers.get('retry-after'), await bodyOf(refused)]).toEqual([
      429,
      null,
      {
        errors: [
          'You have exceeded the rate limit of 3 requests within a 10 second period, and have been timed out for 60 seconds.',
        ],
        id: 'rate_limit_exceeded',
        name: 'rate_limit_exceeded',
      },
    ]);
    emulator.advance(1100);
    expect(await ask()).toBe(200);
  });

  test('refuses more than 10 MiB, with or without saying so first', async () => {
    const emulator = await start();
    const data = form({ prompt: 'a', image: new Uint8Array(10 * 1024 * 1024) });
    const answer = await fetch(emulator.url + CORE, { method: 'POST', body: data });
    expect([answer.status, (await bodyOf(answer)).errors]).toEqual([
      413,
      ['body: payloads cannot be larger than 10MiB in size'],
    ]);
    const stream = new ReadableStream({
      start(controller) {
        for (let part = 0; part < 11; part++) controller.enqueue(new Uint8Array(1024 * 1024));
        controller.close();
      },
    });
    const unannounced = await fetch(emulator.url + CORE, {
      method: 'POST',
      body: stream,
      duplex: 'half',
      headers: { 'content-type': 'multipart/form-data; boundary=x' },
    } as RequestInit);
    expect(unannounced.status).toBe(413);
  });

  test('takes its time', async () => {
    const emulator = await start({ latency: { from: 200, to: 300 } });
    const began = performance.now();
    await send(emulator, CORE, { prompt: 'a' });
    expect(performance.now() - began).toBeGreaterThan(195);
  });
});
