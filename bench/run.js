// `npm run bench`: times whole commands on projects of growing size, each beside a bare `node -e 0` in the same run.
// These machines are shared, so the ratios are what counts. `--quick` stays below a minute.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createProject } from './project.js';

const BIN = fileURLToPath(new URL('../dist/bin.js', import.meta.url));
const MEASURE = new URL('./measure.js', import.meta.url).href;
const quick = process.argv.includes('--quick');
const sizes = quick ? [100, 1000] : [100, 1000, 10_000];
const rounds = quick ? 3 : 5;
const rows = [];

for (const size of sizes) {
  const folder = await createProject(size);
  try {
    const command =
      (...args) =>
      () =>
        measure([BIN, '-C', folder, ...args]);
    record(size, 'cold build', [command('build', '-q')()]);
    const measured = interleave({
      start: () => measure(['-e', '0']),
      'no-op build': command('build', '-q'),
      plan: command('plan', '-q'),
      check: command('check', '-q'),
    });
    for (const [name, runs] of Object.entries(measured)) record(size, name, runs);
    writeFileSync(
      join(folder, 'photos/picture-000000.png'),
      readFileSync(join(folder, 'photos/picture-000001.png')),
    );
    record(size, 'plan one change', Array.from({ length: rounds }, command('plan', '-q')));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

print();

/** One round of each in turn, so that a slow moment of the machine meets all of them. */
function interleave(commands) {
  const measured = Object.fromEntries(Object.keys(commands).map((name) => [name, []]));
  for (let round = 0; round < rounds; round++)
    for (const [name, run] of Object.entries(commands)) measured[name].push(run());
  return measured;
}

function measure(args) {
  const scratch = mkdtempSync(join(tmpdir(), 'imagebuild-usage-'));
  const usage = join(scratch, 'usage.json');
  const began = performance.now();
  const { status, stderr } = spawnSync(process.execPath, ['--import', MEASURE, ...args], {
    encoding: 'utf8',
    env: { ...process.env, BENCH_USAGE: usage, CI: '' },
  });
  const wall = performance.now() - began;
  if (status !== 0) throw new Error(`${args.join(' ')} ended with ${status}: ${stderr}`);
  const { memory, cpu } = JSON.parse(readFileSync(usage, 'utf8'));
  rmSync(scratch, { recursive: true });
  return { wall, cpu, memory };
}

function record(size, name, runs) {
  const median = (key) => runs.map((run) => run[key]).sort((a, b) => a - b)[runs.length >> 1];
  rows.push({ size, name, wall: median('wall'), cpu: median('cpu'), memory: median('memory') });
}

function print() {
  const start = (size) => rows.find((row) => row.size === size && row.name === 'start');
  const cells = rows
    .filter(({ name }) => name !== 'start')
    .map(({ size, name, wall, cpu, memory }) => [
      String(size),
      name,
      `${(wall / 1000).toFixed(2)} s`,
      `${(cpu / 1000).toFixed(2)} s`,
      `${Math.round(memory / 1e6)} MB`,
      `${(wall / start(size).wall).toFixed(1)} ×`,
    ]);
  const table = [['targets', 'command', 'wall', 'cpu', 'peak memory', 'wall, against node -e 0'], ...cells];
  const widths = table[0].map((_, column) => Math.max(...table.map((row) => row[column].length)));
  for (const row of table)
    process.stdout.write(
      `${row
        .map((cell, column) => cell.padEnd(widths[column]))
        .join('  ')
        .trimEnd()}\n`,
    );
}
