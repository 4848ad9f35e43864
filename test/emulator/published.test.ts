import { describe, expect, test } from 'vitest';
import { STABILITY_SERVICES } from '../../src/providers/index.ts';
import { answerProblems, documents, problems, requestProblems, validators } from './documents.ts';
import {
  bodyOf,
  ENGINE,
  type Fields,
  get,
  mask,
  picture,
  prompts,
  SDXL,
  send,
  start,
  V2,
} from './support.ts';

/** The least that each route takes. */
async function requests(): Promise<{ readonly [route: string]: Fields }> {
  const image = await picture();
  const edit = { image, prompt: 'a fox' };
  return {
    [`${V2}/generate/core`]: {
      prompt: 'a fox',
      seed: '7',
      negative_prompt: 'snow',
      style_preset: 'anime',
      aspect_ratio: '3:2',
    },
    [`${V2}/generate/ultra`]: { ...edit, strength: '0.4' },
    [`${V2}/generate/sd3`]: {
      ...edit,
      mode: 'image-to-image',
      strength: '0.4',
      model: 'sd3.5-flash',
      cfg_scale: '1.5',
    },
    [`${V2}/edit/erase`]: { image, mask: await mask(), grow_mask: '20' },
    [`${V2}/edit/inpaint`]: { ...edit, mask: await mask(), grow_mask: '100' },
    [`${V2}/edit/outpaint`]: { image, left: '1', creativity: '1' },
    [`${V2}/edit/search-and-replace`]: { ...edit, search_prompt: 'a cat' },
    [`${V2}/edit/search-and-recolor`]: { ...edit, select_prompt: 'a cat' },
    [`${V2}/edit/remove-background`]: { image, output_format: 'webp' },
    [`${V2}/edit/replace-background-and-relight`]: {
      ...{
        subject_image: image,
        background_prompt: 'a beach',
        background_reference: image,
        light_reference: image,
      },
      ...{ light_source_strength: '0.5', light_source_direction: 'left', keep_original_background: 'false' },
    },
    [`${V2}/upscale/fast`]: { image },
    [`${V2}/upscale/conservative`]: { ...edit, creativity: '0.2' },
    [`${V2}/upscale/creative`]: { ...edit, creativity: '0.1' },
    [`${V2}/control/sketch`]: { ...edit, control_strength: '0' },
    [`${V2}/control/structure`]: { ...edit, control_strength: '1' },
    [`${V2}/control/style`]: { ...edit, fidelity: '1' },
    [`${V2}/control/style-transfer`]: { init_image: image, style_image: image, change_strength: '0.1' },
  };
}

const routes = Object.keys(documents.v2beta.paths).filter(
  (path) => documents.v2beta.paths[path]?.post !== undefined,
);

test('every published route is served, and no other', async () => {
  expect(Object.keys(await requests()).sort()).toEqual([...routes].sort());
  const ours = STABILITY_SERVICES.filter(({ version }) => version === 'v2beta').map(({ route }) => route);
  expect([...new Set(ours)].sort()).toEqual([...routes].sort());
});

describe('the current API', () => {
  test.each(routes)('%s takes and answers what is published', async (route) => {
    const emulator = await start();
    const fields = (await requests())[route] ?? {};
    const texts = Object.fromEntries(
      Object.entries(fields).map(([name, value]) => [name, typeof value === 'string' ? value : '(file)']),
    );
    expect(requestProblems('v2beta', route, 'multipart/form-data', texts)).toEqual([]);
    for (const accept of ['image/*', 'application/json']) {
      const answer = await send(emulator, route, fields, { accept });
      expect(answer.status).toBe(200);
      expect(answer.headers.has('x-request-id')).toBe(true);
      expect(await answerProblems('v2beta', route, 'post', answer.clone())).toEqual([]);
      const { id } =
        answer.headers.get('content-type') === 'application/json' ? await bodyOf(answer) : { id: undefined };
      if (id === undefined) continue;
      for (const path of ['/v2beta/results/{id}', '/v2beta/stable-image/upscale/creative/result/{id}'])
        for (const headers of [{ accept: '*/*' }, { accept: 'application/json' }])
          expect(
            await answerProblems(
              'v2beta',
              path,
              'get',
              await get(emulator, path.replace('{id}', id), headers),
            ),
          ).toEqual([]);
    }
  });

  test.each(routes)('%s refuses as is published', async (route) => {
    const emulator = await start();
    const fields = (await requests())[route] ?? {};
    const { responses } = documents.v2beta.paths[route]?.post ?? { responses: {} };
    const answers = [
      await send(emulator, route, {}),
      ...(await Promise.all(
        ['403', '422', '429', '500'].map((fault) => send(emulator, route, fields, { fault })),
      )),
      ...(route.endsWith('/core') ? [] : [await send(emulator, route, fields, { fault: '413' })]),
    ];
    for (const answer of answers)
      if (responses[answer.status] !== undefined || answer.status !== 422)
        expect(await answerProblems('v2beta', route, 'post', answer)).toEqual([]);
  });

  // The document forgets these; an error has one shape all the same.
  test.each(['401', '402'])('%s has the shape of an error', async (fault) => {
    const answer = await send(await start(), `${V2}/generate/core`, { prompt: 'a' }, { fault });
    expect(problems(validators.json, 'v2beta#/components/schemas/Error', await answer.json())).toEqual([]);
  });

  test('results that are not there', async () => {
    const answer = await get(await start(), `/v2beta/results/${'a'.repeat(64)}`);
    expect(await answerProblems('v2beta', '/v2beta/results/{id}', 'get', answer)).toEqual([]);
  });

  test('prices are the published ones', () => {
    for (const { version, route, capability, modelField } of STABILITY_SERVICES) {
      if (version !== 'v2beta') continue;
      const price = documents.v2beta.paths[route]?.post?.['x-credits'];
      const published = typeof price === 'object' ? price[modelField ?? ''] : price;
      expect([route, capability.price({})]).toEqual([route, published]);
    }
  });
});

describe('the older API', () => {
  const TEXT = '/v1/generation/{engine_id}/text-to-image';

  test('text to image', async () => {
    const emulator = await start();
    const body = prompts({
      seed: 4294967295,
      samples: 2,
      steps: 10,
      cfg_scale: 35,
      sampler: 'K_LMS',
      clip_guidance_preset: 'SLOWEST',
      style_preset: 'origami',
      extras: {},
    });
    expect(requestProblems('v1', TEXT, 'application/json', JSON.parse(body))).toEqual([]);
    expect(await answerProblems('v1', TEXT, 'post', await send(emulator, SDXL, body))).toEqual([]);
    expect(
      await answerProblems(
        'v1',
        TEXT,
        'post',
        await send(emulator, SDXL, prompts(), { accept: 'image/png' }),
      ),
    ).toEqual([]);
    for (const [answer, status] of [
      [await send(emulator, SDXL, '{}'), 400],
      [await send(emulator, SDXL, prompts(), { key: '' }), 401],
      [await send(emulator, SDXL, prompts(), { fault: '403=permission_denied' }), 403],
      [await send(emulator, '/v1/generation/gone/text-to-image', prompts()), 404],
      [await send(emulator, SDXL, prompts(), { fault: '500' }), 500],
    ] as const) {
      expect(answer.status).toBe(status);
      expect(await answerProblems('v1', TEXT, 'post', answer)).toEqual([]);
    }
  });

  test.each(['image-to-image', 'image-to-image/masking'])('%s', async (route) => {
    const emulator = await start();
    const path = `/v1/generation/{engine_id}/${route}`;
    const fields = {
      ...{
        'text_prompts[0][text]': 'a fox',
        'text_prompts[0][weight]': '0.5',
        init_image: await picture(1024, 1024),
      },
      ...(route === 'image-to-image'
        ? { init_image_mode: 'STEP_SCHEDULE', step_schedule_start: '0.2', step_schedule_end: '0.9' }
        : { mask_source: 'MASK_IMAGE_BLACK', mask_image: await mask(1024, 1024) }),
    };
    for (const accept of ['application/json', 'image/png'])
      expect(
        await answerProblems(
          'v1',
          path,
          'post',
          await send(emulator, `${ENGINE}/${route}`, fields, { accept }),
        ),
      ).toEqual([]);
    expect(await answerProblems('v1', path, 'post', await send(emulator, `${ENGINE}/${route}`, {}))).toEqual(
      [],
    );
  });

  test('upscale, as the document of 2023 has it', async () => {
    const emulator = await start({ withdrawnEngines: true });
    for (const [engine, fields] of [
      ['esrgan-v1-x2plus', {}],
      ['stable-diffusion-x4-latent-upscaler', { 'text_prompts[0][text]': 'a fox', seed: '5' }],
    ] as const) {
      const route = `/v1/generation/${engine}/image-to-image/upscale`;
      const answer = await send(
        emulator,
        route,
        { image: await picture(), ...fields },
        { accept: 'image/png' },
      );
      expect(
        await answerProblems('v1-2023', '/generation/{engine_id}/image-to-image/upscale', 'post', answer),
      ).toEqual([]);
    }
  });

  test.each(['/v1/engines/list', '/v1/user/account', '/v1/user/balance'])('%s', async (path) => {
    const emulator = await start();
    expect(await answerProblems('v1', path, 'get', await get(emulator, path))).toEqual([]);
    expect(await answerProblems('v1', path, 'get', await fetch(emulator.url + path))).toEqual([]);
  });
});

test('the validator finds what is wrong', async () => {
  const emulator = await start();
  emulator.fault({
    kind: 'answer',
    status: 200,
    body: { picture: 'none' },
    headers: { 'content-type': 'application/json; type=image/png' },
  });
  emulator.fault({ kind: 'answer', status: 418 });
  emulator.fault({ kind: 'other-format' });
  const path = `${V2}/generate/core`;
  for (let request = 0; request < 3; request++)
    expect(
      await answerProblems('v2beta', path, 'post', await send(emulator, path, { prompt: 'a' })),
    ).not.toEqual([]);
  expect(requestProblems('v2beta', path, 'multipart/form-data', { prompt: '' })).not.toEqual([]);
});
