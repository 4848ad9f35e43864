import { z } from 'zod';
import { iconFile } from '../icon-file.ts';
import { pipelineOf } from '../raw-picture.ts';
import type { Format } from './format.ts';

/** What browsers ask a favicon for. */
const SIDES = [16, 32, 48];

const options = z.strictObject({
  sides: z
    .array(z.int().min(1).max(256))
    .min(1)
    .optional()
    .meta({ description: 'Sides in pixels of the pictures in the file.', default: [16, 32, 48] }),
});

/** One file with small squares of several sizes, each a PNG. */
export const ico: Format = {
  name: 'ico',
  extension: 'ico',
  mediaType: 'image/x-icon',
  options,
  settingsVersion: 1,
  alpha: true,
  defaultQuality: undefined,
  async encode({ pixels }, { options: own }) {
    const sides = options.parse(own).sides ?? SIDES;
    const pictures = await Promise.all(
      sides.map(async (side) => {
        const picture = (await pipelineOf(pixels)).resize(side, side, { fit: 'fill' });
        return { width: side, height: side, png: await picture.png({ compressionLevel: 9 }).toBuffer() };
      }),
    );
    return iconFile(pictures);
  },
};
