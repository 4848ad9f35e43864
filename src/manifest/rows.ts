import { extname } from 'node:path';
import { type Diagnostic, problem, type SourceLocation } from '../core/diagnostic.ts';
import { didYouMean } from '../core/suggest.ts';
import { lineOf, readCsv } from './csv.ts';
import type { Row } from './manifest.ts';
import { NAME } from './schema/index.ts';
import type { SourceText } from './source-text.ts';
import { readYaml } from './yaml.ts';

/** Names of files that rows can be read from. */
export const ROWS_FILE = /\.(csv|tsv|json|ya?ml)$/i;

/** More columns than this are not a table of pictures. */
const COLUMN_LIMIT = 1000;

interface Table {
  readonly columns: readonly string[];
  readonly records: readonly Entry[];
}

interface Entry {
  readonly columns: ReadonlyMap<string, string>;
  /** Where the record stands; called only for a diagnostic. */
  readonly locate: (column: string) => SourceLocation;
}

/** Returns the rows of a .csv, .tsv, .json or .yaml file, named by their key column. */
export async function readRows(
  source: SourceText,
  key: string,
  keyAt: SourceLocation,
): Promise<{ rows: Row[]; problems: Diagnostic[] }> {
  const extension = extname(source.file).toLowerCase();
  const read =
    extension === '.csv' || extension === '.tsv'
      ? await readTable(source, extension === '.tsv' ? '\t' : ',', key)
      : readRecords(source);
  return 'columns' in read ? nameRows(read, key, keyAt) : { rows: [], problems: read.problems };
}

/** Rows written in the manifest itself. */
export function inlineRows(
  records: readonly { readonly [column: string]: unknown }[],
  key: string,
  keyAt: SourceLocation,
  locate: (row: number, column: string) => SourceLocation,
): { rows: Row[]; problems: Diagnostic[] } {
  return nameRows(tableOf(records, locate), key, keyAt);
}

function nameRows(table: Table, key: string, keyAt: SourceLocation): { rows: Row[]; problems: Diagnostic[] } {
  const problems: Diagnostic[] = [];
  // A list without rows has no columns either: there is nothing to draw, and nothing wrong.
  if (table.columns.length > 0 && !table.columns.includes(key)) {
    const hint = didYouMean(key, table.columns);
    return {
      rows: [],
      problems: [problem('unknown-column', `the rows have no column "${key}"`, { location: keyAt, hint })],
    };
  }
  const rows = new Map<string, Row>();
  for (const entry of table.records) {
    const name = entry.columns.get(key) ?? '';
    if (!NAME.test(name)) {
      const message =
        name === ''
          ? `this row has nothing in its key column "${key}"`
          : `"${name}" cannot name a target: use lower-case letters, digits, ".", "_" and "-"`;
      problems.push(problem('invalid-name', message, { location: entry.locate(key) }));
    } else if (rows.has(name)) {
      problems.push(
        problem('duplicate-row', `a row above is already called "${name}"`, { location: entry.locate(key) }),
      );
    } else rows.set(name, { key: name, columns: entry.columns });
  }
  return { rows: [...rows.values()], problems };
}

async function readTable(
  source: SourceText,
  usual: string,
  key: string,
): Promise<Table | { problems: Diagnostic[] }> {
  const read = await readCsv(source, usual, key);
  if ('problems' in read) return read;
  const wrong = (message: string, line: number) => ({
    problems: [problem('rows-unreadable', message, { location: lineOf(source, line) })],
  });
  const { header, lines } = read;
  // Spreadsheets write columns that hold nothing.
  const used = header.cells.map((name, index) => name !== '' || lines.some(({ cells }) => cells[index]));
  const kept = (cells: readonly string[]) => cells.filter((_, index) => used[index]);
  const columns = kept(header.cells);
  if (columns.length > COLUMN_LIMIT)
    return wrong(`${source.file} has ${columns.length} columns; the limit is ${COLUMN_LIMIT}`, header.line);
  const unnamed = columns.indexOf('');
  const filled = lines.find(({ cells }) => kept(cells)[unnamed]);
  if (filled)
    return wrong(`"${kept(filled.cells)[unnamed]}" stands in a column that has no name`, filled.line);
  const repeated = columns.find((column, index) => columns.indexOf(column) !== index);
  if (repeated !== undefined) return wrong(`two columns are called "${repeated}"`, header.line);
  return {
    columns,
    records: lines.map(({ cells, line }) => {
      const values = kept(cells);
      return {
        columns: new Map(columns.map((column, index) => [column, values[index] ?? ''])),
        locate: () => lineOf(source, line),
      };
    }),
  };
}

function readRecords(source: SourceText): Table | { problems: Diagnostic[] } {
  const { document, problems } = readYaml(source);
  if (document === undefined) return { problems: [...problems] };
  const wrong = (message: string, path: readonly (string | number)[]) => ({
    problems: [problem('rows-unreadable', message, { location: document.locate(path) })],
  });
  if (!Array.isArray(document.value)) return wrong('a file of rows is a list of mappings', []);
  const records: readonly unknown[] = document.value;
  for (const [index, record] of records.entries()) {
    if (record === null || typeof record !== 'object' || Array.isArray(record))
      return wrong('each row is a mapping of columns to values', [index]);
    const cells: [string, unknown][] = Object.entries(record);
    const nested = cells.find(([, value]) => value !== null && typeof value === 'object');
    if (nested) return wrong(`column "${nested[0]}" must be a single value`, [index, nested[0]]);
  }
  return tableOf(document.value, (row, column) => document.locate([row, column]));
}

function tableOf(
  records: readonly { readonly [column: string]: unknown }[],
  locate: (row: number, column: string) => SourceLocation,
): Table {
  return {
    columns: [...new Set(records.flatMap((record) => Object.keys(record)))],
    records: records.map((record, row) => ({
      columns: new Map(
        Object.entries(record).map(([column, value]) => [column, value === null ? '' : String(value)]),
      ),
      locate: (column) => locate(row, column),
    })),
  };
}
