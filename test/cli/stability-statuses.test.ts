import { describe, expect, onTestFinished, test } from 'vitest';
import { type Fault, startEmulator } from '../../src/emulator/index.ts';
import { ledger, pending } from '../support/cli.ts';
import { createRig } from '../support/rig.ts';

const KEY = 'sk-0123456789abcdef0123456789abcdef';
const CURRENT = 'sd3.5-flash';
const OLDER = 'stable-diffusion-xl-1024-v1-0';

interface Expected {
  readonly model: string;
  readonly fault: Fault | string;
  readonly exitCode: number;
  readonly code?: string;
  readonly says?: RegExp;
  /** What the ledger says of the last record. */
  readonly charged: 'no' | 'yes' | 'unknown';
  /** Requests it took: 2 where it was tried again. */
  readonly requests: number;
}

const refuse = (status: 400 | 401 | 402 | 403 | 404 | 413 | 422 | 500, name?: string): Fault => ({
  kind: 'refuse',
  status,
  name,
});
const v1 = (status: number, name: string, message: string): Fault => ({
  kind: 'answer',
  status,
  body: { id: '0'.repeat(32), message, name },
});
const free = { charged: 'no', requests: 1 } as const;
const retried = { charged: 'yes', requests: 2, exitCode: 0 } as const;

const CURRENT_STATUSES: { readonly [what: string]: Omit<Expected, 'model'> } = {
  '400 bad_request': { fault: refuse(400), exitCode: 5, code: 'provider-rejected', ...free },
  '401 unauthorized': {
    fault: refuse(401),
    exitCode: 5,
    code: 'provider-unauthorized',
    says: /authorization/,
    ...free,
  },
  '402 payment_required': {
    fault: refuse(402),
    exitCode: 5,
    code: 'provider-out-of-credits',
    says: /credits/,
    ...free,
  },
  '403 content_moderation': {
    fault: refuse(403),
    exitCode: 6,
    code: 'content-refused',
    says: /moderation/,
    ...free,
  },
  '404 not found': { fault: refuse(404), exitCode: 5, code: 'provider-rejected', ...free },
  '413 payload_too_large': {
    fault: refuse(413),
    exitCode: 5,
    code: 'provider-rejected',
    says: /10 ?MiB/,
    ...free,
  },
  '422 invalid_language': {
    fault: refuse(422, 'invalid_language'),
    exitCode: 5,
    code: 'provider-rejected',
    says: /English/,
    ...free,
  },
  '422 public_figure': { fault: refuse(422, 'public_figure'), exitCode: 6, code: 'content-refused', ...free },
  '429 with Retry-After': { fault: '429=0', ...retried },
  '500 internal_error': { fault: refuse(500), exitCode: 5, code: 'provider-unavailable', ...free },
  '502 page of a gateway': {
    fault: '502',
    exitCode: 5,
    code: 'outcome-unknown',
    charged: 'unknown',
    requests: 1,
  },
  '503 of a gateway': { fault: '503', ...retried },
  '504 of a gateway': { fault: '504', exitCode: 5, code: 'outcome-unknown', charged: 'unknown', requests: 1 },
  '200 CONTENT_FILTERED': {
    fault: 'content-filtered',
    exitCode: 6,
    code: 'content-refused',
    charged: 'unknown',
    requests: 1,
  },
  '200 with half a picture': {
    fault: 'truncated-image',
    exitCode: 5,
    code: 'bad-answer',
    charged: 'yes',
    requests: 1,
  },
  '200 with another content type': {
    fault: 'content-type=text/html',
    exitCode: 0,
    charged: 'yes',
    requests: 1,
  },
  'a connection cut in the body': {
    fault: 'cut=mid-body',
    exitCode: 5,
    code: 'outcome-unknown',
    charged: 'unknown',
    requests: 1,
  },
};

const OLDER_STATUSES: { readonly [what: string]: Omit<Expected, 'model'> } = {
  '400 bad_request': {
    fault: v1(400, 'bad_request', 'text_prompts: is required'),
    exitCode: 5,
    code: 'provider-rejected',
    says: /is required/,
    ...free,
  },
  '400 invalid_sdxl_v1_dimensions': {
    fault: v1(400, 'invalid_sdxl_v1_dimensions', 'the allowed dimensions are 1024x1024'),
    exitCode: 5,
    code: 'provider-rejected',
    ...free,
  },
  '400 invalid_prompts': {
    fault: v1(400, 'invalid_prompts', 'Invalid prompts detected'),
    exitCode: 6,
    code: 'content-refused',
    ...free,
  },
  '401 unauthorized that repeats the key': {
    fault: v1(
      401,
      'unauthorized',
      `Incorrect API key provided: ${KEY}. You can find your API key at https://stability.ai.`,
    ),
    exitCode: 5,
    code: 'provider-unauthorized',
    says: /Incorrect API key provided: x+\. /,
    ...free,
  },
  '403 permission_denied': {
    fault: v1(403, 'permission_denied', 'not allowed'),
    exitCode: 5,
    code: 'provider-unauthorized',
    ...free,
  },
  '403 content_moderation': {
    fault: v1(403, 'content_moderation', 'flagged'),
    exitCode: 6,
    code: 'content-refused',
    ...free,
  },
  '404 not_found': {
    fault: v1(404, 'not_found', 'The specified engine (ID x) was not found.'),
    exitCode: 5,
    code: 'provider-rejected',
    says: /engine/,
    ...free,
  },
  '429 insufficient_balance': {
    fault: v1(429, 'insufficient_balance', 'Your organization does not have enough balance'),
    exitCode: 5,
    code: 'provider-out-of-credits',
    ...free,
  },
  '429 rate_limit_exceeded': { fault: '429=0', ...retried },
  '500 server_error': {
    fault: v1(500, 'server_error', 'An unexpected server error occurred, please try again.'),
    exitCode: 5,
    code: 'provider-unavailable',
    ...free,
  },
  '200 ERROR': {
    fault: { kind: 'finish', reason: 'ERROR' },
    exitCode: 5,
    code: 'provider-bad-answer',
    charged: 'yes',
    requests: 1,
  },
  '200 CONTENT_FILTERED': {
    fault: 'content-filtered',
    exitCode: 6,
    code: 'content-refused',
    charged: 'unknown',
    requests: 1,
  },
};

async function expectOutcome({ model, fault, exitCode, code, says, charged, requests }: Expected) {
  const shop = await startEmulator({ pictures: 'plain', credits: { [KEY]: 1000 } });
  onTestFinished(() => shop.close());
  const rig = createRig({
    'imagebuild.yaml': `
      version: 1
      defaults: { provider: stability, model: ${model}, seed: 42, outputs: [small] }
      outputs: { small: { widths: [32], formats: [webp] } }
      assets: { fox: { prompt: a fox } }
    `,
  });
  const env = { STABILITY_API_HOST: shop.url, STABILITY_API_KEY: KEY };
  shop.fault(fault);
  const built = await rig.json(['build', '--verbose'], { env });
  expect(built.exitCode).toBe(exitCode);
  expect(built.errors.map((error: { code: string }) => error.code)).toEqual(code === undefined ? [] : [code]);
  if (says !== undefined) expect(built.errors[0].message).toMatch(says);
  expect(JSON.stringify(built)).not.toContain(KEY);
  expect(shop.journal.filter(({ method }) => method === 'POST')).toHaveLength(requests);
  expect(ledger(rig).at(-1)).toMatchObject({ charged });
  expect(rig.read('.imagebuild/ledger.jsonl')).not.toContain(KEY);
  // What may have been charged is not sent again by itself.
  expect(pending(rig)).toHaveLength(code === 'outcome-unknown' ? 1 : 0);
  expect(built.cost.requests).toBe(requests);
}

describe('every status of the current API', () => {
  test.each(Object.entries(CURRENT_STATUSES))('%s', (_, expected) =>
    expectOutcome({ model: CURRENT, ...expected }),
  );
});

describe('every status of the older API', () => {
  test.each(Object.entries(OLDER_STATUSES))('%s', (_, expected) =>
    expectOutcome({ model: OLDER, ...expected }),
  );
});

describe('an answer that was paid for and is no picture as it stands', () => {
  const manifest = (prompt: string) => `
    version: 1
    defaults: { provider: stability, model: core, seed: 42, outputs: [small] }
    outputs: { small: { widths: [32], formats: [webp] } }
    assets: { fox: { prompt: ${prompt} } }
  `;

  async function scene() {
    const shop = await startEmulator({ pictures: 'plain', credits: { [KEY]: 1000 } });
    onTestFinished(() => shop.close());
    const env = { STABILITY_API_HOST: shop.url, STABILITY_API_KEY: KEY };
    return { shop, env, rig: createRig({ 'imagebuild.yaml': manifest('a fox') }) };
  }

  test.each([['finish=ERROR', 'png']])(
    'after %s is put aside, and the message says where',
    async (fault, extension) => {
      const { shop, env, rig } = await scene();
      shop.fault(fault);
      const built = await rig.json(['build'], { env });
      const [, path = ''] = /What came is in (\S+)\.$/.exec(built.errors[0].hint) ?? [];
      expect(path).toMatch(new RegExp(`^\\.imagebuild/masters/.*\\.${extension}\\.rejected$`));
      expect(rig.bytes(path).subarray(1, 4).toString()).toBe('PNG');
      expect(built.errors[0].message).toContain('3 credits were charged');
    },
  );

  test.each(['truncated-image', 'corrupt-image', 'finish=ERROR'])(
    'after %s is not bought again by a plain build',
    async (fault) => {
      const { shop, env, rig } = await scene();
      shop.fault(fault);
      await rig.json(['build'], { env });
      const again = await rig.json(['build'], { env });
      expect(again).toMatchObject({ exitCode: 5, cost: { requests: 0 }, errors: [{ code: 'bad-answer' }] });
      const bought = await rig.json(['build', '--retry-unknown'], { env });
      expect(bought).toMatchObject({ exitCode: 0, cost: { requests: 1 } });
    },
  );

  test('is bought anew with --force, and a repetition that cost nothing gives no leave for another', async () => {
    const { shop, env, rig } = await scene();
    shop.fault('truncated-image');
    const first = await rig.json(['build'], { env });
    expect(first.errors[0].hint).toContain('buy it again with --retry-unknown or --force');
    shop.fault('500');
    const free = await rig.json(['build', '--force', 'fox'], { env });
    expect(free.errors).toMatchObject([{ code: 'provider-unavailable' }]);
    const plain = await rig.json(['build'], { env });
    expect(plain).toMatchObject({ exitCode: 5, cost: { requests: 0 }, errors: [{ code: 'bad-answer' }] });
    const forced = await rig.json(['build', '--force', 'fox'], { env });
    expect(forced).toMatchObject({ exitCode: 0, cost: { requests: 1, spentCredits: 3 } });
    expect(await rig.json(['build'], { env })).toMatchObject({ exitCode: 0, counts: { reused: 1 } });
    expect((await rig.json(['cost'])).total).toMatchObject({ credits: 6, unknownCredits: 0 });
  });

  test('is put aside when nobody knows what it is', async () => {
    const { shop, env, rig } = await scene();
    shop.fault({ kind: 'answer', status: 200, body: 'hello', headers: { 'content-type': 'image/png' } });
    const built = await rig.json(['build'], { env });
    const [, path = ''] = /What came is in (\S+)\.$/.exec(built.errors[0].hint) ?? [];
    expect(rig.read(path)).toBe('hello');
  });

  test('is not kept when it repeats the key', async () => {
    const { shop, env, rig } = await scene();
    shop.fault({
      kind: 'answer',
      status: 200,
      body: `key ${KEY}`,
      headers: { 'content-type': 'text/plain' },
    });
    const built = await rig.json(['build'], { env });
    expect(built.errors[0]).toMatchObject({ code: 'provider-bad-answer' });
    for (const path of rig.files(true)) expect(rig.read(path)).not.toContain(KEY);
  });

  test('several that were lost are listed with their advice given once', async () => {
    const { shop, env, rig } = await scene();
    for (const prompt of ['one', 'two', 'three']) {
      rig.write({ 'imagebuild.yaml': manifest(prompt) });
      shop.fault('cut=mid-body');
      await rig.run(['build'], { env });
    }
    rig.write({ 'imagebuild.yaml': manifest('four') });
    const { stderr } = await rig.run(['build'], { env });
    expect(stderr.match(/no usable answer came/g)).toHaveLength(3);
    expect(stderr.match(/takes it off the list/g)).toHaveLength(1);
  });
});
