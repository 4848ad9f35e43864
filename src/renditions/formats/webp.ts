import { z } from 'zod';
import type { Format } from './format.ts';

const options = z.strictObject({
  effort: z.int().min(0).max(6).optional().meta({ description: 'CPU effort.', default: 4 }),
  lossless: z.boolean().optional().meta({ description: 'Keep every pixel.', default: false }),
  nearLossless: z
    .boolean()
    .optional()
    .meta({ description: 'Almost lossless; quality then says how near.', default: false }),
  smartSubsample: z.boolean().optional().meta({ description: 'Sharper colour edges.', default: true }),
});

export const webp: Format = {
  name: 'webp',
  extension: 'webp',
  mediaType: 'image/webp',
  options,
  settingsVersion: 1,
  alpha: true,
  animation: true,
  defaultQuality: 80,
  encode: ({ pipeline, timing }, { quality, effort, options: own }) =>
    pipeline
      .webp({
        quality,
        effort: EFFORT[effort],
        smartSubsample: true,
        ...options.parse(own),
        ...(timing.delays.length > 0 ? { delay: [...timing.delays], loop: timing.loop } : {}),
      })
      .toBuffer(),
};

const EFFORT = { fast: 2, balanced: 4, max: 6 } as const;
