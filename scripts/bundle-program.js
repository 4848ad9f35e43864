// Bundles the command line, of what tsc has compiled, into a few files: `node scripts/bundle-program.js FOLDER`. Loading
// modules one by one takes longer than many a command itself, so the packages that every command needs go in as well;
// all others stay packages, but for some that are large or bring many more: of these the part that is used goes in, in
// files of its own, which the library uses as well. What the commonest commands need is one small file, which loads the rest when it is asked
// for more.
import { copyFileSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { noticesOf } from './notices.js';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const folder = resolve(process.argv[2] ?? 'dist');
const ALWAYS_NEEDED = ['commander', 'fastest-levenshtein', 'yaml', 'zod'];
/** Packages that are bundled by themselves, and the modules outside the command line that load them. */
const PARTS = {
  fontkit: ['renditions/sheets/typeface.js'],
  'log-update': [],
  pdfkit: ['renditions/sheets/draw-pdf.js'],
  'string-width': [],
};
/** Weights of the typeface that sheets are set in. */
const WEIGHTS = [400, 600];
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
const requireHere =
  "import { createRequire as createRequireHere } from 'node:module'; const require = createRequireHere(import.meta.url);";
const parts = await build({
  ...common,
  absWorkingDir: root,
  outdir: join(folder, 'parts'),
  entryPoints: Object.fromEntries(Object.keys(PARTS).map((name) => [name, name])),
  splitting: true,
  minifySyntax: true,
  minifyWhitespace: true,
  banner: { js: requireHere },
  plugins: [{ name: 'brotli', setup: useOwnBrotli }],
  metafile: true,
});
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
  banner: { js: requireHere },
  plugins: [
    { name: 'parts', setup: leadToParts },
    { name: 'english', setup: keepEnglish },
  ],
  metafile: true,
});

rmSync(join(folder, 'cli'), { recursive: true });
// Its name where modules are meant.
writeFileSync(join(folder, 'bin.js'), "import './imagebuild.cjs';\n");
for (const { path, contents } of [...parts.outputFiles, ...front.outputFiles, ...program.outputFiles]) {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, contents);
}
writeFileSync(
  join(folder, 'program', 'NOTICES.txt'),
  noticesOf(program.metafile, folder).join('\n').trimStart(),
);
writeFileSync(join(folder, 'parts', 'NOTICES.txt'), noticesOf(parts.metafile, root).join('\n').trimStart());
copyTypeface(join(root, 'node_modules', '@fontsource', 'inter'), join(folder, 'parts', 'inter'));
for (const [name, modules] of Object.entries(PARTS))
  for (const module of modules) useParts(join(folder, module), name);

/** What the command line is bundled into lies one folder deep, as the parts do. */
function leadToParts({ onResolve }) {
  onResolve({ filter: /^[\w-]+$/ }, ({ path }) =>
    Object.hasOwn(PARTS, path) ? { path: `../parts/${path}.js`, external: true } : undefined,
  );
}

/** Node decompresses Brotli itself; the package for it is half a megabyte. */
function useOwnBrotli({ onLoad }) {
  onLoad({ filter: /[\\/]brotli[\\/]decompress\.js$/ }, () => ({
    contents: "module.exports = (bytes) => new Uint8Array(require('node:zlib').brotliDecompressSync(bytes));",
  }));
}

/** The schema library brings its messages in some sixty languages; ours are written here. */
function keepEnglish({ onLoad }) {
  onLoad({ filter: /zod[\\/]v4[\\/]locales[\\/]index\.js$/ }, () => ({
    contents: "export { default as en } from './en.js';",
  }));
}

function useParts(path, name) {
  const text = readFileSync(path, 'utf8');
  const used = text.replace(
    `import('${name}')`,
    `import('${relative(dirname(path), join(folder, 'parts', `${name}.js`)).replaceAll('\\', '/')}')`,
  );
  if (used === text) throw new Error(`${path} does not load ${name}`);
  writeFileSync(path, used);
}

/** Of hundreds of files, those that a sheet is set in, and their licence. */
function copyTypeface(from, to) {
  mkdirSync(to, { recursive: true });
  copyFileSync(join(from, 'LICENSE'), join(to, 'LICENSE'));
  for (const file of readdirSync(join(from, 'files'))) {
    const [, name, weight] = /^inter-(.*-(\d+))-normal\.woff$/.exec(file) ?? [];
    if (WEIGHTS.includes(Number(weight))) copyFileSync(join(from, 'files', file), join(to, `${name}.woff`));
  }
}
