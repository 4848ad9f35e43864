import { z } from 'zod';
import type { Catalog } from '../../core/catalog.ts';
import { assetSchema } from './asset.ts';
import { outputSchema } from './output.ts';
import { providerSchema } from './provider.ts';
import { generation, name, text } from './settings.ts';

export { NAME, SEED_LIMIT } from './settings.ts';

const credits = z.number().min(0);

/** The manifest as it is written, for one set of providers and formats. */
export function manifestSchema(catalog: Catalog) {
  const output = outputSchema(catalog);
  const { asset, outputs, layered } = assetSchema(output);
  const styles = z.record(name, text).meta({
    description: 'Texts that several prompts end with, by name.',
    examples: [{ brand: 'flat vector style, teal and coral palette' }],
  });
  const outputProfiles = z.record(name, output).meta({ description: 'Rendition profiles by name.' });
  const assets = z.record(name, asset).meta({ description: 'The images, by name.' });
  const version = z
    .literal(1, { error: 'this imagebuild reads manifests of version 1' })
    .meta({ description: 'Version of the manifest language.' });

  const manifest = z
    .strictObject({
      version,
      include: z
        .union([z.string(), z.array(z.string())])
        .optional()
        .meta({
          description: 'More files with styles, outputs and assets; globs work.',
          examples: [['art/**/*.imagebuild.yaml']],
        }),
      env: z
        .array(
          z
            .string()
            .regex(/^[A-Za-z_][A-Za-z0-9_]*$/, 'names of environment variables are letters, digits and "_"'),
        )
        .optional()
        .meta({
          description: 'Environment variables that a $-brace placeholder may read.',
          examples: [['CDN_HOST']],
        }),
      providers: z
        .record(name, providerSchema(catalog))
        .optional()
        .meta({ description: 'What makes masters, by name.' }),
      budget: z
        .strictObject({
          run: credits.optional().meta({ description: 'Credits that one build may spend.' }),
          day: credits.optional().meta({ description: 'Credits that one day (UTC) may cost.' }),
          month: credits.optional().meta({ description: 'Credits that one month (UTC) may cost.' }),
        })
        .optional()
        .meta({ description: 'Limits on spending, in credits. What does not fit is not started.' }),
      site: z
        .strictObject({
          out_dir: z
            .string()
            .min(1)
            .optional()
            .meta({ description: 'Folder for the renditions.', default: 'public/images' }),
          manifest: z
            .union([z.string(), z.array(z.string())])
            .optional()
            .meta({
              description: 'Site manifests to write: .json, .ts, .d.ts or .webmanifest.',
              examples: [['public/art/images.json', 'src/art.gen.ts']],
            }),
          base_path: z
            .string()
            .optional()
            .meta({
              description:
                'What a browser puts before a file name. The default is out_dir without a leading public/ or static/.',
              examples: ['/art/'],
            }),
          file_name: z
            .string()
            .min(1)
            .optional()
            .meta({ description: 'File name pattern for all outputs.', default: '[id]-[width].[ext]' }),
        })
        .optional()
        .meta({ description: 'Where the site finds its pictures.' }),
      styles: styles.optional(),
      profiles: z
        .record(name, z.strictObject({ ...generation, outputs: outputs.optional() }))
        .optional()
        .meta({
          description: 'Settings that --profile NAME lays over everything; their results live apart.',
          examples: [{ draft: { model: 'sd3.5-flash' } }],
        }),
      defaults: z
        .strictObject(layered)
        .optional()
        .meta({ description: 'Settings of every asset that does not have its own.' }),
      outputs: outputProfiles.optional(),
      assets: assets.optional(),
    })
    .meta({
      title: 'imagebuild manifest',
      description: 'Names every generated image of a site. See docs/manifest.md.',
    });

  const included = z
    .strictObject({
      version: version.optional(),
      styles: styles.optional(),
      outputs: outputProfiles.optional(),
      assets: assets.optional(),
    })
    .meta({
      title: 'included imagebuild file',
      description: 'Styles, outputs and assets that a manifest takes in through `include`.',
    });
  return { manifest, included };
}

export type WrittenManifest = z.output<ReturnType<typeof manifestSchema>['manifest']>;
export type WrittenInclude = z.output<ReturnType<typeof manifestSchema>['included']>;
export type WrittenAsset = NonNullable<WrittenManifest['assets']>[string];
export type WrittenOutput = z.output<ReturnType<typeof outputSchema>>;
