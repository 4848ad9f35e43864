import { existsSync, readFileSync, writeFileSync } from 'node:fs';

const FILE = new URL('results.json', import.meta.url);

function readResults() {
  return existsSync(FILE) ? JSON.parse(readFileSync(FILE, 'utf8')) : {};
}

/** Puts new parts beside those that another script wrote. */
export function addResults(parts) {
  const results = { ...readResults(), ...parts };
  writeFileSync(FILE, `${JSON.stringify(results, rounded, 2)}\n`);
  return results;
}

const rounded = (_, value) =>
  typeof value === 'number' && !Number.isInteger(value) ? Number(value.toPrecision(6)) : value;
