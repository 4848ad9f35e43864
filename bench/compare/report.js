import { readFileSync, writeFileSync } from 'node:fs';
import { FORMATS } from './work.js';

const PAGE = new URL('../../docs/compare.md', import.meta.url);

const TITLES = {
  'by-hand': 'script by hand',
  'eleventy-img': 'eleventy-img',
  'imagetools-core': 'imagetools-core',
  'vite-imagetools': 'vite-imagetools',
  imagebuild: '**imagebuild**',
};

/** Results → Markdown tables, by the name of their place in docs/compare.md. */
function tablesOf({ versions, figures, equal, memory }) {
  return {
    ...(versions === undefined ? {} : { versions: versionsTable(versions) }),
    ...(figures === undefined
      ? {}
      : { tools: toolsTable(figures), equal: equalTable(equal), formats: formatsTable(equal) }),
    ...(memory === undefined ? {} : { memory: memoryTable(memory) }),
  };
}

const versionsTable = (versions) => table(['What', 'Version'], Object.entries(versions));

function toolsTable(figures) {
  const hand = figures.find(({ name }) => name === 'by-hand');
  return table(
    [
      'Tool',
      'Cold, wall',
      'Cold, CPU',
      'Warm, wall',
      'Warm, of its own cold',
      'Output deleted',
      'Bytes',
      'SSIM',
      'Chroma PSNR',
      'Peak memory',
    ],
    figures.map((one) => [
      TITLES[one.name],
      ratio(one.coldWall / hand.coldWall),
      ratio(one.coldCpu / hand.coldCpu),
      ratio(one.warmWall / hand.warmWall),
      percent(one.warmWall / one.coldWall),
      afterDeletion(one),
      ratio(one.bytes / hand.bytes, 3),
      one.ssim.toFixed(4),
      `${one.chromaPsnr.toFixed(1)} dB`,
      ratio(one.memory / hand.memory),
    ]),
  );
}

/** What a run takes when the output folder is gone. A Vite build empties it every time; the others have no other cache. */
function afterDeletion({ name, coldWall, warmWall, restoredWall }) {
  if (name === 'vite-imagetools') return percent(warmWall / coldWall);
  return restoredWall === undefined ? 'as cold' : percent(restoredWall / coldWall);
}

function equalTable(equal) {
  return table(
    ['Against', 'CPU', 'Bytes', 'Mean SSIM', 'Chroma PSNR'],
    equal.map((one) => [
      TITLES[one.name],
      ratio(one.cpu),
      ratio(one.bytes, 3),
      signed(one.ssim, 4),
      `${signed(one.chromaPsnr, 1)} dB`,
    ]),
  );
}

function formatsTable(equal) {
  const { formats } = equal.find(({ name }) => name === 'by-hand');
  return table(
    [
      'Format',
      'Bytes',
      ...Object.keys(formats.avif.kinds).map((kind) => `bytes, ${kind}`),
      'Chroma PSNR',
      'Our quality',
    ],
    FORMATS.map((format) => [
      format,
      ratio(formats[format].bytes, 3),
      ...Object.values(formats[format].kinds).map((bytes) => ratio(bytes)),
      `${signed(formats[format].chromaPsnr, 1)} dB`,
      `default ${signed(formats[format].step, 1)}`,
    ]),
  );
}

function memoryTable({ runs }) {
  const [first] = runs;
  return table(
    [
      'Masters',
      'Files',
      'Peak memory, cold',
      'Against the first',
      'Peak memory, warm',
      'Modules of sharp loaded, warm',
    ],
    runs.map((one) => [
      one.masters,
      one.files,
      `${Math.round(one.cold.memory / 1e6)} MB`,
      ratio(one.cold.memory / first.cold.memory),
      `${Math.round(one.warm.memory / 1e6)} MB`,
      one.sharpModules,
    ]),
  );
}

export function printTables(results) {
  for (const [name, lines] of Object.entries(tablesOf(results))) console.log(`\n${name}\n${lines}`);
}

/** Puts the tables between their markers in the page. */
export function writeTables(results) {
  const page = Object.entries(tablesOf(results)).reduce(
    (text, [name, lines]) => {
      const place = new RegExp(`(<!-- ${name}: [^\\n]*-->\\n)[\\s\\S]*?(\\n<!-- end -->)`);
      if (!place.test(text)) throw new Error(`docs/compare.md has no place for the table ${name}`);
      return text.replace(place, (_, before, after) => `${before}\n${lines}\n${after}`);
    },
    readFileSync(PAGE, 'utf8'),
  );
  writeFileSync(PAGE, page);
}

const table = (head, rows) =>
  [head, head.map(() => '---'), ...rows].map((row) => `| ${row.join(' | ')} |`).join('\n');
const ratio = (value, digits = 2) => `${value.toFixed(digits)} ×`;
const percent = (value) => `${(value * 100).toFixed(value < 0.1 ? 1 : 0)} %`;
const signed = (value, digits) => {
  const told = value.toFixed(digits);
  if (Number(told) === 0) return told.replace('-', '');
  return value > 0 ? `+${told}` : told;
};
