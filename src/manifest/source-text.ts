import type { SourceLocation } from '../core/diagnostic.ts';

/** A text file and the way from offsets to lines and columns. */
export class SourceText {
  /** Relative to the project root, with forward slashes. */
  readonly file: string;
  readonly text: string;
  #lineStarts: number[] | undefined;

  constructor(file: string, text: string) {
    this.file = file;
    this.text = text;
  }

  /** The location of `text[start, end)`; what runs past its line is underlined to the end of that line. */
  locate(start: number, end: number = start + 1): SourceLocation {
    const starts = this.#starts();
    let low = 0;
    let high = starts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((starts[middle] ?? 0) <= start) low = middle;
      else high = middle - 1;
    }
    const lineStart = starts[low] ?? 0;
    const lineEnd = (starts[low + 1] ?? this.text.length + 1) - 1;
    const excerpt = this.text.slice(lineStart, lineEnd).replace(/\r$/, '');
    const column = start - lineStart;
    const length = Math.max(1, Math.min(end, lineStart + excerpt.length) - start);
    return { file: this.file, line: low + 1, column: column + 1, length, ...shown(excerpt) };
  }

  #starts(): number[] {
    if (this.#lineStarts === undefined) {
      const starts = [0];
      for (let at = this.text.indexOf('\n'); at >= 0; at = this.text.indexOf('\n', at + 1))
        starts.push(at + 1);
      this.#lineStarts = starts;
    }
    return this.#lineStarts;
  }
}

/**
 * What a secret looks like; such a line is never printed. A digit in one long piece tells it from words with hyphens,
 * as in `key-light-from-the-left`.
 */
export const SECRET =
  /\b(?:sk|pk|rk|key)-(?:[A-Za-z0-9_]{1,64}-){0,4}(?=[A-Za-z_]{0,64}\d)[A-Za-z0-9_]{16,}[\w-]*|\bAKIA[0-9A-Z]{16}\b|\bgh[opsu]_[A-Za-z0-9]{36}\b/;

/** An address with a password in it. */
const PASSWORD = /:\/\/[^\s/@:]{0,200}:[^\s/@]{1,200}@/;

/** Lines too long for a terminal help nobody, and lines with a secret harm. */
function shown(excerpt: string): { excerpt?: string } {
  return excerpt.length > 400 || SECRET.test(excerpt) || PASSWORD.test(excerpt) ? {} : { excerpt };
}
