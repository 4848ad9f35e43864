import type { Diagnostic } from '../../../src/core/diagnostic.ts';
import { promise } from './target.ts';

/** Texts by the name that diagnostics call them. */
export interface KnownTexts {
  readonly [file: string]: string;
}

/** Every diagnostic says something, and one that points somewhere points into a text that there is. */
export function judgeDiagnostics(diagnostics: readonly Diagnostic[], texts: KnownTexts): void {
  promise(diagnostics.length > 0, 'a failure says nothing');
  const written = Object.values(texts).join('\n');
  for (const { code, message, location } of diagnostics) {
    promise(/^[a-z][a-z0-9-]*$/.test(code), `"${code}" is not a code`);
    promise(message !== '', `${code} says nothing`);
    for (const slip of [
      'undefined',
      '[object',
      'NaN',
      'Invalid input',
      'Cannot read prop',
      'is not a function',
    ])
      promise(!message.includes(slip) || written.includes(slip), `${code} says "${slip}": ${message}`);
    if (location === undefined) continue;
    const text = texts[location.file];
    promise(text !== undefined, `${code} points into ${location.file}, which there is not`);
    const lines = (text ?? '').split(/\.html?$/.test(location.file) ? /\r\n|\n|\r/ : '\n');
    const { line, column, length } = location;
    const own = lines[line - 1];
    promise(own !== undefined, `${code} points at line ${line} of ${lines.length}`);
    promise(column >= 1 && column <= (own ?? '').length + 1, `${code} points at ${line}:${column}: ${own}`);
    promise(length >= 1, `${code} underlines nothing`);
  }
}
