import { fc, test as property } from '@fast-check/vitest';
import sharp from 'sharp';
import { describe, expect, test } from 'vitest';
import type { Size } from '../../src/core/picture.ts';
import { drawSheet, layOut } from '../../src/renditions/sprite-sheet.ts';
import { type Colour, painted } from './pictures.ts';

const side = fc.integer({ min: 1, max: 400 });
const manySizes = fc
  .uniqueArray(fc.tuple(fc.string({ minLength: 1 }), fc.record({ width: side, height: side })), {
    selector: ([name]) => name,
    maxLength: 60,
  })
  .map((entries): ReadonlyMap<string, Size> => new Map(entries));
const gap = fc.integer({ min: 0, max: 20 });

describe('a layout', () => {
  property.prop([manySizes, gap])('has a place for each, on the sheet, a gap apart', (sizes, gap) => {
    const { size, places } = layOut(sizes, gap);
    expect([...places.keys()].sort()).toEqual([...sizes.keys()].sort());
    const boxes = [...places].map(([name, place]) => ({ ...place, ...(sizes.get(name) as Size) }));
    for (const [index, one] of boxes.entries()) {
      expect(one.x).toBeGreaterThanOrEqual(0);
      expect(one.y).toBeGreaterThanOrEqual(0);
      expect(one.x + one.width).toBeLessThanOrEqual(size.width);
      expect(one.y + one.height).toBeLessThanOrEqual(size.height);
      for (const other of boxes.slice(index + 1)) {
        const beside = one.x + one.width + gap <= other.x || other.x + other.width + gap <= one.x;
        const above = one.y + one.height + gap <= other.y || other.y + other.height + gap <= one.y;
        expect(beside || above).toBe(true);
      }
    }
  });

  property.prop([manySizes, gap])('is as large as what lies on it, and no larger', (sizes, gap) => {
    const { size, places } = layOut(sizes, gap);
    const ends = [...places].map(([name, { x, y }]) => ({
      right: x + (sizes.get(name)?.width ?? 0),
      bottom: y + (sizes.get(name)?.height ?? 0),
    }));
    expect(size.width).toBe(Math.max(0, ...ends.map(({ right }) => right)));
    expect(size.height).toBe(Math.max(0, ...ends.map(({ bottom }) => bottom)));
  });

  property.prop([manySizes, gap])('does not depend on the order', (sizes, gap) => {
    expect(layOut(new Map([...sizes].reverse()), gap)).toEqual(layOut(sizes, gap));
  });

  test('sets equal pictures in rows of a square, by name', () => {
    const sizes = new Map(['d', 'b', 'a', 'c'].map((name) => [name, { width: 64, height: 64 }]));
    expect(layOut(sizes, 2)).toEqual({
      size: { width: 130, height: 130 },
      places: new Map([
        ['a', { x: 0, y: 0 }],
        ['b', { x: 66, y: 0 }],
        ['c', { x: 0, y: 66 }],
        ['d', { x: 66, y: 66 }],
      ]),
    });
  });

  test('wastes little on icons of about one size', () => {
    const sizes = new Map(
      Array.from({ length: 100 }, (_, index) => [
        `icon-${index}`,
        { width: 40 + (index % 7) * 4, height: 40 + (index % 5) * 4 },
      ]),
    );
    const used = [...sizes.values()].reduce((sum, { width, height }) => sum + width * height, 0);
    const { size } = layOut(sizes, 0);
    expect(used / (size.width * size.height)).toBeGreaterThan(0.85);
    expect(size.width / size.height).toBeGreaterThan(0.7);
    expect(size.width / size.height).toBeLessThan(1.4);
  });
});

describe('a sheet', () => {
  const checks = (one: Colour, other: Colour) => (x: number, y: number) => ((x + y) % 2 ? one : other);
  const PICTURES = {
    opaque: painted(20, 30, checks([255, 0, 0], [0, 10, 20])),
    glass: painted(17, 9, checks([200, 100, 3, 77], [1, 2, 3, 1])),
    wide: painted(50, 8, (x, y) => [x * 5, y * 30, 200, 255 - x]),
  };

  async function drawn() {
    const pictures = new Map<string, Buffer>();
    const sizes = new Map<string, Size>();
    for (const [name, picture] of Object.entries(PICTURES)) {
      const { data, info } = await picture.clone().png().toBuffer({ resolveWithObject: true });
      pictures.set(name, data);
      sizes.set(name, info);
    }
    const layout = layOut(sizes, 3);
    return { pictures, sizes, layout, bytes: await drawSheet(pictures, layout) };
  }

  test('shows every pixel of every picture at its place', async () => {
    const { pictures, sizes, layout, bytes } = await drawn();
    expect(await sharp(bytes).metadata()).toMatchObject({ format: 'png', channels: 4, ...layout.size });
    for (const [name, picture] of pictures) {
      const { x, y } = layout.places.get(name) ?? { x: 0, y: 0 };
      const { width, height } = sizes.get(name) as Size;
      const cut = await sharp(bytes).extract({ left: x, top: y, width, height }).raw().toBuffer();
      expect(Buffer.compare(cut, await sharp(picture).ensureAlpha().raw().toBuffer())).toBe(0);
    }
  });

  test('shows nothing between them', async () => {
    const { sizes, layout, bytes } = await drawn();
    const { data, info } = await sharp(bytes).raw().toBuffer({ resolveWithObject: true });
    for (const [name, { x, y }] of layout.places) {
      const { width, height } = sizes.get(name) as Size;
      for (let row = y; row < y + height; row++)
        data.fill(0, (row * info.width + x) * 4, (row * info.width + x + width) * 4);
    }
    expect(data.every((value) => value === 0)).toBe(true);
  });

  test('is always the same', async () => {
    expect(Buffer.compare((await drawn()).bytes, (await drawn()).bytes)).toBe(0);
  });

  test('refuses a picture without a place, or one that goes beyond the sheet', async () => {
    const { pictures, layout } = await drawn();
    await expect(drawSheet(pictures, { ...layout, places: new Map() })).rejects.toThrow(
      'no place for opaque',
    );
    const small = { ...layout, size: { width: 30, height: 30 } };
    await expect(drawSheet(pictures, small)).rejects.toThrow('goes beyond the sheet');
  });
});
