// `npm run coverage`: how much of each room the tests run in their own process, in lines and branches. Arguments choose
// tests: `npm run coverage -- test/plan`. What tests run as a command, from dist/, is not counted: rooms that are mostly
// tested through the command line (build, cli, design, studio) are covered better than this says.
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { dirname, join, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';

await import('./setup.js');
const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const { status } = spawnSync(
  process.execPath,
  [
    join(root, 'node_modules', 'vitest', 'vitest.mjs'),
    'run',
    '--coverage',
    '--coverage.include=src/**/*.ts',
    '--coverage.reporter=json-summary',
    '--coverage.reporter=html',
    '--coverage.reportOnFailure',
    ...process.argv.slice(2),
  ],
  { cwd: root, stdio: 'inherit' },
);
const { total, ...files } = JSON.parse(readFileSync(join(root, 'coverage', 'coverage-summary.json'), 'utf8'));
const rooms = {};
for (const [path, { lines, branches }] of Object.entries(files)) {
  const inside = relative(join(root, 'src'), path).split(sep);
  const room = inside.length === 1 ? '(entry)' : inside[0];
  rooms[room] ??= { lines: [0, 0], branches: [0, 0] };
  for (const [name, { covered, total: all }] of Object.entries({ lines, branches })) {
    rooms[room][name][0] += covered;
    rooms[room][name][1] += all;
  }
}
const percent = ([covered, all]) => (all === 0 ? 100 : Math.round((covered / all) * 1000) / 10);
const table = Object.entries(rooms).sort(([a], [b]) => (a < b ? -1 : 1));
console.table(
  Object.fromEntries(
    table.map(([room, { lines, branches }]) => [
      room,
      { 'lines %': percent(lines), 'branches %': percent(branches) },
    ]),
  ),
);
process.stdout.write(
  `all: ${total.lines.pct} % of lines, ${total.branches.pct} % of branches; see coverage/index.html\n`,
);
process.exit(status ?? 1);
