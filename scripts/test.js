// `npm test` on a fresh clone: makes it ready, then runs every test. Arguments go to the test runner.
import { spawnSync } from 'node:child_process';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

await import('./setup.js');
const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const runner = join(root, 'node_modules', 'vitest', 'vitest.mjs');
const { status } = spawnSync(process.execPath, [runner, 'run', ...process.argv.slice(2)], {
  cwd: root,
  stdio: 'inherit',
});
process.exit(status ?? 1);
