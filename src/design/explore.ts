import { join } from 'node:path';
import { type BuildOptions, buildProject, keepOutOfGit, type Project, type Report } from '../build/index.ts';
import { reviewableJson } from '../core/json.ts';
import type { GenerationKey } from '../core/recipe.ts';
import { EMPTY_LOCKFILE, loadLockfile } from '../lockfile/index.ts';
import { diskFiles } from '../manifest/index.ts';
import { drawContactSheet } from '../renditions/index.ts';
import { writeWhole } from '../store/index.ts';
import type { TargetId } from '../targets/index.ts';
import { type Cell, labelOf } from './cells.ts';
import { contactPage } from './contact-page.ts';
import { type Exploration, explorationFolder } from './exploration.ts';

/** What `pin` must know of a grid, as it is kept beside the sheet. */
export interface ExploredCell extends Cell {
  /** Generation key of its picture; absent where it was not made. */
  readonly key?: GenerationKey;
  /** Relative to the root. */
  readonly file?: string;
}

export interface Explored {
  readonly report: Report;
  readonly cells: readonly ExploredCell[];
  /** Relative to the root. */
  readonly page: string;
  readonly sheet: string;
}

/**
 * Makes a grid of pictures of one target, and a sheet to look at, so many `columns` wide. Everything that is true of a build is true of this:
 * budgets, refusals, the journal. Every picture stays in the store under its key, so choosing one costs nothing again.
 */
export async function explore(
  { project: grid, target, cells, folder }: Exploration,
  columns: number,
  options: BuildOptions,
): Promise<Explored> {
  await keepOutOfGit(grid.paths.state, 'explore');
  const report = await buildProject(grid, { ...options, patterns: [], frozen: false });
  const made = await loadLockfile(grid.paths.lockfile, grid.paths.lockfileName);
  const entries = made.kind === 'loaded' ? made.lockfile.targets : EMPTY_LOCKFILE.targets;
  const explored = [...cells].map(([id, cell]): ExploredCell => {
    const entry = entries.get(id);
    const [file] = entry?.outputs.cell?.files ?? [];
    return entry ? { ...cell, key: entry.key, file } : cell;
  });
  const { root } = grid.paths;
  const place = (name: string) => join(root, folder, name);
  const shown = explored.filter(({ file }) => file !== undefined);
  if (shown.length > 0) {
    const read = async ({ file }: ExploredCell) =>
      (await diskFiles.read(join(root, file ?? ''))) ?? new Uint8Array();
    const pictures = await Promise.all(
      shown.map(async (cell) => ({
        mark: String(cell.number),
        label: labelOf(cell),
        bytes: await read(cell),
      })),
    );
    await writeWhole(place('sheet.png'), await drawContactSheet(pictures, columns), false);
    const figures = shown.map((cell) => ({
      mark: String(cell.number),
      label: labelOf(cell),
      source: (cell.file ?? '').slice(folder.length + 1),
    }));
    const introduction = `Take one with \`imagebuild pin ${target} --cell NUMBER\`. It costs nothing again.`;
    await writeWhole(
      place('sheet.html'),
      contactPage({ title: target, introduction, figures, columns }),
      false,
    );
  }
  await writeWhole(place('cells.json'), reviewableJson({ target, cells: explored }), false);
  return { report, cells: explored, page: `${folder}/sheet.html`, sheet: `${folder}/sheet.png` };
}

/** What was explored of a target last; undefined when nothing was, or when its record cannot be read. */
export async function exploredCells(
  project: Project,
  target: TargetId,
): Promise<readonly ExploredCell[] | undefined> {
  const bytes = await diskFiles.read(join(project.paths.root, explorationFolder(target), 'cells.json'));
  if (bytes === undefined) return undefined;
  try {
    const { cells } = JSON.parse(Buffer.from(bytes).toString('utf8')) as { cells?: ExploredCell[] };
    return Array.isArray(cells) ? cells : undefined;
  } catch {
    return undefined;
  }
}
