import sharp from 'sharp';
import { describe, expect, test } from 'vitest';
import { FAULT_NAMES } from '../../src/emulator/index.ts';
import { bodyOf, bytesOf, CORE, get, KEY, picture, prompts, SDXL, send, start, V2 } from './support.ts';

const CREATIVE = `${V2}/upscale/creative`;

describe('faults that refuse', () => {
  test.each([
    ['400', 400, 'bad_request'],
    ['401', 401, 'unauthorized'],
    ['402', 402, 'payment_required'],
    ['403', 403, 'content_moderation'],
    ['403=permission_denied', 403, 'permission_denied'],
    ['404', 404, 'not_found'],
    ['413', 413, 'payload_too_large'],
    ['422', 422, 'invalid_language'],
    ['422=public_figure', 422, 'public_figure'],
    ['429', 429, 'rate_limit_exceeded'],
    ['500', 500, 'internal_error'],
  ])('%s in a header of the current API', async (fault, status, name) => {
    const emulator = await start();
    const answer = await send(emulator, CORE, { prompt: 'a' }, { fault });
    expect(answer.status).toBe(status);
    expect(answer.headers.get('content-type')).toBe('application/json');
    expect(await bodyOf(answer)).toEqual({ errors: [expect.any(String)], id: expect.any(String), name });
    expect([emulator.balance(), emulator.journal[0]?.charged]).toEqual([1000, 0]);
  });

  test.each([
    [
      '401',
      401,
      'unauthorized',
      `Incorrect API key provided: ${KEY}. You can find your API key at https://stability.ai.`,
    ],
    ['402', 429, 'insufficient_balance', expect.stringContaining('does not have enough balance')],
    ['429', 429, 'rate_limit_exceeded', expect.stringContaining('150 requests within a 10 second period')],
    ['500', 500, 'server_error', 'An unexpected server error occurred, please try again.'],
  ])('%s in a header of the older API', async (fault, status, name, message) => {
    const answer = await send(await start(), SDXL, prompts(), { fault });
    expect([answer.status, await bodyOf(answer)]).toEqual([
      status,
      { id: expect.any(String), message, name },
    ]);
  });

  test('429 with and without Retry-After', async () => {
    const emulator = await start();
    for (const [fault, after] of [
      ['429', null],
      ['429=30', '30'],
    ] as const) {
      const answer = await send(emulator, CORE, { prompt: 'a' }, { fault });
      expect(answer.headers.get('retry-after')).toBe(after);
    }
  });

  test.each(['502', '503', '504'])('%s is the page of a gateway', async (fault) => {
    const answer = await send(await start(), CORE, { prompt: 'a' }, { fault });
    expect([answer.status, answer.headers.get('content-type')]).toEqual([Number(fault), 'text/html']);
    expect(await answer.text()).toMatch(new RegExp(`^<html>[^]*<h1>${fault} `));
  });

  test('a fault that nobody knows is told, with those there are', async () => {
    const answer = await send(await start(), CORE, { prompt: 'a' }, { fault: 'explode' });
    expect([answer.status, (await bodyOf(answer)).error]).toEqual([
      400,
      expect.stringContaining(FAULT_NAMES.join(', ')),
    ]);
  });
});

describe('faults of the connection', () => {
  test.each([
    ['cut=before-headers', 3],
    ['cut=after-headers', 3],
    ['cut=mid-body', 3],
    ['reset', 0],
  ])('%s', async (fault, charged) => {
    const emulator = await start();
    const lost = send(emulator, CORE, { prompt: 'a' }, { fault }).then(async (answer) => {
      // The headers of a cut answer may arrive; its body never does.
      expect(fault).toMatch(/after-headers|mid-body/);
      await answer.arrayBuffer();
    });
    await expect(lost).rejects.toThrow();
    expect(emulator.journal[0]).toMatchObject({ status: undefined, answered: false, charged });
    expect(emulator.balance()).toBe(1000 - charged);
  });

  test('hang charges and never answers', async () => {
    const emulator = await start();
    const controller = new AbortController();
    const hanging = fetch(emulator.url + CORE, {
      method: 'POST',
      headers: { authorization: KEY, 'x-emulator-fault': 'hang' },
      body: (() => {
        const data = new FormData();
        data.append('prompt', 'a');
        return data;
      })(),
      signal: controller.signal,
    });
    await expect.poll(() => emulator.balance()).toBe(997);
    controller.abort();
    await expect(hanging).rejects.toThrow();
  });

  test('slow', async () => {
    const began = performance.now();
    const answer = await send(await start(), CORE, { prompt: 'a' }, { fault: 'slow=400ms' });
    expect(answer.status).toBe(200);
    expect(performance.now() - began).toBeGreaterThan(390);
  });

  test('endless', async () => {
    const answer = await send(await start(), CORE, { prompt: 'a' }, { fault: 'endless' });
    const reader = answer.body?.getReader();
    let total = 0;
    while (total < 4_000_000) total += (await reader?.read())?.value?.length ?? 0;
    await reader?.cancel();
  });
});

describe('faults of the picture', () => {
  test.each(['truncated-image', 'corrupt-image'])('%s begins as a picture and is none', async (fault) => {
    const emulator = await start({ pictures: 'drawn' });
    const answer = await send(emulator, CORE, { prompt: 'a fox' }, { fault });
    expect([answer.status, answer.headers.get('content-type')]).toEqual([200, 'image/png']);
    const bytes = await bytesOf(answer);
    expect(bytes.subarray(1, 4).toString()).toBe('PNG');
    await expect(sharp(bytes, { failOn: 'truncated' }).raw().toBuffer()).rejects.toThrow();
    expect(emulator.balance()).toBe(997);
  });

  test('content types that are not so', async () => {
    const emulator = await start();
    const ask = async (fault: string) =>
      (await send(emulator, CORE, { prompt: 'a' }, { fault })).headers.get('content-type');
    expect(await ask('content-type=text/plain')).toBe('text/plain');
    expect(await ask('other-format')).toBe('image/webp');
  });

  test('finish reasons and missing metadata', async () => {
    const emulator = await start();
    const ask = async (fault: string) => {
      const { headers } = await send(emulator, CORE, { prompt: 'a' }, { fault });
      return [headers.get('finish-reason'), headers.has('seed'), headers.has('x-request-id')];
    };
    expect(await ask('content-filtered')).toEqual(['CONTENT_FILTERED', true, true]);
    expect(await ask('finish=ERROR')).toEqual(['ERROR', true, true]);
    expect(await ask('without-metadata')).toEqual([null, false, false]);
  });

  test('a filtered picture is a blurred one', async () => {
    const emulator = await start({ pictures: 'drawn' });
    const sharpness = async (fault?: string) => {
      const answer = await send(emulator, CORE, { prompt: 'a fox in a forest', seed: '5' }, { fault });
      const line = await sharp(await bytesOf(answer))
        .greyscale()
        .removeAlpha()
        .raw()
        .toBuffer();
      let steps = 0;
      for (let at = 1; at < line.length; at++)
        steps = Math.max(steps, Math.abs((line[at] ?? 0) - (line[at - 1] ?? 0)) * (at % 1536 === 0 ? 0 : 1));
      return steps;
    };
    expect(await sharpness('content-filtered')).toBeLessThan((await sharpness()) / 3);
  });
});

describe('faults of jobs', () => {
  const ask = async (submit: string | undefined, fetched?: string) => {
    const emulator = await start();
    const started = await send(
      emulator,
      CREATIVE,
      { image: await picture(), prompt: 'a' },
      { fault: submit },
    );
    const { id } = await bodyOf(started);
    const headers: { [name: string]: string } = fetched === undefined ? {} : { 'x-emulator-fault': fetched };
    const statuses = [];
    for (let poll = 0; poll < 3; poll++)
      statuses.push((await get(emulator, `/v2beta/results/${id}`, headers)).status);
    return statuses;
  };

  test('expired and endless, at the beginning or when asked', async () => {
    expect(await ask(undefined)).toEqual([202, 200, 200]);
    expect(await ask('expired-job')).toEqual([202, 404, 404]);
    expect(await ask('endless-job')).toEqual([202, 202, 202]);
    expect(await ask(undefined, 'expired-job')).toEqual([404, 404, 404]);
    expect(await ask(undefined, 'endless-job')).toEqual([202, 202, 202]);
  });

  test('not found by the first looks, at the beginning or when asked', async () => {
    expect(await ask('late-job')).toEqual([404, 202, 200]);
    expect(await ask('late-job=2')).toEqual([404, 404, 202]);
    expect(await ask(undefined, 'late-job')).toEqual([404, 404, 404]);
  });
});

describe('faults that were ordered ahead', () => {
  test('strike so many requests below a path, in their order', async () => {
    const emulator = await start();
    const plan = (body: object) =>
      fetch(`${emulator.url}/_emulator/faults`, { method: 'POST', body: JSON.stringify(body) });
    await plan({ fault: '500', times: 2, path: '/v2beta' });
    emulator.fault('429=5');
    const statuses = [(await get(emulator, '/v1/user/balance')).status];
    for (let request = 0; request < 3; request++)
      statuses.push((await send(emulator, CORE, { prompt: 'a' })).status);
    expect(statuses).toEqual([429, 500, 500, 200]);
    await plan({ fault: '500' });
    await fetch(`${emulator.url}/_emulator/faults`, { method: 'DELETE' });
    expect((await send(emulator, CORE, { prompt: 'a' })).status).toBe(200);
    expect((await plan({ fault: 'explode' })).status).toBe(400);
  });

  test('every fault can be written', async () => {
    const emulator = await start();
    const values: { readonly [name: string]: string } = {
      slow: '=1s',
      cut: '=mid-body',
      'content-type': '=text/plain',
      finish: '=ERROR',
      'fewer-pictures': '=1',
    };
    for (const name of FAULT_NAMES) emulator.fault(name + (values[name] ?? ''));
    expect(() => emulator.fault('slow')).toThrow('is not a fault');
    expect(() => emulator.fault('429=5\r\nx: y')).toThrow();
  });
});
