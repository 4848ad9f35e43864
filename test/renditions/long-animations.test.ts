import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import sharp from 'sharp';
import { describe, expect, test, vi } from 'vitest';
import { createRig, type Rig } from '../support/rig.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { rendered } from './pictures.ts';

const SIDE = 1000;

/** One more frame than fits into what is held in memory at once. */
const FRAMES = 18;

type Pixel = readonly [number, number, number, number];

const CLEAR: Pixel = [0, 0, 0, 0];
const GROUND: Pixel = [250, 250, 250, 255];

/** Of each frame the color of a square at a place of its own. */
const squareOf = (frame: number): Pixel => [frame * 10, 255 - frame * 10, 77, 255];

async function squares(ground: Pixel): Promise<Buffer> {
  const frame = SIDE * SIDE * 4;
  const data = Buffer.alloc(frame * FRAMES, Buffer.from(ground));
  for (let index = 0; index < FRAMES; index++)
    for (let y = 0; y < 100; y++) {
      const at = index * frame + ((100 + y) * SIDE + index * 50) * 4;
      data.fill(Buffer.from(squareOf(index)), at, at + 100 * 4);
    }
  const raw = { width: SIDE, height: SIDE * FRAMES, channels: 4, pageHeight: SIDE } as const;
  const delay = Array.from({ length: FRAMES }, (_, index) => 50 + index);
  return sharp(data, { raw }).webp({ lossless: true, effort: 0, delay, loop: 3 }).toBuffer();
}

describe('an animation that is too long for the memory', () => {
  test.each([
    ['opaque', GROUND],
    ['with transparency', CLEAR],
  ] as const)('has the same frames and timing, %s', async (_, ground) => {
    const folder = temporaryFolder();
    vi.stubEnv('TMPDIR', folder);
    const { bytes } = await rendered(await squares(ground), {
      format: 'webp',
      width: SIDE,
      height: SIDE,
      effort: 'fast',
      options: { lossless: true, effort: 0 },
    });
    vi.unstubAllEnvs();
    expect(readdirSync(folder)).toEqual([]);
    const metadata = await sharp(bytes).metadata();
    expect(metadata).toMatchObject({ width: SIDE, height: SIDE, pages: FRAMES, loop: 3 });
    expect(metadata.delay).toEqual(Array.from({ length: FRAMES }, (_, index) => 50 + index));
    for (const index of [0, 1, FRAMES - 2, FRAMES - 1]) {
      const data = await sharp(bytes, { page: index }).ensureAlpha().raw().toBuffer();
      const at = (x: number, y: number) => [...data.subarray((y * SIDE + x) * 4, (y * SIDE + x) * 4 + 4)];
      expect(at(index * 50 + 50, 150)).toEqual(squareOf(index));
      expect(at(index * 50 + 50, 300)).toEqual(ground);
    }
  });

  test('is trimmed to what any frame shows, and leaves nothing behind where it fails', async () => {
    const folder = temporaryFolder();
    vi.stubEnv('TMPDIR', folder);
    const master = await squares(GROUND);
    const steps = [{ name: 'trim', version: 1, value: true }];
    const { bytes } = await rendered(master, { format: 'gif', width: 95, height: 10, effort: 'fast', steps });
    expect(await sharp(bytes).metadata()).toMatchObject({ width: 95, height: 10, pages: FRAMES });
    const broken = rendered(master, { format: 'webp', width: SIDE, height: SIDE, options: { effort: 99 } });
    await expect(broken).rejects.toThrow();
    vi.unstubAllEnvs();
    expect(readdirSync(folder)).toEqual([]);
  });
});

/** 300 frames of 1280 × 720 px: more pixels together than one picture may have. */
async function recording(): Promise<Buffer> {
  const [width, height, frames] = [1280, 720, 10];
  const frame = width * height * 3;
  const data = Buffer.alloc(frame * frames, Buffer.from([30, 34, 40]));
  for (let index = 0; index < frames; index++)
    for (let y = 0; y < 60; y++)
      data.fill(
        Buffer.from([220, 20 * index, 90]),
        index * frame + ((300 + y) * width + index * 100) * 3,
        index * frame + ((300 + y) * width + index * 100 + 200) * 3,
      );
  const raw = { width, height: height * frames, channels: 3, pageHeight: height } as const;
  const gif = await sharp(data, { raw })
    .gif({ delay: Array.from({ length: frames }, () => 100) })
    .toBuffer();
  // Its frames again and again, from behind the palette to the trailer: the first of them covers what was before.
  const palette = (gif[10] as number) & 0x80 ? 3 * 2 ** (((gif[10] as number) & 7) + 1) : 0;
  const start = 13 + palette;
  return Buffer.concat([
    gif.subarray(0, start),
    ...Array.from({ length: 30 }, () => gif.subarray(start, -1)),
    gif.subarray(-1),
  ]);
}

/** Builds a picture in a process of its own, and returns the most memory that it had, in MB. */
async function peakOf(rig: Rig, path: string): Promise<number> {
  rig.write({
    'imagebuild.yaml': `
      version: 1
      site: { out_dir: art }
      outputs: { main: { formats: [webp], effort: fast } }
      assets:
        clip: { provider: file, image: ./${path}, outputs: main }
    `,
    'peak.mjs': 'process.on("exit", () => console.error("peak", process.resourceUsage().maxRSS));',
    'tmp/.keep': '',
  });
  const env = {
    NODE_OPTIONS: `--import ${pathToFileURL(join(rig.folder, 'peak.mjs')).href}`,
    TMPDIR: `${rig.folder}/tmp`,
  };
  const { exitCode, stderr } = await rig.run(['build'], { env });
  expect([exitCode, stderr]).toEqual([0, expect.any(String)]);
  expect(readdirSync(`${rig.folder}/tmp`)).toEqual(['.keep']);
  return Number(/peak (\d+)/.exec(stderr)?.[1]) / 1024;
}

test('a screen recording of 300 frames at 1280 × 720 renders, in little more memory than a still', async () => {
  const clip = await recording();
  const rig = createRig({ 'clip.gif': clip, 'still.png': await sharp(clip).png().toBuffer() });
  const still = await peakOf(rig, 'still.png');
  const moving = await peakOf(rig, 'clip.gif');
  const made = await sharp(rig.bytes('art/clip-1280.webp'), { limitInputPixels: false }).metadata();
  expect(made).toMatchObject({ width: 1280, height: 720, pages: 300 });
  // All frames together have 829 MB.
  expect(moving - still).toBeLessThan(500);
}, 600_000);
