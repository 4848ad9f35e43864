import type { AvifOptions } from 'sharp';
import { z } from 'zod';
import type { Effort } from '../../core/effort.ts';
import { classifyColour, measureColourDetail } from '../chroma.ts';
import type { RawPicture } from '../raw-picture.ts';
import type { Format } from './format.ts';

const options = z.strictObject({
  effort: z
    .int()
    .min(0)
    .max(9)
    .optional()
    .meta({ description: 'CPU effort; time grows about fourfold between 3 and 4.', default: 3 }),
  lossless: z.boolean().optional().meta({ description: 'Keep every pixel.', default: false }),
  chromaSubsampling: z.enum(['4:4:4', '4:2:0']).optional().meta({
    description: 'Whether colour keeps full resolution. Chosen by the picture where it is absent.',
  }),
  bitdepth: z
    .union([z.literal(8), z.literal(10), z.literal(12)])
    .optional()
    .meta({
      description:
        'Bits a channel. More than 8 make smooth gradients smaller, and some programs show wrong colours.',
      default: 8,
    }),
});

/** Encoder settings that go together, and what to add to a quality so that it means the same likeness. */
interface Choice {
  readonly settings: AvifOptions;
  readonly offset: number;
}

/**
 * The measurements behind this are in docs/encoders.md. Colours that change slowly lose nothing at half their
 * resolution; drawings are judged by their edges; in texture an encoder may be coarse where nobody sees it.
 */
function chooseFor(pixels: RawPicture): Choice {
  switch (classifyColour(measureColourDetail(pixels))) {
    case 'plain-colour':
      return { settings: { chromaSubsampling: '4:2:0', tune: 'ssim' }, offset: 8 };
    case 'drawing':
      return { settings: { chromaSubsampling: '4:4:4', tune: 'ssim' }, offset: 3 };
    case 'texture':
      return { settings: { chromaSubsampling: '4:4:4', tune: 'iq' }, offset: -1 };
  }
}

function choose(effort: Effort, pixels: RawPicture): Choice {
  if (effort === 'fast')
    return { settings: { effort: 2, chromaSubsampling: '4:2:0', tune: 'ssim' }, offset: 5 };
  const { settings, offset } = chooseFor(pixels);
  return effort === 'balanced'
    ? { settings: { ...settings, effort: 3 }, offset }
    : { settings: { ...settings, effort: 6 }, offset: offset - 1 };
}

const DEFAULT_QUALITY = 52;

export const avif: Format = {
  name: 'avif',
  extension: 'avif',
  mediaType: 'image/avif',
  options,
  settingsVersion: 3,
  longestSide: 16_384,
  alpha: true,
  defaultQuality: DEFAULT_QUALITY,
  encode({ pipeline, pixels }, { quality = DEFAULT_QUALITY, effort, options: own }) {
    const chosen = options.parse(own);
    if (chosen.lossless) return pipeline.avif({ effort: 3, ...chosen }).toBuffer();
    const { settings, offset } = choose(effort, pixels);
    return pipeline.avif({ ...settings, quality: within(quality + offset), ...chosen }).toBuffer();
  },
};

function within(quality: number): number {
  return Math.max(1, Math.min(100, quality));
}
