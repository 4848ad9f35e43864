// The figures of docs/guarantees.md, from what long runs have kept. `npm run trust` and `npm run mutate` call this.
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const page = join(root, 'docs', 'guarantees.md');

const read = (name) => {
  const path = join(root, 'test', 'trust', name);
  return existsSync(path) ? JSON.parse(readFileSync(path, 'utf8')) : {};
};
const said = (number) => number.toLocaleString('en');

const AREAS = {
  keys: 'src/core/',
  plan: 'src/plan/',
  'lockfile and merging': 'src/lockfile/',
  'journal of money': 'src/store/',
  'budgets and what stops a build': 'src/build/',
};

/** One row for each harness: `| crash | 1,000 kills, 0 bought twice |`. */
export function figureRows(figures = read('figures.json')) {
  return Object.entries(figures).map(([harness, tried]) => {
    const counts = Object.entries(tried).map(([what, number]) => `${said(number)} ${what}`);
    return `| ${harness} | ${counts.join(', ')} |`;
  });
}

/** One row for each area: `| keys | 120 | 118 (98 %) |`. */
export function mutationRows(scores = read('mutation.json')) {
  return Object.entries(AREAS).flatMap(([area, folder]) => {
    const files = Object.entries(scores).filter(([path]) => path.startsWith(folder));
    const sum = (what) => files.reduce((total, [, score]) => total + score[what], 0);
    const [changes, noticed] = [sum('changes'), sum('noticed')];
    return changes === 0
      ? []
      : [`| ${area} | ${said(changes)} | ${said(noticed)} (${Math.floor((100 * noticed) / changes)} %) |`];
  });
}

/** Writes both tables anew, below their headings. */
export function showFigures() {
  const text = replaceRows(readFileSync(page, 'utf8'), '| Harness |', figureRows());
  writeFileSync(page, replaceRows(text, '| Rules |', mutationRows()));
}

function replaceRows(text, heading, rows) {
  const lines = text.split('\n');
  const first = lines.findIndex((line) => line.startsWith(heading)) + 2;
  const last = lines.findIndex((line, at) => at >= first && !line.startsWith('|'));
  return [...lines.slice(0, first), ...rows, ...lines.slice(last)].join('\n');
}
