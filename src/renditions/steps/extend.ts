import { z } from 'zod';
import { type Length, length, pixelsOf } from '../../core/measure.ts';
import type { Step } from './step.ts';

const value = z
  .union([
    length,
    z.strictObject({
      all: length.optional().meta({ description: 'Every side that is not named.', default: 0 }),
      top: length.optional().meta({ description: 'Above.' }),
      right: length.optional().meta({ description: 'On the right.' }),
      bottom: length.optional().meta({ description: 'Below.' }),
      left: length.optional().meta({ description: 'On the left.' }),
      with: z.enum(['background', 'copy', 'mirror']).optional().meta({
        description: "What fills it: `background`, or the picture's own edge.",
        default: 'background',
      }),
    }),
  ])
  .meta({
    description: 'Room around the picture, inside the size asked for.',
    examples: ['5%', { all: '4%', with: 'mirror' }],
  });

type Extend = z.output<typeof value>;

const TRANSPARENT = { r: 0, g: 0, b: 0, alpha: 0 };

export const extend: Step<Extend> = {
  name: 'extend',
  value,
  version: 1,
  when: 'after-fit',
  reshapes: true,
  margin: marginOf,
  apply(picture, chosen, { width, background }) {
    const filling = typeof chosen === 'object' ? (chosen.with ?? 'background') : 'background';
    return picture.extend({
      ...marginOf(chosen, width),
      extendWith: filling,
      background: background ?? TRANSPARENT,
    });
  },
};

function marginOf(chosen: Extend, width: number) {
  const sides: { readonly [side: string]: Length | undefined } =
    typeof chosen === 'object' ? (chosen as { [side: string]: Length }) : { all: chosen };
  const side = (name: string) => pixelsOf(sides[name] ?? sides.all ?? 0, width);
  return { top: side('top'), right: side('right'), bottom: side('bottom'), left: side('left') };
}
