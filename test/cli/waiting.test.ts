import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify, stripVTControlCharacters } from 'node:util';
import { describe, expect, test } from 'vitest';
import { KEY, ledger, openShop, pending } from '../support/cli.ts';
import { BIN, createRig, type Rig } from '../support/rig.ts';

const NAMES = Array.from({ length: 30 }, (_, at) => `animal-${String(at + 1).padStart(2, '0')}`);

function manifest(names: readonly string[], limits = ''): string {
  return `
    version: 1
    site: { out_dir: public/art }
    defaults: { provider: stability, model: sd3.5-flash, seed: 42, outputs: [small] }
    outputs: { small: { widths: [32], formats: [webp] } }
    providers: { stability: { type: stability${limits} } }
    assets:
${names.map((name) => `      ${name}: { prompt: a ${name} }`).join('\n')}
  `;
}

function animals(count: number, limits = ''): Rig {
  return createRig({ 'imagebuild.yaml': manifest(NAMES.slice(0, count), limits) });
}

/** What a JSON Lines reporter has printed. */
function eventsOf(stdout: string): { [name: string]: unknown }[] {
  return stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
}

describe('What is waited for is told', () => {
  test('a rate limit: for how long, and how much of the window is used; once, and its end', async () => {
    const shop = await openShop();
    const rig = animals(4, ', limits: { requests: 2, per: 4s, concurrency: 4 }');
    const plain = await rig.run(['build'], { env: shop.env });
    expect(plain.exitCode, plain.stderr).toBe(0);
    const told = /rate limit of 127\.0\.0\.1:\d+: waiting \d s, 2 of 2 requests in this window/g;
    expect(plain.stderr.match(told), plain.stderr).toHaveLength(1);
    const other = animals(4, ', limits: { requests: 2, per: 4s, concurrency: 4 }');
    const { stdout } = await other.run(['build', '--reporter', 'jsonl'], { env: shop.env });
    const events = eventsOf(stdout);
    const waiting = events.filter(({ type }) => type === 'waiting');
    expect(waiting).toHaveLength(2);
    for (const event of waiting) {
      expect(event).toMatchObject({ reason: 'rate-limit', sent: 2, requests: 2, per: 4000 });
      const over = events.filter(({ type, target }) => type === 'waited' && target === event.target);
      expect(over).toMatchObject([{ reason: 'rate-limit', durationMs: expect.any(Number) }]);
    }
  });

  test('a rate limit that the server tells of', async () => {
    const shop = await openShop();
    shop.fault({ kind: 'rate-limited', retryAfter: '1' });
    const rig = animals(1);
    const { stderr, exitCode } = await rig.run(['build'], { env: shop.env });
    expect(exitCode, stderr).toBe(0);
    expect(stderr).toMatch(/rate limit of \S+: waiting 1 s, 1 of 150 requests in this window/);
  });

  test('a server in trouble, with the number of the attempt', async () => {
    const shop = await openShop();
    shop.fault({ kind: 'gateway-page', status: 503 });
    const { stderr, exitCode } = await animals(1).run(['build', '--reporter', 'github'], { env: shop.env });
    expect(exitCode, stderr).toBe(0);
    expect(stderr).toMatch(/answered with status 503; trying again in 1 s \(2 of 4\)/);
  });

  test('no network, in the live lines as well', async () => {
    const rig = animals(1);
    const { CI: _, ...rest } = process.env;
    const env = { ...rest, TERM: 'xterm', STABILITY_API_HOST: 'http://127.0.0.1:1', STABILITY_API_KEY: KEY };
    const helper = fileURLToPath(new URL('../support/pseudo-terminal.py', import.meta.url));
    const words = [helper, '120', 'both', process.execPath, BIN, 'build'];
    const { stdout } = await promisify(execFile)('python3', words, { cwd: rig.folder, env });
    const { code, out } = JSON.parse(stdout);
    expect(code).toBe(5);
    const text = stripVTControlCharacters(out);
    expect(text).toMatch(/no answer from 127\.0\.0\.1:1 \(ECONNREFUSED\); trying again in 1 s \(2 of 4\)/);
    expect(text).toMatch(/trying again in \d s \(4 of 4\)/);
  });

  test('an answer that does not come for 20 seconds', async () => {
    const shop = await openShop();
    shop.fault({ kind: 'slow', milliseconds: 21_500 });
    const running = animals(1).start(['build'], { env: shop.env });
    await running.saw(/still waiting for an answer about animal-01 \(20 s\)/);
    expect((await running.ended).exitCode).toBe(0);
  });
});

describe('What is the trouble of a provider is told once, and nobody else is asked for', () => {
  test.each([
    ['nothing more', []],
    ['--keep-going', ['--keep-going']],
  ])('a missing key, also with %s', async (_, flags) => {
    const rig = animals(30);
    const words =
      'STABILITY_API_KEY is not set, so 30 targets could not be made: animal-01, animal-02, animal-03 and 27 more';
    const failed = await rig.json(['build', ...flags]);
    expect(failed).toMatchObject({ exitCode: 5, counts: { targets: 30, failed: 1 } });
    expect(failed.errors).toMatchObject([{ code: 'provider-unauthorized', file: 'imagebuild.yaml' }]);
    expect(failed.errors[0].message).toContain(words);
    expect(failed.notBegun).toEqual(NAMES.slice(1));
    const plain = await rig.run(['build', ...flags]);
    expect(plain.stderr.match(/STABILITY_API_KEY is not set/g)).toHaveLength(1);
    expect(plain.stderr).toMatch(/30 targets: 1 failed, 29 not begun/);
    expect(plain.stderr).toContain('Not begun: animal-02, animal-03, animal-04 and 26 more.');
    const github = await rig.run(['build', ...flags, '--reporter', 'github']);
    expect(github.stdout.match(/^::error .*$/gm)).toHaveLength(1);
    expect(github.stdout).toContain(words);
    const junit = await rig.run(['build', ...flags, '--reporter', 'junit']);
    expect(junit.stdout.match(/<failure /g)).toHaveLength(1);
    expect(junit.stdout.match(/<skipped /g)).toHaveLength(29);
    expect(junit.stdout).toContain('skipped="29"');
  });

  test.each([
    ['a key that is refused', 401, 'provider-unauthorized'],
    ['an empty account', 402, 'provider-out-of-credits'],
  ] as const)('%s', async (_, status, code) => {
    const shop = await openShop();
    shop.fault({ kind: 'refuse', status }, 30);
    const rig = animals(30, ', limits: { requests: 150, per: 10s, concurrency: 2 }');
    const failed = await rig.json(['build', '--keep-going'], { env: shop.env });
    expect(failed).toMatchObject({ exitCode: 5, errors: [{ code }] });
    expect(failed.errors[0].message).toContain('30 targets could not be made');
    expect(shop.orders().length).toBeLessThanOrEqual(2);
    expect(pending(rig)).toEqual([]);
    expect(ledger(rig).every(({ charged }) => charged === 'no')).toBe(true);
  });

  test('a host that is not there', async () => {
    const rig = animals(30);
    const env = { STABILITY_API_HOST: 'http://127.0.0.1:1', STABILITY_API_KEY: KEY };
    const failed = await rig.json(['build', '--keep-going'], { env });
    expect(failed).toMatchObject({ exitCode: 5, errors: [{ code: 'provider-unavailable' }] });
    expect(failed.errors[0].message).toMatch(
      /could not connect to 127\.0\.0\.1:1 .*30 targets could not be made/,
    );
    expect(failed.notBegun).toHaveLength(29);
  });

  test('and what is about one target stays its own', async () => {
    const shop = await openShop();
    shop.fault({ kind: 'refuse', status: 400 }, 2);
    const failed = await animals(4).json(['build', '--keep-going'], { env: shop.env });
    expect(failed).toMatchObject({ exitCode: 5, counts: { failed: 2, generated: 2 } });
    expect(failed.errors).toHaveLength(2);
    expect(failed.notBegun).toBeUndefined();
  });
});
