import { readFileSync } from 'node:fs';
import { createServer, type RequestListener, type Server } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import { type AddressInfo, connect } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import sharp from 'sharp';
import { describe, expect, onTestFinished, test } from 'vitest';
import { KEY, plant } from '../support/canary.ts';
import { openShop } from '../support/cli.ts';
import { createRig, type Rig } from '../support/rig.ts';

const fixture = (name: string) => fileURLToPath(new URL(`network/${name}`, import.meta.url));
const CERTIFICATE = fixture('certificate.pem');

plant(KEY);

function project(timeout = '60s', provider = ''): Rig {
  return createRig({
    'imagebuild.yaml': `
      version: 1
      providers: { stability: { type: stability, timeout: ${timeout}${provider} } }
      defaults: { provider: stability, model: core, outputs: { widths: [64], formats: [png] } }
      assets:
        owl: { seed: 5, prompt: an owl }
    `,
  });
}

interface Heard {
  readonly method: string;
  readonly authorization: string | undefined;
}

/** A server that notes what it is asked, until the test ends. */
async function listen(
  answer: RequestListener,
  tls = false,
): Promise<{ readonly port: number; readonly heard: Heard[]; readonly server: Server }> {
  const heard: Heard[] = [];
  const listener: RequestListener = (request, response) => {
    heard.push({ method: request.method ?? '', authorization: request.headers.authorization });
    request.resume().on('end', () => answer(request, response));
  };
  const server = tls
    ? createTlsServer({ key: readFileSync(fixture('key.pem')), cert: readFileSync(CERTIFICATE) }, listener)
    : createServer(listener);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.close();
    server.closeAllConnections();
  });
  return { port: (server.address() as AddressInfo).port, heard, server };
}

const environment = (host: string) => ({ STABILITY_API_HOST: host, STABILITY_API_KEY: KEY });

async function picture(): Promise<Buffer> {
  return sharp({ create: { width: 64, height: 64, channels: 3, background: '#467' } })
    .png()
    .toBuffer();
}

const sold = (bytes: Buffer): RequestListener => {
  return (_, response) =>
    response
      .writeHead(200, { 'content-type': 'image/png', 'finish-reason': 'SUCCESS', seed: '5' })
      .end(bytes);
};

describe('no redirect is followed, neither with the key nor with a paid request', () => {
  test.each([301, 302, 303, 307, 308])(
    '%i: to another port, another name, itself, a file, data',
    async (status) => {
      const elsewhere = await listen(sold(await picture()));
      const targets = [
        `http://127.0.0.1:${elsewhere.port}/`,
        `http://localhost:${elsewhere.port}/`,
        `//127.0.0.1:${elsewhere.port}/x`,
        '/v2beta/other',
        'file:///etc/passwd',
        'data:image/png;base64,AAAA',
        'http://[',
      ];
      const pending = [...targets];
      const first = await listen((_, response) =>
        response.writeHead(status, { location: pending.shift() ?? '/' }).end(),
      );
      const rig = project();
      for (const target of targets) {
        const document = await rig.json(['build'], { env: environment(`http://127.0.0.1:${first.port}`) });
        expect([target, document.exitCode], JSON.stringify(document.errors)).toEqual([target, 5]);
        expect(JSON.stringify(document.errors)).toContain('redirects');
        expect(document.cost).toMatchObject({ spentCredits: 0, unknownCredits: 0 });
      }
      expect(elsewhere.heard).toEqual([]);
      expect(first.heard.filter(({ method }) => method === 'POST')).toHaveLength(targets.length);
    },
  );

  test('nor by questions that cost nothing', async () => {
    const elsewhere = await listen((_, response) => response.end('{"credits":1}'));
    const first = await listen((_, response) =>
      response.writeHead(302, { location: `http://localhost:${elsewhere.port}/` }).end(),
    );
    const rig = project();
    expect(
      (await rig.run(['balance'], { env: environment(`http://127.0.0.1:${first.port}`) })).exitCode,
    ).toBe(5);
    expect(elsewhere.heard).toEqual([]);
  });
});

describe('the key goes nowhere unencrypted but to this machine', () => {
  const LOOKALIKES = [
    'http://api.example.com',
    'http://localhost.example.com',
    'http://127.0.0.1.nip.io',
    'http://127.0.0.1@evil.example',
    'http://localhost:80@evil.example',
    'http://0.0.0.0',
    'http://[::]',
    'http://[::ffff:8.8.8.8]',
    'http://0x08080808',
    'http://localhost.',
    'http://loca1host',
  ];

  test.each(LOOKALIKES)('base_url %s is refused by check, plan and build, with its line', async (address) => {
    const rig = project('60s', `, base_url: "${address}"`);
    const answers = await Promise.all(
      [['check'], ['plan'], ['build']].map((args) => rig.json(args, { env: { STABILITY_API_KEY: KEY } })),
    );
    for (const document of answers) {
      expect(document.exitCode).toBe(3);
      expect(document.errors[0]).toMatchObject({ file: 'imagebuild.yaml', line: 2 });
      expect(document.errors[0].message).toContain('https');
    }
  });

  test('STABILITY_API_HOST of that kind is refused before anything is sent', async () => {
    const rig = project();
    for (const address of LOOKALIKES.slice(0, 5)) {
      const document = await rig.json(['build'], { env: environment(address) });
      expect([address, document.exitCode]).toEqual([address, 5]);
      expect(document.cost.requests).toBe(0);
    }
  });

  test.each(['127.1', '0x7f.1', '2130706433', '127.0.0.1', 'localhost'])(
    'http://%s is this machine, however it is written',
    async (name) => {
      const shop = await openShop();
      const { port } = new URL(shop.url);
      const document = await project().json(['build'], { env: environment(`http://${name}:${port}`) });
      expect(document.errors).toEqual([]);
      expect(shop.orders()).toHaveLength(1);
    },
  );
});

describe('answers that would take too much', () => {
  test('a byte now and then: the deadline is for the whole, and the charge is unknown', async () => {
    const slow = await listen(async (_, response) => {
      response.writeHead(200, { 'content-type': 'image/png' });
      while (!response.destroyed) {
        response.write('.');
        await sleep(50);
      }
    });
    const document = await project('1s').json(['build'], {
      env: environment(`http://127.0.0.1:${slow.port}`),
    });
    expect(document.exitCode).toBe(5);
    expect(document.cost).toMatchObject({ requests: 1, unknownCredits: 3 });
    expect(slow.heard.filter(({ method }) => method === 'POST')).toHaveLength(1);
  });

  test('headers of 100 kB, one at a time for ever: not read, not asked again', async () => {
    const large = await listen((_, response) =>
      response.writeHead(200, { 'x-large': 'a'.repeat(100_000) }).end(),
    );
    const document = await project().json(['build'], { env: environment(`http://127.0.0.1:${large.port}`) });
    expect(document.exitCode).toBe(5);
    expect(document.cost.unknownCredits).toBe(3);
    expect(large.heard.filter(({ method }) => method === 'POST')).toHaveLength(1);
  });

  test('a gzip bomb is not unpacked, and no picture', async () => {
    const bomb = gzipSync(Buffer.alloc(256 * 1024 * 1024), { level: 1 });
    const { port } = await listen((_, response) =>
      response
        .writeHead(200, {
          'content-type': 'image/png',
          'content-encoding': 'gzip',
          'finish-reason': 'SUCCESS',
        })
        .end(bomb),
    );
    const env = { ...environment(`http://127.0.0.1:${port}`), NODE_OPTIONS: '--max-old-space-size=128' };
    const document = await project().json(['build'], { env });
    expect(document.exitCode).toBe(5);
  });
});

describe('encrypted connections', () => {
  test('a certificate that nobody vouches for is refused before anything is sent', async () => {
    const shop = await listen(sold(await picture()), true);
    for (const name of ['127.0.0.1', 'localhost']) {
      const document = await project().json(['build'], { env: environment(`https://${name}:${shop.port}`) });
      expect(document.exitCode).toBe(5);
      expect(document.cost).toMatchObject({ spentCredits: 0, unknownCredits: 0 });
    }
    expect(shop.heard).toEqual([]);
  });

  test('NODE_EXTRA_CA_CERTS vouches for it, also for an address; not for another name', async () => {
    const shop = await listen(sold(await picture()), true);
    const build = (name: string) =>
      project().json(['build'], {
        env: { ...environment(`https://${name}:${shop.port}`), NODE_EXTRA_CA_CERTS: CERTIFICATE },
      });
    expect((await build('127.0.0.1')).errors).toEqual([]);
    expect(shop.heard).toHaveLength(1);
    // On the same machine, but not in the certificate.
    expect((await build('127.0.0.2')).exitCode).toBe(5);
    expect(shop.heard).toHaveLength(1);
  });

  test('a proxy passes them on and sees neither key nor prompt; NO_PROXY goes by it', async () => {
    const shop = await listen(sold(await picture()), true);
    const seen: string[] = [];
    const proxy = await listen((_, response) => response.writeHead(500).end());
    proxy.server.on('connect', (request, socket, head) => {
      seen.push(`${request.url} ${JSON.stringify(request.headers)}`);
      const onward = connect(shop.port, '127.0.0.1', () => {
        socket.write('HTTP/1.1 200 OK\r\n\r\n');
        onward.write(head);
        socket.on('data', (data: Buffer) => seen.push(data.toString('latin1')));
        socket.pipe(onward).pipe(socket);
      });
      for (const end of [onward, socket]) end.on('error', () => {});
    });
    const env = {
      ...environment('https://shop.invalid'),
      NODE_EXTRA_CA_CERTS: CERTIFICATE,
      HTTPS_PROXY: `http://127.0.0.1:${proxy.port}`,
    };
    expect((await project().json(['build'], { env })).errors).toEqual([]);
    expect(seen[0]).toMatch(/^shop\.invalid:443 /);
    expect(seen.join('\n')).not.toMatch(/an owl|authorization/i);
    expect(seen.join('\n')).not.toContain(KEY);
    expect(shop.heard.map(({ authorization }) => authorization)).toEqual([`Bearer ${KEY}`]);
    const tunnels = seen.length;
    const past = await project().json(['build'], { env: { ...env, NO_PROXY: 'shop.invalid' } });
    expect([past.exitCode, seen.length]).toEqual([5, tunnels]);
  });
});
