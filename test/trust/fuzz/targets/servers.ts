import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startEmulator } from '../../../../src/emulator/index.ts';
import { openStudio } from '../../../../src/studio/index.ts';
import { type FuzzTarget, promise } from '../target.ts';
import { bytesOf } from '../texts.ts';

interface Serving {
  readonly url: string;
  /** What authorises a request. */
  readonly key: string;
}

/** Milliseconds after which somebody who is still not answered hangs up. */
const PATIENCE = 300;

/** Sends bytes as they are, and reads what comes until the server or our patience ends it. */
function talk(url: string, bytes: Uint8Array): Promise<string> {
  const { hostname, port } = new URL(url);
  return new Promise((resolve, reject) => {
    const socket = connect(Number(port), hostname);
    let answer = '';
    const end = () => {
      clearTimeout(timer);
      socket.destroy();
      resolve(answer);
    };
    const timer = setTimeout(end, PATIENCE);
    socket.on('connect', () => socket.end(bytes));
    socket.on('data', (data) => {
      answer = (answer + data.toString('latin1')).slice(0, 100_000);
    });
    socket.on('close', end);
    socket.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'ECONNREFUSED') reject(new Error('the server is gone'));
      else end();
    });
  });
}

/** No request ends a server or makes it fail; none is answered with a file that it does not publish. */
async function judgeRequest(serving: Promise<Serving>, input: Uint8Array): Promise<void> {
  const { url, key } = await serving;
  const text = Buffer.from(input)
    .toString('latin1')
    .replaceAll('KEY', key)
    .replaceAll('HOST', new URL(url).host);
  const answer = await talk(url, Buffer.from(text, 'latin1'));
  const status = /^HTTP\/1\.1 (\d{3})/.exec(answer)?.[1];
  promise(answer === '' || status !== undefined, `an answer without a status: ${answer.slice(0, 80)}`);
  promise(status === undefined || Number(status) < 500 || asked(text), `${status}: ${answer.slice(0, 600)}`);
  promise(!answer.includes('root:x:0'), 'a file of the system was served');
}

/** A fault that was asked for is an answer like any other. */
function asked(text: string): boolean {
  return /x-emulator-fault|_emulator\/faults/i.test(text);
}

function form(fields: { readonly [name: string]: string }): string {
  const parts = Object.entries(fields).map(
    ([name, value]) => `--B\r\ncontent-disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`,
  );
  return `${parts.join('')}--B--\r\n`;
}

function request(line: string, headers: readonly string[], body = ''): Uint8Array {
  const length = Buffer.byteLength(body);
  return bytesOf(
    [
      `${line} HTTP/1.1`,
      'host: HOST',
      ...headers,
      'connection: close',
      ...(body === '' ? [] : [`content-length: ${length}`]),
      '',
      body,
    ].join('\r\n'),
  );
}

const FORM = [
  'authorization: Bearer KEY',
  'accept: image/*',
  'content-type: multipart/form-data; boundary=B',
];
const JSON_HEADERS = [
  'authorization: Bearer KEY',
  'accept: application/json',
  'content-type: application/json',
];

let emulator: Promise<Serving> | undefined;
const emulating = () => {
  emulator ??= startEmulator({
    credits: { 'sk-test': 1e9 },
    limit: { requests: 1e9, per: 1, penalty: 1 },
    pictures: 'plain',
  }).then(({ url }) => ({ url, key: 'sk-test' }));
  return emulator;
};

let studio: Promise<Serving> | undefined;
const studying = () => {
  studio ??= (async () => {
    const folder = mkdtempSync(join(tmpdir(), 'imagebuild-fuzz-'));
    process.on('exit', () => rmSync(folder, { recursive: true, force: true }));
    writeFileSync(
      join(folder, 'imagebuild.yaml'),
      'version: 1\nsite: { out_dir: art }\noutputs: { small: { widths: [16], formats: [png] } }\nassets:\n  fox: { seed: 7, prompt: a fox, params: { width: 64, height: 64 }, outputs: [small] }\n',
    );
    const { url, token } = await openStudio({
      port: 0,
      request: { cwd: folder, environment: () => undefined },
      build: {},
    });
    return { url, key: token };
  })();
  return studio;
};

const COMMON = [
  '\r\n',
  '\r\n\r\n',
  '%2e%2e/',
  '../',
  '%00',
  '%c0%af',
  '//',
  '?',
  '#',
  'transfer-encoding: chunked\r\n',
  'expect: 100-continue\r\n',
  'content-length: 99999999999\r\n',
  '__proto__',
  'constructor',
  'null',
  '[]',
  '{}',
  '1e999',
  '"',
];

/** Servers of ours, and whatever comes over the wire. */
export const SERVER_TARGETS: readonly FuzzTarget[] = [
  {
    name: 'emulator-request',
    words: [
      ...COMMON,
      '--B\r\n',
      '--B--\r\n',
      'name="prompt"',
      'name="image"; filename="a.png"',
      'name="__proto__"',
      'boundary=',
      'text_prompts[0][text]',
      'text_prompts[999999999999][weight]',
      'samples',
      'seed',
      '/v2beta/results/',
      '/_emulator/journal/1/picture',
    ],
    seeds: () => [
      request(
        'POST /v2beta/stable-image/generate/core',
        FORM,
        form({ prompt: 'a fox', seed: '7', output_format: 'png' }),
      ),
      request(
        'POST /v2beta/stable-image/upscale/conservative',
        FORM,
        `--B\r\ncontent-disposition: form-data; name="image"; filename="a.png"\r\ncontent-type: image/png\r\n\r\nPNG\r\n${form({ prompt: 'x' })}`,
      ),
      request(
        'POST /v1/generation/stable-diffusion-xl-1024-v1-0/text-to-image',
        JSON_HEADERS,
        '{"text_prompts":[{"text":"a fox","weight":1}],"samples":1,"seed":7}',
      ),
      request('GET /v1/user/balance', ['authorization: Bearer KEY']),
      request('POST /_emulator/accounts', JSON_HEADERS, '{"key":"sk-x","credits":3}'),
      request('POST /_emulator/clock', JSON_HEADERS, '{"advance":"1h"}'),
      request('GET /_emulator/journal/1/picture', []),
      request('GET /v2beta/results/abc', ['authorization: Bearer KEY', 'accept: */*']),
    ],
    judge: (input) => judgeRequest(emulating(), input),
  },
  {
    name: 'studio-request',
    words: [
      ...COMMON,
      '/files/',
      '/pictures/',
      '/api/targets/',
      '/api/compare/',
      '/differences/',
      '?width=',
      '/etc/passwd',
      '"input"',
      '"confirmed"',
      '"limit"',
      '"id"',
      '"seeds"',
      '"fox"',
    ],
    seeds: () => [
      request('GET /api/board', []),
      request('GET /files/art/fox-16.png', []),
      request('GET /api/targets/fox', []),
      request(`GET /pictures/${'a'.repeat(64)}?width=320`, []),
      ...['explore', 'pin', 'try', 'approve', 'promote', 'reroll', 'protect', 'build'].map((name) =>
        request(
          `POST /api/prices/${name}`,
          ['x-imagebuild-token: KEY', 'content-type: application/json'],
          '{"input":{"id":"fox","target":"fox","seed":3,"count":4},"confirmed":0}',
        ),
      ),
      request(
        'POST /api/spending',
        ['x-imagebuild-token: KEY', 'content-type: application/json'],
        '{"limit":3}',
      ),
    ],
    judge: (input) => judgeRequest(studying(), input),
  },
];
