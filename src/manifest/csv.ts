import { type Diagnostic, problem, type SourceLocation } from '../core/diagnostic.ts';
import type { SourceText } from './source-text.ts';

/** A line of a table: its cells, and the number of its (last) line in the file. */
export interface CsvLine {
  readonly cells: readonly string[];
  readonly line: number;
}

/** The first line of a table names its columns. */
export interface CsvTable {
  readonly header: CsvLine;
  readonly lines: readonly CsvLine[];
}

/** Delimiters that spreadsheets write, by language and by kind of file. */
const DELIMITERS = [',', ';', '\t'];

/**
 * Reads the text of a .csv or .tsv file. Spreadsheets separate with semicolons where the comma is a decimal sign, name the
 * delimiter in a first line `sep=;`, and write lines and columns that hold nothing: `,,`. The delimiter is the one that the file
 * names, else the one that gives a column of that name, else the usual one.
 */
export async function readCsv(
  source: SourceText,
  usual: string,
  key: string,
): Promise<CsvTable | { readonly problems: Diagnostic[] }> {
  const { parse } = await import('csv-parse/sync');
  const named = /^\ufeff?sep=(.)[^\S\n]*\n/.exec(source.text)?.[1];
  const read = (delimiter: string, to?: number): CsvLine[] => {
    const records: unknown = parse(source.text, {
      delimiter,
      bom: true,
      info: true,
      skip_empty_lines: true,
      skip_records_with_empty_values: true,
      trim: true,
      ...(named === undefined ? {} : { from_line: 2 }),
      ...(to === undefined ? {} : { to }),
    });
    // The types of the library do not know what `info` does to the result.
    return (records as Info[]).map(({ record, info }) => ({ cells: record, line: info.lines }));
  };
  try {
    const [header, ...lines] = read(named ?? delimiterOf(usual, key, (delimiter) => read(delimiter, 1)));
    if (header !== undefined) return { header, lines };
  } catch (error) {
    const { message, lines = 1 } = error as Error & { lines?: number };
    return wrong(source, lines, `not valid CSV: ${message}`);
  }
  return wrong(source, 1, `${source.file} is empty; its first line names the columns`);
}

interface Info {
  readonly info: { readonly lines: number };
  readonly record: readonly string[];
}

function delimiterOf(usual: string, key: string, headerBy: (delimiter: string) => CsvLine[]): string {
  const columns = (delimiter: string) => {
    try {
      return headerBy(delimiter)[0]?.cells ?? [];
    } catch {
      return [];
    }
  };
  const others = DELIMITERS.filter((delimiter) => delimiter !== usual);
  const found = [usual, ...others].find((delimiter) => columns(delimiter).includes(key));
  // Without that column the error lists those that there are.
  const widest = others.find((delimiter) => columns(delimiter).length > 1 && columns(usual).length < 2);
  return found ?? widest ?? usual;
}

function wrong(source: SourceText, line: number, message: string): { problems: Diagnostic[] } {
  return { problems: [problem('rows-unreadable', message, { location: lineOf(source, line) })] };
}

/** Returns the place of a line, counted from 1. */
export function lineOf(source: SourceText, line: number): SourceLocation {
  let offset = 0;
  for (let passed = 1; passed < line; passed++) {
    const next = source.text.indexOf('\n', offset);
    if (next < 0) break;
    offset = next + 1;
  }
  return source.locate(offset, source.text.length);
}
