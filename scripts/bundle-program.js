// Bundles the command line, of what tsc has compiled, into a few files: `node scripts/bundle-program.js FOLDER`. Loading
// the modules one by one takes longer than many a command itself. Packages that it depends on stay packages.
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'esbuild';

const folder = process.argv[2] ?? 'dist';

await build({
  entryPoints: [join(folder, 'bin.js')],
  outdir: folder,
  allowOverwrite: true,
  // As deep as the modules were: what they find relative to themselves stays where it is.
  chunkNames: 'program/[name]-[hash]',
  bundle: true,
  splitting: true,
  packages: 'external',
  platform: 'node',
  format: 'esm',
  target: 'node20.19',
  legalComments: 'none',
  logLevel: 'warning',
});
rmSync(join(folder, 'cli'), { recursive: true });
