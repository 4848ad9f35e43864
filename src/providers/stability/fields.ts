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

/** Formats that can be transparent. */
export const transparentFormat = z
  .enum(['png', 'webp'])
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

/** A number between two bounds. */
export function share(description: string, usual: number | undefined, [min, max]: readonly [number, number]) {
  return z
    .number()
    .min(min)
    .max(max)
    .optional()
    .meta({ description, ...(usual === undefined ? {} : { default: usual }), examples: [(min + max) / 2] });
}

/** The one word for how far a result may go from its input; both versions of the API have their own. */
export const strength = share(
  'How far the picture may go from its input: 0 keeps the input, 1 ignores it.',
  undefined,
  [0, 1],
);

/** A text beside the prompt. */
export function sideText(description: string, example: string) {
  return z
    .string()
    .min(1)
    .max(10_000)
    .optional()
    .meta({ description, examples: [example] });
}

/** Pixels by which a mask is grown. */
export function growMask(usual: number, most: number) {
  return z
    .int()
    .min(0)
    .max(most)
    .optional()
    .meta({
      description: 'Pixels by which the mask grows; the grown band is blurred.',
      default: usual,
      examples: [10],
    });
}

/** Pixels to add on one side. */
export function margin(side: string) {
  return z
    .int()
    .min(0)
    .max(2000)
    .optional()
    .meta({ description: `Pixels to add ${side}.`, default: 0, examples: [256] });
}

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

/** Size of what the SDXL engine makes from a prompt alone. */
export const engineSides = { width: side('Width'), height: side('Height') };

/** Prompts with weights, sent after the prompt (weight 1) and the negative prompt (weight -1). */
const textPrompts = z
  .array(
    z.strictObject({
      text: z.string().min(1).max(2000).meta({ description: 'A further prompt.' }),
      weight: z
        .number()
        .min(-10)
        .max(10)
        .optional()
        .meta({ description: 'Its weight; a negative one keeps things out. 1 when absent.' }),
    }),
  )
  .min(1)
  .optional()
  .meta({
    description:
      'Further prompts with weights, beside the prompt (weight 1) and negative prompt (weight -1).',
    examples: [[{ text: 'snow', weight: 0.5 }]],
  });

/** Parameters that all operations of the SDXL engine share. */
export const engineFields = {
  samples: z
    .int()
    .min(1)
    .max(10)
    .optional()
    .meta({
      description:
        'Pictures to ask for at once, each at full price. The first becomes the master; the others are kept, and their seeds get them at no cost.',
      default: 1,
      examples: [4],
    }),
  text_prompts: textPrompts,
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

/** Image-to-image of the older API. Its two modes differ only in that one of them may end early. */
export const engineStart = {
  strength: share(
    'How far the picture may go from its input: 0 keeps the input, 1 ignores it.',
    0.65,
    [0, 1],
  ),
  init_image_mode: z
    .enum(['IMAGE_STRENGTH', 'STEP_SCHEDULE'])
    .optional()
    .meta({
      description: 'How the input takes part. STEP_SCHEDULE allows step_schedule_end.',
      default: 'IMAGE_STRENGTH',
      examples: ['STEP_SCHEDULE'],
    }),
  step_schedule_end: share(
    'The part of the steps after which the input no longer counts.',
    undefined,
    [0, 1],
  ),
};

/** Where the older API finds out what to replace. */
export const maskSource = z
  .enum(['MASK_IMAGE_WHITE', 'MASK_IMAGE_BLACK', 'INIT_IMAGE_ALPHA'])
  .optional()
  .meta({
    description:
      'What is replaced: the white or the black of the mask, or what is transparent in the image. With a mask its white, else what is transparent.',
    examples: ['MASK_IMAGE_BLACK'],
  });

/** A side of an enlarged picture; the other follows. */
export function enlargedSide(name: string) {
  return z
    .int()
    .min(512)
    .optional()
    .meta({ description: `${name} of the result in pixels; the other side follows.`, examples: [2048] });
}
