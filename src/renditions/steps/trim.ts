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

type Value = z.output<typeof value>;

const thresholdOf = (chosen: Value) => (chosen === true ? 10 : (chosen.threshold ?? 10));

export const trim: Step<Value> = {
  name: 'trim',
  value,
  version: 2,
  when: 'before-fit',
  reshapes: true,
  trims: true,
  boxOf: async (picture, chosen) => {
    const { channels } = await picture.clone().stats();
    // A frame of one colour shows nothing that must be kept.
    if (channels.every(({ min, max }) => min === max)) return undefined;
    const trimmed = picture.trim({ threshold: thresholdOf(chosen) });
    const { info } = await trimmed.raw().toBuffer({ resolveWithObject: true });
    const { width, height, trimOffsetLeft = 0, trimOffsetTop = 0 } = info;
    return { left: -trimOffsetLeft, top: -trimOffsetTop, width, height };
  },
};
