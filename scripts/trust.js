// `npm run trust`: the long versions of the harnesses in test/trust, and what they have tried. Arguments choose
// harnesses: `npm run trust -- crash fuzz`; `--times 10` tries ten times as much. Writes test/trust/figures.json, which docs/guarantees.md shows.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { showFigures } from './figures.js';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const kept = join(root, 'test', 'trust', 'figures.json');

await import('./setup.js');
const folder = mkdtempSync(join(tmpdir(), 'imagebuild-trust-'));
const reported = join(folder, 'figures.jsonl');
writeFileSync(reported, '');
const { values, positionals } = parseArgs({
  options: { times: { type: 'string', default: '1' } },
  allowPositionals: true,
});
const chosen = positionals.map((name) => `test/trust/${name}`);
const runner = join(root, 'node_modules', 'vitest', 'vitest.mjs');
const began = Date.now();
const { status } = spawnSync(
  process.execPath,
  [runner, 'run', ...(chosen.length > 0 ? chosen : ['test/trust/'])],
  {
    cwd: root,
    stdio: 'inherit',
    env: { ...process.env, IMAGEBUILD_TRUST_FIGURES: reported, IMAGEBUILD_TRUST_TIMES: values.times },
  },
);
const tried = collect(readFileSync(reported, 'utf8'));
rmSync(folder, { recursive: true, force: true });
console.table(tried);
process.stdout.write(`${Math.round((Date.now() - began) / 60_000)} minutes\n`);
// Figures of a run that failed are no figures.
if (status === 0) {
  const before = existsSync(kept) ? JSON.parse(readFileSync(kept, 'utf8')) : {};
  const all = Object.entries({ ...before, ...tried }).sort(([a], [b]) => (a < b ? -1 : 1));
  writeFileSync(kept, `${JSON.stringify(Object.fromEntries(all), null, 2)}\n`);
  showFigures();
}
process.exit(status ?? 1);

/** `{ crash: { kills: 1000 } }`: figures of one harness and one name are added up. */
function collect(text) {
  const harnesses = {};
  for (const line of text.split('\n').filter((line) => line !== '')) {
    const { harness, figures } = JSON.parse(line);
    harnesses[harness] ??= {};
    for (const [what, number] of Object.entries(figures))
      harnesses[harness][what] = (harnesses[harness][what] ?? 0) + number;
  }
  return harnesses;
}
