import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { request } from 'node:http';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { describe, expect, onTestFinished, test } from 'vitest';
import { serveStudio } from '../../src/studio/server.ts';
import type { Message } from '../../src/studio/shapes.ts';
import type { Studio } from '../../src/studio/studio.ts';
import { gate, openShop } from '../support/cli.ts';
import { createRig } from '../support/rig.ts';
import { type OpenedStudio, runStudio } from '../support/studio.ts';

const MANIFEST = `
  version: 1
  site: { out_dir: art }
  defaults: { provider: procedural, outputs: { widths: [64], formats: [png] }, params: { width: 128, height: 128 } }
  assets:
    owl: { seed: 5, prompt: an owl }
`;

async function open(): Promise<{ studio: OpenedStudio; rig: ReturnType<typeof createRig> }> {
  const rig = createRig({ 'imagebuild.yaml': MANIFEST, 'secret.txt': 'nobody may read this' });
  await rig.run(['build']);
  const studio = await runStudio(rig);
  await expect.poll(async () => (await studio.get('/api/board')).tiles.length).toBe(1);
  return { studio, rig };
}

/** With headers that fetch does not let us choose, and a path that it would tidy up. */
function raw(
  url: string,
  path: string,
  headers: { [name: string]: string } = {},
): Promise<{ status: number; body: string }> {
  const { hostname, port } = new URL(url);
  return new Promise((resolve, reject) => {
    request({ hostname, port, path, headers }, (response) => {
      let body = '';
      response.setEncoding('utf8').on('data', (text: string) => {
        body += text;
      });
      response.on('end', () => resolve({ status: response.statusCode ?? 0, body }));
    })
      .on('error', reject)
      .end();
  });
}

describe('the studio as a server', () => {
  test('answers under its own address only, and says no word of what it has otherwise', async () => {
    const { studio } = await open();
    const { port } = new URL(studio.url);
    expect((await raw(studio.url, '/api/board', { host: `rebound.example:${port}` })).status).toBe(403);
    const led = await raw(studio.url, '/api/board', { host: 'rebound.example' });
    expect(led.body).not.toContain('owl');
    expect((await raw(studio.url, '/api/board', { host: `localhost:${port}` })).status).toBe(200);
  });

  test('changes nothing for other sites, nor without the token', async () => {
    const { studio, rig } = await open();
    const before = [rig.read('imagebuild.yaml'), rig.read('imagebuild.lock')];
    const act = { input: { id: 'owl', agreed: true }, confirmed: 100 };
    for (const [headers, status] of [
      [{ origin: 'http://evil.example' }, 403],
      [{ 'x-imagebuild-token': '' }, 403],
      [{ 'x-imagebuild-token': studio.token.slice(1) }, 403],
      [{ 'content-type': 'text/plain' }, 415],
    ] as const)
      expect((await studio.post('/api/actions/reroll', act, headers)).status).toBe(status);
    expect((await studio.post('/api/spending', { limit: 50 }, { 'x-imagebuild-token': 'x' })).status).toBe(
      403,
    );
    expect((await studio.get('/api/board')).spending.limit).toBeNull();
    expect([rig.read('imagebuild.yaml'), rig.read('imagebuild.lock')]).toEqual(before);
    expect((await studio.post('/api/actions/reroll', act)).status).toBe(200);
    expect(rig.read('imagebuild.yaml')).not.toBe(before[0]);
  });

  test('buys no more than was confirmed, and no more than the limit of the session', async () => {
    const shop = await openShop();
    const rig = createRig({
      'imagebuild.yaml': `
        version: 1
        defaults: { provider: stability, model: core, outputs: { formats: [png] } }
        assets:
          owl: { seed: 5, prompt: an owl }
          elk: { seed: 6, prompt: an elk }
      `,
    });
    const studio = await runStudio(rig, [], { env: shop.env });
    await expect.poll(async () => (await studio.get('/api/board')).tiles.length).toBe(2);
    const build = async (patterns: string[], confirmed?: number) => {
      const response = await studio.post('/api/actions/build', { input: { patterns }, confirmed });
      const { problems = [] } = (await response.json()) as { problems?: { code: string }[] };
      return [response.status, ...problems.map(({ code }) => code)];
    };
    expect(await build(['owl'])).toEqual([409, 'spending-held']);
    expect(await build(['owl'], 2.9)).toEqual([409, 'spending-held']);
    expect(await build(['owl'], Number.NaN)).toEqual([409, 'spending-held']);
    expect(shop.orders()).toEqual([]);
    expect(await build(['owl'], 100)).toEqual([200]);
    expect(shop.charged()).toBe(3);
    // What one wants to spend on everything at once does not fit, and nothing is bought by halves.
    expect((await studio.post('/api/spending', { limit: 4 })).status).toBe(200);
    expect(await build(['elk'], 100)).toEqual([409, 'over-budget']);
    expect(shop.charged()).toBe(3);
    expect((await studio.get('/api/board')).spending).toEqual({ limit: 4, spent: 3 });
  });

  test('buys nothing more for an action that is under way when spending is held', async () => {
    const door = gate();
    const shop = await openShop({
      observe: (moment) => (moment === 'charged' ? door.opened : undefined),
    });
    const rig = createRig({
      'imagebuild.yaml': `
        version: 1
        providers: { stability: { type: stability, limits: { concurrency: 1 } } }
        defaults: { provider: stability, model: core, outputs: { formats: [png] } }
        assets:
          owl: { seed: 5, prompt: an owl }
      `,
    });
    const studio = await runStudio(rig, [], { env: shop.env });
    await expect.poll(async () => (await studio.get('/api/board')).tiles.length).toBe(1);
    const input = { id: 'owl', seeds: 3, axes: [] };
    const explored = studio.post('/api/actions/explore', { input, confirmed: 9 });
    await expect.poll(() => shop.orders().length).toBe(1);
    expect((await studio.get('/api/board')).spending.spent).toBe(3);
    await studio.post('/api/spending', { limit: null });
    door.open();
    expect(await (await explored).json()).toMatchObject({ ok: true });
    expect(shop.charged()).toBe(3);
    expect((await studio.get('/api/board')).spending).toEqual({ limit: null, spent: 3 });
    expect(
      (await studio.get('/api/targets/owl')).explored.filter((cell: object) => 'picture' in cell),
    ).toHaveLength(1);
  });

  test('says what is wrong, and where, when something is asked for while there is no sound manifest', async () => {
    const rig = createRig({ 'imagebuild.yaml': 'version: 1\nassets:\n  owl: { prompt: [] }\n' });
    const studio = await runStudio(rig);
    await expect.poll(async () => (await studio.get('/api/board')).problems.length).toBeGreaterThan(0);
    const answer = await studio.post('/api/actions/build', { input: { patterns: [] } });
    expect(answer.status).toBe(409);
    const { problems } = (await answer.json()) as { problems: { location?: object }[] };
    expect(problems[0]?.location).toMatchObject({ file: 'imagebuild.yaml', line: 3 });
  });

  test('has no dry run: it would build', async () => {
    const rig = createRig({ 'imagebuild.yaml': MANIFEST });
    const refused = await rig.json(['studio', '--port', '0', '--dry-run', '--max-cost', '3']);
    expect([refused.exitCode, refused.errors[0].code]).toEqual([3, 'usage']);
    expect(rig.files()).toEqual(['imagebuild.yaml']);
  });

  test('serves the files that it publishes, and no other', async () => {
    const { studio, rig } = await open();
    const { files } = await studio.get('/api/targets/owl');
    const served = Buffer.from(await (await fetch(studio.url + files[0].href)).arrayBuffer());
    expect(served.equals(rig.bytes(files[0].path))).toBe(true);
    for (const path of [
      '/files/secret.txt',
      '/files/imagebuild.yaml',
      '/files/art/../secret.txt',
      '/files/art/%2e%2e/secret.txt',
      '/files/art%2f..%2fsecret.txt',
      '/files/..%2f..%2f..%2fetc/passwd',
      '/files//etc/passwd',
      '/files/%00',
      '/files/%',
      '//',
      '/../secret.txt',
      '/studio.js/../../package.json',
    ]) {
      const { status, body } = await raw(studio.url, path);
      expect([path, status]).toEqual([path, 404]);
      expect(body).not.toContain('nobody may');
    }
  });

  test('marks what stands out once it is measured, and shows everything before', async () => {
    const rig = createRig({
      'imagebuild.yaml': `
        version: 1
        defaults: { provider: procedural, params: { width: 256, height: 256 }, outputs: { widths: [64] } }
        assets:
          fox:
            seed: 42
            prompt: a fox
            scenes:
              running: running through a forest
              waving: waving on a mountain path
              jumping: jumping over flowers in a meadow, deep night, moonlit
      `,
    });
    await rig.run(['build']);
    const studio = await runStudio(rig);
    const marks = async () =>
      (await studio.get('/api/board')).tiles.map(({ id, marks }: { id: string; marks: string[] }) => [
        id,
        ...marks,
      ]);
    await expect.poll(marks).toEqual([['fox/running'], ['fox/waving'], ['fox/jumping', 'outlier']]);
    // What is known is there at the first look of the next session.
    await studio.end();
    const again = await runStudio(rig);
    await expect.poll(async () => (await again.get('/api/board')).tiles.length).toBe(3);
    expect((await again.get('/api/board')).tiles[2].marks).toEqual(['outlier']);
  });

  test('follows no link out of what was published, neither of a file nor of its folder', async () => {
    const { studio, rig } = await open();
    // A round that was still under way would put the file back.
    await expect.poll(async () => (await studio.get('/api/board')).activity.phase).toBe('waiting');
    const outside = mkdtempSync(join(tmpdir(), 'imagebuild-outside-'));
    onTestFinished(() => rmSync(outside, { recursive: true }));
    writeFileSync(join(outside, 'owl-64.png'), 'a secret of another place');
    rig.remove('art/owl-64.png');
    symlinkSync(join(outside, 'owl-64.png'), join(rig.folder, 'art/owl-64.png'));
    expect((await raw(studio.url, '/files/art/owl-64.png')).status).toBe(404);
    rig.remove('art');
    symlinkSync(outside, join(rig.folder, 'art'));
    expect((await raw(studio.url, '/files/art/owl-64.png')).status).toBe(404);
  });

  test('lets no picture run anything: an SVG is a document, too', async () => {
    const { studio } = await open();
    const digest = (await studio.get('/api/board')).tiles[0].picture.digest.slice('sha256:'.length);
    for (const path of ['/files/art/owl-64.png', `/pictures/${digest}`, `/pictures/${digest}?width=320`]) {
      const { headers } = await fetch(studio.url + path);
      expect(headers.get('content-security-policy'), path).toMatch(/^sandbox; default-src 'none';/);
    }
  });

  test('shows a picture also where its preview cannot be kept', async () => {
    const { studio, rig } = await open();
    const digest = (await studio.get('/api/board')).tiles[0].picture.digest.slice('sha256:'.length);
    rig.remove('.imagebuild/cache/renditions');
    rig.write({ '.imagebuild/cache/renditions': 'in the way' });
    expect((await fetch(`${studio.url}/pictures/${digest}?width=640`)).status).toBe(200);
  });

  test('hangs up on those who do not listen, instead of remembering all that they miss', async () => {
    const listeners = new Set<(message: Message) => void>();
    const studio = {
      board: () => ({ revision: 0 }),
      subscribe(listener: (message: Message) => void) {
        listeners.add(listener);
        return () => void listeners.delete(listener);
      },
    };
    const served = await serveStudio(studio as unknown as Studio, 0, 'token');
    onTestFinished(() => served.close());
    const { hostname, port, host } = new URL(served.url);
    const deaf = connect(Number(port), hostname).pause();
    onTestFinished(() => void deaf.destroy());
    deaf.on('error', () => {}).write(`GET /events HTTP/1.1\r\nhost: ${host}\r\n\r\n`);
    await expect.poll(() => listeners.size).toBe(1);
    const problems = [{ code: 'x', severity: 'error', message: 'a'.repeat(1 << 20) } as const];
    for (let told = 0; told < 64; told++) for (const tell of listeners) tell({ type: 'problems', problems });
    await expect.poll(() => listeners.size).toBe(0);
  });

  test('shows masters by digest, as they are and small', async () => {
    const { studio } = await open();
    const digest = (await studio.get('/api/board')).tiles[0].picture.digest.slice('sha256:'.length);
    const master = Buffer.from(await (await fetch(`${studio.url}/pictures/${digest}`)).arrayBuffer());
    expect(createHash('sha256').update(master).digest('hex')).toBe(digest);
    const response = await fetch(`${studio.url}/pictures/${digest}?width=320`);
    expect(response.headers.get('content-type')).toBe('image/webp');
    const small = await sharp(Buffer.from(await response.arrayBuffer())).metadata();
    // Never enlarged.
    expect([small.format, small.width]).toEqual(['webp', 128]);
    for (const path of [`/pictures/${'0'.repeat(64)}`, `/pictures/${digest}x`, `/differences/${digest}/zz`])
      expect((await raw(studio.url, path)).status).toBe(404);
  });

  test('takes nothing that is no JSON, no known action, too long, or not what the action takes', async () => {
    const { studio } = await open();
    const answers = async (path: string, body: unknown) => {
      const response = await studio.post(path, body);
      return [response.status, JSON.stringify(await response.json())] as const;
    };
    expect((await answers('/api/actions/erase', {}))[1]).toContain('there is no action');
    expect((await answers('/api/actions/pin', { input: { id: 'owl', cell: '../1' } }))[1]).toContain('cell');
    expect((await answers('/api/actions/pin', { input: { id: 'elk', cell: 1, agreed: true } }))[1]).toContain(
      'there is no target',
    );
    expect((await answers('/api/actions/try', { input: { target: '../x', prompt: 'a' } }))[1]).toContain(
      'no name',
    );
    expect((await answers('/api/spending', { limit: 'all' }))[0]).toBe(409);
    expect((await answers('/api/spending', { limit: -1 }))[0]).toBe(409);
    expect((await answers('/api/actions/build', 'a'.repeat(300_000)))[0]).toBe(413);
    expect((await answers('/api/elsewhere', {}))[0]).toBe(404);
    for (const method of ['PUT', 'DELETE', 'OPTIONS'])
      expect((await fetch(`${studio.url}/api/board`, { method })).status).toBe(405);
    expect((await studio.get('/api/board')).tiles).toHaveLength(1);
  });

  test('lets nothing in from elsewhere and is put into no frame', async () => {
    const { studio } = await open();
    const { headers } = await fetch(studio.url);
    const policy = headers.get('content-security-policy') ?? '';
    expect(policy).toContain("default-src 'none'");
    expect(policy).toContain("frame-ancestors 'none'");
    expect(policy).not.toContain("script-src 'self' 'unsafe");
    expect(headers.get('x-content-type-options')).toBe('nosniff');
    expect(headers.get('access-control-allow-origin')).toBeNull();
  });

  test('does not wait for those who send slowly, and answers others meanwhile', async () => {
    const { studio } = await open();
    const { hostname, port } = new URL(studio.url);
    const slow = connect(Number(port), hostname);
    const closed = new Promise<void>((resolve) => slow.on('close', () => resolve()));
    slow.on('error', () => {}).resume();
    slow.write('POST /api/actions/build HTTP/1.1\r\nhost: 127.0.0.1\r\ncontent-le');
    expect((await studio.get('/api/board')).tiles).toHaveLength(1);
    await closed;
    expect((await studio.get('/api/board')).tiles).toHaveLength(1);
  });

  test('prints the token once, in the address, and nowhere else', async () => {
    const { studio, rig } = await open();
    await studio.end();
    for (const path of rig.files(true)) expect(rig.bytes(path).includes(studio.token), path).toBe(false);
  });
});
