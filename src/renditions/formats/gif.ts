import { z } from 'zod';
import type { Format } from './format.ts';

const options = z.strictObject({
  colours: z.int().min(2).max(256).optional().meta({ description: 'Size of the palette.', default: 256 }),
  dither: z.number().min(0).max(1).optional().meta({ description: 'How much is dithered.', default: 1 }),
});

const EFFORT = { fast: 2, balanced: 7, max: 10 } as const;

/** For animations that must play everywhere; WebP is a fraction of the size. */
export const gif: Format = {
  name: 'gif',
  extension: 'gif',
  mediaType: 'image/gif',
  options,
  settingsVersion: 1,
  alpha: true,
  untagged: true,
  animation: true,
  defaultQuality: undefined,
  encode: ({ pipeline, timing }, { effort, options: own }) =>
    pipeline.gif({ effort: EFFORT[effort], ...options.parse(own), ...timed(timing) }).toBuffer(),
};

function timed({ delays, loop }: { readonly delays: readonly number[]; readonly loop: number }) {
  return delays.length > 0 ? { delay: [...delays], loop } : {};
}
