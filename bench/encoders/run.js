// `node bench/encoders/run.js`: what each encoder setting costs and yields, at equal SSIM. Writes measurements.tsv and
// results.json beside this file and the tables of docs/encoders.md. `--quick` stays below a minute, measures a part and
// writes nothing. `--fixed` measures only what the installed defaults come to, and makes the tables from the rest of
// the last run; `--tables` only makes the tables.
import { readFileSync, writeFileSync } from 'node:fs';
import { chosenRows, thresholds } from './by-picture.js';
import { qualityMeanings, qualityToSsim } from './calibrate.js';
import { atFixedQuality, summarizeFixed } from './fixed.js';
import { against, round, summarize } from './front.js';
import { createTrial, measure } from './measure.js';
import { fromText, toText } from './measurements.js';
import { toPlanes } from './metrics.js';
import { drawPicture, NAMES, resizeTo } from './pictures/index.js';
import { fillTables, tablesOf } from './report.js';
import {
  CLASSES,
  classOf,
  GRID,
  JPEG,
  LARGE,
  PNG,
  REFERENCES,
  SHORTLIST,
  SLOW,
  SLOWEST,
  WEBP,
} from './settings.js';

const RESULTS = new URL('results.json', import.meta.url);
const MEASUREMENTS = new URL('measurements.tsv', import.meta.url);
const PAGE = new URL('../../docs/encoders.md', import.meta.url);
const asked = (name) => process.argv.includes(`--${name}`);
const quick = asked('quick');
const old = asked('fixed') || asked('tables') ? JSON.parse(readFileSync(RESULTS, 'utf8')) : undefined;
const widths = quick ? [480] : [480, 960, 1600];
const firstOfKind = new Set(NAMES.filter(({ kind }, index) => NAMES[index - 1]?.kind !== kind));
const own = process.argv.slice(2).filter((argument) => !argument.startsWith('--'));

const pictures = await draw();
const rows = old === undefined ? [] : fromText(readFileSync(MEASUREMENTS, 'utf8'));
if (old === undefined) for (const entry of pictures) await measureAll(entry);
if (old === undefined && !quick && own.length === 0) writeFileSync(MEASUREMENTS, toText(rows));
const calibration =
  old !== undefined ? { meanings: old.meanings, ssim: old.ssim } : quick ? {} : await calibrate();
const fixed = quick ? [] : asked('tables') ? old.fixed : await checkFixed();

const results = {
  pictures: describe(),
  front: fronts(),
  thresholds: thresholds(rows, pictures),
  fixed,
  ...calibration,
};
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
    for (const [index, picture] of resized.entries()) {
      const began = process.cpuUsage();
      const detail = classOf(picture);
      const choiceCpu = process.cpuUsage(began).user / 1000;
      drawn.push({
        ...facts,
        width: widths[index],
        picture,
        planes: toPlanes(picture),
        ...detail,
        choiceCpu,
      });
    }
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

async function measureAll(entry) {
  const { name, width, first, last } = entry;
  console.error(`${name} ${width}: ${Math.round(process.cpuUsage().user / 1e6)} s`);
  const smallest = width === widths[0];
  await record(entry, 'avif', [
    ...(width === 1600 ? LARGE : SHORTLIST),
    ...(smallest && !quick ? GRID : []),
    ...(smallest && first && !quick ? SLOW : []),
    ...(smallest && last && !quick ? SLOWEST : []),
  ]);
  if (width === 1600) return;
  await record(entry, 'webp', WEBP);
  await record(entry, 'jpeg', JPEG);
  if (width === 960 || quick) await record(entry, 'png', PNG);
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

async function checkFixed() {
  const references = new Map(
    rows.map(({ format, name, width, reference }) => [`${format}|${name}|${width}`, reference]),
  );
  const found = [];
  for (const entry of pictures) {
    console.error(`fixed ${entry.name} ${entry.width}: ${Math.round(process.cpuUsage().user / 1e6)} s`);
    found.push(...(await atFixedQuality(entry, references)));
  }
  return summarizeFixed(found);
}

function describe() {
  return pictures.map((entry) => {
    const { kind, name, width, halved, halvedWorst, still } = entry;
    const { reference } = rows.find(
      (row) => row.format === 'avif' && row.name === name && row.width === width,
    );
    const { tune, chromaSubsampling } = CLASSES[entry.class];
    const { ssim, bytes, chromaPsnr } = reference;
    return {
      kind,
      name,
      width,
      choice: `${chromaSubsampling} ${tune}`,
      halved: round(halved, 1),
      halvedWorst: round(halvedWorst, 1),
      still: round(still, 2),
      ssim: round(ssim, 6),
      bytes,
      chromaPsnr: round(chromaPsnr, 3),
    };
  });
}

/** Per format and candidate: all pictures together, each kind, each width. */
function fronts() {
  const groups = new Map();
  for (const row of [...[3, 2, 4, 6].flatMap((effort) => chosenRows(rows, pictures, effort)), ...rows]) {
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
