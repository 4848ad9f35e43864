import { describe, expect, test } from 'vitest';
import { edit, KEY, ledger, masters, openShop, pending, snapshot, sum } from '../support/cli.ts';
import { createRig, type Document, type Ended, type Rig } from '../support/rig.ts';

const MANIFEST = `
  version: 1
  site: { out_dir: public/art, manifest: public/art/images.json }
  defaults:
    provider: stability
    model: core
    seed: 42
    outputs: [small]
  outputs:
    small: { widths: [32], formats: [webp] }
  assets:
    fox: { prompt: a fox }
    owl: { prompt: an owl }
    eel: { prompt: an eel }
    bee: { prompt: a bee }
`;

function project(manifest = MANIFEST): Rig {
  return createRig({ 'imagebuild.yaml': manifest });
}

function withBudget(budget: string): string {
  return MANIFEST.replace('  defaults:', `  budget: ${budget}\n  defaults:`);
}

function codes({ errors }: Document): string[] {
  return errors.map(({ code }: Document) => code);
}

/** Every file of the project and everything that was printed, in search of a secret in any spelling. */
function expectNowhere(rig: Rig, secret: string, ...printed: Ended[]): void {
  const spellings = [
    secret,
    Buffer.from(secret).toString('base64').replace(/=+$/, ''),
    Buffer.from(`Bearer ${secret}`).toString('base64').replace(/=+$/, ''),
    encodeURIComponent(secret),
    Buffer.from(secret).toString('hex'),
  ];
  for (const spelling of spellings) {
    for (const path of rig.files(true)) expect(rig.bytes(path).includes(spelling), path).toBe(false);
    for (const { stdout, stderr } of printed) expect(stdout + stderr).not.toContain(spelling);
  }
}

describe('Money is safe', () => {
  test('the price is known before anything is spent, without a key', async () => {
    const rig = project();
    const { stderr } = await rig.run(['plan']);
    expect(stderr).toMatch(/\+ {2}fox {2}generate {2}3 credits {2}new/);
    expect(stderr).toContain('Plan: 4 to generate (12 credits), 0 up to date.');
    const plan = await rig.json(['plan']);
    expect(plan.cost).toEqual({ estimatedCredits: 12, spentCredits: 0, unknownCredits: 0, requests: 0 });
    expect(plan.targets.map(({ estimatedCredits }: Document) => estimatedCredits)).toEqual([3, 3, 3, 3]);
  });

  test.each([
    ['the budget of one run', withBudget('{ run: 11.9 }'), []],
    ['the budget of today', withBudget('{ day: 11 }'), []],
    ['the budget of this month', withBudget('{ month: 11 }'), []],
    ['--max-cost', MANIFEST, ['--max-cost', '11']],
  ])('%s is never exceeded: exit 4 and not one request', async (name, manifest, flags) => {
    const shop = await openShop();
    const rig = project(manifest);
    const document = await rig.json(['build', ...flags], { env: shop.env });
    expect(document).toMatchObject({ exitCode: 4, cost: { spentCredits: 0, requests: 0 } });
    expect(codes(document)).toEqual(['over-budget']);
    expect(document.errors[0].message).toContain('12 credits');
    expect(document.errors[0].message).toContain(name);
    expect(shop.journal).toEqual([]);
    expect(rig.files()).toEqual(['imagebuild.yaml']);
  });

  test('what was spent today counts against the budget of today', async () => {
    const shop = await openShop();
    const rig = project(withBudget('{ day: 13 }'));
    expect((await rig.run(['build'], { env: shop.env })).exitCode).toBe(0);
    edit(rig, 'imagebuild.yaml', 'a bee', 'a bumblebee');
    const document = await rig.json(['build'], { env: shop.env });
    expect(document.exitCode).toBe(4);
    expect(document.errors[0].message).toContain('allows 1');
    expect(shop.journal).toHaveLength(4);
  });

  test('a budget that is just enough is enough', async () => {
    const shop = await openShop();
    const rig = project(withBudget('{ run: 12, day: 12, month: 12 }'));
    const { exitCode, cost } = await rig.json(['build', '--max-cost', '12', '--max-images', '4'], {
      env: shop.env,
    });
    expect({ exitCode, spent: cost.spentCredits }).toEqual({ exitCode: 0, spent: 12 });
  });

  test('--max-images is exit 4 before the first request', async () => {
    const shop = await openShop();
    const document = await project().json(['build', '--max-images', '3'], { env: shop.env });
    expect(document.exitCode).toBe(4);
    expect(codes(document)).toEqual(['too-many-images']);
    expect(shop.journal).toEqual([]);
  });

  test('a protected picture is not replaced, unless --allow-protected says so', async () => {
    const shop = await openShop();
    const rig = project(MANIFEST.replace('{ prompt: a fox }', '{ prompt: a fox, protect: true }'));
    expect((await rig.run(['build'], { env: shop.env })).exitCode).toBe(0);
    edit(rig, 'imagebuild.yaml', 'a fox', 'a red fox');
    const before = snapshot(rig.folder);
    const refused = await rig.json(['build'], { env: shop.env });
    expect(refused.exitCode).toBe(3);
    expect(codes(refused)).toEqual(['protected']);
    expect(refused.errors[0]).toMatchObject({ target: 'fox' });
    expect(shop.journal).toHaveLength(4);
    expect(snapshot(rig.folder)).toEqual(before);
    expect((await rig.json(['build', '--force', 'fox'], { env: shop.env })).exitCode).toBe(3);
    const allowed = await rig.json(['build', '--allow-protected'], { env: shop.env });
    expect(allowed).toMatchObject({ exitCode: 0, counts: { generated: 1 } });
  });

  test('--offline asks nobody beyond this machine', async () => {
    const shop = await openShop();
    const rig = project();
    const document = await rig.json(['build', '--offline'], { env: shop.env });
    expect(document.exitCode).toBe(5);
    expect(codes(document)).toEqual(['offline']);
    expect(shop.journal).toEqual([]);
    expect((await rig.run(['build'], { env: shop.env })).exitCode).toBe(0);
    expect((await rig.run(['build', '--offline'])).exitCode).toBe(0);
  });

  test('an empty account stops the rest; what was paid is kept, locked and never bought again', async () => {
    const shop = await openShop({ credits: { [KEY]: 7 } });
    const rig = project();
    const document = await rig.json(['build', '-j', '1'], { env: shop.env });
    expect(document).toMatchObject({
      exitCode: 5,
      counts: { generated: 2, failed: 1 },
      cost: { spentCredits: 6, unknownCredits: 0, requests: 3 },
    });
    expect(codes(document)).toEqual(['provider-out-of-credits']);
    expect(shop.orders().map(({ status }) => status)).toEqual([200, 200, 402]);
    expect(Object.keys(JSON.parse(rig.read('imagebuild.lock')).targets)).toHaveLength(2);
    expect(rig.files().filter((path) => path.endsWith('.webp'))).toHaveLength(2);
    expect(pending(rig)).toEqual([]);

    const refilled = await openShop();
    const rest = await rig.json(['build'], { env: refilled.env });
    expect(rest).toMatchObject({ exitCode: 0, counts: { generated: 2, reused: 2 } });
    expect(refilled.orders()).toHaveLength(2);
  });

  test('a filtered picture is never a master, and is not asked for again without --force', async () => {
    const shop = await openShop();
    const rig = createRig({ 'imagebuild.yaml': MANIFEST.replace(/ {4}owl[\s\S]*$/, '') });
    shop.fault({ kind: 'filtered' });
    const refused = await rig.json(['build'], { env: shop.env });
    expect(refused).toMatchObject({ exitCode: 6, counts: { generated: 0, refused: 1 } });
    expect(codes(refused)).toEqual(['content-refused']);
    expect(refused.errors[0].target).toBe('fox');
    expect(masters(rig)).toEqual([]);
    expect(rig.exists('imagebuild.lock')).toBe(false);
    expect(sum(ledger(rig).map(({ credits }) => credits))).toBe(shop.charged());

    const again = await rig.json(['build'], { env: shop.env });
    expect(again.exitCode).toBe(6);
    expect(again.errors[0].hint).toContain('--force');
    expect(shop.orders()).toHaveLength(1);
    const forced = await rig.json(['build', '--force', 'fox'], { env: shop.env });
    expect(forced).toMatchObject({ exitCode: 0, counts: { generated: 1 } });
    expect(shop.orders()).toHaveLength(2);
  });

  test('a word that moderation declines is exit 6 and costs nothing', async () => {
    const shop = await openShop();
    const rig = project(MANIFEST.replace('a bee', 'a forbidden bee'));
    const document = await rig.json(['build', '-k'], { env: shop.env });
    expect(document).toMatchObject({
      exitCode: 6,
      counts: { generated: 3, refused: 1 },
      cost: { spentCredits: 9 },
    });
    expect(shop.charged()).toBe(9);
  });

  test('on_refusal: keep_last keeps the picture there was', async () => {
    const shop = await openShop();
    const rig = project(MANIFEST.replace('{ prompt: a fox }', '{ prompt: a fox, on_refusal: keep_last }'));
    expect((await rig.run(['build'], { env: shop.env })).exitCode).toBe(0);
    const entry = JSON.parse(rig.read('imagebuild.lock')).targets.fox;
    const bytes = rig.bytes('public/art/fox-32.webp');
    edit(rig, 'imagebuild.yaml', 'a fox', 'a forbidden fox');
    const document = await rig.json(['build'], { env: shop.env });
    expect(document).toMatchObject({ exitCode: 0, counts: { refused: 1, failed: 0 } });
    expect(document.warnings.map(({ code }: Document) => code)).toEqual(['content-refused', 'kept-last']);
    expect(rig.bytes('public/art/fox-32.webp')).toEqual(bytes);
    expect(JSON.parse(rig.read('imagebuild.lock')).targets.fox).toEqual(entry);
  });

  test('on_refusal: placeholder publishes a stand-in that the lock does not take for the real thing', async () => {
    const shop = await openShop();
    const rig = project(
      MANIFEST.replace('{ prompt: a fox }', '{ prompt: a forbidden fox, on_refusal: placeholder }'),
    );
    const document = await rig.json(['build'], { env: shop.env });
    expect(document).toMatchObject({ exitCode: 0, counts: { generated: 3, refused: 1 } });
    expect(document.warnings.map(({ code }: Document) => code)).toContain('stand-in');
    expect(rig.exists('public/art/fox-32.webp')).toBe(true);
    expect(Object.keys(JSON.parse(rig.read('public/art/images.json')).images)).toContain('fox');
    expect(Object.keys(JSON.parse(rig.read('imagebuild.lock')).targets)).not.toContain('fox');
    edit(rig, 'imagebuild.yaml', 'a forbidden fox', 'a fox');
    expect(await rig.json(['build'], { env: shop.env })).toMatchObject({
      exitCode: 0,
      counts: { generated: 1, reused: 3 },
    });
  });

  test('-k builds what does not depend on what failed; without it nothing new is begun', async () => {
    const shop = await openShop();
    const broken = { kind: 'answer', status: 500, body: { errors: ['out of order'] } } as const;
    const rig = project();
    shop.fault(broken);
    const stopped = await rig.json(['build', '-j', '1'], { env: shop.env });
    expect(stopped).toMatchObject({ exitCode: 5, counts: { generated: 0, failed: 1 } });
    expect(shop.orders()).toHaveLength(1);
    shop.fault(broken);
    const kept = await rig.json(['build', '-k', '-j', '1'], { env: shop.env });
    expect(kept).toMatchObject({ exitCode: 5, counts: { generated: 3, failed: 1 } });
    expect(shop.orders()).toHaveLength(5);
  });

  test('a rate limit is waited for, and costs nothing', async () => {
    const shop = await openShop();
    const rig = createRig({ 'imagebuild.yaml': MANIFEST.replace(/ {4}owl[\s\S]*$/, '') });
    shop.fault({ kind: 'rate-limited', retryAfter: '0' });
    const document = await rig.json(['build'], { env: shop.env });
    expect(document).toMatchObject({
      exitCode: 0,
      counts: { generated: 1 },
      cost: { spentCredits: 3, requests: 2 },
    });
    expect(ledger(rig)).toHaveLength(1);
  });

  test.each([
    ['lost before its headers', { kind: 'cut', at: 'before-headers' }],
    ['lost in its middle', { kind: 'cut', at: 'mid-body' }],
    ['answered by a gateway', { kind: 'gateway-page' }],
  ] as const)('a purchase whose answer was %s is unknown until --retry-unknown', async (_, fault) => {
    const shop = await openShop();
    const rig = createRig({ 'imagebuild.yaml': MANIFEST.replace(/ {4}owl[\s\S]*$/, '') });
    shop.fault(fault);
    const lost = await rig.json(['build'], { env: shop.env });
    expect(lost).toMatchObject({
      exitCode: 5,
      counts: { generated: 0, unknown: 1 },
      cost: { spentCredits: 0, unknownCredits: 3, requests: 1 },
    });
    expect(codes(lost)).toEqual(['outcome-unknown']);
    const again = await rig.json(['build'], { env: shop.env });
    expect(again).toMatchObject({ exitCode: 5, counts: { unknown: 1 }, cost: { requests: 0 } });
    expect(shop.orders()).toHaveLength(1);
    expect((await rig.json(['status'])).pending).toEqual(['fox']);
    const retried = await rig.json(['build', '--retry-unknown'], { env: shop.env });
    expect(retried).toMatchObject({ exitCode: 0, counts: { generated: 1 } });
    expect(shop.orders()).toHaveLength(2);
    expect(pending(rig)).toEqual([]);
  });

  test('a wrong key is exit 5, and the key that the server echoes is nowhere', async () => {
    const secret = 'sk-Zm9vYmFyc2VjcmV0LWtleS1vZi1hLXVzZXI';
    const shop = await openShop();
    const rig = project(MANIFEST.replace('model: core', 'model: stable-diffusion-xl-1024-v1-0'));
    const env = { ...shop.env, STABILITY_API_KEY: secret };
    const runs = [
      await rig.run(['build', '-k', '--verbose'], { env }),
      await rig.run(['build', '-k', '--json'], { env }),
      await rig.run(['build', '-k', '--reporter', 'jsonl'], { env }),
      await rig.run(['build', '-k', '--reporter', 'github'], { env }),
      await rig.run(['build', '-k', '--reporter', 'junit', '--out', 'report.xml'], { env }),
      await rig.run(['status', '--json'], { env }),
      await rig.run(['plan', '--json'], { env }),
    ];
    expect(runs.slice(0, 5).map(({ exitCode }) => exitCode)).toEqual([5, 5, 5, 5, 5]);
    expect(shop.orders().every(({ status, key }) => status === 401 && key === secret)).toBe(true);
    expect(shop.orders().length).toBeGreaterThan(4);
    expect(JSON.parse(runs[1]?.stdout ?? '').errors[0]).toMatchObject({ code: 'provider-unauthorized' });
    expectNowhere(rig, secret, ...runs);
  });

  test('the key is nowhere after a build that went well, and with --env-file it stays in that file', async () => {
    const secret = 'sk-Zm9vYmFyc2VjcmV0LWtleS1vZi1hLXVzZXI';
    const shop = await openShop({ credits: { [secret]: 100 } });
    const rig = project();
    rig.write({ 'keys.env': `STABILITY_API_KEY=${secret}\nSTABILITY_API_HOST=${shop.url}\n` });
    const runs = [
      await rig.run(['build', '--env-file', 'keys.env', '--json', '--verbose']),
      await rig.run(['build', '--env-file', 'keys.env', '--reporter', 'jsonl']),
    ];
    expect(runs.map(({ exitCode }) => exitCode)).toEqual([0, 0]);
    rig.remove('keys.env');
    expectNowhere(rig, secret, ...runs);
  });

  test('a key that came with --env-file and is echoed by the server is nowhere either', async () => {
    const secret = 'sk-Zm9vYmFyc2VjcmV0LWtleS1vZi1hLXVzZXI';
    const shop = await openShop();
    const rig = project(MANIFEST.replace('model: core', 'model: stable-diffusion-xl-1024-v1-0'));
    rig.write({ 'keys.env': `STABILITY_API_KEY=${secret}\nSTABILITY_API_HOST=${shop.url}\n` });
    const runs = [
      await rig.run(['build', '-k', '--env-file', 'keys.env', '--json', '--verbose']),
      await rig.run(['build', '-k', '--env-file', 'keys.env', '--reporter', 'jsonl']),
    ];
    expect(runs.map(({ exitCode }) => exitCode)).toEqual([5, 5]);
    rig.remove('keys.env');
    expectNowhere(rig, secret, ...runs);
  });

  test('without a key the build says which variable to set, once it wants to buy', async () => {
    const shop = await openShop();
    const rig = project();
    const { STABILITY_API_KEY: _, ...env } = shop.env;
    const document = await rig.json(['build'], { env });
    expect(document).toMatchObject({ exitCode: 5, cost: { requests: 0, spentCredits: 0 } });
    expect(document.errors[0]).toMatchObject({ code: 'provider-unauthorized' });
    expect(document.errors[0].message).toContain('STABILITY_API_KEY is not set');
    expect(shop.journal).toEqual([]);
  });

  test('the ledger adds up to what the server has charged', async () => {
    const shop = await openShop();
    const rig = project();
    shop.fault({ kind: 'filtered' });
    shop.fault({ kind: 'cut', at: 'mid-body' });
    await rig.run(['build', '-k'], { env: shop.env });
    await rig.run(['build', '-k', '--retry-unknown'], { env: shop.env });
    await rig.run(['build', '--force', '*', '-k'], { env: shop.env });
    expect(shop.charged()).toBeGreaterThan(12);
    const taken = ledger(rig).filter(({ charged }) => charged !== 'no');
    expect(sum(taken.map(({ credits }) => credits))).toBe(shop.charged());
    const { spent } = await rig.json(['status']);
    expect(spent).toEqual({ day: shop.charged(), month: shop.charged() });
  });
});
