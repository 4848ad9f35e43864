import { z } from 'zod';
import type { Step } from './step.ts';

const value = z
  .union([
    z.literal(true),
    z.strictObject({
      threshold: z
        .int()
        .min(0)
        .max(255)
        .optional()
        .meta({ description: 'How far a channel may differ and still be edge.', default: 10 }),
    }),
  ])
  .meta({ description: 'Cut away edges of one colour before the picture is fitted.', examples: [true] });

export const trim: Step<z.output<typeof value>> = {
  name: 'trim',
  value,
  version: 1,
  when: 'before-fit',
  reshapes: true,
  trims: true,
  apply: (picture, chosen) => picture.trim({ threshold: chosen === true ? 10 : (chosen.threshold ?? 10) }),
};
