import type { z } from 'zod';
import { length, pixelsOf } from '../../core/measure.ts';
import type { Step } from './step.ts';

const value = length.meta({
  description: 'Soften: the standard deviation in pixels, or as a part of the width.',
  examples: [8, '1%'],
});

export const blur: Step<z.output<typeof value>> = {
  name: 'blur',
  value,
  version: 1,
  when: 'after-fit',
  apply(picture, chosen, { width }) {
    const sigma = pixelsOf(chosen, width);
    return sigma === 0 ? picture : picture.blur({ sigma });
  },
};
