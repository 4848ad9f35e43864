import sharp from 'sharp';
import { expect, test } from 'vitest';
import { bodyOf, bytesOf, get, KEY, picture, send, start, V2 } from './support.ts';

const CREATIVE = `${V2}/upscale/creative`;
const RELIGHT = `${V2}/edit/replace-background-and-relight`;
const HOUR = 3_600_000;

async function submit(emulator: Awaited<ReturnType<typeof start>>) {
  const answer = await send(emulator, CREATIVE, { image: await picture(), prompt: 'a fox', seed: '9' });
  expect(answer.status).toBe(200);
  const body = await bodyOf(answer);
  expect(body).toEqual({ id: expect.stringMatching(/^[0-9a-f]{64}$/) });
  return String(body.id);
}

test('a job is accepted, runs for its time, is charged when it ends, and can be fetched twice', async () => {
  const emulator = await start({ jobTime: 30_000 });
  const id = await submit(emulator);
  expect(emulator.balance()).toBe(1000);
  for (let poll = 0; poll < 2; poll++) {
    const running = await get(emulator, `/v2beta/results/${id}`);
    expect([running.status, await bodyOf(running)]).toEqual([202, { id, status: 'in-progress' }]);
  }
  emulator.advance(30_000);
  expect(emulator.balance()).toBe(940);
  const done = await get(emulator, `/v2beta/results/${id}`, { accept: '*/*' });
  expect([done.status, done.headers.get('seed'), done.headers.get('finish-reason')]).toEqual([
    200,
    '9',
    'SUCCESS',
  ]);
  const bytes = await bytesOf(done);
  expect(await sharp(bytes).metadata()).toMatchObject({ format: 'png', width: 3152, height: 3152 });
  const json = await get(emulator, `/v2beta/stable-image/upscale/creative/result/${id}`, {
    accept: 'application/json',
  });
  expect(json.headers.get('content-type')).toBe('application/json; type=image/png');
  const { image, ...rest } = await bodyOf(json);
  expect(rest).toEqual({ finish_reason: 'SUCCESS', result: image, seed: 9 });
  expect(Buffer.from(image, 'base64').equals(bytes)).toBe(true);
  expect(emulator.balance()).toBe(940);
  expect(emulator.journal[0]).toMatchObject({ charged: 60, job: id });
});

test('a job is seen running once even if it takes no time', async () => {
  const emulator = await start();
  const answer = await send(emulator, RELIGHT, {
    subject_image: await picture(),
    background_prompt: 'a beach',
  });
  const { id } = await bodyOf(answer);
  expect((await get(emulator, `/v2beta/results/${id}`)).status).toBe(202);
  expect((await get(emulator, `/v2beta/results/${id}`)).status).toBe(200);
  expect(emulator.balance()).toBe(992);
});

test('a result is unknown to other keys, and gone after a day', async () => {
  const emulator = await start({ credits: { [KEY]: 1000, 'sk-other': 5 } });
  const id = await submit(emulator);
  const ask = async (headers?: { [name: string]: string }) =>
    (await get(emulator, `/v2beta/results/${id}`, headers)).status;
  await ask();
  expect(await ask({ authorization: 'sk-other' })).toBe(404);
  expect(await ask({ authorization: 'sk-nobody' })).toBe(401);
  emulator.advance(24 * HOUR - 60_000);
  expect(await ask()).toBe(200);
  emulator.advance(60_000);
  const gone = await get(emulator, `/v2beta/results/${id}`);
  expect([gone.status, await bodyOf(gone)]).toEqual([
    404,
    {
      errors: ['id: the generation either does not exist or has expired.'],
      id: expect.any(String),
      name: 'generation_not_found',
    },
  ]);
});

test('a job needs its credits when it is accepted', async () => {
  const emulator = await start({ credits: { [KEY]: 100 }, jobTime: 10_000 });
  await submit(emulator);
  const second = await send(emulator, CREATIVE, { image: await picture(), prompt: 'a fox' });
  expect(second.status).toBe(402);
});
