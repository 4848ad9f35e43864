import type { Catalog } from '../core/catalog.ts';
import type { PlannedFile } from './plan.ts';

/** The code of a file that its format cannot hold: the others of its target are made all the same. */
export const FORMAT_LIMIT = 'format-limit';

/** What to do about it. */
export const FORMAT_LIMIT_HINT = 'ask for a smaller size, or take the format out of that output';

/** Returns a sentence about a file that is larger than its format can hold, undefined for all others. */
export function beyondFormat(
  { path, spec }: Pick<PlannedFile, 'path' | 'spec'>,
  catalog: Catalog,
): string | undefined {
  const { format, width, height } = spec;
  const most = catalog.formats.get(format)?.longestSide;
  if (most === undefined || Math.max(width, height) <= most) return undefined;
  return `${path} is to be ${width > most ? `${width} px wide` : `${height} px high`}, but ${format} has at most ${most.toLocaleString('en-US')} px a side`;
}
