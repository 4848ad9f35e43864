import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';

/** A project of so many targets in a temporary folder: one imported picture each, so that its masters cost little. */
export async function createProject(targets) {
  const folder = mkdtempSync(join(tmpdir(), 'imagebuild-bench-'));
  mkdirSync(join(folder, 'photos'));
  const lines = [
    'version: 1',
    'site: { out_dir: out, manifest: out/images.json }',
    'defaults: { provider: file, outputs: [tile] }',
    'outputs:',
    '  tile: { widths: [16, 32], formats: [webp, png] }',
    'assets:',
  ];
  for (let index = 0; index < targets; index++) {
    const name = `picture-${String(index).padStart(6, '0')}`;
    const background = { r: index & 255, g: (index >> 8) & 255, b: 128 };
    writeFileSync(
      join(folder, 'photos', `${name}.png`),
      await sharp({ create: { width: 32, height: 32, channels: 3, background } })
        .png({ compressionLevel: 1 })
        .toBuffer(),
    );
    lines.push(`  ${name}:`, `    image: ./photos/${name}.png`, `    alt: Picture number ${index}`);
  }
  writeFileSync(join(folder, 'imagebuild.yaml'), `${lines.join('\n')}\n`);
  return folder;
}
