import type { AddressInfo } from 'node:net';
import { createServer, type Server } from 'node:net';
import { ProviderError } from '../../../../src/providers/provider.ts';
import { stability } from '../../../../src/providers/stability/index.ts';
import { type FuzzTarget, promise } from '../target.ts';
import { bytesOf } from '../texts.ts';
import { hostileWorld } from '../world.ts';

/** A server on the loopback interface that answers every request with the same bytes, whatever they are. */
class Liar {
  #server: Promise<Server> | undefined;
  #says: Uint8Array = new Uint8Array();
  #times = 0;

  async answer(bytes: Uint8Array): Promise<string> {
    this.#says = bytes;
    this.#times = 0;
    this.#server ??= new Promise((resolve) => {
      const server = createServer((socket) => {
        socket.on('error', () => {});
        let heard = '';
        socket.on('data', (data) => {
          heard = (heard + data.toString('latin1')).slice(-65_536);
          // A form ends with its last boundary, a question with its headers.
          if (!(heard.startsWith('GET') ? heard.endsWith('\r\n\r\n') : /--\r\n$|\}$/.test(heard))) return;
          heard = '';
          this.#times += 1;
          socket.end(this.#times > 30 ? 'HTTP/1.1 500 Enough\r\ncontent-length: 0\r\n\r\n' : this.#says);
        });
      });
      server.listen(0, '127.0.0.1', () => resolve(server));
      server.unref();
    });
    const { port } = (await this.#server).address() as AddressInfo;
    return `http://127.0.0.1:${port}`;
  }
}

const liar = new Liar();
const KINDS = new Set<unknown>(['no', 'yes', 'unknown']);

/** Whatever a server says is a picture, or an error that says whether it cost anything. */
async function judge(asked: (baseUrl: string) => Promise<unknown>, input: Uint8Array): Promise<void> {
  try {
    await asked(await liar.answer(input));
  } catch (error) {
    if (!(error instanceof ProviderError)) throw error;
    promise(error.message !== '', 'an error says nothing');
    promise(KINDS.has(error.charged), `charged is ${error.charged}`);
    promise(!error.message.includes('sk-test'), 'an error tells the key');
    promise(
      !/undefined|\[object|NaN/.test(error.message) ||
        /undefined|object|NaN/.test(Buffer.from(input).toString('latin1')),
      error.message,
    );
  }
}

const request = { operation: 'generate', prompt: 'a fox', seed: 7, params: {}, inputs: {} } as const;

const PNG = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
);

function answer(status: string, headers: readonly string[], body: string | Uint8Array): Uint8Array {
  const bytes = typeof body === 'string' ? bytesOf(body) : body;
  const head = [`HTTP/1.1 ${status}`, ...headers, `content-length: ${bytes.length}`, '', ''].join('\r\n');
  return new Uint8Array(Buffer.concat([Buffer.from(head), bytes]));
}

const JSON_TYPE = 'content-type: application/json';
const WORDS = [
  ...[
    'HTTP/1.1 200 OK\r\n',
    'HTTP/1.1 429 Slow\r\n',
    'HTTP/1.1 503 Busy\r\n',
    'HTTP/1.1 302 There\r\nlocation: //x\r\n',
    'HTTP/1.1 100 Continue\r\n\r\n',
    'HTTP/1.1 999 X\r\n',
  ],
  ...[
    'retry-after: 1\r\n',
    'retry-after: -1\r\n',
    'retry-after: 9999999999999\r\n',
    'retry-after: Wed, 21 Oct 2015 07:28:00 GMT\r\n',
    'content-encoding: gzip\r\n',
  ],
  ...[
    'transfer-encoding: chunked\r\n',
    '0\r\n\r\n',
    'content-length: 5\r\n',
    'finish-reason: CONTENT_FILTERED\r\n',
    'finish-reason: SUCCESS\r\n',
    'seed: 7\r\n',
    'seed: 1e400\r\n',
  ],
  ...[
    'x-request-id: a\r\n',
    'content-type: image/png\r\n',
    'content-type: application/json\r\n',
    '\r\n',
    '"errors":',
    '"image":',
    '"artifacts":',
    '"base64":',
    '"id":',
    'null',
    '[]',
    '{}',
    '"__proto__":{}',
  ],
];

const REFUSALS = [
  answer('400 Bad Request', [JSON_TYPE], '{"id":"a","name":"bad_request","errors":["prompt: is required"]}'),
  answer('403 Forbidden', [JSON_TYPE], '{"id":"a","name":"content_moderation","errors":["flagged"]}'),
  answer(
    '429 Too Many Requests',
    [JSON_TYPE, 'retry-after: 1'],
    '{"id":"a","name":"rate_limit_exceeded","errors":[]}',
  ),
  answer('500 Internal Server Error', ['content-type: text/html'], '<html>502</html>'),
];

/** What a server answers to an order, to a look at a job, to a question about the account. */
export const ANSWER_TARGETS: readonly FuzzTarget[] = [
  {
    name: 'answer',
    words: WORDS,
    seeds: () => [
      answer(
        '200 OK',
        ['content-type: image/png', 'finish-reason: SUCCESS', 'seed: 7', 'x-request-id: a1'],
        PNG,
      ),
      answer(
        '200 OK',
        [JSON_TYPE],
        JSON.stringify({ image: PNG.toString('base64'), finish_reason: 'SUCCESS', seed: 7 }),
      ),
      ...REFUSALS,
    ],
    judge: (input) =>
      judge(
        (url) => stability.generate({ ...request, model: 'core' }, hostileWorld('stability', url)),
        input,
      ),
  },
  {
    name: 'engine-answer',
    words: WORDS,
    seeds: () => [
      answer(
        '200 OK',
        [JSON_TYPE],
        JSON.stringify({ artifacts: [{ base64: PNG.toString('base64'), seed: 7, finishReason: 'SUCCESS' }] }),
      ),
      answer('400 Bad Request', [JSON_TYPE], '{"id":"a","name":"invalid_samples","message":"no"}'),
      ...REFUSALS,
    ],
    judge: (input) =>
      judge(
        (url) =>
          stability.generate(
            { ...request, model: 'stable-diffusion-xl-1024-v1-0', params: { samples: 2 } },
            hostileWorld('stability', url),
          ),
        input,
      ),
  },
  {
    name: 'job-answer',
    words: [...WORDS, 'HTTP/1.1 202 Accepted\r\n', '"status":"in-progress"'],
    seeds: () => [
      answer('202 Accepted', [JSON_TYPE], '{"id":"a1","status":"in-progress"}'),
      answer('200 OK', ['content-type: image/png', 'finish-reason: SUCCESS'], PNG),
      answer('404 Not Found', [JSON_TYPE], '{"id":"a","name":"not_found","errors":["gone"]}'),
      ...REFUSALS,
    ],
    judge: (input) =>
      judge(async (url) => stability.resume?.('job-1', hostileWorld('stability', url)), input),
  },
  {
    name: 'account-answer',
    words: WORDS,
    seeds: () => [
      answer(
        '200 OK',
        [JSON_TYPE, 'date: Wed, 21 Oct 2015 07:28:00 GMT'],
        '{"credits":12.5,"id":"u","email":"a@b","organizations":[]}',
      ),
      ...REFUSALS,
    ],
    judge: (input) => judge(async (url) => stability.account?.(hostileWorld('stability', url)), input),
  },
];
