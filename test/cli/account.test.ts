import { describe, expect, onTestFinished, test } from 'vitest';
import { startEmulator } from '../../src/emulator/index.ts';
import { SERVICES } from '../../src/providers/stability/capabilities.ts';
import { createRig } from '../support/rig.ts';

const KEY = 'sk-0123456789abcdef0123456789abcdef';
const MANIFEST = `
  version: 1
  defaults: { provider: stability, seed: 1 }
  assets: { fox: { prompt: a fox } }
`;

async function scene() {
  const shop = await startEmulator({ credits: { [KEY]: 12.5 } });
  onTestFinished(() => shop.close());
  const env = { STABILITY_API_HOST: shop.url, STABILITY_API_KEY: KEY };
  return { shop, env, rig: createRig({ 'imagebuild.yaml': MANIFEST }) };
}

describe('balance', () => {
  test('tells account, organizations and credits, and costs nothing', async () => {
    const { rig, shop, env } = await scene();
    const told = await rig.json(['balance'], { env });
    expect(told).toMatchObject({
      ok: true,
      exitCode: 0,
      accounts: [{ provider: 'stability', credits: 12.5 }],
    });
    expect(told.accounts[0].organizations.length).toBeGreaterThan(0);
    expect(told.accounts[0].engines).toContain('stable-diffusion-xl-1024-v1-0');
    const { stdout, exitCode } = await rig.run(['balance'], { env });
    expect(exitCode).toBe(0);
    expect(stdout).toContain('12.5 credits');
    expect(shop.journal.every(({ method }) => method === 'GET')).toBe(true);
    expect(shop.balance()).toBe(12.5);
    expect(rig.files()).toEqual(['imagebuild.yaml']);
  });

  test('works without a manifest', async () => {
    const { env } = await scene();
    expect((await createRig().json(['balance'], { env })).accounts).toMatchObject([{ credits: 12.5 }]);
  });

  test.each([
    ['a wrong key', { STABILITY_API_KEY: 'sk-wrong-0123456789abcdef' }, 'provider-unauthorized'],
    ['no key', { STABILITY_API_KEY: '' }, 'provider-unauthorized'],
    ['no server', { STABILITY_API_HOST: 'http://127.0.0.1:9' }, 'provider-unavailable'],
    ['a host without encryption', { STABILITY_API_HOST: 'http://example.com' }, 'provider-rejected'],
  ])('ends with 5 for %s, and never shows a key', async (_, changed, code) => {
    const { rig, env } = await scene();
    const options = { env: { ...env, ...changed } };
    const told = await rig.json(['balance'], options);
    expect(told).toMatchObject({ ok: false, exitCode: 5, accounts: [], errors: [{ code }] });
    const { stdout, stderr } = await rig.run(['balance', '--verbose'], options);
    for (const text of [stdout, stderr, JSON.stringify(told)]) expect(text).not.toMatch(/sk-[\w-]{8}/);
  });
});

describe('doctor', () => {
  const states = (checks: readonly { name: string; ok: boolean }[]) =>
    Object.fromEntries(checks.map(({ name, ok }) => [name, ok]));

  test('finds everything in order', async () => {
    const { rig, env } = await scene();
    const { checks, exitCode } = await rig.json(['doctor'], { env });
    expect(exitCode).toBe(0);
    expect(states(checks)).toEqual({
      node: true,
      sharp: true,
      manifest: true,
      'write permission': true,
      'disk space': true,
      masters: true,
      git: true,
      'stability: key': true,
      'stability: account': true,
      'stability: clock': true,
    });
  });

  test.each([
    ['no key', { STABILITY_API_KEY: '' }, 'stability: key'],
    ['a wrong key', { STABILITY_API_KEY: 'sk-wrong-0123456789abcdef' }, 'stability: account'],
    ['no server', { STABILITY_API_HOST: 'http://127.0.0.1:9' }, 'stability: account'],
  ])('says what to do about %s', async (_, changed, name) => {
    const { rig, env } = await scene();
    const { checks, exitCode } = await rig.json(['doctor'], { env: { ...env, ...changed } });
    expect(exitCode).toBe(1);
    const wrong = checks.filter(({ ok }: { ok: boolean }) => !ok);
    expect(wrong).toMatchObject([{ name, hint: expect.stringMatching(/\w/) }]);
    expect(JSON.stringify(checks)).not.toMatch(/sk-[\w-]{8}/);
  });

  test('needs no key where nothing costs credits, and tells of a broken manifest', async () => {
    const { rig } = await scene();
    rig.write({ 'imagebuild.yaml': 'version: 1\nassets: { fox: { seed: 1, prompt: a fox } }\n' });
    expect((await rig.json(['doctor'])).exitCode).toBe(0);
    rig.write({ 'imagebuild.yaml': 'version: 9\n' });
    const { checks, exitCode } = await rig.json(['doctor']);
    expect(exitCode).toBe(1);
    expect(states(checks).manifest).toBe(false);
  });
});

describe('models', () => {
  test('prints a line for every row of the table', async () => {
    const rig = createRig();
    const { stdout, exitCode } = await rig.run(['models', 'stability']);
    expect(exitCode).toBe(0);
    expect(stdout.trimEnd().split('\n')).toHaveLength(SERVICES.length + 2);
    const { models } = await rig.json(['models']);
    for (const { capability } of SERVICES) {
      const { operation, model } = capability;
      expect(models).toContainEqual(
        expect.objectContaining({ provider: 'stability', operation, model, credits: capability.price({}) }),
      );
    }
    expect(JSON.stringify(models)).toContain('Withdrawn by the vendor');
    expect((await rig.json(['models', 'stabilty'])).errors).toMatchObject([{ code: 'unknown-model' }]);
  });

  test('prints what a model or an operation takes', async () => {
    const rig = createRig();
    const { stdout } = await rig.run(['models', 'inpaint', 'stable-diffusion-xl-1024-v1-0']);
    for (const text of [
      /inpaint with stable-diffusion-xl-1024-v1-0/,
      /prompt +optional +at most 2,000 characters/,
      /seed +1 to 4294967294, or random/,
      /mask +picture, optional +as large as image/,
      /params\.mask_source +MASK_IMAGE_WHITE, MASK_IMAGE_BLACK, INIT_IMAGE_ALPHA/,
      /params\.samples +whole number from 1 to 10, 1 when absent +Pictures to ask for at once/,
      /params\.cfg_scale +number from 0 to 35, 7 when absent/,
    ])
      expect(stdout).toMatch(text);
    expect(stdout).not.toContain('creativity');
    const conservative = (await rig.run(['models', 'conservative'])).stdout;
    expect(conservative).toMatch(
      /image +picture, required +jpeg, png, webp; at least 64 pixels a side; 4,096 to 9,437,184 pixels in all; at most 2\.5 : 1/,
    );
    expect((await rig.json(['models', 'upscale'])).models).toHaveLength(5);
  });
});
