import { z } from 'zod';
import { INPUT_ROLES } from '../../core/recipe.ts';

/** What assets, scenes, axes, styles and outputs may be called. */
export const NAME = /^[a-z0-9][a-z0-9._-]*$/;
export const NAME_RULE =
  'names are lower-case letters, digits, ".", "_" and "-", and begin with a letter or digit';

export const name = z
  .string()
  .regex(NAME, NAME_RULE)
  .meta({ description: `A name: ${NAME_RULE}.` });

export const SEED_LIMIT = 4_294_967_294;

const SEED_RULE = `a seed is a whole number from 1 to ${SEED_LIMIT}, or random`;

const seed = z
  .union(
    [
      z
        .int()
        .min(1, {
          error: ({ input }) =>
            input === 0
              ? 'seed 0 means "random" to some providers and a fixed seed to others; write a number from 1, or random'
              : SEED_RULE,
        })
        .max(SEED_LIMIT, SEED_RULE),
      z.literal('random'),
      z.literal(-1),
    ],
    { error: SEED_RULE },
  )
  .meta({
    description:
      'Which of the many pictures a prompt can give. 1 to 4294967294; `random` (or -1) draws one once and keeps it in the lock until `imagebuild reroll`. A seed alone does not promise the same picture again; the stored master does.',
    examples: [42, 'random'],
  });

export const text = z
  .union([
    z.string(),
    z.strictObject({ file: z.string().min(1).meta({ description: 'A text file, relative to this one.' }) }),
  ])
  .meta({
    description: 'A text, or `{ file: ./prompt.md }`.',
    examples: ['a fox in a red jacket', { file: './fox.md' }],
  });

const styleNames = z.union([z.string(), z.array(z.string())]).meta({
  description: 'One or more names from `styles`; their texts end the prompt.',
  examples: ['brand', ['brand', 'winter']],
});

const params = z.record(z.string(), z.unknown()).meta({
  id: 'Params',
  description:
    "Generation parameters under the provider's own names. Checked against provider, operation and model.",
  examples: [{ aspect_ratio: '3:2' }],
});

export const point = z
  .strictObject({
    x: z.number().min(0).max(1).meta({ description: 'Part of the width, from the left.' }),
    y: z.number().min(0).max(1).meta({ description: 'Part of the height, from the top.' }),
  })
  .meta({ description: 'A point of the picture: 0, 0 is the top left corner, 1, 1 the bottom right one.' });

export const inputs = Object.fromEntries(
  INPUT_ROLES.map((role) => [
    role,
    z
      .string()
      .min(1)
      .optional()
      .meta({
        description: `The ${role.replace('_', ' ')}: a path that begins with ./ or ../, or the id of another target.`,
        examples: ['./photo.jpg', 'fox/running@light'],
      }),
  ]),
) as { [Role in (typeof INPUT_ROLES)[number]]: z.ZodOptional<z.ZodString> };

/** Keys that every layer of settings may have: defaults, profile, asset, scene, variant. */
export const generation = {
  seed: seed.optional(),
  negative_prompt: text
    .optional()
    .meta({ description: 'What the picture must not show.', examples: ['blurry, extra limbs'] }),
  style: styleNames.optional(),
  template: z
    .string()
    .optional()
    .meta({
      description:
        'How the final prompt is put together, from {prompt}, {scene}, {variant}, {style}, axes and columns. Without it these are joined with ", ".',
      examples: ['{style}: {prompt}, {scene}'],
    }),
  provider: z
    .string()
    .optional()
    .meta({ description: 'What makes the pictures: a name from `providers`, or a built-in type.' }),
  model: z
    .string()
    .optional()
    .meta({ description: "One of the provider's models.", examples: ['core', 'sd3.5-flash'] }),
  operation: z
    .string()
    .optional()
    .meta({
      description: 'What to do; the default is the first operation of the provider.',
      examples: ['generate', 'inpaint'],
    }),
  params: params.optional(),
  protect: z
    .boolean()
    .optional()
    .meta({ description: 'Never regenerated without --allow-protected.', default: false }),
  on_refusal: z
    .enum(['fail', 'keep_last', 'placeholder'])
    .optional()
    .meta({ description: 'What to do when the provider declines the content.', default: 'fail' }),
};

/** Keys that describe a picture to its readers; never part of a key. */
export const descriptive = {
  alt: z
    .string()
    .optional()
    .meta({
      description: 'Alternative text for the site. Placeholders work here.',
      examples: ['The fox mascot, {scene}'],
    }),
  title: z.string().optional().meta({ description: 'A title for the site.' }),
  description: z
    .string()
    .optional()
    .meta({ description: 'A note for people who read the manifest or the site.' }),
  tags: z
    .array(name)
    .optional()
    .meta({ description: 'Words to select targets with, as tag:word.', examples: [['mascot']] }),
  focal_point: point.optional().meta({
    description: 'What a crop must keep: 0, 0 is the top left corner, 1, 1 the bottom right one.',
    examples: [{ x: 0.5, y: 0.3 }],
  }),
  creator: z
    .string()
    .optional()
    .meta({ description: 'Who made it; written into the published files.', examples: ['Studio Fennec'] }),
  credit: z.string().optional().meta({ description: 'The credit line; written into the published files.' }),
  copyright: z
    .string()
    .optional()
    .meta({
      description: 'The copyright notice; written into the published files.',
      examples: ['© 2026 Fennec'],
    }),
};
