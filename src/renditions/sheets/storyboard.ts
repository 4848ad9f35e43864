import type { Size } from '../../core/picture.ts';
import { blank, type Drawing, type Shape, type SheetPicture } from './drawing.ts';
import type { Lettering, Type } from './lettering.ts';

/** Pictures by asset, as a storyboard shows them. */
export interface Storyboard {
  readonly title: string;
  /** Said beside the title. */
  readonly summary: string;
  readonly sections: readonly StoryboardSection[];
}

export interface StoryboardSection {
  readonly heading: string;
  readonly note: string;
  readonly frames: readonly Frame[];
}

export interface Frame {
  readonly id: string;
  readonly caption?: string;
  /** Absent where there is none. */
  readonly picture?: SheetPicture;
  readonly state: FrameState;
  /** Short words, such as `approved`. */
  readonly marks: readonly string[];
}

export type FrameState = 'up to date' | 'changed' | 'missing';

/** Units. Without a height of its own a page is as high as what is on it, up to the limit. */
export interface PageShape {
  readonly width: number;
  readonly height?: number;
  readonly limit: number;
}

/** A4 on its side, in points. */
export const A4: PageShape = { width: 842, height: 595, limit: 595 };

/** A long page for the screen; of two pixels a unit it is at most 10,000 pixels high. */
export const SCROLL: PageShape = { width: 842, limit: 5000 };

const MARGIN = 36;
const COLUMNS = 4;
const GAP = 16;
/** Above everything; and below, where the number of a page stands. */
const HEAD = 28;
const FOOT = 30;
const SECTION_GAP = 8;
const ROW_GAP = 16;
/** Between a picture and its words. */
const AIR = 6;

/** Height of the place of a picture, in parts of its width: as the tallest of the row needs, within these. */
const TALLEST = 1.2;
const LOWEST = 0.45;

const TITLE: Type = { size: 20, weight: 'strong' };
const HEADING: Type = { size: 14, weight: 'strong' };
const NOTE: Type = { size: 9.5, weight: 'regular' };
const ID: Type = { size: 9.5, weight: 'strong' };
const CAPTION: Type = { size: 8.5, weight: 'regular' };
const ID_LINES = 8;
const CAPTION_LINES = 4;
const STATE_LINES = 2;
/** Distance of lines, in parts of the size of letters. */
const LEADING = 1.32;

const INK = '#1d1d1f';
const QUIET = '#5b5850';
const PLACE = '#eceae4';
const STATES: { readonly [state in FrameState]: string } = {
  'up to date': '#2c7a3f',
  changed: '#a35f00',
  missing: '#b3261e',
};

/** Lays a storyboard out on pages: rows are never cut, and a heading never stands alone. */
export function layOutStoryboard(board: Storyboard, lettering: Lettering, shape: PageShape): Drawing[] {
  const pages = new Pages(shape);
  pages.place(titleShapes(board, lettering, shape.width), 30);
  for (const { heading, note, frames } of board.sections) {
    const rows = chunks(frames, COLUMNS).map((row) => rowOf(row, lettering, shape.width));
    for (const [index, row] of rows.entries()) {
      const named = (more: string) => headingShapes(`${heading}${more}`, note, lettering, shape.width);
      if (index === 0) {
        if (!pages.has(SECTION_GAP + HEADING_HEIGHT + row.height)) pages.turn();
        else pages.skip(SECTION_GAP);
        pages.place(named(''), HEADING_HEIGHT);
      } else if (!pages.has(row.height)) {
        pages.turn();
        pages.place(named(' (continued)'), HEADING_HEIGHT);
      }
      pages.place(row.shapes, row.height + ROW_GAP);
    }
  }
  return pages.numbered(lettering);
}

const HEADING_HEIGHT = 24;

/** Pages that are filled from the top. */
class Pages {
  readonly #shape: PageShape;
  readonly #pages: { shapes: Shape[]; y: number }[] = [{ shapes: [], y: HEAD }];

  constructor(shape: PageShape) {
    this.#shape = shape;
  }

  get #page() {
    return this.#pages.at(-1) as { shapes: Shape[]; y: number };
  }

  has(height: number): boolean {
    return this.#page.y + height <= this.#shape.limit - FOOT;
  }

  skip(height: number): void {
    this.#page.y += height;
  }

  turn(): void {
    this.#pages.push({ shapes: [], y: HEAD });
  }

  /** Puts shapes that are drawn from 0 where the page is filled to. */
  place(shapes: readonly Shape[], height: number): void {
    for (const shape of shapes) this.#page.shapes.push({ ...shape, y: shape.y + this.#page.y });
    this.#page.y += height;
  }

  /** The pages, with numbers where there are several. */
  numbered(lettering: Lettering): Drawing[] {
    const { width } = this.#shape;
    return this.#pages.map(({ shapes, y }, index) => {
      const height = this.#shape.height ?? Math.ceil(y + FOOT);
      if (this.#pages.length === 1) return { width, height, shapes };
      const text = `${index + 1} of ${this.#pages.length}`;
      const x = width - MARGIN - lettering.width(text, NOTE);
      const number: Shape = { kind: 'words', x, y: height - FOOT / 2, text, type: NOTE, colour: QUIET };
      return { width, height, shapes: [...shapes, number] };
    });
  }
}

function titleShapes({ title, summary }: Storyboard, lettering: Lettering, width: number): Shape[] {
  const x = width - MARGIN - lettering.width(summary, NOTE);
  return [
    { kind: 'words', x: MARGIN, y: 18, text: title, type: TITLE, colour: INK },
    { kind: 'words', x, y: 18, text: summary, type: NOTE, colour: QUIET },
  ];
}

function headingShapes(heading: string, note: string, lettering: Lettering, width: number): Shape[] {
  const noteWidth = lettering.width(note, NOTE);
  const [text = ''] = lettering.lines(heading, HEADING, width - 2 * MARGIN - noteWidth - GAP, 1);
  const x = MARGIN + lettering.width(text, HEADING) + 8;
  return [
    { kind: 'words', x: MARGIN, y: 12, text, type: HEADING, colour: INK },
    { kind: 'words', x, y: 12, text: note, type: NOTE, colour: QUIET },
  ];
}

interface Row {
  readonly shapes: readonly Shape[];
  readonly height: number;
}

function rowOf(frames: readonly Frame[], lettering: Lettering, pageWidth: number): Row {
  const width = (pageWidth - 2 * MARGIN - (COLUMNS - 1) * GAP) / COLUMNS;
  const sizes = frames.map(({ picture }) => picture && fitted(picture, { width, height: width * TALLEST }));
  const needed = Math.max(...sizes.map((size) => size?.height ?? 0));
  const place = { width, height: Math.max(width * LOWEST, needed) };
  const columns = frames.map((frame, index) => {
    const x = MARGIN + index * (width + GAP);
    const words = wordsOf(frame, lettering, x, width);
    return {
      shapes: [...pictureShapes(frame, sizes[index], x, place, lettering), ...words.shapes(place.height)],
      height: words.height,
    };
  });
  return {
    shapes: columns.flatMap(({ shapes }) => shapes),
    height: place.height + Math.max(...columns.map(({ height }) => height)),
  };
}

/** As large as it can be; a small picture is not blown up. */
function fitted(own: Size, place: Size): Size {
  const scale = Math.min(1, place.width / own.width, place.height / own.height);
  return { width: Math.max(1, own.width * scale), height: Math.max(1, own.height * scale) };
}

function pictureShapes(
  { picture }: Frame,
  size: Size | undefined,
  x: number,
  place: Size,
  lettering: Lettering,
): Shape[] {
  if (picture === undefined || size === undefined) {
    const text = 'no picture';
    const left = x + (place.width - lettering.width(text, NOTE)) / 2;
    return [
      blank({ x, y: 0, ...place }),
      { kind: 'words', x: left, y: place.height / 2 + 3, text, type: NOTE, colour: QUIET },
    ];
  }
  const left = x + (place.width - size.width) / 2;
  const top = (place.height - size.height) / 2;
  return [
    { kind: 'box', x, y: 0, ...place, fill: PLACE },
    { kind: 'picture', x: left, y: top, ...size, picture },
  ];
}

/** The words below a picture; their shapes begin below that height. */
function wordsOf(
  { id, caption = '', state, marks }: Frame,
  lettering: Lettering,
  x: number,
  width: number,
): { shapes(below: number): Shape[]; height: number } {
  const blocks: { lines: string[]; type: Type; colour: string; indent: number }[] = [
    { lines: lettering.lines(id, ID, width, ID_LINES), type: ID, colour: INK, indent: 0 },
    {
      lines: lettering.lines(caption, CAPTION, width, CAPTION_LINES),
      type: CAPTION,
      colour: QUIET,
      indent: 0,
    },
    {
      lines: lettering.lines([state, ...marks].join(' · '), CAPTION, width - DOT_INDENT, STATE_LINES),
      type: CAPTION,
      colour: STATES[state],
      indent: DOT_INDENT,
    },
  ];
  const height = AIR + blocks.reduce((sum, { lines, type }) => sum + lines.length * type.size * LEADING, 0);
  return {
    height,
    shapes(below) {
      const shapes: Shape[] = [];
      let y = below + AIR;
      for (const { lines, type, colour, indent } of blocks) {
        for (const [index, text] of lines.entries()) {
          const base = y + type.size;
          if (indent > 0 && index === 0)
            shapes.push({ kind: 'box', x, y: base - 6, width: 6, height: 6, radius: 3, fill: colour });
          shapes.push({ kind: 'words', x: x + indent, y: base, text, type, colour });
          y += type.size * LEADING;
        }
      }
      return shapes;
    },
  };
}

const DOT_INDENT = 10;

function chunks<T>(items: readonly T[], size: number): T[][] {
  const found: T[][] = [];
  for (let from = 0; from < items.length; from += size) found.push(items.slice(from, from + size));
  return found;
}
