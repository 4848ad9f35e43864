import type { Size } from '../../core/picture.ts';
import { readHeader } from '../raster.ts';
import { drawPng } from './draw-png.ts';
import type { Shape } from './drawing.ts';
import { type Lettering, loadLettering, type Type } from './lettering.ts';

/** Pixels between and around pictures, and of the longer side of each in a grid. */
const GAP = 16;
const CELL_SIDE = 320;
const GROUND = '#f3f1ec';
const INK = '#1d1d1f';
const QUIET = '#5b5850';

const MARK: Type = { size: 20, weight: 'strong' };
const LABEL: Type = { size: 15, weight: 'regular' };
const LINE = 20;
const MOST_LINES = 4;

/** One picture of a contact sheet. */
export interface ContactPicture {
  /** A number, or a word. */
  readonly mark: string;
  /** What makes it differ from the others. */
  readonly label: string;
  readonly bytes: Uint8Array;
}

/** Pictures in rows, below each its mark and what it was made with → one PNG. */
export async function drawContactSheet(
  pictures: readonly ContactPicture[],
  columns: number,
  side: number = CELL_SIDE,
): Promise<Uint8Array> {
  const lettering = await loadLettering();
  const sizes = await Promise.all(pictures.map(({ bytes }) => sizeOf(bytes, side)));
  const cell = {
    width: Math.max(...sizes.map(({ width }) => width)),
    height: Math.max(...sizes.map(({ height }) => height)),
  };
  const labels = pictures.map(({ mark, label }) => linesOf(mark, label, lettering, cell.width));
  const rowHeight = cell.height + GAP / 2 + LINE * Math.max(...labels.map(({ length }) => length)) + GAP;
  const shapes = pictures.flatMap(({ mark, bytes }, index): Shape[] => {
    const x = GAP + (index % columns) * (cell.width + GAP);
    const y = GAP + Math.floor(index / columns) * rowHeight;
    const size = sizes[index] as Size;
    const base = y + cell.height + GAP / 2 + 15;
    const indent = lettering.width(mark, MARK) + GAP / 2;
    return [
      { kind: 'picture', x, y, ...size, picture: { ...size, read: async () => bytes } },
      { kind: 'words', x, y: base, text: mark, type: MARK, colour: INK },
      ...(labels[index] ?? []).map((text, line): Shape => {
        return { kind: 'words', x: x + indent, y: base + line * LINE, text, type: LABEL, colour: QUIET };
      }),
    ];
  });
  const drawing = {
    width: columns * (cell.width + GAP) + GAP,
    height: Math.ceil(pictures.length / columns) * rowHeight + GAP,
    shapes,
  };
  return drawPng(drawing, lettering, 1, GROUND);
}

/** At least one line, for the mark. */
function linesOf(mark: string, label: string, lettering: Lettering, width: number): string[] {
  const left = width - lettering.width(mark, MARK) - GAP / 2;
  const lines = lettering.lines(label, LABEL, left, MOST_LINES);
  return lines.length > 0 ? lines : [''];
}

async function sizeOf(bytes: Uint8Array, side: number): Promise<Size> {
  const own = await readHeader(bytes);
  const scale = side / Math.max(own.width, own.height);
  return { width: Math.round(own.width * scale), height: Math.round(own.height * scale) };
}
