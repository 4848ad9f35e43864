import { z } from 'zod';

/** Schemas of the parameters the API shares between operations. What the author leaves out is not sent. */

export const ASPECT_RATIOS = ['21:9', '16:9', '3:2', '5:4', '1:1', '4:5', '2:3', '9:16', '9:21'] as const;
export type AspectRatio = (typeof ASPECT_RATIOS)[number];

const STYLE_PRESETS = [
  '3d-model',
  'analog-film',
  'anime',
  'cinematic',
  'comic-book',
  'digital-art',
  'enhance',
  'fantasy-art',
  'isometric',
  'line-art',
  'low-poly',
  'modeling-compound',
  'neon-punk',
  'origami',
  'photographic',
  'pixel-art',
  'tile-texture',
] as const;

export const aspectRatio = z
  .enum(ASPECT_RATIOS)
  .optional()
  .meta({ description: 'Width to height of the picture.', default: '1:1', examples: ['16:9'] });

export const outputFormat = z
  .enum(['png', 'jpeg', 'webp'])
  .optional()
  .meta({
    description: 'Encoding of the picture that is bought and kept.',
    default: 'png',
    examples: ['webp'],
  });

export const stylePreset = z
  .enum(STYLE_PRESETS)
  .optional()
  .meta({ description: 'Guides the picture towards a kind of art.', examples: ['line-art', 'photographic'] });

/** How strictly the Stable Diffusion 3.5 models follow the prompt. */
export function guidance(usual: number) {
  return z
    .number()
    .min(1)
    .max(10)
    .optional()
    .meta({
      description: 'How strictly the picture follows the prompt; high values look forced.',
      default: usual,
      examples: [5],
    });
}

/** Pairs of width and height that the SDXL engine accepts. */
export const ENGINE_SIZES: readonly (readonly [number, number])[] = [
  [1024, 1024],
  [1152, 896],
  [1216, 832],
  [1344, 768],
  [1536, 640],
  [640, 1536],
  [768, 1344],
  [832, 1216],
  [896, 1152],
];

const sides = [...new Set(ENGINE_SIZES.map(([width]) => width))].sort((a, b) => a - b);

function side(name: string) {
  return z
    .literal(sides)
    .optional()
    .meta({
      description: `${name} in pixels; only certain pairs of width and height are accepted.`,
      default: 1024,
      examples: [1024, 1152],
    });
}

/** Parameters of the SDXL engine of the older API. */
export const engineFields = {
  width: side('Width'),
  height: side('Height'),
  cfg_scale: z
    .number()
    .min(0)
    .max(35)
    .optional()
    .meta({
      description: 'How strictly the picture follows the prompt.',
      default: 7,
      examples: [10],
    }),
  sampler: z
    .enum([
      'DDIM',
      'DDPM',
      'K_DPMPP_2M',
      'K_DPMPP_2S_ANCESTRAL',
      'K_DPM_2',
      'K_DPM_2_ANCESTRAL',
      'K_EULER',
      'K_EULER_ANCESTRAL',
      'K_HEUN',
      'K_LMS',
    ])
    .optional()
    .meta({
      description: 'Sampling method. Left out, the server chooses, and may choose otherwise next year.',
      examples: ['K_DPMPP_2M'],
    }),
  steps: z
    .int()
    .min(10)
    .max(50)
    .optional()
    .meta({
      description: 'Refinement steps. More than 30 cost more.',
      default: 30,
      examples: [40],
    }),
  clip_guidance_preset: z
    .enum(['FAST_BLUE', 'FAST_GREEN', 'NONE', 'SIMPLE', 'SLOW', 'SLOWER', 'SLOWEST'])
    .optional()
    .meta({
      description: 'Guidance by a second model. Works with ancestral samplers; the seed then fixes nothing.',
      default: 'NONE',
      examples: ['FAST_BLUE'],
    }),
  style_preset: stylePreset,
  extras: z
    .record(z.string(), z.unknown())
    .optional()
    .meta({ description: 'Experimental options of the engine, undocumented by the vendor.', examples: [{}] }),
};
