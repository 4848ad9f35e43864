import { z } from 'zod';
import type { Format } from './format.ts';

const options = z.strictObject({
  palette: z
    .boolean()
    .optional()
    .meta({ description: 'At most 256 colours; quality then applies.', default: false }),
  compressionLevel: z.int().min(0).max(9).optional().meta({ description: 'CPU effort.', default: 6 }),
  colours: z
    .union([z.literal(2), z.literal(4), z.literal(16), z.literal(256)])
    .optional()
    .meta({ description: 'Size of the palette: 2, 4, 16 or 256.', default: 256 }),
});

export const png: Format = {
  name: 'png',
  extension: 'png',
  mediaType: 'image/png',
  options,
  settingsVersion: 2,
  alpha: true,
  defaultQuality: undefined,
  encode({ pipeline }, { quality, effort, options: own }) {
    const chosen = options.parse(own);
    const palette = chosen.palette ?? quality !== undefined;
    return pipeline
      .png({
        compressionLevel: LEVEL[effort],
        adaptiveFiltering: true,
        ...chosen,
        palette,
        ...(palette && quality !== undefined ? { quality } : {}),
      })
      .toBuffer();
  },
};

/** Level 9 takes five times as long as 6 for three per cent; see docs/encoders.md. */
const LEVEL = { fast: 4, balanced: 6, max: 9 } as const;
