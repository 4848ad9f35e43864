import { describe, expect, onTestFinished, test } from 'vitest';
import { startEmulator } from '../../src/emulator/index.ts';
import { KEY } from '../support/canary.ts';
import { createRig } from '../support/rig.ts';
import { picture } from '../support/stability-picture.ts';

const HEAD = `
version: 1
providers: { stability: { type: stability, poll: 20ms } }
defaults: { provider: stability, model: core, seed: 42, params: { output_format: jpeg }, outputs: [small] }
outputs: { small: { widths: [64], formats: [webp] } }
`;
const CHAIN = `${HEAD}
assets:
  fox: { prompt: a fox, model: sd3.5-flash }
  beach: { operation: replace-background, image: fox, params: { background_prompt: a beach } }
  wide: { operation: outpaint, image: beach, params: { left: 64 } }
  recolored: { operation: search-and-recolor, image: wide, prompt: a blue jacket, params: { select_prompt: jacket } }
  cut: { operation: remove-background, image: recolored, params: { output_format: png } }
`;

async function scene(manifest: string, files: { readonly [path: string]: string | Uint8Array } = {}) {
  const shop = await startEmulator({ pictures: 'plain', credits: { [KEY]: 1000 } });
  onTestFinished(() => shop.close());
  const env = { STABILITY_API_HOST: shop.url, STABILITY_API_KEY: KEY };
  return { shop, env, rig: createRig({ 'imagebuild.yaml': manifest, ...files }) };
}

describe('a chain of operations', () => {
  test('is planned with its whole price, built at that price, and left alone', async () => {
    const { rig, shop, env } = await scene(CHAIN);
    const planned = await rig.json(['plan']);
    const price = 2.5 + 8 + 4 + 5 + 5;
    expect(planned).toMatchObject({ exitCode: 0, cost: { estimatedCredits: price } });
    const waits = planned.targets.map(({ id, awaits }: { id: string; awaits?: string[] }) => [id, awaits]);
    expect(Object.fromEntries(waits)).toEqual({
      fox: undefined,
      beach: ['fox'],
      wide: ['beach'],
      recolored: ['wide'],
      cut: ['recolored'],
    });
    expect((await rig.run(['plan'])).stderr).toContain('once fox is made');
    const built = await rig.json(['build'], { env });
    expect(built).toMatchObject({ exitCode: 0, cost: { spentCredits: price, requests: 5 }, warnings: [] });
    expect(shop.balance()).toBe(1000 - price);
    expect((await rig.json(['build'], { env })).counts).toMatchObject({ reused: 5, generated: 0 });
  });
});

describe('input pictures in a plan', () => {
  test('that exist and are unsuitable end the build before anything is bought', async () => {
    const manifest = `${HEAD}\nassets:\n  fox: { prompt: a fox }\n  large: { operation: upscale, image: ./big.png }\n`;
    const { rig, shop, env } = await scene(manifest, { 'big.png': await picture('big', [1600, 400], 'png') });
    const told = await rig.json(['build'], { env });
    expect(told).toMatchObject({ exitCode: 3, errors: [{ code: 'unsuitable-input', line: 8 }] });
    expect(told.errors[0].message).toContain('at most 1536');
    expect(shop.journal).toEqual([]);
  });

  test('that will be too large are warned of, and cost nothing when it comes true', async () => {
    const manifest = `${HEAD}\nassets:\n  fox: { prompt: a fox }\n  large: { operation: upscale, image: fox }\n`;
    const { rig, shop, env } = await scene(manifest);
    const planned = await rig.json(['plan']);
    expect(planned.warnings).toMatchObject([{ code: 'unsuitable-input' }]);
    const built = await rig.json(['build'], { env });
    expect(built).toMatchObject({
      exitCode: 5,
      errors: [{ code: 'provider-rejected' }],
      cost: { spentCredits: 3 },
    });
    expect(built.errors[0].message).toContain('nothing was charged');
    expect(shop.journal.filter(({ method }) => method === 'POST')).toHaveLength(1);
  });

  test('deprecated and withdrawn models warn with what replaces them', async () => {
    const manifest = `${HEAD}\nassets:\n  old: { prompt: a fox, model: sd3-medium }\n  gone: { operation: upscale, model: esrgan-v1-x2plus, image: ./a.png }\n`;
    const { rig } = await scene(manifest, { 'a.png': await picture('a', [64, 64], 'png') });
    const { warnings } = await rig.json(['plan']);
    const messages = warnings.map(({ message }: { message: string }) => message).join('\n');
    expect(messages).toContain('use that name');
    expect(messages).toContain('use fast, conservative or creative');
  });
});
