import { z } from 'zod';
import { isGray } from '../simpler-pixels.ts';
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
  longestSide: 65_500,
  alpha: false,
  defaultQuality: DEFAULT_QUALITY,
  encode({ pipeline, pixels, color }, { quality = DEFAULT_QUALITY, effort, options: own }) {
    const settings = { progressive: effort !== 'fast', mozjpeg: effort === 'max', ...options.parse(own) };
    // The same number is a little coarser in mozjpeg's tables.
    const finer = settings.mozjpeg ? Math.round((100 - quality) / 4) : 0;
    const gray = color === 'srgb' && isGray(pixels);
    const picture = gray ? pipeline.toColourspace('b-w') : pipeline;
    return picture.jpeg({ quality: quality + finer, ...settings }).toBuffer();
  },
};
