import { type Face, loadTypeface, type Typeface, type Weight } from './typeface.ts';

/** How words are set. */
export interface Type {
  /** Units of the drawing: the height of the em square. */
  readonly size: number;
  readonly weight: Weight;
}

/** Characters beside each other that come from one file of the typeface; no face where no file has them. */
export interface Run {
  readonly text: string;
  readonly face?: Face;
  /** Units from the beginning of the line. */
  readonly x: number;
  readonly width: number;
}

/** A character that the typeface does not have is drawn as a box, by these parts of the size. */
export const BOX = { width: 0.62, height: 0.72, gap: 0.08 };

export async function loadLettering(): Promise<Lettering> {
  return new Lettering(await loadTypeface());
}

/** Measures words and breaks them into lines. */
export class Lettering {
  readonly #typeface: Typeface;
  readonly #graphemes = new Intl.Segmenter('en', { granularity: 'grapheme' });
  /** Widths of words in parts of their size, since the same words come again and again. */
  readonly #widths = new Map<string, number>();
  readonly #missing = new Set<string>();

  constructor(typeface: Typeface) {
    this.#typeface = typeface;
  }

  /** Characters met so far that are drawn as boxes. */
  get missing(): readonly string[] {
    return [...this.#missing];
  }

  /** One line of text as runs, from left to right. */
  runs(text: string, { size, weight }: Type): Run[] {
    const runs: { text: string; face?: Face; x: number; width: number }[] = [];
    for (const grapheme of this.#split(text)) {
      const face = this.#faceOf(grapheme, weight);
      const last = runs.at(-1);
      if (last && face && last.face === face) last.text += grapheme;
      else runs.push({ text: grapheme, ...(face ? { face } : {}), x: 0, width: 0 });
    }
    let x = 0;
    for (const run of runs) {
      run.x = x;
      run.width = size * (run.face ? advance(run.face, run.text) : BOX.width + 2 * BOX.gap);
      x += run.width;
    }
    return runs;
  }

  /** Units. */
  width(text: string, type: Type): number {
    const key = `${type.weight} ${text}`;
    const known =
      this.#widths.get(key) ??
      this.runs(text, { ...type, size: 1 }).reduce((sum, { width }) => sum + width, 0);
    this.#widths.set(key, known);
    return known * type.size;
  }

  /**
   * Text as at most so many lines of at most that width. Words that are too long are broken, after a slash or another
   * sign that parts a name where there is one; where lines do not suffice, the last one ends with an ellipsis.
   */
  lines(text: string, type: Type, width: number, most: number): string[] {
    const fits = (line: string) => this.width(line, type) <= width;
    const lines: string[] = [];
    let line = '';
    for (const word of text.normalize('NFC').split(/\s+/u).filter(Boolean)) {
      const joined = line === '' ? word : `${line} ${word}`;
      if (fits(joined)) {
        line = joined;
        continue;
      }
      if (line !== '') lines.push(line);
      line = '';
      for (const part of fits(word) ? [word] : this.#parts(word, fits)) {
        if (line === '' || fits(line + part)) line += part;
        else {
          lines.push(line);
          line = part;
        }
      }
    }
    if (line !== '') lines.push(line);
    if (lines.length <= most) return lines;
    const last = this.#split(lines[most - 1] ?? '');
    while (last.length > 0 && !fits(`${last.join('').trimEnd()}…`)) last.pop();
    return [...lines.slice(0, most - 1), `${last.join('').trimEnd()}…`];
  }

  /** A word's parts that fit a line: between signs, or else between any characters. */
  #parts(word: string, fits: (text: string) => boolean): string[] {
    return word.split(/(?<=[/@_.,:=\-–—])/u).flatMap((part) => (fits(part) ? [part] : this.#split(part)));
  }

  #split(text: string): string[] {
    return [...this.#graphemes.segment(text)].map(({ segment }) => segment);
  }

  #faceOf(grapheme: string, weight: Weight): Face | undefined {
    const points = [...grapheme].map((character) => character.codePointAt(0) ?? 0);
    const face = this.#typeface[weight].find(({ font }) =>
      points.every((point) => font.hasGlyphForCodePoint(point)),
    );
    if (face === undefined) this.#missing.add(grapheme);
    return face;
  }
}

function advance({ font }: Face, text: string): number {
  return font.layout(text).advanceWidth / font.unitsPerEm;
}
