import sharp from 'sharp';
import { describe, expect, test } from 'vitest';
import { createRig } from '../support/rig.ts';
import { bodyOf, bytesOf, get, mask, picture, prompts, send, start } from './support.ts';

/** Engines that the vendor has withdrawn: served on request, and named as what they are otherwise. */

const path = (engine: string, route = 'text-to-image') => `/v1/generation/${engine}/${route}`;

const ENGINES: readonly (readonly [string, RegExp])[] = [
  ['stable-diffusion-v1-6', /24 July 2025/],
  ['stable-diffusion-xl-1024-v0-9', /October 2024/],
  ['stable-diffusion-xl-beta-v2-2-2', /October 2024/],
  ['stable-diffusion-512-v2-0', /October 2024/],
  ['stable-diffusion-512-v2-1', /October 2024/],
  ['stable-diffusion-768-v2-0', /October 2024/],
  ['stable-diffusion-768-v2-1', /October 2024/],
  ['stable-diffusion-v1', /March 2024/],
  ['stable-diffusion-v1-5', /November 2023/],
  ['stable-inpainting-v1-0', /October 2024/],
  ['stable-inpainting-512-v2-0', /October 2024/],
];

test.each(ENGINES)('%s is unknown by default, and told to be withdrawn', async (engine, when) => {
  const emulator = await start();
  const answer = await send(emulator, path(engine), prompts());
  const { name, message } = await bodyOf(answer);
  expect([answer.status, name]).toEqual([404, 'not_found']);
  expect(message).toContain(`The specified engine (ID ${engine}) was not found.`);
  for (const word of [when, /use (?:core|the operation inpaint)/, /--withdrawn-engines/])
    expect(message).toMatch(word);
  const listed = await bodyOf(await get(emulator, '/v1/engines/list'));
  expect(listed.map(({ id }: { id: string }) => id)).toEqual(['stable-diffusion-xl-1024-v1-0']);
});

test('an engine that never was is only unknown', async () => {
  const { message } = await bodyOf(await send(await start(), path('toString'), prompts()));
  expect(message).toBe('The specified engine (ID toString) was not found.');
});

describe('with --withdrawn-engines', () => {
  const DRAWN: readonly (readonly [string, object, readonly [number, number]])[] = [
    ['stable-diffusion-v1-6', {}, [512, 512]],
    ['stable-diffusion-v1-6', { width: 320, height: 1536, steps: 10 }, [320, 1536]],
    ['stable-diffusion-v1-6', { width: 896 }, [896, 512]],
    ['stable-diffusion-xl-1024-v0-9', {}, [1024, 1024]],
    ['stable-diffusion-xl-beta-v2-2-2', { width: 896, height: 512, steps: 150 }, [896, 512]],
    ['stable-diffusion-512-v2-1', {}, [512, 512]],
    ['stable-diffusion-768-v2-1', {}, [768, 768]],
    ['stable-diffusion-v1-5', { width: 256, height: 1024 }, [256, 1024]],
  ];
  test.each(DRAWN)('%s draws %o', async (engine, body, [width, height]) => {
    const emulator = await start({ withdrawnEngines: true });
    const text_prompts = [{ text: 'a fox' }];
    const answer = await send(emulator, path(engine), JSON.stringify({ text_prompts, ...body }), {
      accept: 'image/png',
    });
    expect(answer.status).toBe(200);
    expect(await sharp(await bytesOf(answer)).metadata()).toMatchObject({ format: 'png', width, height });
    expect(emulator.balance()).toBeLessThan(1000);
  });

  const REFUSED: readonly (readonly [string, object, string, RegExp])[] = [
    ['stable-diffusion-v1-6', { width: 256 }, 'bad_request', /width: must be greater than or equal to 320/],
    ['stable-diffusion-v1-6', { height: 1600 }, 'bad_request', /height: must be less than or equal to 1536/],
    ['stable-diffusion-v1-6', { height: 600 }, 'invalid_height_or_width', /64/],
    ['stable-diffusion-v1-6', { steps: 51 }, 'bad_request', /steps/],
    ['stable-diffusion-xl-1024-v0-9', { width: 512 }, 'invalid_sdxl_v1_dimensions', /512x1024/],
    ['stable-diffusion-xl-beta-v2-2-2', { width: 576, height: 576 }, 'invalid_sdxl_v222_dimensions', /512/],
    ['stable-diffusion-512-v2-0', { width: 448 }, 'invalid_pixel_count', /262144/],
    ['stable-diffusion-768-v2-0', { width: 512, height: 512 }, 'invalid_pixel_count', /589824/],
  ];
  test.each(REFUSED)('%s refuses %o', async (engine, body, name, message) => {
    const text_prompts = [{ text: 'a fox' }];
    const emulator = await start({ withdrawnEngines: true });
    const answer = await send(emulator, path(engine), JSON.stringify({ text_prompts, ...body }));
    expect([answer.status, await bodyOf(answer)]).toEqual([
      400,
      { id: expect.any(String), name, message: expect.stringMatching(message) },
    ]);
  });

  test.each([
    ['stable-diffusion-v1-6', 'image-to-image', 200],
    ['stable-diffusion-v1-6', 'image-to-image/masking', 200],
    ['stable-inpainting-v1-0', 'image-to-image/masking', 200],
    ['stable-inpainting-512-v2-0', 'text-to-image', 404],
    ['stable-diffusion-v1-6', 'image-to-image/upscale', 404],
  ])('%s and %s: %i', async (engine, route, status) => {
    const emulator = await start({ withdrawnEngines: true });
    const fields = {
      init_image: await picture(512, 576),
      'text_prompts[0][text]': 'a fox',
      ...(route.endsWith('masking')
        ? { mask_image: await mask(512, 576), mask_source: 'MASK_IMAGE_WHITE' }
        : {}),
    };
    const body = route === 'text-to-image' ? prompts() : fields;
    const answer = await send(emulator, path(engine, route), body, { accept: 'image/png' });
    expect(answer.status).toBe(status);
    if (status === 200)
      expect(await sharp(await bytesOf(answer)).metadata()).toMatchObject({ width: 512, height: 576 });
  });

  test('are listed', async () => {
    const emulator = await start({ withdrawnEngines: true });
    const listed: { id: string }[] = await bodyOf(await get(emulator, '/v1/engines/list'));
    const ids = listed.map(({ id }) => id);
    for (const [engine] of ENGINES) expect(ids).toContain(engine);
  });
});

test('a manifest that names one is told when it went and what to use', async () => {
  const rig = createRig();
  rig.write({
    'imagebuild.yaml':
      'version: 1\nassets:\n  fox: { provider: stability, model: stable-diffusion-v1-6, prompt: a fox }\n',
  });
  const { errors } = await rig.json(['plan']);
  expect(errors).toContainEqual(
    expect.objectContaining({
      code: 'unknown-model',
      hint: expect.stringMatching(/withdrew it on 24 July 2025; use core or/),
    }),
  );
  const models = await rig.json(['models', 'stable-diffusion-768-v2-1']);
  expect(models.errors[0]).toMatchObject({
    code: 'unknown-model',
    hint: expect.stringContaining('2024'),
  });
});
