// `npm run mutate`: changes the rules about keys, plans, the lockfile and money a thousandfold, and counts the changes
// that no test notices. Takes an hour; arguments go to the tool, as in `npm run mutate -- --mutate src/build/purse.ts`.
// Without arguments it writes test/trust/mutation.json: in each file, how many of the changes were noticed.
import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { showFigures } from './figures.js';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const tool = join(root, 'node_modules', '@stryker-mutator', 'core', 'bin', 'stryker.js');
const chosen = process.argv.slice(2);
const { status } = spawnSync(process.execPath, [tool, 'run', ...chosen], { cwd: root, stdio: 'inherit' });
if (status !== 0) process.exit(status ?? 1);

const { files } = JSON.parse(readFileSync(join(root, 'reports', 'mutation', 'mutation.json'), 'utf8'));
const scores = {};
for (const [file, { mutants }] of Object.entries(files).sort(([a], [b]) => (a < b ? -1 : 1))) {
  const count = (...states) => mutants.filter(({ status }) => states.includes(status)).length;
  const noticed = count('Killed', 'Timeout');
  const all = noticed + count('Survived', 'NoCoverage');
  if (all > 0) scores[file] = { changes: all, noticed, percent: Math.round((noticed / all) * 1000) / 10 };
}
console.table(scores);
if (chosen.length === 0) {
  writeFileSync(join(root, 'test', 'trust', 'mutation.json'), `${JSON.stringify(scores, null, 2)}\n`);
  showFigures();
}
