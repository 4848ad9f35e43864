import type { Colour } from 'sharp';
import { z } from 'zod';
import { colour } from '../../core/measure.ts';
import { pipelineOf } from '../raw-picture.ts';
import { loadSharp } from '../sharp.ts';
import { lightnessOf } from './lightness.ts';
import type { Step } from './step.ts';

const value = z
  .strictObject({
    dark: colour.meta({ description: 'What black becomes.' }),
    light: colour.meta({ description: 'What white becomes.' }),
  })
  .meta({ description: 'Two colours for all.', examples: [{ dark: '#0b3c49', light: '#ffe3d8' }] });

/** Each channel runs in a straight line from the dark colour at black to the light one at white. */
export const duotone: Step<z.output<typeof value>> = {
  name: 'duotone',
  value,
  version: 1,
  when: 'after-fit',
  async apply(picture, { dark, light }, { paint }) {
    const [from, to] = [await channels(await paint(dark)), await channels(await paint(light))];
    const slopes = from.map((low, channel) => ((to[channel] ?? 0) - low) / 255);
    const grey = await lightnessOf(picture);
    const { data, channels: count } = grey;
    for (let at = 0; at < data.length; at += count) {
      const tone = data[at] as number;
      for (const [channel, low] of from.entries())
        data[at + channel] = Math.round(low + (slopes[channel] ?? 0) * tone);
    }
    return pipelineOf(grey);
  },
};

/** Red, green and blue of a colour. */
async function channels(background: Colour): Promise<number[]> {
  const sharp = await loadSharp();
  const dot = await sharp({ create: { width: 1, height: 1, channels: 3, background } })
    .raw()
    .toBuffer();
  return [...dot];
}
