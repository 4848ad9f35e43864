import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { decodeOutputs, gate, ledger, openShop, pending } from '../support/cli.ts';
import { BIN, createRig } from '../support/rig.ts';

const NAMES = ['ant', 'bee', 'cat', 'dog', 'eel', 'fox'];
const MANIFEST = `
  version: 1
  site: { out_dir: public/art, manifest: public/art/images.json }
  defaults:
    provider: stability
    model: sd3.5-flash
    seed: 42
    params: { output_format: jpeg }
    outputs: [small]
  outputs:
    small: { widths: [32], formats: [webp] }
  assets:
${NAMES.map((name) => `    ${name}: { prompt: a ${name} }`).join('\n')}
`;

/** A project whose first two requests are held, once they have arrived, until `answer` is called. */
async function shopThatHolds() {
  const both = gate();
  const release = gate();
  let arrived = 0;
  const shop = await openShop({
    async observe(moment) {
      if (moment !== 'arrived') return;
      arrived += 1;
      if (arrived === 2) both.open();
      if (arrived <= 2) await release.opened;
    },
  });
  const rig = createRig({ 'imagebuild.yaml': MANIFEST });
  return { rig, shop, arrived: both.opened, answer: release.open };
}

/** A build of which two requests have arrived and are held until `answer` is called. */
async function heldBuild(flags: readonly string[] = []) {
  const { rig, shop, arrived, answer } = await shopThatHolds();
  const running = rig.start(['build', '-j', '2', ...flags], { env: shop.env });
  await arrived;
  return { rig, shop, running, answer };
}

describe('Stopping a build', () => {
  test('a terminal that is closed loses no picture that was paid for', async () => {
    const { rig, shop, answer, arrived } = await shopThatHolds();
    const status = join(rig.folder, 'status');
    // Opens a terminal, runs the command in it, and closes it when told to.
    const program = `
import os, pty, sys
pid, terminal = pty.fork()
if pid == 0: os.execvp(sys.argv[2], sys.argv[2:])
sys.stdin.readline()
os.close(terminal)
_, ended = os.waitpid(pid, 0)
open(sys.argv[1], 'w').write(str(os.waitstatus_to_exitcode(ended)))
`;
    const terminal = spawn('python3', ['-c', program, status, process.execPath, BIN, 'build', '-j', '2'], {
      cwd: rig.folder,
      env: { ...process.env, ...shop.env, CI: '' },
      stdio: ['pipe', 'ignore', 'inherit'],
    });
    await arrived;
    terminal.stdin.write('close\n');
    // The command has heard of it before the pictures come.
    await new Promise((later) => setTimeout(later, 300));
    answer();
    await once(terminal, 'exit');
    expect(rig.read('status')).toBe('129');
    expect(shop.orders()).toHaveLength(2);
    expect(Object.keys(JSON.parse(rig.read('imagebuild.lock')).targets)).toHaveLength(2);
    expect(pending(rig)).toEqual([]);
  });

  test.each([
    ['SIGINT', 130],
    ['SIGTERM', 143],
    ['SIGHUP', 129],
  ] as const)('%s waits for what is in flight and saves it: exit %i', async (signal, exitCode) => {
    const { rig, shop, running, answer } = await heldBuild();
    running.process.kill(signal);
    await running.saw(/waiting for 2 paid requests in flight/);
    answer();
    const ended = await running.ended;
    expect({ exitCode: ended.exitCode, signal: ended.signal }, ended.stderr).toEqual({
      exitCode,
      signal: null,
    });
    expect(ended.stderr).toContain('Stopped, state saved.');
    expect(shop.orders()).toHaveLength(2);
    expect(Object.keys(JSON.parse(rig.read('imagebuild.lock')).targets)).toHaveLength(2);
    expect(await decodeOutputs(rig)).toBe(2);
    expect(pending(rig)).toEqual([]);
    expect(rig.exists('.imagebuild/process.lock')).toBe(false);

    const next = await rig.json(['build'], { env: shop.env });
    expect(next).toMatchObject({ exitCode: 0, counts: { generated: 4, reused: 2, unknown: 0 } });
    expect(
      shop
        .orders()
        .map(({ fields }) => fields.prompt)
        .sort(),
    ).toEqual(NAMES.map((name) => `a ${name}`));
  });

  test('what waits for its turn at a rate limit is not sent any more, and waited for by nobody', async () => {
    const { opened, open } = gate();
    const shop = await openShop({ observe: (moment) => (moment === 'answered' ? open() : undefined) });
    const slow =
      '  providers:\n    stability: { type: stability, limits: { requests: 1, per: 1h, concurrency: 6 } }\n';
    const rig = createRig({ 'imagebuild.yaml': `${MANIFEST}${slow}` });
    const running = rig.start(['build'], { env: shop.env });
    await opened;
    await running.saw(/ant .*1 file/);
    running.process.kill('SIGINT');
    const { exitCode, stderr } = await running.ended;
    expect(exitCode, stderr).toBe(130);
    expect(shop.orders()).toHaveLength(1);
    expect(pending(rig)).toEqual([]);
  });

  test('a failure lets nothing be sent that waits for its turn; --keep-going does', async () => {
    const shop = await openShop();
    const manifest = (per: string) =>
      `${MANIFEST}  providers:\n    stability: { type: stability, limits: { requests: 1, per: ${per}, concurrency: 6 } }\n`;
    const rig = createRig({ 'imagebuild.yaml': manifest('1h') });
    shop.fault({ kind: 'refuse', status: 400 });
    const failed = await rig.json(['build'], { env: shop.env });
    expect(failed).toMatchObject({ exitCode: 5, counts: { failed: 1, generated: 0 } });
    expect(shop.orders()).toHaveLength(1);
    rig.write({ 'imagebuild.yaml': manifest('50ms') });
    shop.fault({ kind: 'refuse', status: 400 });
    const went = await rig.json(['build', '-k'], { env: shop.env });
    expect(went).toMatchObject({ exitCode: 5, counts: { failed: 1, generated: 5 } });
  });

  test('the JSON document is complete when the build was stopped', async () => {
    const { shop, running, answer } = await heldBuild(['--json']);
    running.process.kill('SIGINT');
    await running.saw(/paid requests in flight/);
    answer();
    const { exitCode, stdout } = await running.ended;
    expect(exitCode).toBe(130);
    expect(JSON.parse(stdout)).toMatchObject({
      command: 'build',
      ok: false,
      exitCode: 130,
      counts: { targets: 6, generated: 2, failed: 0, unknown: 0 },
      cost: { spentCredits: 5, unknownCredits: 0, requests: 2 },
    });
    expect(shop.orders()).toHaveLength(2);
  });

  test('a second SIGINT gives up at once, and the outcome of what was in flight is unknown', async () => {
    const { rig, shop, running, answer } = await heldBuild();
    running.process.kill('SIGINT');
    await running.saw(/Once more to give up/);
    running.process.kill('SIGINT');
    const { exitCode, stderr } = await running.ended;
    expect(exitCode, stderr).toBe(130);
    expect(stderr).toContain('2 with unknown outcome');
    expect(
      pending(rig)
        .map(({ target }) => target)
        .sort(),
    ).toEqual(['ant', 'bee']);
    expect(ledger(rig).map(({ outcome, charged }) => `${outcome} ${charged}`)).toEqual([
      'unknown unknown',
      'unknown unknown',
    ]);
    answer();
    const next = await rig.json(['build', '-k'], { env: shop.env });
    expect(next).toMatchObject({ exitCode: 5, counts: { generated: 4, unknown: 2 } });
    expect(shop.orders()).toHaveLength(6);
    const retried = await rig.json(['build', '--retry-unknown'], { env: shop.env });
    expect(retried).toMatchObject({ exitCode: 0, counts: { generated: 2, reused: 4 } });
    expect(shop.orders()).toHaveLength(8);
  });

  test('requests that wait behind a rate limit are given up at once, for nothing was bought', async () => {
    const shop = await openShop();
    const rig = createRig({ 'imagebuild.yaml': MANIFEST });
    shop.fault({ kind: 'rate-limited', retryAfter: '60' }, 6);
    const running = rig.start(['build', '-j', '2', '--reporter', 'jsonl'], { env: shop.env });
    let [seen, quiet] = [0, 0];
    const answered = new Promise<void>((resolve) => {
      const timer = setInterval(() => {
        // One that is still under way has an unknown outcome, and rightly: nothing may be on its way any more.
        const orders = shop.orders();
        const settled = orders.length > 0 && orders.every(({ answered }) => answered);
        quiet = settled && orders.length === seen ? quiet + 1 : 0;
        seen = orders.length;
        if (quiet < 60) return;
        clearInterval(timer);
        resolve();
      }, 5);
    });
    await answered;
    running.process.kill('SIGINT');
    await running.saw(/"type":"stopping"/);
    running.process.kill('SIGINT');
    const { exitCode, stdout } = await running.ended;
    expect(exitCode).toBe(130);
    expect(JSON.parse(stdout.trim().split('\n').at(-1) ?? '')).toMatchObject({
      counts: { generated: 0, unknown: 0 },
      cost: { spentCredits: 0, unknownCredits: 0 },
    });
    expect(pending(rig)).toEqual([]);
  });
});
