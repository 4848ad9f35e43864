import { request } from 'node:http';
import { connect } from 'node:net';
import { describe, expect, onTestFinished, test } from 'vitest';
import { closeBrowserAfterwards, NO_BROWSER, openTab } from '../support/browser.ts';
import { openShop } from '../support/cli.ts';
import { createRig, type Rig } from '../support/rig.ts';
import { type OpenedStudio, runStudio, visit } from '../support/studio.ts';

closeBrowserAfterwards();

const EVIL =
  '<img src=x onerror=globalThis.ran=1><script>globalThis.ran=1</script>"\' onload=globalThis.ran=1 x="';

const MANIFEST = `
  version: 1
  site: { out_dir: art }
  defaults: { provider: procedural, outputs: { widths: [64], formats: [png] }, params: { width: 128, height: 128 } }
  assets:
    owl:
      seed: 5
      prompt: ${JSON.stringify(EVIL)}
      alt: ${JSON.stringify(EVIL)}
      title: ${JSON.stringify(EVIL)}
      description: ${JSON.stringify(EVIL)}
`;

async function open(): Promise<{ rig: Rig; studio: OpenedStudio }> {
  const rig = createRig({ 'imagebuild.yaml': MANIFEST, 'secret.txt': 'nobody may read this' });
  expect(await rig.json(['build'])).toMatchObject({ ok: true });
  const studio = await runStudio(rig);
  await expect.poll(async () => (await studio.get('/api/board')).tiles.length).toBe(1);
  return { rig, studio };
}

interface Asked {
  readonly status: number;
  readonly body: string;
  readonly headers: NodeJS.Dict<string | string[]>;
}

function raw(
  url: string,
  path: string,
  {
    method = 'GET',
    headers = {},
    body = '',
  }: { method?: string; headers?: NodeJS.Dict<string>; body?: string } = {},
): Promise<Asked> {
  const { hostname, port } = new URL(url);
  return new Promise((resolve, reject) => {
    request({ hostname, port, path, method, headers }, (response) => {
      let text = '';
      response.setEncoding('utf8').on('data', (part: string) => {
        text += part;
      });
      response.on('end', () =>
        resolve({ status: response.statusCode ?? 0, body: text, headers: response.headers }),
      );
    })
      .on('error', reject)
      .end(body);
  });
}

const TRAVERSALS = [
  '..%2fsecret.txt',
  '%2e%2e/secret.txt',
  '%2e%2e%2fsecret.txt',
  '%252e%252e%252fsecret.txt',
  '..%5csecret.txt',
  '..\\secret.txt',
  'art/..%00/secret.txt',
  'secret.txt%00.png',
  '%2fetc%2fpasswd',
  'file:%2f%2f%2fetc%2fpasswd',
  '%c0%ae%c0%ae/secret.txt',
  `${'../'.repeat(100)}etc/passwd`,
  'a'.repeat(8000),
];

describe('the studio', () => {
  test('traversal, simple requests of other sites, methods, oversize, and half-open connections', async () => {
    const { rig, studio } = await open();
    const before = [rig.read('imagebuild.yaml'), rig.read('imagebuild.lock')];
    for (const root of ['/files/', '/files/art/', '/pictures/', '/api/targets/', '/'])
      for (const path of TRAVERSALS) {
        const { status, body } = await raw(studio.url, root + path);
        expect([root + path, status]).toEqual([root + path, expect.toBeOneOf([400, 404])]);
        expect(body).not.toMatch(/nobody may|root:/);
      }
    // What a page of another site can send without asking: GET, and POST of three types.
    const input = JSON.stringify({ input: { id: 'owl', agreed: true }, confirmed: 100 });
    for (const path of ['/api/actions/reroll', '/api/spending', '/api/prices/build'])
      for (const type of [
        'text/plain',
        'application/x-www-form-urlencoded',
        'multipart/form-data; boundary=x',
      ])
        for (const site of ['cross-site', 'same-site', undefined]) {
          const headers = {
            'content-type': type,
            ...(site ? { 'sec-fetch-site': site, 'sec-fetch-mode': 'no-cors' } : {}),
          };
          expect((await raw(studio.url, path, { method: 'POST', headers, body: input })).status).toBeOneOf([
            403, 415,
          ]);
          expect((await raw(studio.url, `${path}?token=${studio.token}`, { headers })).status).toBeOneOf([
            403, 404,
          ]);
        }
    for (const headers of [{ origin: 'http://evil.example' }, { 'sec-fetch-site': 'cross-site' }])
      for (const path of ['/events', '/api/board', '/api/events'])
        expect((await raw(studio.url, path, { headers })).status).toBe(403);
    for (const method of ['TRACE', 'OPTIONS', 'PUT', 'PATCH', 'DELETE', 'PROPFIND']) {
      const answer = await raw(studio.url, '/api/board', { method, headers: { 'x-echo': 'echo-me' } });
      expect([method, answer.status]).toEqual([method, 405]);
      expect(JSON.stringify(answer)).not.toMatch(/echo-me|access-control/);
    }
    const head = await raw(studio.url, '/', { method: 'HEAD' });
    expect([head.status, head.body]).toEqual([200, '']);
    for (const name of ['content-security-policy', 'x-content-type-options', 'referrer-policy'])
      expect(head.headers[name], name).toBeDefined();
    expect((await raw(studio.url, `/${'a'.repeat(60_000)}`)).status).toBe(431);
    expect((await raw(studio.url, '/', { headers: { 'x-large': 'a'.repeat(60_000) } })).status).toBe(431);
    const { hostname, port, host } = new URL(studio.url);
    const half = Array.from({ length: 200 }, (_, at) => {
      const socket = connect(Number(port), hostname).on('error', () => {});
      socket.write(
        at % 2
          ? `POST /api/actions/build HTTP/1.1\r\nhost: ${host}\r\ncontent-length: 9\r\n\r\n{`
          : 'GET / HT',
      );
      return socket.resume();
    });
    onTestFinished(() => {
      for (const socket of half) socket.destroy();
    });
    expect((await studio.get('/api/board')).tiles).toHaveLength(1);
    await Promise.all(
      half.map((socket) => socket.destroyed || new Promise((resolve) => socket.on('close', resolve))),
    );
    expect((await studio.get('/api/board')).tiles).toHaveLength(1);
    expect([rig.read('imagebuild.yaml'), rig.read('imagebuild.lock')]).toEqual(before);
  });
});

describe('the emulator', () => {
  test('DNS rebinding, other sites, traversal, methods, oversize, half-open connections', async () => {
    const shop = await openShop();
    const { hostname, port } = new URL(shop.url);
    for (const host of [`evil.example:${port}`, 'localhost.evil.example', '127.0.0.1.nip.io'])
      for (const path of ['/', '/_emulator/journal', '/_emulator/accounts'])
        expect((await raw(shop.url, path, { headers: { host } })).status).toBe(403);
    for (const origin of ['http://evil.example', 'null', `https://127.0.0.1:${port}`])
      for (const path of ['faults', 'accounts', 'clock', 'reset'])
        expect(
          (
            await raw(shop.url, `/_emulator/${path}`, {
              method: 'POST',
              headers: { origin, 'content-type': 'text/plain' },
            })
          ).status,
        ).toBe(403);
    for (const path of TRAVERSALS) {
      const { status, body } = await raw(shop.url, `/_emulator/${path}`);
      expect([path, status]).toEqual([path, expect.toBeOneOf([400, 404])]);
      expect(body).not.toContain('root:');
    }
    for (const method of ['TRACE', 'OPTIONS', 'PUT'])
      expect((await raw(shop.url, '/', { method })).headers['access-control-allow-origin']).toBeUndefined();
    expect((await raw(shop.url, '/', { headers: { 'x-large': 'a'.repeat(60_000) } })).status).toBe(431);
    const half = Array.from({ length: 100 }, () => {
      const socket = connect(Number(port), hostname).on('error', () => {});
      socket.write('POST /v2beta/stable-image/generate/core HTTP/1.1\r\nhost: a\r\ncontent-le');
      return socket.resume();
    });
    onTestFinished(() => {
      for (const socket of half) socket.destroy();
    });
    expect((await raw(shop.url, '/')).status).toBe(200);
    expect(shop.charged()).toBe(0);
  });
});

describe.skipIf(NO_BROWSER !== undefined)('nothing in a text runs in a real browser', () => {
  async function quiet(address: string, load = visit): Promise<void> {
    const page = await openTab();
    await load(page, address);
    expect(await page.evaluate('globalThis.ran')).toBeUndefined();
    expect(await page.locator('img[onerror]').count()).toBe(0);
    expect(page.complaints.filter((text) => /Content.Security/i.test(text))).toEqual([]);
  }

  test('the studio: gallery and one target, with markup in every text of the manifest', async () => {
    const { studio } = await open();
    await quiet(studio.address);
    const page = await openTab();
    await visit(page, studio.address);
    await page.evaluate("location.hash = '#/target/owl'");
    await page.waitForTimeout(300);
    expect(await page.evaluate('globalThis.ran')).toBeUndefined();
    expect(await page.locator('img[onerror]').count()).toBe(0);
  });

  test('the page of the emulator, after a request full of markup', async () => {
    const shop = await openShop();
    await fetch(`${shop.url}/v2beta/stable-image/generate/core?${encodeURIComponent(EVIL)}`, {
      method: 'POST',
      headers: { authorization: `Bearer ${EVIL}` },
      body: new URLSearchParams({ prompt: EVIL }),
    });
    await quiet(shop.url, async (page, address) => void (await page.goto(address)));
  });
});
