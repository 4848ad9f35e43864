// `npm run bench`: what people wait for, each against something else in the same run, as ratios: these machines are
// shared, and a time alone says little. Prints one table, and writes results.json, the chart and the table of
// docs/performance.md. Arguments choose rows, as in `npm run bench -- start key`; `--huge` also builds 100,000 targets.
// `--quick` measures small projects in two minutes, writes nothing, and fails where something is ten times too slow.
import { existsSync, readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { buildCold, createProject, remove, settle } from './project.js';
import { printTable, readResults, writeResults } from './report.js';
import { generate } from './rows/generate.js';
import { growth } from './rows/growth.js';
import { keys } from './rows/keys.js';
import { checkFreshClone, nothingToDo, planOneChange } from './rows/nothing-to-do.js';
import { render } from './rows/render.js';
import { start } from './rows/start.js';
import { watching } from './rows/watch.js';

const { values: options, positionals: chosen } = parseArgs({
  options: { quick: { type: 'boolean', default: false }, huge: { type: 'boolean', default: false } },
  allowPositionals: true,
});
const { quick } = options;
const ROWS = { start, size, key: keys, render, peers, generate, growth, watch: watching };

const measured = [];
for (const [name, row] of Object.entries(ROWS)) {
  if (chosen.length > 0 && !chosen.includes(name)) continue;
  process.stderr.write(`measuring: ${name}\n`);
  measured.push(...(await row(options)));
}
printTable(measured);
if (!quick) writeResults(measured);
else if (measured.some(isFarOff)) {
  process.stderr.write('something takes ten times as long as it may\n');
  process.exitCode = 1;
}

/** All that depends on how many targets there are, in projects of eight files a target. */
async function size() {
  const sizes = quick ? [50, 400] : [100, 1000, 10_000];
  const rows = [];
  const memory = [];
  for (const targets of sizes) {
    const folder = createProject(targets);
    try {
      memory.push(buildCold(folder).memory);
      await settle(folder);
      rows.push(...(await nothingToDo(options, targets, folder)));
      rows.push(...(await planOneChange(options, targets, folder)));
      rows.push(...(await checkFreshClone(options, targets, folder)));
    } finally {
      remove(folder);
    }
  }
  const [most = 0, least = 0] = [memory.at(-1), memory[0]];
  const [last, first] = [sizes.at(-1), sizes[0]].map((targets) => targets.toLocaleString('en'));
  rows.push({
    row: 'memory',
    work: `peak of a cold build, ${last} targets`,
    reference: `the same, ${first} targets`,
    ours: most / 1e6,
    theirs: least / 1e6,
    unit: 'MB',
    atMost: 3,
  });
  return rows;
}

/** Other tools take half an hour, and a lockfile of their own: bench/compare has measured them. */
function peers() {
  const path = new URL('./compare/results.json', import.meta.url);
  if (quick || !existsSync(path)) return [];
  const { equal, figures, pictures } = JSON.parse(readFileSync(path, 'utf8'));
  const ours = figures.find(({ name }) => name === 'imagebuild');
  return equal.flatMap(({ name, cpu, bytes }) => {
    const theirs = figures.find((figure) => figure.name === name);
    const work = `${pictures} masters at equal SSIM, ${bytes.toFixed(3)} × bytes (bench/compare)`;
    return [
      {
        row: 'peers',
        work,
        reference: `CPU of ${name}`,
        ours: cpu * theirs.coldCpu * 1000,
        theirs: theirs.coldCpu * 1000,
        atMost: 0.3,
      },
      {
        row: 'peers',
        work: 'the same, at default settings',
        reference: `time of ${name}`,
        ours: ours.coldWall * 1000,
        theirs: theirs.coldWall * 1000,
      },
    ];
  });
}

/** Ten times off its goal, or off what was measured last where that was no better: a busy machine alone does not do it. */
function isFarOff({ row, ours, theirs, atMost = Number.POSITIVE_INFINITY, atLeast = 0 }) {
  const known = readResults().rows.filter((measured) => measured.row === row);
  const most = Math.max(atMost, ...known.map((measured) => measured.ours / measured.theirs));
  return ours / theirs > most * 10 || ours / theirs < atLeast / 10;
}
