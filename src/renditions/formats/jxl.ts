import { z } from 'zod';
import type { Format } from './format.ts';

const options = z.strictObject({
  lossless: z.boolean().optional().meta({ description: 'Keep every pixel.', default: false }),
});

const EFFORT = { fast: 3, balanced: 7, max: 9 } as const;

/** JPEG XL, where the installed image library was built with it: the one that comes with sharp is not. */
export const jxl: Format = {
  name: 'jxl',
  extension: 'jxl',
  mediaType: 'image/jxl',
  options,
  settingsVersion: 1,
  alpha: true,
  optional: 'jxl',
  defaultQuality: 80,
  encode: ({ pipeline }, { quality, effort, options: own }) =>
    pipeline.jxl({ quality, effort: EFFORT[effort], ...options.parse(own) }).toBuffer(),
};
