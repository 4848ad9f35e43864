import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { deflateSync, gzipSync } from 'node:zlib';
import sharp from 'sharp';
import { describe, expect, onTestFinished, test } from 'vitest';
import { formsOf, KEY, leaksBelow, leaksIn, leaksPrinted, plant, plantShownOnce } from '../support/canary.ts';
import { masters, openShop } from '../support/cli.ts';
import { createRig } from '../support/rig.ts';

plant(KEY);

const PAID = `
  version: 1
  site: { out_dir: art }
  defaults: { provider: stability, model: core, outputs: { widths: [64], formats: [png] } }
  assets:
    owl: { seed: 5, prompt: an owl }
`;

function temporary(): string {
  const folder = mkdtempSync(join(tmpdir(), 'imagebuild-test-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** A chunk of a PNG; its checksum is nobody's business here. */
function chunk(type: string, data: Buffer): Buffer {
  const length = Buffer.alloc(4);
  length.writeUInt32BE(data.length);
  return Buffer.concat([length, Buffer.from(type), data, Buffer.alloc(4)]);
}

const PNG_HEAD = Buffer.from('\x89PNG\r\n\x1a\n', 'latin1');

describe('the canary that every scenario of the suite carries is found', () => {
  test.each(formsOf(KEY).map(({ name, bytes }) => [name, bytes] as const))(
    'written %s: in a text, a file, the name of a file, the end of a link',
    (_, bytes) => {
      const around = Buffer.concat([Buffer.from('before '), bytes, Buffer.from(' behind')]);
      expect(leaksIn(around)).not.toEqual([]);
      const folder = temporary();
      mkdirSync(join(folder, 'deep/er'), { recursive: true });
      writeFileSync(join(folder, 'deep/er/notes.bin'), around);
      expect(leaksBelow(folder)).toEqual([expect.stringMatching(/^deep\/er\/notes\.bin: the key /)]);
      expect(leaksBelow(folder, new Map([['deep/er/notes.bin', around]]))).toEqual([]);
      // What was allowed as it was is not allowed when it has changed.
      writeFileSync(join(folder, 'deep/er/notes.bin'), Buffer.concat([around, around]));
      expect(leaksBelow(folder, new Map([['deep/er/notes.bin', around]]))).not.toEqual([]);
    },
  );

  test('in a name and at the end of a link', () => {
    const folder = temporary();
    writeFileSync(join(folder, encodeURIComponent(KEY)), '');
    symlinkSync(Buffer.from(KEY).toString('hex'), join(folder, 'link'));
    expect(leaksBelow(folder)).toHaveLength(2);
  });

  test.each([0, 1, 2, 3, 4])('in base64 of a text in which it stands behind %i letters', (before) => {
    const text = `${'x'.repeat(before)}${KEY} and so on`;
    expect(leaksIn(Buffer.from(text).toString('base64'))).not.toEqual([]);
    expect(leaksIn(Buffer.from(text).toString('base64url'))).not.toEqual([]);
  });

  test.each<[string, Buffer]>([
    ['gzip', gzipSync(`a log with ${KEY}`)],
    ['gzip in gzip', gzipSync(gzipSync(KEY))],
    ['an object of git', deflateSync(`blob 27\0${KEY}`)],
    [
      'zTXt of a PNG',
      Buffer.concat([PNG_HEAD, chunk('zTXt', Buffer.concat([Buffer.from('a\0\0'), deflateSync(KEY)]))]),
    ],
    [
      'iTXt of a PNG',
      Buffer.concat([
        PNG_HEAD,
        chunk('iTXt', Buffer.concat([Buffer.from('a\0\x01\0\0\0'), deflateSync(KEY)])),
      ]),
    ],
    ['tEXt of a PNG', Buffer.concat([PNG_HEAD, chunk('tEXt', Buffer.from(`a\0${KEY}`))])],
    [
      'a stream of a PDF',
      Buffer.concat([
        Buffer.from('%PDF-1.3\n1 0 obj\nstream\n'),
        deflateSync(KEY),
        Buffer.from('\nendstream'),
      ]),
    ],
  ])('packed in %s', (_, bytes) => expect(leaksIn(bytes)).not.toEqual([]));

  test.each(['jpeg', 'webp', 'avif', 'png'] as const)('in EXIF of %s', async (format) => {
    const picture = sharp({ create: { width: 8, height: 8, channels: 3, background: '#123' } });
    const bytes = await picture
      .withExif({ IFD0: { Copyright: KEY } })
      .toFormat(format)
      .toBuffer();
    expect(leaksIn(bytes)).not.toEqual([]);
  });

  test('in XMP of a JPEG', async () => {
    const picture = sharp({ create: { width: 8, height: 8, channels: 3, background: '#123' } });
    const packet = `<x:xmpmeta xmlns:x="adobe:ns:meta/"><a>${KEY.replaceAll('&', '&amp;').replaceAll('"', '&quot;')}</a></x:xmpmeta>`;
    expect(leaksIn(await picture.withXmp(packet).jpeg().toBuffer())).not.toEqual([]);
  });

  test('and nothing is cried out about what is clean; a token may be printed once, in its address', () => {
    expect(leaksIn('an owl, a fox, and canary yellow')).toEqual([]);
    plantShownOnce('a-token-for-this-test', 'a token');
    expect(leaksPrinted('http://127.0.0.1:1/#token=a-token-for-this-test')).toEqual([]);
    expect(leaksPrinted('#token=a-token-for-this-test #token=a-token-for-this-test')).not.toEqual([]);
    expect(leaksIn('#token=a-token-for-this-test')).not.toEqual([]);
  });
});

/** A shop of one answer, until the test ends. */
async function sellOnly(answer: RequestListener): Promise<{ readonly [name: string]: string }> {
  const server = createServer((request, response) => {
    request.resume().on('end', () => answer(request, response));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.close();
    server.closeAllConnections();
  });
  const { port } = server.address() as AddressInfo;
  return { STABILITY_API_HOST: `http://127.0.0.1:${port}`, STABILITY_API_KEY: KEY };
}

describe('a server that repeats the key', () => {
  test.each<[string, (key: string) => string]>([
    ['as it is', (key) => key],
    ['in base64', (key) => Buffer.from(key).toString('base64')],
    ['percent-encoded', encodeURIComponent],
    ['hexadecimal', (key) => Buffer.from(key).toString('hex')],
    ['with its name', (key) => `Bearer ${key}`],
  ])('echoes headers %s in an error: nothing of it is printed or kept', async (_, write) => {
    const env = await sellOnly((_request, response) => {
      const text = write(KEY);
      response.writeHead(400, {
        'content-type': 'application/json',
        'x-request-id': text.replace(/\n/g, ''),
      });
      response.end(JSON.stringify({ name: 'bad_request', errors: [`you sent ${text}`], id: text }));
    });
    const rig = createRig({ 'imagebuild.yaml': PAID });
    for (const args of [
      ['-v'],
      ['--json'],
      ['--reporter', 'jsonl'],
      ['--reporter', 'junit'],
      ['--reporter', 'github'],
    ])
      expect((await rig.run(['build', ...args], { env })).exitCode).not.toBe(0);
  });

  test('echoes it in a picture: the picture is kept, whole and without it, and so are its renditions', async () => {
    const plain = await sharp({ create: { width: 64, height: 64, channels: 3, background: '#467' } })
      .withExif({ IFD0: { Copyright: KEY } })
      .png()
      .toBuffer();
    const env = await sellOnly((_request, response) =>
      response
        .writeHead(200, { 'content-type': 'image/png', 'finish-reason': 'SUCCESS', seed: '5' })
        .end(plain),
    );
    expect(leaksIn(plain)).not.toEqual([]);
    const rig = createRig({ 'imagebuild.yaml': PAID });
    const document = await rig.json(['build'], { env });
    expect(document.errors).toEqual([]);
    expect(masters(rig)).toHaveLength(1);
    const stored = rig.bytes(masters(rig)[0] ?? '');
    expect(stored.length).toBe(plain.length);
    const [before, after] = await Promise.all([plain, stored].map((bytes) => sharp(bytes).raw().toBuffer()));
    expect(after?.equals(before ?? Buffer.alloc(0))).toBe(true);
  });
});

describe('other secrets than the key', () => {
  test('passwords in HTTPS_PROXY and in addresses, whatever becomes of them', async () => {
    const rig = createRig({ 'imagebuild.yaml': PAID });
    const away = { STABILITY_API_KEY: KEY, STABILITY_API_HOST: 'https://nowhere.invalid' };
    for (const env of [
      { ...away, HTTPS_PROXY: 'http://user:hunter2-9Zq@127.0.0.1:9' },
      { ...away, HTTPS_PROXY: 'user:hunter2-9Zq@127.0.0.1:9' },
      { ...away, STABILITY_API_HOST: 'https://user:hunter2-9Zq@nowhere.invalid' },
      { ...away, STABILITY_API_HOST: 'ftp://user:hunter2-9Zq@nowhere.invalid' },
      { ...away, STABILITY_API_HOST: 'user:hunter2-9Zq@nowhere.invalid' },
    ]) {
      plant('hunter2-9Zq', 'a password');
      const { exitCode, stderr } = await rig.run(['build', '-v'], { env: { ...env, NODE_DEBUG: undefined } });
      expect([exitCode, stderr], stderr).toEqual([5, expect.not.stringContaining('fault of imagebuild')]);
    }
  });

  test('in the manifest they are refused with file and line, and the line is not shown', async () => {
    plant('hunter2-9Zq', 'a password');
    plant('AKIAIOSFODNN7EXAMPLE', 'a key of a cloud');
    const rig = createRig();
    for (const [line, code] of [
      ['base_url: "https://user:hunter2-9Zq@example.com"', 'invalid-value'],
      ['headers: { x-cloud: AKIAIOSFODNN7EXAMPLE }', 'secret-in-manifest'],
    ] as const) {
      rig.write({
        'imagebuild.yaml': `version: 1\nproviders:\n  stability:\n    type: stability\n    ${line}\nassets:\n  owl: { seed: 5, prompt: an owl, provider: stability }\n`,
      });
      const document = await rig.json(['check']);
      expect(document.errors[0]).toMatchObject({ code, file: 'imagebuild.yaml', line: 5 });
      await rig.run(['plan']);
    }
  });

  test('programs that a repository names are run by git without the key', async () => {
    const shop = await openShop();
    const rig = createRig({ 'imagebuild.yaml': PAID });
    const git = (...args: string[]) =>
      execFileSync('git', ['-c', 'user.name=a', '-c', 'user.email=a@example.com', ...args], {
        cwd: rig.folder,
      });
    git('init', '-q');
    await rig.run(['build'], { env: shop.env });
    git('add', 'imagebuild.yaml', 'imagebuild.lock');
    git('commit', '-qm', 'first');
    rig.write({ 'spy.sh': '#!/bin/sh\nenv > "$PWD/seen.txt"\ncat "$1"\n' });
    chmodSync(join(rig.folder, 'spy.sh'), 0o755);
    git('config', 'core.fsmonitor', join(rig.folder, 'spy.sh'));
    for (const args of [
      ['diff', 'HEAD'],
      ['build', 'changed:HEAD'],
      ['plan', 'changed:HEAD'],
    ])
      await rig.run(args, { env: shop.env });
    // Whatever the spy has written is searched with everything else when the test ends.
  });
});
