import { z } from 'zod';
import type { Catalog } from '../../core/catalog.ts';
import { point } from './settings.ts';

const BYTES = /^\d+(\.\d+)?\s*(B|kB|KB|KiB|MB|MiB)$/;

const ASPECT_RULE = 'an aspect is written width:height, as in "16:9"';

/** A rendition profile, for the formats there are. */
export function outputSchema(catalog: Catalog) {
  const names = [...catalog.formats.keys()] as [string, ...string[]];
  const format = z.enum(names);
  const quality = z.int().min(1).max(100);
  const options = Object.fromEntries(
    [...catalog.formats.values()].map((entry) => [
      entry.name,
      entry.options.optional().meta({ description: `Encoder options of ${entry.name}.` }),
    ]),
  );
  const qualities = Object.fromEntries(
    names.map((format) => [format, quality.optional().meta({ description: `Quality of ${format}.` })]),
  );
  const side = z.int().min(1).max(16_384);
  return z
    .strictObject({
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
        .union([
          z.enum([
            'center',
            'top',
            'right',
            'bottom',
            'left',
            'top-left',
            'top-right',
            'bottom-left',
            'bottom-right',
            'attention',
            'entropy',
          ]),
          point,
        ])
        .optional()
        .meta({
          description:
            "What a crop keeps: a side, what draws the eye (`attention`), what is busiest (`entropy`), or a point. An asset's `focal_point` goes first.",
          default: 'center',
        }),
      background: z
        .string()
        .regex(
          /^(#([0-9a-fA-F]{3,4}|[0-9a-fA-F]{6}|[0-9a-fA-F]{8})|[a-z]+)$/,
          'a colour is #rgb, #rrggbb, #rrggbbaa or a CSS name',
        )
        .optional()
        .meta({ description: 'Colour behind transparent or missing parts.', examples: ['#ffffff'] }),
      quality: z
        .union([quality, z.strictObject(qualities)])
        .optional()
        .meta({
          description:
            'Encoder quality 1 to 100, for all formats or by format. Each format has a measured default.',
          examples: [80, { avif: 55, jpeg: 82 }],
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
          z.string().regex(BYTES, 'a size is a number and B, kB, KiB, MB or MiB, as in 120kB'),
        ])
        .optional()
        .meta({
          description: 'Lower the quality until each file is at most this large.',
          examples: ['120kB'],
        }),
      placeholder: z.enum(['thumbhash', 'none']).optional().meta({
        description: 'A tiny stand-in for the site manifest, shown until the picture has loaded.',
        default: 'none',
      }),
      file_name: z.string().min(1).optional().meta({
        description:
          'File name pattern under out_dir, from [id], [asset], [scene], [variant], [output], [width], [height], [format], [ext].',
        default: '[id]-[width].[ext]',
      }),
    })
    .refine((output) => !(output.widths && (output.width || output.height)), {
      message: 'use either widths, or width and height',
      path: ['widths'],
    })
    .refine((output) => !(output.aspect && output.width && output.height), {
      message: 'width and height already decide the shape; remove aspect',
      path: ['aspect'],
    })
    .meta({
      id: 'Output',
      description: 'A rendition profile: which sizes and formats to make from a master.',
    });
}
