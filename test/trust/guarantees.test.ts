import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const { figureRows, mutationRows } = (await import(join(ROOT, 'scripts/figures.js'))) as {
  figureRows: () => string[];
  mutationRows: () => string[];
};

const PAGE = readFileSync(join(ROOT, 'docs/guarantees.md'), 'utf8');

/** A row of promise, mechanism and test, from the tables of the page. */
const ROWS = PAGE.split('\n').filter((line) => line.startsWith('| ') && line.includes('](../test/'));

/** `[file](../test/file.test.ts): “a title”; “another”` → each title with its file. */
function quotedTests(row: string): { file: string; title: string }[] {
  return [...row.matchAll(/\]\(\.\.\/(test\/[^)]+\.ts)\)((?:[:;] “[^”]+”)*)/g)].flatMap(
    ([, file = '', titles = '']) =>
      [...titles.matchAll(/“([^”]+)”/g)].map(([, title = '']) => ({ file, title })),
  );
}

const readJson = (path: string) => JSON.parse(readFileSync(join(ROOT, path), 'utf8'));

describe('docs/guarantees.md', () => {
  test('names what keeps each promise, and a test that there is', () => {
    expect(ROWS.length).toBeGreaterThan(30);
    for (const row of ROWS) {
      const quoted = quotedTests(row);
      expect(quoted.length, `no test is quoted in: ${row}`).toBeGreaterThan(0);
      expect(row.split(' | ').length, `three columns: ${row}`).toBe(3);
      for (const { file, title } of quoted) {
        expect(existsSync(join(ROOT, file)), file).toBe(true);
        const text = readFileSync(join(ROOT, file), 'utf8').replace(/\\'/g, "'");
        expect(text.includes(title), `${file} has no test “${title}”`).toBe(true);
      }
    }
  });

  test('links to files that are there', () => {
    const links = [...PAGE.matchAll(/\]\((\.\.\/[^)#]+)/g)].map(([, link = '']) => link);
    expect(links.length).toBeGreaterThan(60);
    for (const link of links) expect(existsSync(join(dirname(join(ROOT, 'docs/x')), link)), link).toBe(true);
  });

  test('shows the figures of the last long run, in which every harness has run', () => {
    const harnesses = Object.keys(readJson('test/trust/figures.json'));
    for (const name of ['crash', 'power loss', 'fuzz', 'money', 'sharing', 'faults-disk', 'faults-provider'])
      expect(harnesses).toContain(name);
    for (const row of figureRows()) expect(PAGE).toContain(row);
    expect(readJson('test/trust/figures.json').crash.kills).toBeGreaterThanOrEqual(1000);
  });

  test('shows how many changes of the rules the tests have noticed', () => {
    const rows = mutationRows();
    expect(rows).toHaveLength(5);
    for (const row of rows) expect(PAGE).toContain(row);
    for (const [file, { percent }] of Object.entries<{ percent: number }>(
      readJson('test/trust/mutation.json'),
    ))
      expect(percent, file).toBeGreaterThanOrEqual(85);
  });
});
