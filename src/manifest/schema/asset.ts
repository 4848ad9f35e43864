import { z } from 'zod';
import type { outputSchema } from './output.ts';
import { descriptive, generation, inputs, NAME, NAME_RULE, name, text } from './settings.ts';

const VALUE_RULE = `${NAME_RULE}; write another text as { name: text }`;

/** Placeholders that an axis of the same name would hide. */
const AXIS_TAKEN = ['scene', 'variant'];

/** Assets and the settings that assets, scenes and defaults share. */
export function assetSchema(output: ReturnType<typeof outputSchema>) {
  const outputs = z
    .union([z.string(), z.array(z.union([z.string(), output])), output])
    .meta({ description: 'Names from `outputs`, or profiles written here.', examples: [['hero', 'og']] });
  const layered = { ...generation, outputs: outputs.optional(), ...descriptive };

  const variation = z
    .union([text, z.strictObject({ prompt: text.optional(), ...layered, ...inputs })])
    .meta({ id: 'Variation', description: 'A text, or a mapping with a prompt and whatever else differs.' });
  const number = z.number().refine((value) => NAME.test(String(value)), VALUE_RULE);
  const valueName = z.union([z.string().regex(NAME, VALUE_RULE), number, z.boolean()]);
  const axis = z.union([
    z
      .record(name, variation)
      .refine((values) => Object.keys(values).length > 0, 'an axis needs at least one value')
      .meta({ minProperties: 1 }),
    z
      .array(valueName)
      .min(1)
      .refine((values) => new Set(values.map(String)).size === values.length, 'a value is there twice')
      .meta({ uniqueItems: true }),
  ]);
  const cell = z.record(z.string(), z.union([valueName, z.record(name, variation)]));
  const matrix = z
    .object({
      include: z.array(cell).optional().meta({ description: 'Cells to add: a value for every axis.' }),
      exclude: z
        .array(cell)
        .optional()
        .meta({
          description: 'Cells to leave out: all that match the values given.',
          examples: [[{ theme: 'dark', size: 'small' }]],
        }),
    })
    .catchall(axis)
    .superRefine((matrix, context) => {
      for (const axis of Object.keys(matrix)) {
        const message = AXIS_TAKEN.includes(axis)
          ? `{${axis}} already has a meaning; give the axis another name`
          : NAME_RULE;
        if (message === NAME_RULE && NAME.test(axis)) continue;
        context.addIssue({ code: 'invalid_key', origin: 'record', path: [axis], issues: [], message });
      }
    })
    .meta({
      propertyNames: { pattern: NAME.source },
      description: 'Named axes; one target for each combination of their values.',
      examples: [{ theme: { light: 'soft daylight', dark: 'deep night' } }],
    });
  const each = z
    .strictObject({
      file: z
        .string()
        .min(1)
        .optional()
        .meta({
          description: 'A .csv, .json or .yaml file of rows, relative to this one.',
          examples: ['./products.csv'],
        }),
      rows: z
        .array(z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()])))
        .optional()
        .meta({ description: 'The rows themselves.' }),
      key: z
        .string()
        .min(1)
        .meta({ description: 'The column that names each target.', examples: ['sku'] }),
    })
    .refine((each) => (each.file === undefined) !== (each.rows === undefined), {
      message: 'rows come from either `file` or `rows`',
    })
    .meta({ description: 'One target for each row; columns are placeholders.' });

  const asset = z
    .strictObject({
      prompt: text.optional().meta({
        description: 'What all pictures of this asset show.',
        examples: ['a fox with short brown hair, wearing a red jacket'],
      }),
      ...layered,
      ...inputs,
      scenes: z
        .record(name, variation)
        .optional()
        .meta({
          description: 'Named variations of the prompt.',
          examples: [{ running: 'running through a forest' }],
        }),
      matrix: matrix.optional(),
      each: each.optional(),
    })
    .meta({ id: 'Asset', description: 'A named entry: base prompt, seed, style, scenes, matrix, outputs.' });

  return { asset, outputs, layered };
}
