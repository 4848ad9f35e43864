// `npm start` on a fresh clone: makes it ready, then builds the brand of examples/brand with the built-in provider.
import { spawnSync } from 'node:child_process';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

await import('./setup.js');
const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const brand = join(root, 'examples', 'brand');
process.stderr.write(
  'imagebuild in examples/brand: see imagebuild.yaml there, and the pictures in public/art/\n',
);
const { status } = spawnSync(
  process.execPath,
  [join(root, 'dist', 'imagebuild.cjs'), '-C', brand, '--no-frozen', ...process.argv.slice(2)],
  { cwd: root, stdio: 'inherit' },
);
process.exit(status ?? 1);
