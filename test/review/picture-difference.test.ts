import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { differenceWords } from '../../src/core/difference-words.ts';
import { sharpRaster } from '../../src/renditions/index.ts';
import { comparePictures, heatMap } from '../../src/review/index.ts';

const SCENE = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 640 640">
  <rect width="640" height="640" fill="#bfe3f2"/><rect y="420" width="640" height="220" fill="#6fae5c"/>
  <circle cx="500" cy="120" r="60" fill="#ffe28a"/><path d="M60 460l150-260 150 260z" fill="#3d7a53"/>
  <ellipse cx="400" cy="420" rx="110" ry="80" fill="#e0702f"/><circle cx="460" cy="330" r="60" fill="#e0702f"/>
</svg>`;
const OTHER = SCENE.replace('M60 460l150-260 150 260z', 'M300 500l80-400 200 400z')
  .replaceAll('#e0702f', '#5b4b8a')
  .replace('cx="400" cy="420"', 'cx="150" cy="500"');

const png = (svg: string, width = 640, height = width) =>
  sharp(Buffer.from(svg)).resize(width, height, { fit: 'fill' }).png().toBuffer();
const flat = (colour: string) =>
  png(`<svg viewBox="0 0 8 8"><rect width="8" height="8" fill="${colour}"/></svg>`, 300);
const disc = (colour: string, ground = 'none') =>
  png(
    `<svg viewBox="0 0 8 8"><rect width="8" height="8" fill="${ground}"/><circle cx="4" cy="4" r="2" fill="${colour}"/></svg>`,
    300,
  );
const scoreOf = async (one: Uint8Array, other: Uint8Array) => (await comparePictures(one, other)).score;

describe('The score of two pictures', () => {
  it('is 0 for equal pixels, whatever the file', async () => {
    const one = await png(SCENE);
    const other = await sharp(one).webp({ lossless: true }).toBuffer();
    expect(await comparePictures(one, other)).toEqual({
      metric: 1,
      score: 0,
      structure: 0,
      colour: 0,
      sameSize: true,
    });
  });

  it('is 1 for black against white, and the same either way round', async () => {
    expect(await scoreOf(await flat('#000'), await flat('#fff'))).toBeGreaterThan(0.999);
    const [one, other] = [await png(SCENE), await png(OTHER)];
    expect(await scoreOf(one, other)).toBe(await scoreOf(other, one));
  });

  it('rises from a file saved again to another picture', async () => {
    const one = await png(SCENE);
    const saved = await scoreOf(one, await sharp(one).jpeg({ quality: 85 }).toBuffer());
    const spoilt = await scoreOf(one, await sharp(one).jpeg({ quality: 12 }).toBuffer());
    const nudged = await scoreOf(one, await png(SCENE.replace('cx="460"', 'cx="430"').replace('M60', 'M80')));
    const another = await scoreOf(one, await png(OTHER));
    expect(saved).toBeLessThan(0.02);
    expect([saved, spoilt, nudged, another]).toEqual(
      [saved, spoilt, nudged, another].toSorted((a, b) => a - b),
    );
    expect(spoilt).toBeLessThan(0.1);
    expect(nudged).toBeGreaterThan(0.1);
    expect(another).toBeGreaterThan(0.4);
  });

  it('sees another hue of a flat colour though its structure is equal', async () => {
    const difference = await comparePictures(await flat('#0f766e'), await flat('#4a62a8'));
    expect(difference.structure).toBeLessThan(0.01);
    expect(difference.score).toBeGreaterThan(0.3);
  });

  it('sees what has moved though the colours are equal', async () => {
    const moved = await png(
      SCENE.replace('cx="400" cy="420"', 'cx="200" cy="540"').replace('cx="460"', 'cx="160"'),
    );
    const difference = await comparePictures(await png(SCENE), moved);
    expect(difference.structure).toBeGreaterThan(0.05);
    expect(difference.score).toBeGreaterThan(0.2);
  });

  it('is nearly the same at every size', async () => {
    const large = await scoreOf(await png(SCENE, 1600), await png(OTHER, 1600));
    const small = await scoreOf(await png(SCENE, 400), await png(OTHER, 400));
    expect(Math.abs(large - small)).toBeLessThan(0.01);
    const halved = await comparePictures(await png(SCENE, 1600), await png(SCENE, 800));
    expect(halved.sameSize).toBe(false);
    expect(halved.score).toBeLessThan(0.02);
  });

  it('counts as different what only one of two shapes covers', async () => {
    const whole = await png(SCENE);
    const band = await sharp(whole).extract({ left: 0, top: 160, width: 640, height: 320 }).png().toBuffer();
    expect(await scoreOf(whole, band)).toBeCloseTo(0.5, 2);
    expect(await scoreOf(band, whole)).toBeCloseTo(0.5, 2);
  });

  it('sees what is transparent on white and on black', async () => {
    expect(await scoreOf(await disc('#fff'), await disc('#fff', '#fff'))).toBeGreaterThan(0.5);
    expect(await scoreOf(await disc('#000'), await disc('#000', '#000'))).toBeGreaterThan(0.5);
    // Nothing of the colours beneath can be seen.
    expect(await scoreOf(await disc('#e0702f'), await disc('#e0702f', '#12345600'))).toBe(0);
  });

  it('rejects what is no picture', async () => {
    await expect(comparePictures(Buffer.from('no picture'), await flat('#000'))).rejects.toThrow();
  });

  it('is said in words', () => {
    expect([0, 0.001, 0.05, 0.3, 0.8].map(differenceWords)).toEqual([
      'looks the same',
      'hardly to be seen',
      'a slight change',
      'clearly changed',
      'another picture',
    ]);
  });
});

describe('A heat map', () => {
  it('is warm where two pictures differ, and grey where they do not', async () => {
    const one = await disc('#e0702f', '#ffffff');
    const other = await disc('#2f70e0', '#ffffff');
    const { data, width, height } = await sharpRaster.decode(await heatMap(one, other, 200));
    expect([width, height]).toEqual([200, 200]);
    const at = (x: number, y: number) => [...data.subarray((y * width + x) * 4, (y * width + x) * 4 + 3)];
    const [red = 0, green = 0, blue = 0] = at(100, 100);
    expect(red - blue).toBeGreaterThan(100);
    expect(red).toBeGreaterThan(green);
    expect(new Set(at(5, 5)).size).toBe(1);
  });

  it('has the width it was asked for, whatever the shapes', async () => {
    const wide = await png(SCENE, 600, 300);
    const high = await png(SCENE, 300, 600);
    expect((await sharpRaster.decode(await heatMap(wide, wide, 320))).width).toBe(320);
    expect((await sharpRaster.decode(await heatMap(high, high, 320))).width).toBe(320);
    const both = await sharpRaster.decode(await heatMap(wide, high, 320));
    expect([both.width, both.height]).toEqual([320, 320]);
  });
});
