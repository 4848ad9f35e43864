// Bundles the command line, of what tsc has compiled, into a few files: `node scripts/bundle-program.js FOLDER`. Loading
// modules one by one takes longer than many a command itself, so the packages that every command needs go in as well;
// all others stay packages.
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { noticesOf } from './notices.js';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const folder = resolve(process.argv[2] ?? 'dist');
const ALWAYS_NEEDED = ['commander', 'fastest-levenshtein', 'yaml', 'zod'];
const { dependencies } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));

const { metafile } = await build({
  entryPoints: [join(folder, 'bin.js')],
  outdir: folder,
  // Comments name files, and say the same wherever it is bundled.
  absWorkingDir: folder,
  allowOverwrite: true,
  // As deep as the modules were: what they find relative to themselves stays where it is.
  chunkNames: 'program/[name]-[hash]',
  bundle: true,
  splitting: true,
  external: Object.keys(dependencies).filter((name) => !ALWAYS_NEEDED.includes(name)),
  // Some packages are modules of the older kind, which ask for those of Node.
  banner: {
    js: "import { createRequire as createRequireHere } from 'node:module'; const require = createRequireHere(import.meta.url);",
  },
  platform: 'node',
  format: 'esm',
  target: 'node20.19',
  legalComments: 'none',
  metafile: true,
  logLevel: 'warning',
});
writeFileSync(join(folder, 'program', 'NOTICES.txt'), noticesOf(metafile, folder).join('\n').trimStart());
rmSync(join(folder, 'cli'), { recursive: true });
