import { rmSync } from 'node:fs';
import { join } from 'node:path';
import sharp from 'sharp';
import { describe, expect, test } from 'vitest';
import type { SiteManifest, SiteOutput } from '../../src/core/site-manifest.ts';
import { createRig, type Rig } from '../support/rig.ts';

/** Frames of 40 × 20 px, each of one colour. */
async function animation(format: 'gif' | 'webp', frames = 3): Promise<Buffer> {
  const height = 20 * frames;
  const data = Buffer.from(
    Array.from({ length: 40 * height }, (_, at) => [Math.floor(at / 800) * 80, 90, 200]).flat(),
  );
  const raw = { width: 40, height, channels: 3, pageHeight: 20 } as const;
  const delay = Array.from({ length: frames }, () => 100);
  return sharp(data, { raw })[format]({ delay }).toBuffer();
}

function project(output: string, master: Uint8Array, name: string): Rig {
  return createRig({
    'imagebuild.yaml': `
      version: 1
      site: { out_dir: art, manifest: art/images.json }
      defaults: { provider: file }
      outputs:
        main: ${output}
      assets:
        clip: { image: ./${name}, outputs: main }
    `,
    [name]: master,
  });
}

function published(rig: Rig): SiteOutput {
  const { images } = JSON.parse(rig.read('art/images.json')) as SiteManifest;
  const output = images.clip?.outputs.main;
  if (output === undefined) throw new Error('nothing was published');
  return output;
}

/** Media types of all that a browser is offered, in order. */
const offered = ({ sources, src }: SiteOutput) => [...sources.map(({ type }) => type), src.split('.').at(-1)];

const codes = (document: { readonly warnings: readonly { readonly code: string }[] }) =>
  document.warnings.map(({ code }) => code).filter((code) => code === 'still-formats');

describe('an animation in a picture element', () => {
  test.each([
    ['{ widths: [20], formats: [avif, webp, gif] }', 'gif', ['image/webp', 'gif']],
    ['{ widths: [20], formats: [avif, webp, jpeg] }', 'webp', ['webp']],
    ['{ widths: [20], formats: [webp, jpeg], keep: smallest }', 'gif', ['webp']],
    [
      '{ widths: [20], formats: [avif, gif], media: { "(max-width: 9px)": { widths: [10] } } }',
      'gif',
      ['image/gif', 'gif'],
    ],
  ] as const)('is never hidden behind a still: %s of a %s', async (output, format, types) => {
    const rig = project(output, await animation(format), `clip.${format}`);
    expect(codes(await rig.json(['plan']))).toEqual(['still-formats']);
    expect(codes(await rig.json(['build']))).toEqual(['still-formats']);
    expect(offered(published(rig))).toEqual(types);
    const manifest = rig.read('art/images.json');
    rmSync(join(rig.folder, '.imagebuild/cache'), { recursive: true });
    expect((await rig.json(['build'])).counts.rendered).toBe(0);
    expect(rig.read('art/images.json')).toBe(manifest);
  });

  test.each([
    ['{ widths: [20], formats: [avif, webp, gif] }', 1, ['image/avif', 'image/webp', 'gif']],
    ['{ widths: [20], formats: [avif, jpeg] }', 3, ['image/avif', 'jpg']],
    ['{ widths: [20], formats: [webp, gif] }', 3, ['image/webp', 'gif']],
  ] as const)('is no matter where nothing moves, or everything: %s of %i', async (output, frames, types) => {
    const rig = project(output, await animation('gif', frames), 'clip.gif');
    expect(codes(await rig.json(['build']))).toEqual([]);
    expect(offered(published(rig))).toEqual(types);
  });
});
