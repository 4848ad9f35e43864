import type { SourceLocation } from '../core/diagnostic.ts';
import type { Span } from './elements.ts';

/** Longer lines are those of minified pages, which nobody wants to see. */
const READABLE = 200;

/** A span of a text as a place that people can go to. */
export function locate(file: string, text: string, { start, end }: Span): SourceLocation {
  const lineStart = Math.max(text.lastIndexOf('\n', start - 1), text.lastIndexOf('\r', start - 1)) + 1;
  const line = text.slice(0, lineStart).match(/\r\n|\n|\r/g)?.length ?? 0;
  const [excerpt = ''] = /^[^\r\n]*/.exec(text.slice(lineStart, lineStart + READABLE + 1)) ?? [];
  return {
    file,
    line: line + 1,
    column: start - lineStart + 1,
    length: Math.max(1, end - start),
    ...(excerpt.length <= READABLE ? { excerpt } : {}),
  };
}
