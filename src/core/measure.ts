import { z } from 'zod';
import { COLOUR_NAMES } from './colour-names.ts';

const RULE = 'a length is a whole number of pixels, or a part of the width as in "5%"';

/** A length in a rendition: pixels, or a part of its width, so that it grows with the widths. */
export const length = z.union([z.int().min(0).max(16_384), z.string().regex(/^\d{1,3}(\.\d+)?%$/, RULE)], {
  error: RULE,
});

export type Length = z.output<typeof length>;

/** Pixels of a length in a picture of that width. */
export function pixelsOf(written: Length, width: number): number {
  if (typeof written === 'number') return written;
  return Math.round((width * Number.parseFloat(written)) / 100);
}

/** Where something lies in a picture: the middle, a side or a corner. */
export const PLACES = [
  'center',
  'top',
  'right',
  'bottom',
  'left',
  'top-left',
  'top-right',
  'bottom-left',
  'bottom-right',
] as const;

const COLOUR_RULE = 'a colour is #rgb, #rrggbb, #rrggbbaa or a CSS name';

/** A colour as CSS writes it. */
export const colour = z
  .string()
  .regex(/^(#([0-9a-fA-F]{3,4}|[0-9a-fA-F]{6}|[0-9a-fA-F]{8})|[a-z]+)$/, { error: COLOUR_RULE, abort: true })
  .refine((written) => written.startsWith('#') || COLOUR_NAMES.has(written), COLOUR_RULE);
