import { basename, dirname, extname, join } from 'node:path';
import { type Project, planProject, selectNamed } from '../build/index.ts';
import { type Diagnostic, problem, warning } from '../core/diagnostic.ts';
import { failure } from '../core/failure.ts';
import { fail, type Result, succeed } from '../core/result.ts';
import { drawStoryboard } from '../renditions/index.ts';
import { writeWhole } from '../store/index.ts';
import { storyboardOf } from './storyboard.ts';

export interface Sheet {
  /** As they were asked for; several where one PNG would be too high. */
  readonly files: readonly string[];
  readonly pages: number;
  readonly pictures: number;
}

/** Where a sheet goes when nobody says, relative to the root. */
export const USUAL_SHEET = '.imagebuild/sheet.png';

/**
 * Draws the targets that patterns name as a storyboard. `file` decides the format by its name, `.png` or `.pdf`; `place`
 * makes a name into a path to write to. Looks only: nothing is built, and a picture that is not there is said to be missing.
 */
export async function drawSheetOf(
  project: Project,
  patterns: readonly string[],
  file: string,
  place: (name: string) => string,
): Promise<Result<Sheet>> {
  const format = formatOf(file);
  if (format === undefined) {
    const message = `${file} is neither a PNG nor a PDF by its name`;
    const hint = 'name a file that ends in .png or .pdf';
    return fail(failure('invalid-input', problem('usage', message, { hint })));
  }
  const planned = await planProject(project);
  if (!planned.ok) return planned;
  const { plan, workspace } = planned.value;
  const named = await selectNamed(workspace, patterns);
  if (!named.ok) return named;
  const board = await storyboardOf(project, workspace, plan, named.value);
  const drawn = await drawStoryboard(board, format);
  const files: string[] = [];
  for await (const bytes of drawn.files) {
    const name = numbered(file, files.length + 1);
    try {
      await writeWhole(place(name), bytes, false);
    } catch (error) {
      return fail(failure('invalid-input', notWritten(name, error as NodeJS.ErrnoException)));
    }
    files.push(name);
  }
  const { missing, pages } = drawn;
  const pictures = board.sections.reduce((sum, { frames }) => sum + frames.length, 0);
  return succeed({ files, pages, pictures }, missing.length > 0 ? [noLetters(missing)] : []);
}

function formatOf(file: string): 'png' | 'pdf' | undefined {
  const extension = extname(file).toLowerCase();
  return extension === '.png' ? 'png' : extension === '.pdf' ? 'pdf' : undefined;
}

/** `sheet.png`, `sheet-2.png`, `sheet-3.png`. */
function numbered(file: string, number: number): string {
  if (number === 1) return file;
  const extension = extname(file);
  const name = `${basename(file, extension)}-${number}${extension}`;
  return dirname(file) === '.' && !file.startsWith('./') ? name : join(dirname(file), name);
}

function notWritten(name: string, { code, message }: NodeJS.ErrnoException): Diagnostic {
  return problem('usage', `${name} cannot be written (${code ?? message})`, {
    hint: 'name another file with -o',
  });
}

/** So many are named. */
const NAMED = 12;

function noLetters(characters: readonly string[]): Diagnostic {
  const some = characters.slice(0, NAMED).join(' ') + (characters.length > NAMED ? ' …' : '');
  return warning(
    'no-letters',
    `the typeface has no letters for ${some}: the sheet has boxes in their place`,
    {
      hint: 'it has Latin, Greek, Cyrillic and Vietnamese letters',
    },
  );
}
