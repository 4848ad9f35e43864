import type { Pixels } from '../../core/picture.ts';
import { loadSharp } from '../sharp.ts';
import type { Placeholder } from './placeholder.ts';
import { shrink } from './shrink.ts';

/** Longest side in pixels, from the finest that is worth its bytes down to a few dots of colour. */
const SIDES = [24, 20, 16, 12, 8];

/** Characters of a data URI: this many in every page are less than one request for a picture. */
const MOST = 400;

/** A tiny WebP as a data URI. Browsers scale it up smoothly, which is the blur; transparency is kept. */
export const lqip: Placeholder = {
  kind: 'lqip',
  async draw(picture) {
    let uri = '';
    for (const side of SIDES) {
      uri = await dataUri(await shrink(picture, side));
      if (uri.length <= MOST) break;
    }
    return { lqip: uri };
  },
};

async function dataUri({ data, width, height }: Pixels): Promise<string> {
  const sharp = await loadSharp();
  const bytes = await sharp(data, { raw: { width, height, channels: 4 } })
    .webp({ quality: 40, alphaQuality: 20, effort: 6, smartSubsample: true })
    .toBuffer();
  return `data:image/webp;base64,${bytes.toString('base64')}`;
}
