import { stripVTControlCharacters } from 'node:util';

/** Characters that are as wide as two. */
const WIDE =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\p{Emoji_Presentation}\uff01-\uff60]/u;

/**
 * Text as it fits a terminal: lines are broken between words, with what follows below its last column (of a table), or below its
 * beginning. A word that is too long stays whole, so that a path or an address can be copied.
 */
export function wrapped(text: string, columns: number): string {
  return text
    .split('\n')
    .map((part) => wrappedLine(part, columns))
    .join('\n');
}

function wrappedLine(line: string, columns: number): string {
  if (widthOf(line) <= columns) return line;
  const indent = indentOf(stripVTControlCharacters(line), columns);
  const lines: string[] = [];
  let current = '';
  for (const word of line.split(/(?<=\S) (?=\S)/)) {
    const longer = current === '' ? word : `${current} ${word}`;
    if (current === '' || widthOf(longer) <= columns) current = longer;
    else {
      lines.push(current);
      current = `${' '.repeat(indent)}${word}`;
    }
  }
  return [...lines, current].join('\n');
}

/** Where further lines begin. */
function indentOf(line: string, columns: number): number {
  const begin = line.length - line.trimStart().length;
  const cells = [...line.matchAll(/\S {2,}(?=\S)/g)].map(({ index, 0: gap }) =>
    widthOf(line.slice(0, index + gap.length)),
  );
  return cells.findLast((at) => at <= columns / 2) ?? Math.min(begin + 2, Math.floor(columns / 2));
}

function widthOf(text: string): number {
  let width = 0;
  for (const character of stripVTControlCharacters(text)) width += WIDE.test(character) ? 2 : 1;
  return width;
}
