import { readFileSync, writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { chart } from './chart.js';

const RESULTS = new URL('./results.json', import.meta.url);
const CHART = new URL('../docs/performance.svg', import.meta.url);
const PAGE = new URL('../docs/performance.md', import.meta.url);
const HEADER = ['Row', 'Work', 'Against', 'Ratio', 'Goal', 'Ours', 'Theirs'];

export function printTable(measured) {
  const rows = [HEADER, ...measured.map(cells)].map((row) => row.map((cell) => cell.replaceAll('`', '')));
  const widths = HEADER.map((_, column) => Math.max(...rows.map((row) => row[column].length)));
  for (const row of rows)
    process.stdout.write(
      `${row
        .map((cell, column) => cell.padEnd(widths[column]))
        .join('  ')
        .trimEnd()}\n`,
    );
}

/** Rows that were not measured this time stay as they are, so that one of them can be measured anew. */
export function writeResults(measured) {
  const before = readResults();
  const renewed = new Set(measured.map(({ row }) => row));
  const kept = before.rows.filter(({ row }) => !renewed.has(row));
  const order = [
    'start',
    'no-op',
    'no-op with flags',
    'plan one change',
    'check',
    'key',
    'render',
    'peers',
    'generate',
    'memory',
    'growth',
    'watch',
  ];
  const rows = [...kept, ...measured].sort((a, b) => order.indexOf(a.row) - order.indexOf(b.row));
  const machine = { node: process.version, cores: cpus().length };
  writeFileSync(RESULTS, `${JSON.stringify({ machine, rows: rows.map(rounded) }, null, 2)}\n`);
  writeFileSync(CHART, chart(rows));
  const table = [HEADER, HEADER.map(() => '---'), ...rows.map(cells)].map((row) => `| ${row.join(' | ')} |`);
  const place = /(<!-- table: written by bench\/run\.js -->\n)[\s\S]*?(<!-- end -->)/;
  const page = readFileSync(PAGE, 'utf8');
  if (!place.test(page)) throw new Error('docs/performance.md has no place for the table');
  writeFileSync(PAGE, page.replace(place, `$1\n${table.join('\n')}\n\n$2`));
}

/** One row as the table shows it. */
function cells({ row, work, reference, ours, theirs, atMost, atLeast, unit }) {
  const goal = atMost !== undefined ? `≤ ${atMost}` : atLeast !== undefined ? `≥ ${atLeast}` : '';
  const met = isMet({ ours, theirs, atMost, atLeast });
  return [
    row,
    work,
    reference,
    `${(ours / theirs).toFixed(2)} ×`,
    goal === '' ? '' : `${goal} ${met ? '✓' : '✗'}`,
    amount(ours, unit),
    amount(theirs, unit),
  ];
}

export function isMet({ ours, theirs, atMost = Number.POSITIVE_INFINITY, atLeast = 0 }) {
  // As it is shown: a goal of 1.25 is not missed by a thousandth.
  const ratio = Number((ours / theirs).toFixed(2));
  return ratio <= atMost && ratio >= atLeast;
}

function amount(value, unit = 'ms') {
  if (unit !== 'ms') return `${Number(value.toPrecision(3))} ${unit}`;
  return value < 10_000 ? `${Math.round(value)} ms` : `${(value / 1000).toFixed(1)} s`;
}

export function readResults() {
  try {
    return JSON.parse(readFileSync(RESULTS, 'utf8'));
  } catch {
    return { rows: [] };
  }
}

function rounded({ ours, theirs, ...row }) {
  return {
    ...row,
    ours: Number(ours.toPrecision(4)),
    theirs: Number(theirs.toPrecision(4)),
    ratio: Number((ours / theirs).toFixed(3)),
  };
}
