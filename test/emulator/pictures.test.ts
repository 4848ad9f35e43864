import sharp from 'sharp';
import { describe, expect, test } from 'vitest';
import type { Emulator } from '../../src/emulator/index.ts';
import { bodyOf, bytesOf, ENGINE, type Fields, get, mask, picture, SD3, send, start, V2 } from './support.ts';

/** The picture a request makes, awaited if it is a job. */
async function make(emulator: Emulator, route: string, fields: Fields): Promise<Buffer> {
  const answer = await send(emulator, route, fields, {
    accept: route.startsWith('/v1') ? 'image/png' : undefined,
  });
  const type = answer.headers.get('content-type') ?? '';
  if (answer.status !== 200) throw new Error(await answer.text());
  if (type.startsWith('image/')) return bytesOf(answer);
  const { id } = await bodyOf(answer);
  await get(emulator, `/v2beta/results/${id}`);
  return bytesOf(await get(emulator, `/v2beta/results/${id}`));
}

async function pixels(bytes: Uint8Array, size = 64): Promise<Buffer> {
  return sharp(bytes).ensureAlpha().resize(size, size, { fit: 'fill' }).raw().toBuffer();
}

/** Mean difference of two pictures, 0 to 255; of the left or right half only when told so. */
async function difference(a: Uint8Array, b: Uint8Array, half?: 'left' | 'right'): Promise<number> {
  const [first, second] = [await pixels(a), await pixels(b)];
  let total = 0;
  let count = 0;
  for (let at = 0; at < first.length; at++) {
    const column = Math.floor(at / 4) % 64;
    if ((half === 'left' && column >= 30) || (half === 'right' && column < 34)) continue;
    total += Math.abs((first[at] ?? 0) - (second[at] ?? 0));
    count += 1;
  }
  return total / count;
}

const image = picture(256, 192);
const square = picture(128, 128);

/** Every route with a request that shows what it does. */
const REQUESTS: readonly (readonly [string, () => Promise<Fields>, number, number])[] = [
  [`${V2}/generate/core`, async () => ({ prompt: 'a fox', aspect_ratio: '21:9' }), 2304, 960],
  [`${V2}/generate/ultra`, async () => ({ prompt: 'a fox', aspect_ratio: '16:9' }), 1344, 768],
  [
    `${V2}/generate/ultra`,
    async () => ({ prompt: 'a fox', image: await square, strength: '0.5' }),
    1024,
    1024,
  ],
  [SD3, async () => ({ prompt: 'a fox', aspect_ratio: '9:21', model: 'sd3.5-flash' }), 640, 1536],
  [
    SD3,
    async () => ({ prompt: 'a fox', mode: 'image-to-image', image: await square, strength: '0.5' }),
    1024,
    1024,
  ],
  [`${V2}/edit/erase`, async () => ({ image: await image, mask: await mask() }), 256, 192],
  [`${V2}/edit/inpaint`, async () => ({ image: await image, mask: await mask(), prompt: 'a fox' }), 256, 192],
  [`${V2}/edit/outpaint`, async () => ({ image: await image, left: '32', up: '16', down: '8' }), 288, 216],
  [
    `${V2}/edit/search-and-replace`,
    async () => ({ image: await image, prompt: 'a fox', search_prompt: 'a cat' }),
    256,
    192,
  ],
  [
    `${V2}/edit/search-and-recolor`,
    async () => ({ image: await image, prompt: 'blue', select_prompt: 'a cat' }),
    256,
    192,
  ],
  [`${V2}/edit/remove-background`, async () => ({ image: await image }), 256, 192],
  [
    `${V2}/edit/replace-background-and-relight`,
    async () => ({
      subject_image: await image,
      background_prompt: 'a beach',
      light_reference: await square,
      light_source_strength: '1',
    }),
    256,
    192,
  ],
  [
    `${V2}/edit/replace-background-and-relight`,
    async () => ({
      subject_image: await image,
      background_reference: await square,
      keep_original_background: 'true',
    }),
    256,
    192,
  ],
  [`${V2}/upscale/fast`, async () => ({ image: await image }), 1024, 768],
  [`${V2}/upscale/conservative`, async () => ({ image: await square, prompt: 'a fox' }), 3112, 3112],
  [
    `${V2}/upscale/creative`,
    async () => ({ image: await square, prompt: 'a fox', creativity: '0.5' }),
    3152,
    3152,
  ],
  [`${V2}/control/sketch`, async () => ({ image: await image, prompt: 'a fox' }), 256, 192],
  [
    `${V2}/control/structure`,
    async () => ({ image: await image, prompt: 'a fox', control_strength: '1' }),
    256,
    192,
  ],
  [
    `${V2}/control/style`,
    async () => ({ image: await image, prompt: 'a fox', aspect_ratio: '16:9' }),
    1365,
    768,
  ],
  [
    `${V2}/control/style-transfer`,
    async () => ({ init_image: await square, style_image: await image }),
    1024,
    1024,
  ],
  [
    `${ENGINE}/image-to-image`,
    async () => ({ 'text_prompts[0][text]': 'a fox', init_image: await picture(1152, 896) }),
    1152,
    896,
  ],
  [
    `${ENGINE}/image-to-image/masking`,
    async () => ({
      'text_prompts[0][text]': 'a fox',
      init_image: await picture(1024, 1024),
      mask_image: await mask(1024, 1024),
      mask_source: 'MASK_IMAGE_WHITE',
    }),
    1024,
    1024,
  ],
];

describe('every picture', () => {
  test.each(REQUESTS)(
    'of %s has the documented size and is the same every time',
    async (route, fields, width, height) => {
      const emulator = await start({ pictures: 'drawn' });
      const sent = { ...(await fields()), seed: '11' };
      const bytes = await make(emulator, route, sent);
      expect(await sharp(bytes).metadata()).toMatchObject({ format: 'png', width, height });
      expect((await make(await start({ pictures: 'drawn' }), route, sent)).equals(bytes)).toBe(true);
    },
  );

  test.each(['png', 'jpeg', 'webp'])('can be %s', async (output_format) => {
    const emulator = await start({ pictures: 'drawn' });
    const bytes = await make(emulator, `${V2}/generate/core`, { prompt: 'a fox', output_format });
    expect((await sharp(bytes).metadata()).format).toBe(output_format);
  });

  test('plain ones too follow from the request alone', async () => {
    const [one, other] = [await start(), await start()];
    const fields = { image: await image };
    const first = await make(one, `${V2}/edit/remove-background`, fields);
    expect((await make(other, `${V2}/edit/remove-background`, fields)).equals(first)).toBe(true);
    expect((await make(other, `${V2}/edit/remove-background`, { image: await square })).equals(first)).toBe(
      false,
    );
  });
});

describe('pictures react', () => {
  test.each([
    ['the prompt', { prompt: 'a cat' }],
    ['the seed', { seed: '12' }],
    ['the negative prompt', { negative_prompt: 'trees, sun, clouds' }],
    ['the style', { style_preset: 'line-art' }],
  ])('to %s', async (_, change) => {
    const emulator = await start({ pictures: 'drawn' });
    const fields = { prompt: 'a fox in a forest', seed: '11' };
    const first = await make(emulator, SD3, fields);
    expect(await difference(first, await make(emulator, SD3, { ...fields, ...change }))).toBeGreaterThan(
      0.05,
    );
  });

  test('to strength, which runs in opposite directions', async () => {
    const emulator = await start({ pictures: 'drawn' });
    const large = await picture(1024, 1024);
    const current = (strength: string) =>
      make(emulator, `${V2}/generate/ultra`, { prompt: 'a fox', seed: '1', image: large, strength });
    const older = (more: { [name: string]: string }) =>
      make(emulator, `${ENGINE}/image-to-image`, {
        'text_prompts[0][text]': 'a fox',
        seed: '1',
        init_image: large,
        ...more,
      });
    expect(await difference(await current('0'), large)).toBeLessThan(0.5);
    expect(await difference(await current('1'), large)).toBeGreaterThan(30);
    expect(await difference(await older({ image_strength: '1' }), large)).toBeLessThan(0.5);
    const ignored = await older({ init_image_mode: 'STEP_SCHEDULE', step_schedule_start: '1' });
    expect(await difference(ignored, await current('1'))).toBeLessThan(0.5);
    expect(await difference(await older({ image_strength: '0.3' }), await current('0.7'))).toBeLessThan(0.5);
  });

  test.each(['edit/inpaint', 'edit/erase'])('to the mask of %s', async (route) => {
    const emulator = await start({ pictures: 'drawn' });
    const striped = await sharp({ create: { width: 256, height: 256, channels: 3, background: '#f80' } })
      .composite(
        Array.from({ length: 16 }, (_, stripe) => ({
          input: { create: { width: 256, height: 8, channels: 4 as const, background: '#036' } },
          left: 0,
          top: stripe * 16,
        })),
      )
      .png()
      .toBuffer();
    const bytes = await make(emulator, `${V2}/${route}`, {
      ...(route === 'edit/inpaint' ? { prompt: 'a fox' } : {}),
      image: striped,
      mask: await mask(64, 64),
    });
    expect(await difference(bytes, striped, 'left')).toBeLessThan(1);
    expect(await difference(bytes, striped, 'right')).toBeGreaterThan(10);
  });

  test('to the transparent part of the image where there is no mask', async () => {
    const emulator = await start({ pictures: 'drawn' });
    const half = await picture(256, 256, 0);
    const bytes = await make(emulator, `${V2}/edit/inpaint`, { prompt: 'a fox', image: half });
    expect(await difference(bytes, half, 'left')).toBeLessThan(1);
    expect(await difference(bytes, half, 'right')).toBeGreaterThan(30);
  });

  test('to the mask source of the older API', async () => {
    const emulator = await start({ pictures: 'drawn' });
    const [whole, half] = [await picture(1024, 1024), await mask(1024, 1024)];
    const ask = (mask_source: string, init_image: Uint8Array, more: Fields = {}) =>
      make(emulator, `${ENGINE}/image-to-image/masking`, {
        'text_prompts[0][text]': 'a fox',
        seed: '1',
        init_image,
        mask_source,
        ...more,
      });
    const white = await ask('MASK_IMAGE_WHITE', whole, { mask_image: half });
    const black = await ask('MASK_IMAGE_BLACK', whole, { mask_image: half });
    const alpha = await ask('INIT_IMAGE_ALPHA', await picture(1024, 1024, 0));
    expect(await difference(white, whole, 'left')).toBeLessThan(1);
    expect(await difference(white, whole, 'right')).toBeGreaterThan(20);
    expect(await difference(black, whole, 'right')).toBeLessThan(1);
    expect(await difference(black, whole, 'left')).toBeGreaterThan(20);
    expect(await difference(alpha, white, 'right')).toBeLessThan(1);
  });

  test('to margins: the input lies where it was', async () => {
    const emulator = await start({ pictures: 'drawn' });
    const bytes = await make(emulator, `${V2}/edit/outpaint`, {
      image: await image,
      left: '64',
      up: '32',
      prompt: 'a beach',
    });
    const inner = await sharp(bytes).extract({ left: 64, top: 32, width: 256, height: 192 }).png().toBuffer();
    expect(await difference(inner, await image)).toBe(0);
  });

  test('to what is cut out', async () => {
    const emulator = await start({ pictures: 'drawn' });
    const bytes = await make(emulator, `${V2}/edit/remove-background`, {
      image: await image,
      output_format: 'webp',
    });
    const { channels } = await sharp(bytes).stats();
    expect([channels[3]?.min, channels[3]?.max]).toEqual([0, 255]);
  });
});
