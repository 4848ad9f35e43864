// The engine as vite-imagetools calls it, without Vite and without a cache: the cache is the plugin's.
import { mkdirSync, readdirSync } from 'node:fs';
import { join, parse } from 'node:path';
import {
  applyTransforms,
  builtinOutputFormats,
  builtins,
  extractEntries,
  generateTransforms,
  resolveConfigs,
} from 'imagetools-core';
import sharp from 'sharp';
import { FORMATS, WIDTHS } from '../work.js';

const [masters, out] = process.argv.slice(2);
mkdirSync(out, { recursive: true });
const directives = new URLSearchParams({ w: WIDTHS.join(';'), format: FORMATS.join(';') });

for (const file of readdirSync(masters)) {
  const picture = sharp(join(masters, file));
  const configs = resolveConfigs(extractEntries(directives), builtinOutputFormats);
  await Promise.all(
    configs.map(async (config) => {
      const { transforms } = generateTransforms(config, builtins, directives);
      const { image, metadata } = await applyTransforms(transforms, picture.clone());
      await image.toFile(join(out, `${parse(file).name}-${metadata.width}.${metadata.format}`));
    }),
  );
}
