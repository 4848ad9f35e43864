// `node bench/compare/run.js`: the same pictures and sizes by eleventy-img, imagetools, a script of 30 lines and us.
// Writes results.json beside this file and the tables of docs/compare.md, after every round. `--quick` measures four
// pictures at two widths once, in about a minute, and writes nothing.
import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { median } from '../encoders/front.js';

const HERE = fileURLToPath(new URL('.', import.meta.url));
const quick = process.argv.includes('--quick');
const widths = quick ? [480, 960] : [480, 960, 1600];
const rounds = quick ? 1 : 3;

install();
const { runMeasured } = await import('../child.js');
const { atEqualSsim, mean } = await import('./equal.js');
const { createLikeness } = await import('./likeness.js');
const { PICTURES, writeMasters } = await import('./masters.js');
const { printTables, writeTables } = await import('./report.js');
const { addResults } = await import('./results.js');
const { OTHER_QUALITIES, TOOLS } = await import('./tools.js');

const pictures = quick ? PICTURES.filter((_, index) => index % 6 === 0) : PICTURES;
const folder = mkdtempSync(join(tmpdir(), 'imagebuild-compare-'));
const masters = join(folder, 'masters');
const measured = Object.fromEntries(TOOLS.map(({ name }) => [name, []]));
const rows = {};

try {
  await writeMasters(masters, pictures);
  const likenessOf = createLikeness(masters, widths);
  const levels = [];
  for (let round = 0; round < rounds; round++) {
    for (const tool of TOOLS) {
      if (round > 0 && tool.once) continue;
      const home = join(folder, tool.name);
      const { cold, warm, restored } = runTool(tool, home);
      measured[tool.name].push({ cold, warm, ...(restored === undefined ? {} : { restored }) });
      rows[tool.name] ??= await likenessOf(join(home, 'out'));
      rmSync(home, { recursive: true });
      say(`round ${round + 1}: ${tool.name} ${cold.cpu.toFixed(1)} s of CPU, ${warm.wall.toFixed(2)} s warm`);
    }
    if (round === 0) levels.push(...(await otherQualities(likenessOf)));
    const results = evaluate(levels);
    if (quick) printTables(results);
    else writeTables(addResults(results));
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}

/** The peers, with their own lockfile: the root project and its checks do not carry them. */
function install() {
  if (existsSync(join(HERE, 'node_modules/vite-imagetools'))) return;
  say('installing the tools to compare with');
  execFileSync('npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'], {
    cwd: HERE,
    stdio: ['ignore', 2, 2],
    shell: process.platform === 'win32',
  });
}

function runTool(tool, home) {
  const args = tool.prepare(home, masters, widths);
  const run = () => runMeasured(args, { COMPARE_WIDTHS: widths.join(',') });
  const cold = run();
  const warm = run();
  if (tool.name !== 'imagebuild') return { cold, warm };
  rmSync(join(home, 'out'), { recursive: true });
  return { cold, warm, restored: run() };
}

/** Our CPU time at other qualities counts as a ratio to that of the defaults in the same round. */
async function otherQualities(likenessOf) {
  const levels = [];
  for (const tool of OTHER_QUALITIES) {
    const home = join(folder, tool.name);
    const { cpu } = runMeasured(tool.prepare(home, masters, widths));
    levels.push({
      step: tool.step,
      ratio: cpu / measured.imagebuild[0].cold.cpu,
      rows: await likenessOf(join(home, 'out')),
    });
    rmSync(home, { recursive: true });
    say(`quality ${tool.step}: ${cpu.toFixed(1)} s of CPU`);
  }
  return levels;
}

function evaluate(levels) {
  const figures = TOOLS.map(({ name }) => {
    const runs = measured[name];
    const of = (kind, key) => median(runs.map((run) => run[kind][key]));
    return {
      name,
      coldWall: of('cold', 'wall'),
      coldCpu: of('cold', 'cpu'),
      warmWall: of('warm', 'wall'),
      warmCpu: of('warm', 'cpu'),
      memory: of('cold', 'memory'),
      ...(runs[0].restored === undefined ? {} : { restoredWall: of('restored', 'wall') }),
      files: rows[name].length,
      bytes: rows[name].reduce((sum, { bytes }) => sum + bytes, 0),
      ssim: mean(rows[name].map(({ ssim }) => ssim)),
      chromaPsnr: mean(rows[name].map(({ chromaPsnr }) => chromaPsnr)),
      sameAsByHand: sameBytes(rows[name], rows['by-hand']),
    };
  });
  const cpu = Object.fromEntries(figures.map((one) => [one.name, one.coldCpu]));
  const ladder = [
    ...levels.map(({ step, ratio, rows: own }) => ({ step, rows: own, cpu: ratio * cpu.imagebuild })),
    { step: 0, rows: rows.imagebuild, cpu: cpu.imagebuild },
  ].sort((a, b) => a.step - b.step);
  const kindOf = Object.fromEntries(pictures.map(({ name, kind }) => [name, kind]));
  const equal = TOOLS.filter(({ name, once }) => name !== 'imagebuild' && !once).map(({ name }) => ({
    name,
    ...atEqualSsim({ rows: rows[name], cpu: cpu[name] }, ladder, kindOf),
  }));
  return {
    versions: versions(),
    rounds: measured['by-hand'].length,
    pictures: pictures.length,
    widths: widths.join(', '),
    figures,
    equal,
    runs: measured,
  };
}

/** How many files have the very bytes of the script's. */
function sameBytes(own, others) {
  const digests = new Set(others.map(({ digest }) => digest));
  return own.filter(({ digest }) => digests.has(digest)).length;
}

function versions() {
  const peers = ['@11ty/eleventy-img', 'imagetools-core', 'vite-imagetools', 'vite', 'sharp'];
  const read = (name) =>
    JSON.parse(readFileSync(join(HERE, 'node_modules', name, 'package.json'), 'utf8')).version;
  const sharp = createRequire(import.meta.url.replace('/compare/', '/'))('sharp');
  return {
    node: process.version,
    ...Object.fromEntries(peers.map((name) => [name, read(name)])),
    'sharp of imagebuild': sharp.versions.sharp,
  };
}

function say(text) {
  process.stderr.write(`${text}\n`);
}
