import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, onTestFinished, test } from 'vitest';
import { startEmulator } from '../../src/emulator/index.ts';
import { closeBrowserAfterwards, NO_BROWSER, openTab } from '../support/browser.ts';
import { bodyOf, CORE, type Fields, get, KEY, picture, prompts, SDXL, send, start, V2 } from './support.ts';

/** What clients of other people send and read, and the documents do not say. */

closeBrowserAfterwards();

const RELIGHT = `${V2}/edit/replace-background-and-relight`;

describe('words that are no values', () => {
  const TAKEN: readonly (readonly [string, Fields])[] = [
    [RELIGHT, { background_prompt: 'a beach', keep_original_background: 'False' }],
    [RELIGHT, { background_prompt: 'a beach', keep_original_background: 'TRUE' }],
    [RELIGHT, { background_prompt: 'a beach', light_source_direction: 'none' }],
    [RELIGHT, { background_prompt: 'a beach', light_source_direction: 'None' }],
    [CORE, { prompt: 'a fox', style_preset: 'none' }],
    [CORE, { prompt: 'a fox', aspect_ratio: 'None', output_format: 'none' }],
    [`${V2}/generate/sd3`, { prompt: 'a fox', style_preset: 'None' }],
  ];
  test.each(TAKEN)('%s takes %o', async (route, fields) => {
    const image: Fields = route === RELIGHT ? { subject_image: await picture() } : {};
    const answer = await send(await start(), route, { ...fields, ...image });
    expect([answer.status, answer.ok ? '' : await answer.text()]).toEqual([200, '']);
  });

  test.each([
    [RELIGHT, { background_prompt: 'a beach', keep_original_background: 'Falsch' }],
    [RELIGHT, { background_prompt: 'a beach', keep_original_background: 'none' }],
    [RELIGHT, { background_prompt: 'a beach', light_source_direction: 'nowhere' }],
    [CORE, { prompt: 'a fox', style_preset: 'nothing' }],
    [CORE, { prompt: 'a fox', seed: 'none' }],
  ])('%s refuses %o', async (route, fields) => {
    const image: Fields = route === RELIGHT ? { subject_image: await picture() } : {};
    expect((await send(await start(), route, { ...fields, ...image })).status).toBe(400);
  });

  test('none is a word of a prompt, and no choice of JSON', async () => {
    const emulator = await start();
    await send(emulator, CORE, { prompt: 'none' });
    expect(emulator.journal[0]).toMatchObject({ status: 200, fields: { prompt: 'none' } });
    expect((await send(emulator, SDXL, prompts({ style_preset: 'none' }))).status).toBe(400);
  });
});

test.each(['a file', 'a text'])('an empty part "none" that is %s is always overlooked', async (kind) => {
  for (const unknownFields of ['ignore', 'refuse'] as const) {
    const emulator = await start({ unknownFields });
    const body = new FormData();
    if (kind === 'a file') body.append('none', new Blob([]), 'none');
    else body.append('none', '');
    body.append('prompt', 'a fox');
    const headers = { authorization: `Bearer ${KEY}` };
    expect((await fetch(emulator.url + CORE, { method: 'POST', headers, body })).status).toBe(200);
  }
});

test('unknown fields of JSON are overlooked', async () => {
  expect((await send(await start(), SDXL, prompts({ shoe_size: 44 }))).status).toBe(200);
});

describe('older names of routes, and a slash at the end', () => {
  test('upscale of v2alpha is a job, whose result has the picture twice', async () => {
    const emulator = await start();
    const alias = '/v2alpha/generation/stable-image/upscale';
    for (const slash of ['', '/']) {
      const sent = await send(emulator, alias + slash, { image: await picture(), prompt: 'a fox' });
      expect([sent.status, sent.headers.has('x-request-id')]).toEqual([200, true]);
      const { id } = await bodyOf(sent);
      const path = `${alias}/result/${id}${slash}`;
      expect((await get(emulator, path)).status).toBe(202);
      const { image, result } = await bodyOf(await get(emulator, path, { accept: 'application/json' }));
      expect(image.length).toBeGreaterThan(100);
      expect(result).toBe(image);
    }
    expect((await get(emulator, `${alias}/result/unknown`)).status).toBe(404);
  });

  test('inpaint of v2alpha', async () => {
    const sent = await send(await start(), '/v2alpha/generation/stable-image/inpaint', {
      image: await picture(128, 128, 0.2),
      prompt: 'a fox',
    });
    expect([sent.status, sent.headers.get('content-type')]).toEqual([200, 'image/png']);
  });

  test.each([`${CORE}/`, `${SDXL}/`])('POST %s', async (path) => {
    const emulator = await start();
    const sent = await send(emulator, path, path.startsWith('/v1') ? prompts() : { prompt: 'a fox' });
    expect([sent.status, emulator.journal[0]?.path]).toEqual([200, path]);
  });

  test.each(['/v1/user/balance/', '/v1/user/account/', '/v1/engines/list/'])('GET %s', async (path) => {
    expect((await get(await start(), path)).status).toBe(200);
  });

  test('a picture that is no job has no second name', async () => {
    const sent = await send(await start(), CORE, { prompt: 'a fox' }, { accept: 'application/json' });
    expect(Object.keys(await bodyOf(sent))).toEqual(['finish_reason', 'image', 'seed']);
  });
});

describe('pages in a browser', () => {
  const PAGE = 'http://localhost:5173';
  const preflight = (url: string, origin: string) =>
    fetch(url + CORE, {
      method: 'OPTIONS',
      headers: {
        origin,
        'access-control-request-method': 'POST',
        'access-control-request-headers': 'authorization,x-emulator-fault',
      },
    });

  test('a preflight is answered for the named origins alone, and is no request', async () => {
    const emulator = await start({ cors: [`${PAGE}/`] });
    const asked = await preflight(emulator.url, PAGE);
    expect(asked.status).toBe(204);
    expect(Object.fromEntries(asked.headers)).toMatchObject({
      'access-control-allow-origin': PAGE,
      'access-control-allow-methods': 'GET, POST',
      'access-control-allow-headers': 'authorization,x-emulator-fault',
      vary: 'origin',
    });
    const stranger = await preflight(emulator.url, 'http://localhost:5174');
    expect([stranger.status, stranger.headers.has('access-control-allow-origin')]).toEqual([403, false]);
    expect(emulator.journal).toEqual([]);
    expect((await preflight((await start({ cors: ['*'] })).url, 'null')).status).toBe(204);
    expect((await preflight((await start()).url, PAGE)).status).toBe(404);
  });

  test('the control routes stay closed', async () => {
    const emulator = await start({ cors: ['*'] });
    const journal = await get(emulator, '/_emulator/journal', { origin: PAGE });
    expect(journal.headers.has('access-control-allow-origin')).toBe(false);
    const reset = await fetch(`${emulator.url}/_emulator/reset`, {
      method: 'POST',
      headers: { origin: PAGE },
    });
    expect(reset.status).toBe(403);
  });

  test.each(['localhost:5173/app', 'http://localhost:5173/app', 'http://', 'page', ''])(
    '%j is no origin',
    async (origin) => {
      await expect(startEmulator({ cors: [origin] })).rejects.toThrow('is not an origin');
    },
  );

  test.skipIf(NO_BROWSER !== undefined)(
    'a real page buys a picture and reads what came with it',
    async () => {
      const server = createServer((_, response) =>
        response.setHeader('content-type', 'text/html').end('<link rel="icon" href="data:,"><p>A page.'),
      );
      await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
      onTestFinished(() => void server.close());
      const page = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
      const tab = await openTab();
      await tab.goto(page);
      const ask = (url: string, fault?: string) =>
        tab.evaluate(`(async () => {
        const body = new FormData();
        body.append('prompt', 'a fox');
        body.append('seed', '7');
        const headers = { authorization: 'Bearer ${KEY}', accept: 'image/*' };
        if (${JSON.stringify(fault ?? '')}) headers['x-emulator-fault'] = ${JSON.stringify(fault ?? '')};
        const answer = await fetch(${JSON.stringify(url + CORE)}, { method: 'POST', headers, body });
        const read = ['seed', 'finish-reason', 'retry-after'].map((name) => answer.headers.get(name));
        return [answer.status, ...read, answer.headers.has('x-request-id'), (await answer.blob()).size > 100];
      })().catch(({ message }) => message)`);

      const emulator = await start({ cors: [page] });
      expect(await ask(emulator.url)).toEqual([200, '7', 'SUCCESS', null, true, true]);
      expect(await ask(emulator.url, '429=30')).toEqual([429, null, null, '30', true, true]);
      expect(await ask((await start()).url)).toBe('Failed to fetch');
    },
  );
});
