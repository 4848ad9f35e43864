import { z } from 'zod';
import type { Step } from './step.ts';

const value = z
  .union([
    z.literal(true),
    z.strictObject({
      sigma: z
        .number()
        .min(0.1)
        .max(10)
        .meta({ description: 'Width of the edges that are sharpened, in pixels.' }),
      flat: z
        .number()
        .min(0)
        .max(100)
        .optional()
        .meta({ description: 'Strength in flat parts.', default: 1 }),
      jagged: z.number().min(0).max(100).optional().meta({ description: 'Strength at edges.', default: 2 }),
    }),
  ])
  .meta({ description: 'Crisper edges after the picture was made smaller.', examples: [true] });

const USUAL = { sigma: 0.6, flat: 1, jagged: 2 };

export const sharpen: Step<z.output<typeof value>> = {
  name: 'sharpen',
  value,
  version: 1,
  when: 'after-fit',
  apply(picture, chosen) {
    const { sigma, flat, jagged } = { ...USUAL, ...(chosen === true ? {} : chosen) };
    return picture.sharpen({ sigma, m1: flat, m2: jagged });
  },
};
