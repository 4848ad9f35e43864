// `node bench/encoders/run.js`: what each encoder setting costs and yields, at equal SSIM. Writes results.json beside
// this file and the tables of docs/encoders.md. `--quick` stays below a minute, measures a part and writes nothing.
import { readFileSync, writeFileSync } from 'node:fs';
import { qualityMeanings, qualityToSsim } from './calibrate.js';
import { against, summarize } from './front.js';
import { createTrial, measure } from './measure.js';
import { toPlanes } from './metrics.js';
import { drawPicture, NAMES, resizeTo } from './pictures/index.js';
import { fillTables, tablesOf } from './report.js';
import { byPicture, GRID, JPEG, LARGE, PNG, REFERENCES, SHORTLIST, SLOW, SLOWEST, WEBP } from './settings.js';

const RESULTS = new URL('results.json', import.meta.url);
const PAGE = new URL('../../docs/encoders.md', import.meta.url);
const quick = process.argv.includes('--quick');
const widths = quick ? [480] : [480, 960, 1600];
const firstOfKind = new Set(NAMES.filter(({ kind }, index) => NAMES[index - 1]?.kind !== kind));
const own = process.argv.slice(2).filter((argument) => !argument.startsWith('--'));

const pictures = await draw();
const calibration = quick ? {} : await calibrate();
const rows = [];
for (const entry of pictures) {
  const { width, first, last } = entry;
  const smallest = width === widths[0];
  await record(entry, 'avif', [
    ...(width === 1600 ? LARGE : SHORTLIST),
    ...(smallest && !quick ? GRID : []),
    ...(smallest && first && !quick ? SLOW : []),
    ...(smallest && last && !quick ? SLOWEST : []),
  ]);
  if (width === 1600) continue;
  await record(entry, 'webp', WEBP);
  await record(entry, 'jpeg', JPEG);
  if (width === 960 || quick) await record(entry, 'png', PNG);
}

const results = { pictures: describe(), front: fronts(), ...calibration };
if (quick || own.length > 0)
  for (const [name, table] of Object.entries(tablesOf(results))) console.log(`\n${name}\n${table}`);
else {
  writeFileSync(RESULTS, `${JSON.stringify(results, undefined, 2)}\n`);
  writeFileSync(PAGE, fillTables(readFileSync(PAGE, 'utf8'), tablesOf(results)));
}

/** The built-in pictures, or those in the files that were named. */
async function draw() {
  const drawn = [];
  const add = (resized, facts) => {
    for (const [index, picture] of resized.entries())
      drawn.push({ ...facts, width: widths[index], picture, planes: toPlanes(picture) });
  };
  for (const file of own)
    add(await resizeTo(readFileSync(file), widths), { kind: 'own', name: file, first: true, last: false });
  if (own.length > 0) return drawn;
  for (const name of NAMES)
    add(await drawPicture(name, widths), {
      ...name,
      first: firstOfKind.has(name),
      last: name === NAMES.at(-1),
    });
  return drawn;
}

async function record({ kind, name, width, picture, planes }, format, candidates) {
  const trial = createTrial(picture, planes);
  // The reference before and after all the others, so that a slow moment of the machine does not favour anybody.
  const before = await measure(picture, planes, format, REFERENCES[format]);
  const all = [];
  for (const candidate of candidates)
    all.push({ candidate, found: await against(before, trial, format, candidate) });
  const after = await measure(picture, planes, format, REFERENCES[format]);
  const reference = { ...before, cpu: (before.cpu + after.cpu) / 2 };
  for (const { candidate, found } of all)
    rows.push({ format, candidate: candidate.name, kind, name, width, reference, found });
}

function describe() {
  return pictures.map(({ kind, name, width, picture }) => {
    const { reference } = rows.find(
      (row) => row.format === 'avif' && row.name === name && row.width === width,
    );
    const { tune, chromaSubsampling } = byPicture(3)(picture);
    const { ssim, bytes, chromaPsnr } = reference;
    return { kind, name, width, choice: `${chromaSubsampling} ${tune}`, ssim, bytes, chromaPsnr };
  });
}

/** Per format and candidate: all pictures together, each kind, each width. */
function fronts() {
  const groups = new Map();
  for (const row of rows) {
    const key = `${row.format}|${row.candidate}`;
    groups.set(key, [...(groups.get(key) ?? []), row]);
  }
  return [...groups].map(([key, group]) => {
    const [format, candidate] = key.split('|');
    const by = (field) =>
      Object.fromEntries(
        [...new Set(group.map((row) => row[field]))].map((value) => [
          value,
          summarize(group.filter((row) => row[field] === value)),
        ]),
      );
    return {
      format,
      candidate,
      all: summarize(group),
      kinds: by('kind'),
      widths: by('width'),
      names: format === 'avif' ? by('name') : {},
    };
  });
}

/** Pure gradients are left out: on them, quality hardly moves SSIM. */
async function calibrate() {
  const some = pictures.filter(({ kind, width }) => kind !== 'gradient' && width === 480);
  const tens = [30, 40, 50, 60, 70, 80, 90];
  return {
    meanings: await qualityMeanings(some),
    ssim: await qualityToSsim(some, {
      avif: { qualities: tens, optionsOf: () => ({ ...REFERENCES.avif, effort: 3 }) },
      webp: { qualities: tens, optionsOf: () => ({ effort: 4 }) },
      jpeg: { qualities: tens, optionsOf: () => ({ progressive: true }) },
    }),
  };
}
