import { expect, test } from 'vitest';
import { GAP, HEADING, layOutGallery, rowsInView } from '../../src/studio/page/gallery-rows.ts';
import type { Tile } from '../../src/studio/shapes.ts';

const tile = (asset: string, scene?: string): Tile => ({
  id: scene === undefined ? asset : `${asset}/${scene}`,
  asset,
  ...(scene === undefined ? {} : { scene }),
  state: 'current',
  marks: [],
  action: 'reuse',
  credits: 0,
  tags: [],
});

const scenes = (asset: string, count: number) =>
  Array.from({ length: count }, (_, index) => tile(asset, `s${index}`));

test('an asset has a heading and rows of its own; single pictures stand together at the end', () => {
  const { rows, columns } = layOutGallery([tile('owl'), ...scenes('fox', 5), tile('elk')], 4 * 190 + 3 * GAP);
  expect(columns).toBe(4);
  expect(rows.map((row) => (row.kind === 'heading' ? row.asset : row.tiles.map(({ id }) => id)))).toEqual([
    'fox',
    ['fox/s0', 'fox/s1', 'fox/s2', 'fox/s3'],
    ['fox/s4'],
    '',
    ['owl', 'elk'],
  ]);
  expect(rows.flatMap((row) => (row.kind === 'tiles' ? row.first : []))).toEqual([0, 4, 5]);
});

test('rows follow each other without a gap or an overlap', () => {
  const { rows, height } = layOutGallery([...scenes('fox', 9), ...scenes('owl', 3)], 700);
  const heights = rows.map((row, index) => (rows[index + 1]?.top ?? height) - row.top);
  const tall = new Set(heights.filter((_, index) => rows[index]?.kind === 'tiles'));
  expect(tall.size).toBe(1);
  expect(heights.filter((_, index) => rows[index]?.kind === 'heading')).toEqual([HEADING, HEADING]);
});

test('of ten thousand pictures only those near the window are drawn, and every one of them somewhere', () => {
  const layout = layOutGallery(scenes('fox', 10_000), 1200);
  const seen = new Set<number>();
  for (let from = 0; from < layout.height; from += 800) {
    const rows = rowsInView(layout, from, 800);
    const count = rows.reduce((sum, row) => sum + (row.kind === 'tiles' ? row.tiles.length : 0), 0);
    expect(count).toBeLessThan(100);
    for (const row of rows) if (row.kind === 'tiles') seen.add(row.first);
    // What is in the window is among them.
    const inWindow = layout.rows.filter(({ top }) => top >= from && top < from + 800);
    expect(rows).toEqual(expect.arrayContaining(inWindow as never[]));
  }
  expect(seen.size).toBe(layout.rows.filter(({ kind }) => kind === 'tiles').length);
});

test('a phone has two pictures beside each other', () => {
  expect(layOutGallery(scenes('fox', 4), 366).columns).toBe(2);
});
