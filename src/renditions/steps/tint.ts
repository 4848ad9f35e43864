import type { z } from 'zod';
import { colour } from '../../core/measure.ts';
import type { Step } from './step.ts';

const value = colour.meta({ description: 'One hue for all; lightness stays.', examples: ['#e07a5f'] });

export const tint: Step<z.output<typeof value>> = {
  name: 'tint',
  value,
  version: 1,
  when: 'after-fit',
  apply: async (picture, chosen, { paint }) => picture.tint(await paint(chosen)),
};
