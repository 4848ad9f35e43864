import { cpSync, readdirSync, writeFileSync } from 'node:fs';
import { join, parse } from 'node:path';

/** A project of ours whose assets are copies of the masters; without a quality, with our defaults. */
export function writeProject(folder, masters, { widths, formats, quality }) {
  cpSync(masters, join(folder, 'masters'), { recursive: true });
  const manifest = {
    version: 1,
    site: { out_dir: 'out', manifest: 'out/images.json' },
    defaults: { provider: 'file', outputs: ['all'] },
    outputs: { all: { widths, formats, ...(quality === undefined ? {} : { quality }) } },
    assets: Object.fromEntries(
      readdirSync(masters).map((file) => {
        const { name } = parse(file);
        return [name, { image: `./masters/${file}`, alt: name }];
      }),
    ),
  };
  // JSON is YAML.
  writeFileSync(join(folder, 'imagebuild.yaml'), JSON.stringify(manifest, undefined, 2));
}
