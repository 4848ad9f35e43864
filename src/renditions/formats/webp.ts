import { z } from 'zod';
import type { Format } from './format.ts';

const options = z.strictObject({
  effort: z.int().min(0).max(6).optional().meta({ description: 'CPU effort.', default: 4 }),
  lossless: z.boolean().optional().meta({ description: 'Keep every pixel.', default: false }),
  nearLossless: z
    .boolean()
    .optional()
    .meta({ description: 'Almost lossless; quality then says how near.', default: false }),
  smartSubsample: z
    .boolean()
    .optional()
    .meta({ description: 'Sharper colour edges, for a fifth more bytes.', default: false }),
});

const DEFAULT_QUALITY = 80;

/** Efforts from 3 to 6 give the same bytes; see docs/encoders.md. */
export const webp: Format = {
  name: 'webp',
  extension: 'webp',
  mediaType: 'image/webp',
  options,
  settingsVersion: 2,
  longestSide: 16_383,
  alpha: true,
  animation: true,
  defaultQuality: DEFAULT_QUALITY,
  encode: ({ pipeline, timing }, { quality = DEFAULT_QUALITY, effort, options: own }) =>
    pipeline
      .webp({
        quality: Math.min(100, quality + (effort === 'balanced' ? 0 : 1)),
        effort: EFFORT[effort],
        ...options.parse(own),
        ...(timing.delays.length > 0 ? { delay: [...timing.delays], loop: timing.loop } : {}),
      })
      .toBuffer(),
};

const EFFORT = { fast: 2, balanced: 4, max: 6 } as const;
