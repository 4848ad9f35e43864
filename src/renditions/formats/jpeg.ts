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

export const jpeg: Format = {
  name: 'jpeg',
  extension: 'jpg',
  mediaType: 'image/jpeg',
  options,
  settingsVersion: 1,
  alpha: false,
  defaultQuality: 80,
  encode: ({ pipeline }, { quality, effort, options: own }) =>
    pipeline
      .jpeg({ quality, progressive: effort !== 'fast', mozjpeg: effort === 'max', ...options.parse(own) })
      .toBuffer(),
};
