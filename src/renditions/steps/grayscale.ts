import { z } from 'zod';
import { pipelineOf } from '../raw-picture.ts';
import { lightnessOf } from './lightness.ts';
import type { Step } from './step.ts';

const value = z.literal(true).meta({ description: 'Take the colour away.' });

export const grayscale: Step<true> = {
  name: 'grayscale',
  value,
  version: 1,
  when: 'after-fit',
  apply: async (picture) => pipelineOf(await lightnessOf(picture)),
};
