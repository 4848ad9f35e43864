// Bundles the command line, of what tsc has compiled, into a few files: `node scripts/bundle-program.js FOLDER`. Loading
// modules one by one takes longer than many a command itself, so the packages that every command needs go in as well;
// all others stay packages. What the commonest commands need is one small file, which loads the rest when it is asked
// for more.
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { noticesOf } from './notices.js';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const folder = resolve(process.argv[2] ?? 'dist');
const ALWAYS_NEEDED = ['commander', 'fastest-levenshtein', 'yaml', 'zod'];
const { dependencies } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));

const common = {
  outdir: folder,
  // Comments name files, and say the same wherever it is bundled.
  absWorkingDir: folder,
  tsconfigRaw: {},
  bundle: true,
  write: false,
  platform: 'node',
  format: 'esm',
  target: 'node20.19',
  legalComments: 'none',
  logLevel: 'warning',
};
const front = await build({
  ...common,
  entryPoints: { imagebuild: 'bin.js' },
  outExtension: { '.js': '.cjs' },
  format: 'cjs',
  external: ['./cli/main.js'],
  // As deep as the modules were: what they find relative to themselves is where they look.
  define: { 'import.meta.url': 'asDeep' },
  banner: { js: "const asDeep = require('node:url').pathToFileURL(__dirname + '/program/bin.js').href;" },
});
const program = await build({
  ...common,
  entryPoints: ['cli/main.js'],
  outbase: folder,
  // As deep, again.
  chunkNames: 'program/[name]-[hash]',
  splitting: true,
  external: Object.keys(dependencies).filter((name) => !ALWAYS_NEEDED.includes(name)),
  // Some packages are modules of the older kind, which ask for those of Node.
  banner: {
    js: "import { createRequire as createRequireHere } from 'node:module'; const require = createRequireHere(import.meta.url);",
  },
  metafile: true,
});

rmSync(join(folder, 'cli'), { recursive: true });
// Its name where modules are meant.
writeFileSync(join(folder, 'bin.js'), "import './imagebuild.cjs';\n");
for (const { path, contents } of [...front.outputFiles, ...program.outputFiles]) {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, contents);
}
writeFileSync(
  join(folder, 'program', 'NOTICES.txt'),
  noticesOf(program.metafile, folder).join('\n').trimStart(),
);
