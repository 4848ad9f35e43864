import { z } from 'zod';
import { colour, length, pixelsOf } from '../../core/measure.ts';
import type { Step } from './step.ts';

const value = z
  .strictObject({
    width: length.meta({ description: 'How wide.' }),
    color: colour.meta({ description: 'Its colour.' }),
  })
  .meta({
    description: 'A frame, inside the size asked for.',
    examples: [{ width: '2%', color: '#ffffff' }],
  });

export const border: Step<z.output<typeof value>> = {
  name: 'border',
  value,
  version: 1,
  when: 'after-fit',
  reshapes: true,
  margin({ width }, whole) {
    const side = pixelsOf(width, whole);
    return { top: side, right: side, bottom: side, left: side };
  },
  async apply(picture, { width, color }, { width: whole, paint }) {
    const side = pixelsOf(width, whole);
    return picture.extend({
      top: side,
      right: side,
      bottom: side,
      left: side,
      background: await paint(color),
    });
  },
};
