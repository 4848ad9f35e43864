import { z } from 'zod';
import type { Format } from './format.ts';

/** Vectors are passed on as they were drawn; a master that is none has no such file. */
export const svg: Format = {
  name: 'svg',
  extension: 'svg',
  mediaType: 'image/svg+xml',
  options: z.strictObject({}),
  settingsVersion: 1,
  vector: true,
  alpha: true,
  defaultQuality: undefined,
  async encode() {
    throw new Error('an SVG is passed on, not encoded');
  },
};
