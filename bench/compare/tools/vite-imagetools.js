// A Vite build of one module that imports every master.
import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { build } from 'vite';
import { imagetools } from 'vite-imagetools';
import { FORMATS, WIDTHS } from '../work.js';

const [masters, out] = process.argv.slice(2);
const root = dirname(out);
const query = `?w=${WIDTHS.join(';')}&format=${FORMATS.join(';')}&as=metadata`;
const imports = readdirSync(masters).map(
  (file, index) =>
    `import p${index} from ${JSON.stringify(join(masters, file) + query)};\nconsole.log(p${index});`,
);
mkdirSync(root, { recursive: true });
writeFileSync(join(root, 'entry.js'), imports.join('\n'));

await build({
  configFile: false,
  logLevel: 'error',
  root,
  plugins: [imagetools({ cache: { dir: join(root, 'cache') } })],
  build: {
    outDir: out,
    emptyOutDir: true,
    assetsInlineLimit: 0,
    rollupOptions: { input: join(root, 'entry.js') },
  },
});
