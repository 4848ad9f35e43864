import type { z } from 'zod';
import { length, pixelsOf } from '../../core/measure.ts';
import type { Step } from './step.ts';

const value = length.meta({
  description: 'Radius of the corners; "50%" makes a square a circle.',
  examples: [24, '50%'],
});

export const rounded: Step<z.output<typeof value>> = {
  name: 'rounded',
  value,
  version: 1,
  when: 'after-fit',
  apply(picture, chosen, { size, width }) {
    const radius = Math.min(pixelsOf(chosen, width), size.width / 2, size.height / 2);
    const mask = `<svg xmlns="http://www.w3.org/2000/svg" width="${size.width}" height="${size.height}"><rect width="100%" height="100%" rx="${radius}" ry="${radius}"/></svg>`;
    return picture.ensureAlpha().composite([{ input: Buffer.from(mask), blend: 'dest-in' }]);
  },
};
