import { z } from 'zod';
import type { Format } from './format.ts';

const options = z.strictObject({
  mozjpeg: z
    .boolean()
    .optional()
    .meta({ description: 'Smaller files for about nine times the (small) CPU time.', default: false }),
  progressive: z
    .boolean()
    .optional()
    .meta({ description: 'Shows a coarse picture first; also a little smaller.', default: true }),
  chromaSubsampling: z
    .enum(['4:4:4', '4:2:0'])
    .optional()
    .meta({ description: 'Whether colour keeps full resolution.', default: '4:2:0' }),
});

const DEFAULT_QUALITY = 80;

export const jpeg: Format = {
  name: 'jpeg',
  extension: 'jpg',
  mediaType: 'image/jpeg',
  options,
  settingsVersion: 2,
  alpha: false,
  defaultQuality: DEFAULT_QUALITY,
  encode({ pipeline }, { quality = DEFAULT_QUALITY, effort, options: own }) {
    const settings = { progressive: effort !== 'fast', mozjpeg: effort === 'max', ...options.parse(own) };
    // The same number is a little coarser in mozjpeg's tables.
    const finer = settings.mozjpeg ? Math.round((100 - quality) / 4) : 0;
    return pipeline.jpeg({ quality: quality + finer, ...settings }).toBuffer();
  },
};
