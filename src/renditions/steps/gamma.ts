import { z } from 'zod';
import { loadSharp } from '../sharp.ts';
import type { Step } from './step.ts';

const value = z
  .number()
  .min(0.1)
  .max(10)
  .meta({ description: 'Above 1 lightens the middle tones, below 1 darkens them.', examples: [1.2] });

/** Every colour channel, as a part of 255, to the power of 1 / gamma. */
export const gamma: Step<number> = {
  name: 'gamma',
  value,
  version: 1,
  when: 'after-fit',
  async apply(picture, exponent) {
    const table = Uint8Array.from({ length: 256 }, (_, tone) => 255 * (tone / 255) ** (1 / exponent) + 0.5);
    const { data, info } = await picture.raw().toBuffer({ resolveWithObject: true });
    const { width, height, channels } = info;
    const colours = channels === 4 ? 3 : channels;
    for (let at = 0; at < data.length; at += channels)
      for (let channel = 0; channel < colours; channel++)
        data[at + channel] = table[data[at + channel] as number] as number;
    const sharp = await loadSharp();
    return sharp(data, { raw: { width, height, channels } });
  },
};
