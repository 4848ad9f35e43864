// `node bench/compare/memory.js`: does peak memory grow with the number of masters, and does a warm run touch a pixel?
// 100 and 1,000 masters, each with 9 renditions; takes about five minutes of one core, most of it AVIF. Small masters,
// so that it can be run at all. Adds to results.json and writes its table of docs/compare.md. `--quick`: 10 and 50.
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import sharp from 'sharp';
import { drawScene } from '../../dist/providers/procedural/index.js';
import { runMeasured } from '../child.js';
import { writeProject } from './project.js';
import { printTables, writeTables } from './report.js';
import { addResults } from './results.js';
import { FORMATS } from './work.js';

const BIN = fileURLToPath(new URL('../../dist/imagebuild.cjs', import.meta.url));
const RECORD = new URL('../../test/support/record-modules.js', import.meta.url).href;
const SIZE = { width: 640, height: 426 };
const WIDTHS = [160, 320, 640];
const PLACES = ['a forest', 'the sea', 'a city street', 'the mountains', 'a desert', 'a garden', 'the snow'];
const FIGURES = ['a fox', 'a robot', 'an owl', 'a bear', 'a rabbit', 'a penguin', 'a cat', 'a whale'];

const quick = process.argv.includes('--quick');
const runs = [];
for (const masters of quick ? [10, 50] : [100, 1000]) runs.push(await runOf(masters));

const memory = { master: SIZE, widths: WIDTHS.join(', '), runs };
if (quick) printTables({ memory });
else {
  addResults({ memory });
  writeTables({ memory });
}

async function runOf(masters) {
  const folder = mkdtempSync(join(tmpdir(), 'imagebuild-memory-'));
  try {
    const pictures = join(folder, 'pictures');
    await draw(pictures, masters);
    const project = join(folder, 'project');
    writeProject(project, pictures, { widths: WIDTHS, formats: FORMATS });
    const build = [BIN, '-C', project, 'build', '-q'];
    const cold = runMeasured(build);
    const warm = runMeasured(build);
    const files = readdirSync(join(project, 'out')).filter((file) => !file.endsWith('.json')).length;
    process.stderr.write(
      `${masters} masters: ${Math.round(cold.memory / 1e6)} MB, ${cold.cpu.toFixed(0)} s of CPU\n`,
    );
    return { masters, files, cold, warm, sharpModules: sharpModulesOf(build, join(folder, 'modules')) };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Different pictures of one size: equal ones would be one master. */
async function draw(folder, count) {
  mkdirSync(folder);
  for (let index = 0; index < count; index++) {
    const prompt = `${FIGURES[index % FIGURES.length]} in ${PLACES[index % PLACES.length]}, bold outlines`;
    const svg = Buffer.from(drawScene({ prompt, seed: index + 1, ...SIZE }));
    await sharp(svg)
      .removeAlpha()
      .png({ compressionLevel: 3 })
      .toFile(join(folder, `picture-${String(index).padStart(4, '0')}.png`));
  }
}

/** How many modules of the image library a build loads. Without any there is nothing that could read a pixel. */
function sharpModulesOf(build, log) {
  writeFileSync(log, '');
  runMeasured(['--import', RECORD, ...build], { RECORD_MODULES: log });
  const loaded = readFileSync(log, 'utf8').split('\n');
  if (!loaded.some((address) => address.includes('dist/imagebuild.cjs')))
    throw new Error('no module was recorded');
  return loaded.filter((address) => /[\\/](sharp|@img)[\\/]/.test(address)).length;
}
