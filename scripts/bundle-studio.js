// Bundles the studio's page into one script for browsers, beside what tsc has compiled: `node scripts/bundle-studio.js FOLDER`.
import { copyFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { noticesOf } from './notices.js';

const source = join(dirname(fileURLToPath(import.meta.url)), '..', 'src', 'studio', 'page');
const folder = join(process.argv[2] ?? 'dist', 'studio', 'page');

mkdirSync(folder, { recursive: true });
const { metafile } = await build({
  entryPoints: [join(source, 'main.tsx')],
  outfile: join(folder, 'studio.js'),
  bundle: true,
  minify: true,
  // A script rather than a module: pages opened from disk may not load modules.
  format: 'iife',
  target: ['chrome123', 'firefox120', 'safari17.5'],
  jsx: 'automatic',
  jsxImportSource: 'preact',
  legalComments: 'eof',
  metafile: true,
  logLevel: 'warning',
});
// The script goes wherever a report is exported to, and so do the licences of what is in it.
writeFileSync(
  join(folder, 'studio.js'),
  `${readFileSync(join(folder, 'studio.js'), 'utf8')}${noticesOf(metafile).join('')}`,
);
for (const name of ['studio.css', 'icon.svg']) copyFileSync(join(source, name), join(folder, name));
