import { z } from 'zod';
import type { Params } from '../../core/capability.ts';
import type { Size } from '../../core/picture.ts';

const side = (name: string) =>
  z
    .int(`${name} must be a whole number of pixels`)
    .min(64, `${name} must be at least 64`)
    .max(4096, `${name} must be at most 4096`)
    .optional()
    .meta({
      description: `${name === 'width' ? 'Width' : 'Height'} in pixels; needs the other side too, and excludes aspect_ratio.`,
      examples: [1024, 1600],
    });

/** Parameters of `generate`. */
export const generateParams = z.strictObject({
  aspect_ratio: z
    .string()
    .regex(
      /^(?:[1-9]\d?|100):(?:[1-9]\d?|100)$/,
      'aspect_ratio must be W:H with whole numbers from 1 to 100, such as 16:9',
    )
    .optional()
    .meta({
      description: 'Width to height, with about one megapixel. Defaults to 1:1.',
      examples: ['1:1', '16:9', '3:2', '9:16'],
    }),
  width: side('width'),
  height: side('height'),
});

const IMAGE_TO_IMAGE_STRENGTH = 0.6;
const INPAINT_STRENGTH = 1;

const strength = (description: string) =>
  z
    .number('strength must be a number from 0 to 1')
    .min(0, 'strength must be at least 0')
    .max(1, 'strength must be at most 1')
    .optional()
    .meta({ description, examples: [0.3, 0.6, 1] });

/** Parameters of `image-to-image`. */
export const imageToImageParams = z.strictObject({
  strength: strength(
    `How much of the input picture is drawn over: 0 keeps it as it is, 1 replaces it. Defaults to ${IMAGE_TO_IMAGE_STRENGTH}.`,
  ),
});

/** Parameters of `inpaint`. */
export const inpaintParams = z.strictObject({
  strength: strength(`How much is drawn over where the mask is white. Defaults to ${INPAINT_STRENGTH}.`),
});

/** About one megapixel in multiples of 64; the sizes image models are used to. */
const KNOWN: { readonly [ratio: string]: Size } = {
  '1:1': { width: 1024, height: 1024 },
  '5:4': { width: 1088, height: 896 },
  '3:2': { width: 1216, height: 832 },
  '16:9': { width: 1344, height: 768 },
  '21:9': { width: 1536, height: 640 },
};

const MEGAPIXEL = 1024 * 1024;
const STEP = 64;

/** Size of what `generate` draws. */
export function generateSize({ width, height, aspect_ratio: ratio }: Params): Size {
  if (typeof width === 'number' && typeof height === 'number') return { width, height };
  return sizeOfRatio(typeof ratio === 'string' ? ratio : '1:1');
}

function sizeOfRatio(ratio: string): Size {
  const [across = 1, down = 1] = ratio.split(':').map(Number);
  const known = KNOWN[ratio];
  if (known !== undefined) return known;
  const transposed = KNOWN[`${down}:${across}`];
  if (transposed !== undefined) return { width: transposed.height, height: transposed.width };
  const step = (length: number) => Math.max(STEP, Math.min(4096, Math.round(length / STEP) * STEP));
  return {
    width: step(Math.sqrt((MEGAPIXEL * across) / down)),
    height: step(Math.sqrt((MEGAPIXEL * down) / across)),
  };
}

/** The author's strength, or the operation's own. */
export function strengthOf(operation: string, { strength: given }: Params): number {
  if (typeof given === 'number') return given;
  return operation === 'inpaint' ? INPAINT_STRENGTH : IMAGE_TO_IMAGE_STRENGTH;
}

/** Rules between the fields of `generate`. */
export function checkGenerate({ width, height, aspect_ratio: ratio }: Params): string[] {
  const problems: string[] = [];
  if ((width === undefined) !== (height === undefined))
    problems.push(
      `${width === undefined ? 'height' : 'width'} needs ${width === undefined ? 'width' : 'height'} as well: give both sides or neither`,
    );
  if (ratio !== undefined && (width !== undefined || height !== undefined))
    problems.push('aspect_ratio and width or height exclude each other: leave one of them out');
  return problems;
}
