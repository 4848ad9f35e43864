import { createHash } from 'node:crypto';
import { request } from 'node:http';
import { connect } from 'node:net';
import sharp from 'sharp';
import { describe, expect, test } from 'vitest';
import { type Emulator, readEmulatorConfig } from '../../src/emulator/index.ts';
import { bodyOf, bytesOf, CORE, KEY, picture, send, start, V2 } from './support.ts';

async function control(emulator: Emulator, method: string, name: string, body?: object) {
  const answer = await fetch(`${emulator.url}/_emulator/${name}`, {
    method,
    body: body && JSON.stringify(body),
  });
  return [answer.status, await bodyOf(answer)] as const;
}

/** A request with headers of its own choice, Host among them. */
function raw(
  emulator: Emulator,
  path: string,
  headers: { [name: string]: string },
  method = 'GET',
): Promise<number> {
  return new Promise((resolve, reject) => {
    request(emulator.url + path, { method, headers }, (answer) => {
      answer.resume();
      resolve(answer.statusCode ?? 0);
    })
      .on('error', reject)
      .end();
  });
}

describe('the journal', () => {
  test('tells requests and charges, but no keys', async () => {
    const emulator = await start({ credits: { 'sk-very-secret-1234': 10 } });
    const key = 'Bearer sk-very-secret-1234';
    await send(emulator, `${V2}/edit/erase`, { image: await picture(), seed: '5' }, { key });
    await send(emulator, CORE, { prompt: 'a' }, { key: 'Bearer sk-somebody-elses-key' });
    const [status, { entries }] = await control(emulator, 'GET', 'journal');
    expect(status).toBe(200);
    expect(entries).toMatchObject([
      {
        ...{
          number: 1,
          method: 'POST',
          path: `${V2}/edit/erase`,
          status: 200,
          charged: 5,
          seed: 5,
          finish: 'SUCCESS',
        },
        ...{ key: 'sk-…1234', fields: { seed: '5' }, answered: true, hasPicture: true },
        files: { image: { name: 'image.png', sha256: expect.stringMatching(/^[0-9a-f]{64}$/) } },
      },
      { number: 2, status: 401, charged: 0, key: 'sk-…-key', hasPicture: false },
    ]);
    const everything = JSON.stringify(entries) + (await (await fetch(emulator.url)).text());
    expect(everything).not.toMatch(/very-secret|somebody-elses/);
    await control(emulator, 'DELETE', 'journal');
    expect(emulator.journal).toEqual([]);
  });

  test('has small copies of the latest pictures', async () => {
    const emulator = await start();
    await send(emulator, CORE, { prompt: 'a', aspect_ratio: '16:9' });
    const answer = await fetch(`${emulator.url}/_emulator/journal/1/picture`);
    expect(await sharp(await bytesOf(answer)).metadata()).toMatchObject({ format: 'webp', width: 480 });
    for (let more = 0; more < 24; more++) await send(emulator, CORE, { prompt: 'b', seed: '1' });
    expect((await fetch(`${emulator.url}/_emulator/journal/1/picture`)).status).toBe(404);
    expect((await fetch(`${emulator.url}/_emulator/journal/2/picture`)).status).toBe(200);
  });
});

describe('what the journal keeps', () => {
  /** Eight requests of 9 MiB: more than it remembers. */
  async function flooded() {
    const emulator = await start();
    const bytes = new Uint8Array(9 * 1024 * 1024);
    for (let number = 0; number < 8; number += 1) {
      const form = new FormData();
      form.set('prompt', `${number} ${'x'.repeat(2000)}`);
      form.set('image', new Blob([bytes], { type: 'image/png' }), 'zeros.png');
      await fetch(`${emulator.url}${V2}/edit/erase`, { method: 'POST', body: form });
    }
    return { emulator, bytes };
  }

  test('are bodies of the latest requests, and digests and sizes of all', async () => {
    const { emulator, bytes } = await flooded();
    const sha256 = createHash('sha256').update(bytes).digest('hex');
    const files = emulator.journal.map(({ files }) => files.image);
    expect(files).toHaveLength(8);
    for (const file of files) expect(file).toMatchObject({ name: 'zeros.png', size: bytes.length, sha256 });
    expect(files.map((file) => file?.bytes?.length)).toEqual([
      undefined,
      ...Array.from({ length: 7 }, () => bytes.length),
    ]);
    const prompts = emulator.journal.map(({ fields }) => String(fields.prompt).length);
    expect(prompts).toEqual([1001, ...Array.from({ length: 7 }, () => 2002)]);
    const [, { entries }] = await control(emulator, 'GET', 'journal');
    expect(entries[0].files.image).toMatchObject({ bytes: bytes.length, sha256 });
  });
});

describe('the levers', () => {
  test('accounts', async () => {
    const emulator = await start();
    await control(emulator, 'POST', 'accounts', { key: 'sk-new-account', credits: 3 });
    expect((await send(emulator, CORE, { prompt: 'a' }, { key: 'sk-new-account' })).status).toBe(200);
    const [, { accounts }] = await control(emulator, 'GET', 'accounts');
    expect(accounts).toMatchObject([{ credits: 1000 }, { key: 'sk-…ount', credits: 0 }]);
    for (const wrong of [
      {},
      { key: 'a b', credits: 1 },
      { key: 'a', credits: -1 },
      { key: 'a', credits: '5' },
    ])
      expect((await control(emulator, 'POST', 'accounts', wrong))[0]).toBe(400);
  });

  test('clock and reset', async () => {
    const emulator = await start();
    const [, before] = await control(emulator, 'GET', 'clock');
    const [, after] = await control(emulator, 'POST', 'clock', { advance: '24h' });
    expect(after.now - before.now).toBeGreaterThanOrEqual(24 * 3_600_000);
    expect((await control(emulator, 'POST', 'clock', { advance: 'tomorrow' }))[0]).toBe(400);
    await send(emulator, CORE, { prompt: 'a' });
    emulator.fault('500', 5);
    await control(emulator, 'POST', 'reset');
    expect([emulator.balance(), emulator.journal.length]).toEqual([1000, 0]);
    expect((await send(emulator, CORE, { prompt: 'a' })).status).toBe(200);
  });

  test('are told apart from what nobody has', async () => {
    const emulator = await start();
    expect((await control(emulator, 'GET', 'nothing'))[0]).toBe(404);
    expect((await control(emulator, 'DELETE', 'accounts'))[0]).toBe(404);
    const broken = await fetch(`${emulator.url}/_emulator/faults`, { method: 'POST', body: '[1' });
    expect(broken.status).toBe(400);
  });
});

describe('strangers', () => {
  test.each([
    ['evil.example', 403],
    ['evil.example:80', 403],
    ['127.0.0.1.evil.example', 403],
    ['localhost', 200],
    ['LOCALHOST:99', 200],
    ['127.0.0.1', 200],
    ['[::1]:5', 200],
  ])('Host %s is answered %i', async (host, status) => {
    const emulator = await start();
    for (const path of ['/', '/_emulator/journal']) expect(await raw(emulator, path, { host })).toBe(status);
  });

  test('pages of other hosts cannot pull the levers', async () => {
    const emulator = await start();
    const { host } = new URL(emulator.url);
    expect(await raw(emulator, '/_emulator/reset', { origin: 'https://evil.example' }, 'POST')).toBe(403);
    expect(await raw(emulator, '/_emulator/reset', { origin: 'null' }, 'POST')).toBe(403);
    expect(await raw(emulator, '/_emulator/reset', { origin: `http://${host}` }, 'POST')).toBe(200);
  });

  test('only the loopback interface is listened to', async () => {
    expect(new URL((await start()).url).hostname).toBe('127.0.0.1');
  });

  test('a body that is announced as enormous is not read', async () => {
    const emulator = await start();
    const { port } = new URL(emulator.url);
    const answer = await new Promise<string>((resolve, reject) => {
      const socket = connect(Number(port), '127.0.0.1', () =>
        socket.write(
          `POST ${CORE} HTTP/1.1\r\nHost: x\r\nContent-Type: multipart/form-data; boundary=x\r\nContent-Length: 99999999999\r\n\r\n`,
        ),
      );
      socket.once('data', (data) => {
        resolve(data.toString());
        socket.destroy();
      });
      socket.once('error', reject);
    });
    expect(answer).toMatch(/^HTTP\/1\.1 413 /);
  });

  test.each([
    ['headers', 60_000, 'POST / HTTP/1.1\r\nHost: x\r\nX-Slow: '],
    [
      'a body',
      600,
      `POST ${CORE} HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 1000\r\n\r\n`,
    ],
  ])(
    'that send %s a byte at a time are cut off, and others are served meanwhile',
    async (_, request, beginning) => {
      const emulator = await start({ patience: { headers: 300, request } });
      const { port } = new URL(emulator.url);
      const began = performance.now();
      const socket = connect(Number(port), '127.0.0.1');
      socket.on('error', () => {});
      socket.write(beginning);
      const drip = setInterval(() => socket.write('x'), 50);
      const closed = new Promise((resolve) => socket.once('close', resolve));
      expect((await send(emulator, CORE, { prompt: 'a' })).status).toBe(200);
      socket.resume();
      await closed;
      clearInterval(drip);
      expect(performance.now() - began).toBeLessThan(10_000);
    },
  );

  test('a bad request line harms nobody', async () => {
    const emulator = await start();
    for (const path of ['//', '/v2beta/results/%', '/v1/generation/%ff/text-to-image', '/%2e%2e/_emulator'])
      expect([400, 404]).toContain(await raw(emulator, path, { authorization: KEY }, 'POST'));
    expect((await send(emulator, CORE, { prompt: 'a' })).status).toBe(200);
  });
});

test('the page escapes what it shows, loads nothing, and says how to begin', async () => {
  const emulator = await start({ credits: { 'sk-emulator': 5 } });
  await send(emulator, CORE, { prompt: '<img src=x onerror=alert(1)>' }, { key: 'sk-emulator' });
  const answer = await fetch(emulator.url);
  const html = await answer.text();
  expect(html).not.toContain('<img src=x');
  expect(html).toContain(`export STABILITY_API_HOST=${emulator.url}`);
  expect(html).toContain('export STABILITY_API_KEY=sk-emulator');
  expect(answer.headers.get('content-security-policy')).toMatch(/^default-src 'none'/);
  expect([...html.matchAll(/(?:src|href)="([^"]+)"/g)].map(([, link]) => link)).toEqual([
    'data:,',
    '/_emulator/journal/1/picture',
  ]);
});

describe('the settings file', () => {
  test('YAML and JSON', () => {
    const expected = { credits: { 'sk-a': 5 }, latency: { from: 800, to: 3000 }, jobTime: 10_000 };
    for (const text of [
      'keys: { sk-a: 5 }\nlatency: 800ms..3s\njob_time: 10s',
      '{"keys":{"sk-a":5},"latency":"800ms..3s","job_time":"10s"}',
    ])
      expect(readEmulatorConfig(text)).toMatchObject({ ok: true, options: expected });
    expect(readEmulatorConfig('')).toMatchObject({ ok: true });
  });

  test('says what is wrong, without keys', () => {
    const read = readEmulatorConfig('keys: { sk-secret: many }\nlatency: 3s..1s\nlimits: 5\nport: 99999');
    expect(read.ok).toBe(false);
    const problems = read.ok ? [] : read.problems;
    expect(problems.map((sentence) => sentence.split(':')[0]).sort()).toEqual([
      'keys',
      'latency',
      'port',
      'the file',
    ]);
    expect(problems.join()).not.toContain('secret');
    expect(readEmulatorConfig('a: [').ok).toBe(false);
  });
});
