import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { readEmulatorConfig } from '../../src/emulator/index.ts';
import { createRig } from '../support/rig.ts';

describe('imagebuild emulator', () => {
  test('says where it listens and ends cleanly', async () => {
    const running = createRig().start(['emulator', '--port', '0']);
    await running.saw(/Ctrl-C ends/);
    running.process.kill('SIGINT');
    const { exitCode, stderr, stdout } = await running.ended;
    expect([exitCode, stdout]).toEqual([0, '']);
    expect(stderr).toMatch(/^ {2}export STABILITY_API_HOST=http:\/\/127\.0\.0\.1:\d+$/m);
    expect(stderr).toMatch(/^ {2}export STABILITY_API_KEY=sk-emulator$/m);
  });

  test('--json prints one line, and flags say how it behaves', async () => {
    const rig = createRig({
      'emulator.yaml': 'keys: { sk-from-file: 1 }\nlimit: { requests: 2, per: 10s, penalty: 60s }',
    });
    const running = rig.start([
      ...[
        'emulator',
        '--port',
        '0',
        '--json',
        '--settings',
        'emulator.yaml',
        '--key',
        'sk-my-own-key=12.5',
        '--refuse',
        'cheese',
        '--cors',
        'http://localhost:5173',
      ],
    ]);
    let text = '';
    running.process.stdout?.on('data', (data: Buffer) => {
      text += data.toString();
    });
    await running.saw(/\n/);
    const { url } = JSON.parse(text);
    const balance = await fetch(`${url}/v1/user/balance`, {
      headers: { authorization: 'Bearer sk-my-own-key' },
    });
    expect(await balance.json()).toEqual({ credits: 12.5 });
    const form = new FormData();
    form.append('prompt', 'a cheese');
    const ask = () =>
      fetch(`${url}/v2beta/stable-image/generate/core`, {
        method: 'POST',
        body: form,
        headers: { authorization: 'sk-my-own-key' },
      });
    expect([(await ask()).status, (await ask()).status]).toEqual([403, 429]);
    const page = await fetch(url, { headers: { origin: 'http://localhost:5173' } });
    const read = await fetch(`${url}/v1/user/balance`, { headers: { origin: 'http://localhost:5173' } });
    expect([page, read].map(({ headers }) => headers.get('access-control-allow-origin'))).toEqual([
      null,
      'http://localhost:5173',
    ]);
    running.process.kill('SIGTERM');
    const { exitCode, stderr, stdout } = await running.ended;
    expect([exitCode, stdout.split('\n').length]).toEqual([0, 2]);
    expect(stdout + stderr).not.toContain('sk-my-own-key');
  });

  test.each([
    [['--port', '70000'], 3],
    [['--key', 'sk-a'], 3],
    [['--rate', '150'], 3],
    [['--latency', 'soon'], 3],
    [['--cors', 'localhost:5173'], 3],
    [['--cors', 'http://localhost:5173/app'], 3],
    [['--settings', 'missing.yaml'], 3],
    [['--settings', 'wrong.yaml'], 3],
  ])('%s is refused', async (args, exitCode) => {
    const rig = createRig({ 'wrong.yaml': 'keys: 5' });
    const ended = await rig.run(['emulator', ...args]);
    expect(ended.exitCode).toBe(exitCode);
  });

  test('a port that is taken is told', async () => {
    const rig = createRig();
    const first = rig.start(['emulator', '--port', '0', '--json']);
    let text = '';
    first.process.stdout?.on('data', (data: Buffer) => {
      text += data.toString();
    });
    await first.saw(/\n/);
    const { port } = new URL(JSON.parse(text).url);
    const second = await rig.run(['emulator', '--port', port]);
    expect([second.exitCode, second.stderr]).toEqual([1, expect.stringContaining('the port is taken')]);
    first.process.kill('SIGINT');
    await first.ended;
  });
});

test('the settings file of docs/emulator.md is read as it stands', () => {
  const page = readFileSync(new URL('../../docs/emulator.md', import.meta.url), 'utf8');
  const [, text = ''] = /<!-- settings file -->\n```yaml\n([\s\S]*?)```/.exec(page) ?? [];
  expect(readEmulatorConfig(text)).toMatchObject({ ok: true, options: { port: 8757, jobLife: 86_400_000 } });
});
