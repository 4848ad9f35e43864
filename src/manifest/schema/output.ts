import { z } from 'zod';
import type { Catalog } from '../../core/catalog.ts';
import { EFFORTS } from '../../core/effort.ts';
import { colour, PLACES } from '../../core/measure.ts';
import { PLACEHOLDER_KINDS } from '../../core/site-manifest.ts';
import { PRESET_NAMES } from '../presets.ts';
import { bytes } from '../units.ts';
import { name, point } from './settings.ts';

const BYTES = /^\d+(\.\d+)?\s*(B|kB|KB|KiB|MB|MiB)$/;

/** Of a file; larger numbers could not be reckoned with. */
const LARGEST = 1e12;

const ASPECT_RULE = 'an aspect is written width:height, as in "16:9"';

/** A rendition profile, for the formats and steps there are. */
export function outputSchema(catalog: Catalog) {
  const rendition = renditionKeys(catalog);
  const nested = z
    .strictObject(rendition)
    .superRefine(checkSizes)
    .meta({ id: 'Rendition', description: 'What differs from the output it stands in.' });
  return z
    .strictObject({
      preset: z
        .enum(PRESET_NAMES)
        .optional()
        .meta({
          description: 'A profile for a common need, to begin from; every other key here changes it.',
          examples: PRESET_NAMES.slice(0, 2),
        }),
      ...rendition,
      sizes: z
        .record(name, nested)
        .optional()
        .meta({
          description: 'Named sizes instead of `widths`: files that are asked for by name.',
          examples: [{ thumb: { width: 200, height: 200 }, large: { width: 1600 } }],
        }),
      media: z
        .record(z.string().regex(/^[^<>{};\\]+$/, 'a media query, as in "(max-width: 600px)"'), nested)
        .optional()
        .meta({
          description: 'Art direction: another crop where a media query holds. The first that holds wins.',
          examples: [{ '(max-width: 600px)': { widths: [320, 640], aspect: '1:1' } }],
        }),
      placeholder: z
        .union([z.enum([...PLACEHOLDER_KINDS, 'none']), z.array(z.enum(PLACEHOLDER_KINDS)).min(1)])
        .optional()
        .meta({
          description: 'Tiny stand-ins for the site manifest, shown until the picture has loaded.',
          default: 'none',
          examples: ['thumbhash', ['lqip', 'color']],
        }),
      sizes_attribute: z
        .string()
        .min(1)
        .optional()
        .meta({
          description: 'How wide the picture is shown, as the `sizes` attribute of HTML says it.',
          examples: ['(max-width: 900px) 100vw, 900px'],
        }),
      keep: z.enum(['all', 'smallest']).optional().meta({
        description:
          'Which formats the site manifest offers: `smallest` leaves out a format whose files are not smaller than those of the next.',
        default: 'all',
      }),
      sprite: z
        .literal(true)
        .optional()
        .meta({ description: 'Gather the pictures of all targets with this output on one sheet.' }),
    })
    .superRefine((output, context) => {
      checkSizes(output, context);
      if (output.sizes && (output.widths || output.width || output.height))
        context.addIssue({
          code: 'custom',
          path: ['sizes'],
          message: 'use either sizes, or widths, width and height',
        });
    })
    .meta({
      id: 'Output',
      allOf: SIZE_CONFLICTS.map((required) => ({ not: { required } })),
      description: 'A rendition profile: which sizes and formats to make from a master.',
    });
}

/** Keys that say the same thing twice, for editors; the checks below say it in words. */
const SIZE_CONFLICTS = [
  ['widths', 'width'],
  ['widths', 'height'],
  ['aspect', 'width', 'height'],
  ['densities', 'widths'],
  ['sizes', 'widths'],
  ['sizes', 'width'],
  ['sizes', 'height'],
];

type Sized = {
  readonly widths?: unknown;
  readonly width?: unknown;
  readonly height?: unknown;
  readonly aspect?: unknown;
  readonly densities?: unknown;
};

function checkSizes(output: Sized, context: z.core.$RefinementCtx): void {
  const conflict = (key: string, message: string) =>
    context.addIssue({ code: 'custom', path: [key], message, input: output });
  if (output.widths && (output.width || output.height))
    conflict('widths', 'use either widths, or width and height');
  if (output.aspect && output.width && output.height)
    conflict('aspect', 'width and height already decide the shape; remove aspect');
  if (output.densities && output.widths)
    conflict('densities', 'densities multiply width or height; widths already say every size');
}

/** Keys that an output, a named size and an art direction have in common. */
function renditionKeys(catalog: Catalog) {
  const names = [...catalog.formats.keys()] as [string, ...string[]];
  const format = z.enum(names);
  const quality = z.union([z.int().min(1).max(100), z.literal('auto')]);
  const options = Object.fromEntries(
    [...catalog.formats.values()].map((entry) => [
      entry.name,
      entry.options.optional().meta({ description: `Encoder options of ${entry.name}.` }),
    ]),
  );
  const qualities = Object.fromEntries(
    names.map((format) => [format, quality.optional().meta({ description: `Quality of ${format}.` })]),
  );
  const steps = Object.fromEntries([...catalog.steps].map(([name, { value }]) => [name, value.optional()]));
  const side = z.int().min(1).max(16_384);
  return {
    widths: z
      .array(side)
      .min(1)
      .optional()
      .meta({
        description: 'Widths in pixels; the height follows from the aspect.',
        examples: [[480, 960, 1600]],
      }),
    width: side.optional().meta({ description: 'One width in pixels.' }),
    height: side.optional().meta({ description: 'One height in pixels; with `width`, an exact size.' }),
    densities: z
      .array(z.number().min(0.5).max(8))
      .min(1)
      .optional()
      .meta({
        description: 'Pixels for each pixel of `width` or `height`: the srcset then says 1x, 2x.',
        examples: [[1, 2]],
      }),
    formats: z
      .array(format)
      .min(1)
      .optional()
      .meta({
        description: 'File formats, best first.',
        default: ['webp'],
        examples: [['avif', 'webp', 'jpeg']],
      }),
    aspect: z
      .string(ASPECT_RULE)
      .regex(/^[1-9]\d{0,3}:[1-9]\d{0,3}$/, ASPECT_RULE)
      .optional()
      .meta({ description: 'Crop to this shape, as "16:9". Quote it.', examples: ['16:9', '1:1'] }),
    fit: z.enum(['cover', 'contain', 'inside', 'fill']).optional().meta({
      description:
        'How a picture of another shape gets into width × height: cropped, framed by `background`, kept whole, or stretched.',
      default: 'cover',
    }),
    position: z
      .union([z.enum([...PLACES, 'attention', 'entropy']), point])
      .optional()
      .meta({
        description:
          "What a crop keeps: a side, what draws the eye (`attention`), what is busiest (`entropy`), or a point. An asset's `focal_point` goes first.",
        default: 'center',
      }),
    background: colour
      .optional()
      .meta({ description: 'Colour behind transparent or missing parts.', examples: ['#ffffff'] }),
    flatten: z.boolean().optional().meta({
      description:
        'Lay transparent parts of the picture on `background`. Without a background: white. The default is yes where `background` is given.',
    }),
    quality: z
      .union([quality, z.strictObject(qualities)])
      .optional()
      .meta({
        description:
          'Encoder quality 1 to 100, for all formats or by format; `auto` looks for the least that keeps the picture close to its original. Each format has a measured default.',
        examples: [80, { avif: 55, jpeg: 82 }, 'auto'],
      }),
    effort: z.enum(EFFORTS).optional().meta({
      description: 'How hard encoders try: `fast` for drafts, `max` for what is served a million times.',
      default: 'balanced',
    }),
    options: z
      .strictObject(options)
      .optional()
      .meta({
        description: "Encoder options under each format's own names.",
        examples: [{ jpeg: { mozjpeg: true } }],
      }),
    upscale: z
      .enum(['lanczos'])
      .optional()
      .meta({ description: 'Allows sizes larger than the master; without it nothing is enlarged.' }),
    max_bytes: z
      .union([
        z.int().min(100),
        z
          .string()
          .regex(BYTES, { error: 'a size is a number and B, kB, KiB, MB or MiB, as in 120kB', abort: true })
          .refine((written) => bytes(written) <= LARGEST, 'no file may have so many bytes'),
      ])
      .optional()
      .meta({
        description: 'Lower the quality until each file is at most this large.',
        examples: ['120kB'],
      }),
    color: z.enum(['srgb', 'p3']).optional().meta({
      description: 'Colours are converted to sRGB, or kept as wide as Display P3 where the master has them.',
      default: 'srgb',
    }),
    publish_prompt: z
      .boolean()
      .optional()
      .meta({ description: 'Write the prompt into the files, for everybody to read.', default: false }),
    file_name: z.string().min(1).optional().meta({
      description:
        'File name pattern under out_dir, from [id], [asset], [scene], [variant], [output], [size], [media], [width], [height], [hash], [format], [ext].',
      default: '[id]-[width].[ext]',
    }),
    ...steps,
  };
}
