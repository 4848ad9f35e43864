import { z } from 'zod';
import type { Format } from './format.ts';

const options = z.strictObject({
  colours: z.int().min(2).max(256).optional().meta({
    description:
      'Most colors of the palette. The encoder knows 2, 4, 16 and 256: the largest of them that is allowed is taken.',
    default: 256,
  }),
  dither: z.number().min(0).max(1).optional().meta({ description: 'How much is dithered.', default: 1 }),
});

const EFFORT = { fast: 2, balanced: 7, max: 10 } as const;

/** For animations that must play everywhere; WebP is a fraction of the size. */
export const gif: Format = {
  name: 'gif',
  extension: 'gif',
  mediaType: 'image/gif',
  options,
  settingsVersion: 2,
  longestSide: 65_535,
  alpha: true,
  untagged: true,
  animation: true,
  defaultQuality: undefined,
  encode: ({ pipeline, timing }, { effort, options: own }) =>
    pipeline.gif({ effort: EFFORT[effort], ...allowed(options.parse(own)), ...timed(timing) }).toBuffer(),
};

function timed({ delays, loop }: { readonly delays: readonly number[]; readonly loop: number }) {
  return delays.length > 0 ? { delay: [...delays], loop } : {};
}

/** Sizes of palettes that the encoder knows; it rounds up what lies between. */
const PALETTES = [256, 16, 4, 2];

/** Never more colors than asked for. */
function allowed({ colours, ...others }: z.infer<typeof options>) {
  if (colours === undefined) return others;
  return { ...others, colours: PALETTES.find((size) => size <= colours) ?? 2 };
}
