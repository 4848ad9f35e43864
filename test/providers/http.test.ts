import { readdirSync, readFileSync } from 'node:fs';
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import type { Clock } from '../../src/core/ports.ts';
import type { Emulator, Fault } from '../../src/emulator/index.ts';
import { buy, type Purchase } from '../../src/providers/http.ts';
import { ProviderError } from '../../src/providers/provider.ts';
import { KEY } from '../support/canary.ts';
import { startTestEmulator } from '../support/emulator.ts';
import {
  everythingIn,
  impatientClock,
  providerErrorOf,
  providerWorld,
  type WorldOptions,
} from '../support/provider-world.ts';
import { picture } from '../support/stability-picture.ts';

let server: Emulator;
let seen = 0;
const opened: { close(): unknown }[] = [];

beforeAll(async () => {
  server = await startTestEmulator();
});
afterEach(() => {
  seen = server.journal.length;
  for (const extra of opened.splice(0)) extra.close();
});
afterAll(() => server.close());

function purchase(change: Partial<Purchase<number>> = {}): Purchase<number> {
  return {
    baseUrl: server.url,
    route: '/v2beta/stable-image/generate/core',
    headers: { authorization: `Bearer ${KEY}`, accept: 'image/*' },
    body: { type: 'form', fields: { prompt: 'a fox' } },
    key: KEY,
    accept: ({ bytes }) => bytes.byteLength,
    explain: ({ status }) =>
      new ProviderError(`status ${status}, key ${change.key ?? KEY}`, {
        kind: status === 429 ? 'rate-limited' : status === 503 ? 'unavailable' : 'rejected',
        charged: 'no',
        status,
      }),
    ...change,
  };
}

function world(options: WorldOptions = {}) {
  return providerWorld('test', options);
}

/** What the server has seen since the last test. */
function requests() {
  return server.journal.slice(seen);
}

async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await sleep(5);
}

async function listen(listener: RequestListener): Promise<{ server: Server; url: string; port: number }> {
  const extra = createServer(listener);
  await new Promise<void>((resolve) => extra.listen(0, '127.0.0.1', resolve));
  opened.push({
    close() {
      extra.close();
      extra.closeAllConnections();
    },
  });
  const { port } = extra.address() as AddressInfo;
  return { server: extra, url: `http://127.0.0.1:${port}`, port };
}

/** Time that stands still until told otherwise. */
function stoppedClock() {
  const sleepers: { readonly milliseconds: number; readonly wake: () => void }[] = [];
  const clock: Clock = {
    now: () => Date.now(),
    sleep: (milliseconds, signal) =>
      new Promise((resolve, reject) => {
        signal?.addEventListener('abort', () => reject(signal.reason));
        sleepers.push({ milliseconds, wake: resolve });
      }),
  };
  return { clock, sleepers };
}

describe('an exchange without a complete answer', () => {
  test.each<[string, Fault, RegExp]>([
    ['loses its connection before the answer', { kind: 'cut', at: 'before-headers' }, /was lost/],
    ['loses its connection after the headers', { kind: 'cut', at: 'after-headers' }, /was lost/],
    ['loses its connection in the picture', { kind: 'cut', at: 'mid-body' }, /was lost/],
    ['is cut off at once', { kind: 'reset' }, /was lost/],
    ['never ends', { kind: 'hang' }, /did not answer completely within 1 s/],
    ['ends too late', { kind: 'slow', milliseconds: 2500 }, /within 1 s/],
  ])('%s: it may have been charged, and is not repeated', async (_, fault, message) => {
    server.fault(fault);
    const error = await providerErrorOf(buy(purchase(), world({ settings: { timeout: 1000 } })));
    expect(error).toMatchObject({ kind: 'outcome-unknown', charged: 'unknown' });
    expect(error.message).toMatch(message);
    expect(error.hint).toContain('--retry-unknown');
    expect(requests()).toHaveLength(1);
    if (fault.kind === 'cut' || fault.kind === 'hang') expect(requests()[0]?.charged).toBe(3);
  });

  test('the deadline counts the whole answer, not the pauses in it', async () => {
    const { url } = await listen(async (_, response) => {
      response.writeHead(200);
      while (!response.destroyed) {
        response.write('.');
        await sleep(20);
      }
    });
    const error = await providerErrorOf(
      buy(purchase({ baseUrl: url }), world({ settings: { timeout: 300 } })),
    );
    expect(error).toMatchObject({ kind: 'outcome-unknown', charged: 'unknown', status: 200 });
  });

  test('a picture without end is a bad answer', async () => {
    server.fault({ kind: 'endless' });
    const error = await providerErrorOf(buy(purchase(), world()));
    expect(error).toMatchObject({ kind: 'bad-answer', charged: 'yes', status: 200 });
    expect(error.message).toMatch(/larger than 64 MiB/);
  });

  test('a refusal that is cut off is still a refusal', async () => {
    const { url } = await listen((_, response) => {
      response.writeHead(400, { 'content-length': '100' }).write('{"errors":');
      setTimeout(() => response.destroy(), 20);
    });
    const error = await providerErrorOf(buy(purchase({ baseUrl: url }), world()));
    expect(error).toMatchObject({ kind: 'rejected', status: 400, charged: 'no' });
  });
});

describe('what is tried again', () => {
  test('a refused connection, with growing pauses, until it gives up', async () => {
    const { port, server: gone } = await listen(() => {});
    await new Promise((resolve) => gone.close(resolve));
    const clock = impatientClock();
    let begun = 0;
    const error = await providerErrorOf(
      buy(
        purchase({ baseUrl: `http://127.0.0.1:${port}` }),
        world({ clock, beforeSpending: async () => void begun++ }),
      ),
    );
    expect(error).toMatchObject({ kind: 'unavailable', charged: 'no', status: undefined });
    expect(error.message).toContain('ECONNREFUSED');
    expect(begun).toBe(4);
    for (const [index, base] of [1000, 2000, 4000].entries()) {
      expect(clock.sleeps[index]).toBeGreaterThanOrEqual(base);
      expect(clock.sleeps[index]).toBeLessThanOrEqual(base * 1.25);
    }
    expect(clock.sleeps).toHaveLength(3);
  });

  test('a server that appears while waiting gets the request once', async () => {
    let arrived = 0;
    const late = createServer((_, response) => {
      arrived += 1;
      response.end('picture');
    });
    opened.push(late);
    const { port, server: gone } = await listen(() => {});
    await new Promise((resolve) => gone.close(resolve));
    const clock: Clock = {
      now: Date.now,
      sleep: () => new Promise((resolve) => late.listen(port, '127.0.0.1', resolve)),
    };
    expect(await buy(purchase({ baseUrl: `http://127.0.0.1:${port}` }), world({ clock }))).toBe(7);
    expect(arrived).toBe(1);
  });

  test('a host that has no address', async () => {
    const clock = impatientClock();
    const error = await providerErrorOf(
      buy(purchase({ baseUrl: 'https://nowhere.invalid' }), world({ clock })),
    );
    expect(error).toMatchObject({ kind: 'unavailable', charged: 'no' });
    expect(error.message).toMatch(/could not connect to nowhere\.invalid \((ENOTFOUND|EAI_AGAIN)\)/);
    expect(clock.sleeps).toHaveLength(3);
  });

  test('a 503, and then the picture is bought once', async () => {
    server.fault({ kind: 'gateway-page', status: 503 }, 2);
    const clock = impatientClock();
    await buy(purchase(), world({ clock }));
    expect(requests().map(({ status, charged }) => [status, charged])).toEqual([
      [503, 0],
      [503, 0],
      [200, 3],
    ]);
    expect(clock.sleeps).toHaveLength(2);
  });

  test.each([
    ['9', 9000],
    ['0', 0],
    ['Thu, 01 Jan 2026 00:02:00 GMT', 120_000],
    ['Thu, 01 Jan 2015 00:02:00 GMT', 0],
    ['soon', 60_000],
  ])('a rate limit, after Retry-After: %s', async (retryAfter, wait) => {
    server.fault({ kind: 'rate-limited', retryAfter });
    const clock = { ...impatientClock(), now: () => Date.UTC(2026, 0, 1) };
    await buy(purchase(), world({ clock }));
    expect(clock.sleeps).toEqual([wait]);
    expect(requests().map(({ status }) => status)).toEqual([429, 200]);
  });

  test('but nobody waits for an hour', async () => {
    server.fault({ kind: 'rate-limited', retryAfter: '3600' });
    const clock = impatientClock();
    const error = await providerErrorOf(buy(purchase(), world({ clock })));
    expect(error).toMatchObject({ kind: 'rate-limited', charged: 'no' });
    expect(clock.sleeps).toEqual([]);
    expect(requests()).toHaveLength(1);
  });

  test('and never an encrypted connection that cannot be trusted', async () => {
    const { port } = await listen(() => {});
    const clock = impatientClock();
    const error = await providerErrorOf(
      buy(purchase({ baseUrl: `https://127.0.0.1:${port}` }), world({ clock })),
    );
    expect(error).toMatchObject({ kind: 'unavailable', charged: 'no' });
    expect(clock.sleeps).toEqual([]);
  });
});

describe('the moment of spending', () => {
  test('comes once for a purchase, directly before the request', async () => {
    const order: string[] = [];
    await buy(
      purchase({ accept: () => order.push('answer') }),
      world({
        beforeSpending: async () => {
          await sleep(30);
          order.push(`before, ${requests().length} arrived`);
        },
      }),
    );
    expect(order).toEqual(['before, 0 arrived', 'answer']);
  });

  test('can forbid it, and its own error comes through', async () => {
    const forbidden = new Error('the budget is used up');
    const bought = buy(purchase(), world({ beforeSpending: () => Promise.reject(forbidden) }));
    await expect(bought).rejects.toBe(forbidden);
    expect(requests()).toEqual([]);
  });
});

describe('a build that is stopped', () => {
  test('before it asks notes no money and sends nothing', async () => {
    let begun = 0;
    const beforeSpending = async () => void begun++;
    const error = await providerErrorOf(
      buy(purchase(), world({ signal: AbortSignal.abort(), beforeSpending })),
    );
    expect(error).toMatchObject({ kind: 'cancelled', charged: 'no' });
    expect([begun, requests().length]).toEqual([0, 0]);
  });

  test('before its turn sends nothing', async () => {
    const settings = { limits: { requests: 1, per: 60_000, concurrency: 1 } };
    const key = 'sk-one-a-minute';
    await providerErrorOf(buy(purchase({ key, headers: {} }), world({ settings })));
    const stop = new AbortController();
    const waiting = buy(purchase({ key }), world({ settings, signal: stop.signal }));
    await sleep(50);
    stop.abort(new Error('stopped by the user'));
    expect(await providerErrorOf(waiting)).toMatchObject({ kind: 'cancelled', charged: 'no' });
    expect(requests()).toHaveLength(1);
  });

  test('while the money is being noted sends nothing', async () => {
    const stop = new AbortController();
    const bought = buy(purchase(), world({ signal: stop.signal, beforeSpending: async () => stop.abort() }));
    expect(await providerErrorOf(bought)).toMatchObject({ kind: 'cancelled', charged: 'no' });
    expect(requests()).toEqual([]);
  });

  test('while waiting out a rate limit has bought nothing', async () => {
    server.fault({ kind: 'rate-limited' });
    const stop = new AbortController();
    const { clock, sleepers } = stoppedClock();
    const bought = buy(purchase(), world({ clock, signal: stop.signal }));
    await until(() => sleepers.length === 1);
    stop.abort('a reason that is no error');
    expect(await providerErrorOf(bought)).toMatchObject({ kind: 'cancelled', charged: 'no' });
    expect(await buy(purchase(), world())).toBeGreaterThan(0);
  });

  test('while the server works does not know what became of it', async () => {
    server.fault({ kind: 'hang' });
    const stop = new AbortController();
    const bought = buy(purchase(), world({ signal: stop.signal }));
    await until(() => requests()[0]?.charged === 3);
    stop.abort();
    const error = await providerErrorOf(bought);
    expect(error).toMatchObject({ kind: 'outcome-unknown', charged: 'unknown' });
    expect(error.message).toMatch(/stopped while/);
  });
});

describe('a build that is stopped at any moment', () => {
  test('is told "cancelled" only if nothing ever arrives', async () => {
    const hanging = await startTestEmulator();
    opened.push(hanging);
    hanging.fault({ kind: 'hang' }, 100);
    const kinds = new Map<string, string>();
    for (let moment = 0; moment < 50; moment += 1) {
      const stop = new AbortController();
      const prompt = `stopped at ${moment}`;
      // Microtasks reach the moments before there is a connection, immediates those after.
      const later = moment < 40 ? queueMicrotask : setImmediate;
      const beforeSpending = async () => {
        let left = moment % 40;
        const hop = () => (left-- > 0 ? later(hop) : stop.abort());
        later(hop);
      };
      const bought = buy(
        purchase({ baseUrl: hanging.url, body: { type: 'form', fields: { prompt } } }),
        world({ signal: stop.signal, beforeSpending }),
      );
      const { kind, charged } = await providerErrorOf(bought);
      kinds.set(prompt, `${kind}, charged ${charged}`);
    }
    await sleep(200);
    expect([...new Set(kinds.values())].sort()).toEqual([
      'cancelled, charged no',
      'outcome-unknown, charged unknown',
    ]);
    for (const { fields } of hanging.journal) {
      const { prompt } = fields;
      if (prompt !== undefined) expect(kinds.get(String(prompt))).toBe('outcome-unknown, charged unknown');
    }
  });

  test('keeps a picture that arrived in the same moment', async () => {
    const stop = new AbortController();
    const accept = () => {
      stop.abort();
      return 1;
    };
    expect(await buy(purchase({ accept }), world({ signal: stop.signal }))).toBe(1);
  });
});

// Retried where a stalled machine can delay arrivals by more than the width we add to the window.
describe('the pace', () => {
  test('twenty-five requests at five per 300 ms meet no rate limit', { retry: 2 }, async () => {
    const strict = await startTestEmulator({ limit: { requests: 5, per: 300, penalty: 5000 } });
    opened.push(strict);
    const settings = { limits: { requests: 5, per: 300, concurrency: 20 } };
    const all = Array.from({ length: 25 }, () => buy(purchase({ baseUrl: strict.url }), world({ settings })));
    await Promise.all(all);
    expect(strict.journal.map(({ status }) => status)).toEqual(Array(25).fill(200));
  });

  test('a late burst does not share its window with an early one', { retry: 2 }, async () => {
    const strict = await startTestEmulator({ limit: { requests: 5, per: 300, penalty: 5000 } });
    opened.push(strict);
    const settings = { limits: { requests: 5, per: 300, concurrency: 20 } };
    const ask = () => buy(purchase({ baseUrl: strict.url }), world({ settings }));
    await ask();
    await sleep(400);
    await Promise.all(Array.from({ length: 12 }, ask));
    expect(strict.journal.map(({ status }) => status)).toEqual(Array(13).fill(200));
  });

  test('no more requests are on their way at once than allowed', async () => {
    let working = 0;
    let most = 0;
    const { url } = await listen(async (_, response) => {
      working += 1;
      most = Math.max(most, working);
      await sleep(30);
      working -= 1;
      response.end('picture');
    });
    const settings = { limits: { requests: 150, per: 10_000, concurrency: 3 } };
    await Promise.all(Array.from({ length: 12 }, () => buy(purchase({ baseUrl: url }), world({ settings }))));
    expect(most).toBe(3);
  });

  test('one rate limit stops everybody with the same key, and nobody else', async () => {
    const limited = await startTestEmulator({ credits: { [KEY]: 100, 'sk-other': 100 } });
    opened.push(limited);
    const baseUrl = limited.url;
    const { clock, sleepers } = stoppedClock();
    limited.fault({ kind: 'rate-limited' });
    const first = buy(purchase({ baseUrl }), world({ clock }));
    await until(() => sleepers.length === 1);
    const second = buy(purchase({ baseUrl }), world({ clock }));
    await buy(purchase({ baseUrl, key: 'sk-other' }), world());
    await sleep(50);
    expect(limited.journal).toHaveLength(2);
    expect(sleepers[0]?.milliseconds).toBe(60_000);
    sleepers[0]?.wake();
    await Promise.all([first, second]);
    expect(limited.journal.map(({ status }) => status)).toEqual([429, 200, 200, 200]);
  });

  test('a rate limit lets nobody take the place of the request it refused', async () => {
    const limited = await startTestEmulator();
    opened.push(limited);
    const baseUrl = limited.url;
    const settings = { limits: { requests: 150, per: 10_000, concurrency: 1 } };
    const { clock, sleepers } = stoppedClock();
    limited.fault({ kind: 'rate-limited' });
    const all = [1, 2, 3].map(() => buy(purchase({ baseUrl }), world({ clock, settings })));
    await until(() => sleepers.length === 1);
    await sleep(50);
    expect(limited.journal).toHaveLength(1);
    sleepers[0]?.wake();
    await Promise.all(all);
    expect(limited.journal.map(({ status }) => status)).toEqual([429, 200, 200, 200]);
  });

  test('one that gives up waiting does not end the pause for the others', async () => {
    const limited = await startTestEmulator();
    opened.push(limited);
    const baseUrl = limited.url;
    const { clock, sleepers } = stoppedClock();
    const stop = new AbortController();
    limited.fault({ kind: 'rate-limited' });
    const first = buy(purchase({ baseUrl }), world({ clock, signal: stop.signal }));
    await until(() => sleepers.length === 1);
    const second = buy(purchase({ baseUrl }), world({ clock }));
    stop.abort();
    expect((await providerErrorOf(first)).kind).toBe('cancelled');
    await sleep(50);
    expect(limited.journal).toHaveLength(1);
    sleepers[0]?.wake();
    await second;
    expect(limited.journal).toHaveLength(2);
  });
});

describe('the connection', () => {
  test('is a new one for every request', async () => {
    let connections = 0;
    const { url, server: counting } = await listen((request, response) => {
      request.resume().on('end', () => response.end(request.headers.connection));
    });
    counting.on('connection', () => {
      connections += 1;
    });
    const read = purchase({ baseUrl: url, accept: ({ bytes }) => Buffer.from(bytes).indexOf('close') });
    expect([await buy(read, world()), await buy(read, world()), await buy(read, world())]).toEqual([0, 0, 0]);
    expect(connections).toBe(3);
  });

  test('carries files of a form with their name and type', async () => {
    const bytes = new Uint8Array(await picture('fox', [64, 64], 'png'));
    const image = { bytes, mediaType: 'image/png', fileName: 'image.png' };
    const fields = { prompt: 'ein Füchslein 🦊', strength: '0.5', image };
    await buy(
      purchase({ route: '/v2beta/stable-image/generate/ultra', body: { type: 'form', fields } }),
      world(),
    );
    expect(requests()[0]?.files).toMatchObject({
      image: { name: 'image.png', mediaType: 'image/png', bytes },
    });
    expect(requests()[0]?.fields).toEqual({ prompt: 'ein Füchslein 🦊', strength: '0.5' });
  });

  test.each([
    ['http://api.example.com', /would send the key unencrypted/],
    ['http://127.0.0.1.example.com', /unencrypted/],
    ['http://localhost.example.com', /unencrypted/],
    ['http://0.0.0.0', /unencrypted/],
    ['https://user:hunter2@api.example.com', /must not hold a user name or password/],
    ['ftp://127.0.0.1', /not an http or https address/],
    ['api.stability.ai', /not an http or https address/],
    ['', /not an http or https address/],
  ])('to %j is not made', async (baseUrl, message) => {
    let begun = 0;
    const error = await providerErrorOf(
      buy(purchase({ baseUrl }), world({ beforeSpending: async () => void begun++ })),
    );
    expect(error).toMatchObject({ kind: 'rejected', charged: 'no' });
    expect(error.message).toMatch(message);
    expect(everythingIn(error)).not.toContain('hunter2');
    expect(begun).toBe(0);
  });

  test.each(['http://localhost', 'http://127.9.8.7', 'http://[::1]'])(
    'to %s may be plain',
    async (origin) => {
      const { port, server: gone } = await listen(() => {});
      await new Promise((resolve) => gone.close(resolve));
      const error = await providerErrorOf(buy(purchase({ baseUrl: `${origin}:${port}` }), world()));
      expect(error.kind).toBe('unavailable');
    },
  );

  test('keeps the path of the base URL', async () => {
    const paths: (string | undefined)[] = [];
    const { url } = await listen((request, response) => {
      paths.push(request.url);
      response.end();
    });
    for (const tail of ['/stability', '/stability/', '/?x=1#y']) {
      await buy(purchase({ baseUrl: url + tail, route: '/v1/a' }), world());
    }
    expect(paths).toEqual(['/stability/v1/a', '/stability/v1/a', '/v1/a']);
  });

  test('with a header that cannot be sent is refused before it', async () => {
    const error = await providerErrorOf(buy(purchase({ headers: { 'x-name': 'a\nb' } }), world()));
    expect(error).toMatchObject({ kind: 'rejected', charged: 'no' });
    expect(requests()).toEqual([]);
  });

  test('does not follow a redirect, whose query stays unsaid', async () => {
    const asked: string[] = [];
    const { url: other } = await listen((request, response) => {
      asked.push(request.url ?? '');
      response.end();
    });
    server.fault({ kind: 'answer', status: 302, headers: { location: `${other}/?token=hidden` } });
    const error = await providerErrorOf(buy(purchase(), world()));
    expect(error).toMatchObject({ kind: 'rejected', charged: 'no', status: 302 });
    expect(error.message).toContain(new URL(other).host);
    expect(everythingIn(error)).not.toContain('hidden');
    expect(asked).toEqual([]);
  });
});

describe('a proxy', () => {
  async function proxy() {
    const tunnels: string[] = [];
    const { url, server: listening } = await listen(() => {});
    listening.on('connect', (request, socket) => {
      tunnels.push(`${request.url} ${JSON.stringify(request.headers)}`);
      socket.end('HTTP/1.1 407 Proxy Authentication Required\r\n\r\n');
    });
    return { url, tunnels };
  }
  const away = () => purchase({ baseUrl: 'https://nowhere.invalid' });

  test('from the environment is asked for a tunnel, and never sees the key', async () => {
    const { url, tunnels } = await proxy();
    const error = await providerErrorOf(buy(away(), world({ environment: { HTTPS_PROXY: url } })));
    expect(error).toMatchObject({ kind: 'unavailable', charged: 'no' });
    expect(tunnels).toHaveLength(1);
    expect(tunnels[0]).toMatch(/^nowhere\.invalid:443 /);
    expect(tunnels[0]).not.toContain(KEY);
  });

  test('is passed by where NO_PROXY says so, and for this machine', async () => {
    const { url, tunnels } = await proxy();
    const environment = { HTTPS_PROXY: url, NO_PROXY: '.invalid' };
    await providerErrorOf(buy(away(), world({ environment })));
    const { port } = await listen(() => {});
    const here = purchase({ baseUrl: `https://127.0.0.1:${port}` });
    await providerErrorOf(buy(here, world({ environment: { HTTPS_PROXY: url } })));
    expect(tunnels).toEqual([]);
  });

  test("of this process's own environment is not looked at", async () => {
    const { url, tunnels } = await proxy();
    const { url: second, tunnels: asked } = await proxy();
    const before = process.env.HTTPS_PROXY;
    process.env.HTTPS_PROXY = url;
    try {
      await providerErrorOf(buy(away(), world()));
      await providerErrorOf(buy(away(), world({ environment: { https_proxy: second } })));
    } finally {
      if (before === undefined) delete process.env.HTTPS_PROXY;
      else process.env.HTTPS_PROXY = before;
    }
    expect(tunnels).toEqual([]);
    expect(asked).toHaveLength(1);
  });
});

test('no error that leaves holds the key', async () => {
  server.fault({ kind: 'answer', status: 418 });
  const error = await providerErrorOf(buy(purchase(), world()));
  expect(error.message).toBe('status 418, key [redacted]');
  expect(everythingIn(error)).not.toContain(KEY);
});

test('libraries for the network are loaded on first use only', () => {
  const folder = new URL('../../src/providers/', import.meta.url);
  const files = ['.', 'stability'].flatMap((name) =>
    readdirSync(new URL(`${name}/`, folder), { withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => new URL(`${name}/${entry.name}`, folder)),
  );
  expect(files.length).toBeGreaterThan(10);
  for (const file of files) {
    expect(readFileSync(file, 'utf8'), file.pathname).not.toMatch(/^import (?!type).*'(undici|p-retry)'/m);
  }
});
