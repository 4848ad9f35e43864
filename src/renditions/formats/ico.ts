import { z } from 'zod';
import { iconFile } from '../icon-file.ts';
import { pipelineOf } from '../raw-picture.ts';
import type { Format } from './format.ts';

/** What browsers ask a favicon for. */
const SIDES = [16, 32, 48];

const CLEAR = { r: 0, g: 0, b: 0, alpha: 0 };

const options = z.strictObject({
  sides: z
    .array(z.int().min(1).max(256))
    .min(1)
    .optional()
    .meta({
      description: 'Sides in pixels of the pictures in the file; those larger than the output are left out.',
      default: [16, 32, 48],
    }),
});

/** One file with small squares of several sizes, each a PNG. */
export const ico: Format = {
  name: 'ico',
  extension: 'ico',
  mediaType: 'image/x-icon',
  options,
  settingsVersion: 2,
  longestSide: 256,
  alpha: true,
  untagged: true,
  defaultQuality: undefined,
  async encode({ pixels }, { options: own }) {
    const largest = Math.min(256, Math.max(pixels.width, pixels.height));
    const wanted = (options.parse(own).sides ?? SIDES).filter((side) => side <= largest);
    const sides = wanted.length > 0 ? wanted : [largest];
    const pictures = await Promise.all(
      sides.map(async (side) => {
        const picture = (await pipelineOf(pixels)).resize(side, side, { fit: 'contain', background: CLEAR });
        return { width: side, height: side, png: await picture.png({ compressionLevel: 9 }).toBuffer() };
      }),
    );
    return iconFile(pictures);
  },
};
