import { readFileSync } from 'node:fs';

/** The page about one code of an error or a warning: what docs/errors.md says of it. */
export interface CodePage {
  readonly code: string;
  readonly severity: 'error' | 'warning';
  /** The heading it stands under. */
  readonly section: string;
  readonly means: string;
  readonly next: string;
  /** The file and the heading to read on, in the package as in the repository. */
  readonly page: string;
}

const ROW = /^\| `([a-z0-9-]+)` \| (.*) \|$/;
/** A bar inside a cell is written `\|`. */
const BETWEEN_CELLS = /(?<!\\) \| /;

/** Reads the page that the package brings. */
export function codePages(): readonly CodePage[] {
  return readCodePages(readFileSync(new URL('../../docs/errors.md', import.meta.url), 'utf8'));
}

/** Returns what the tables of docs/errors.md say. */
function readCodePages(markdown: string): readonly CodePage[] {
  let section = '';
  const pages: CodePage[] = [];
  for (const line of markdown.split(/\r?\n/)) {
    section = /^## (.+)$/.exec(line)?.[1] ?? section;
    const [, code, cells] = ROW.exec(line) ?? [];
    if (code !== undefined && cells !== undefined) pages.push(pageOf(code, section, cells));
  }
  return pages;
}

function pageOf(code: string, section: string, cells: string): CodePage {
  const [means = '', next = ''] = cells.split(BETWEEN_CELLS).map(asText);
  return {
    code,
    severity: /^warning\b/.test(means) ? 'warning' : 'error',
    section,
    means: means.replace(/^warning: /, ''),
    next,
    page: `docs/errors.md#${fragmentOf(section)}`,
  };
}

/** Markdown as it is read in a terminal: a link says where it leads. */
function asText(cell: string): string {
  return cell.replace(/\[([^\]]+)\]\(([^)]+)\)/g, '$1 (docs/$2)').replaceAll('\\|', '|');
}

function fragmentOf(heading: string): string {
  return heading
    .toLowerCase()
    .replace(/[^\p{L}\p{N}\s-]/gu, '')
    .replace(/\s/g, '-');
}

/** Returns the code that somebody has copied, perhaps with the brackets that the terminal puts around it. */
export function codeIn(text: string): string {
  return text
    .trim()
    .toLowerCase()
    .replace(/^(?:error|warning)?\[(.*)\]$/, '$1');
}
