import { basename, join, relative } from 'node:path';
import { type Project, ReportFolder, type ReportKind } from '../build/index.ts';
import { hexOf } from '../core/digest.ts';
import { type Result, succeed } from '../core/result.ts';
import { historiesOf } from '../review/index.ts';
import { findOutput } from '../site/index.ts';
import { dossierOf, HISTORY } from './dossier.ts';
import type { Exported } from './exported.ts';
import { pageHtml } from './page-html.ts';
import { PAGE_FOLDER } from './routes.ts';
import type { Board, Dossier, Shown } from './shapes.ts';
import { costOf, lookAt, type View } from './view.ts';

export interface ExportedReport {
  /** Relative to where the user is. */
  readonly page: string;
  readonly targets: number;
  readonly files: number;
  readonly bytes: number;
}

/** Pixels: enough to look at on a page, and a report stays small. */
const WIDTH = 640;
const PAGE_FILES = ['studio.js', 'studio.css', 'icon.svg'];
const KIND: ReportKind = {
  mark: '<title>imagebuild studio</title>',
  folders: ['pictures', 'targets', 'files'],
  files: PAGE_FILES,
};

/** Writes the gallery as a folder that opens from disk, without a server: for CI artefacts, and for sending. */
export async function exportStudio(
  project: Project,
  cwd: string,
  wanted: string,
): Promise<Result<ExportedReport>> {
  const looked = await lookAt(project);
  if (!looked.ok) return looked;
  const view = looked.value;
  const opened = await ReportFolder.open(cwd, wanted, KIND);
  if (!opened.ok) return opened;
  const report = opened.value;
  const scripts: { [id: string]: string } = {};
  const pictures = new Set<string>();
  const ids = view.tiles.map(({ id }) => id);
  const histories = await historiesOf(project, ids, HISTORY);
  for (const [index, tile] of view.tiles.entries()) {
    const dossier = await dossierOf(tile, view, histories.get(tile.id));
    if (dossier === undefined) continue;
    const name = `targets/${index + 1}.js`;
    scripts[tile.id] = name;
    await report.write(name, `imagebuildDossier(${JSON.stringify(dossier)});\n`);
    for (const picture of picturesOf(dossier)) await addPicture(picture, view, report, pictures);
    for (const { path } of dossier.files) {
      const file = await findOutput(project.paths.root, path);
      if (file) await report.copy(file, `files/${path}`);
    }
  }
  const board = boardOf(view, looked.warnings);
  const exported: Exported = { board, scripts, pictures: [...pictures] };
  for (const name of PAGE_FILES) await report.copy(join(PAGE_FOLDER, name), name);
  await report.write('index.html', pageHtml(JSON.stringify(exported)));
  const page = relative(cwd, report.page);
  return succeed({ page, targets: view.tiles.length, files: report.files, bytes: report.bytes });
}

function boardOf(view: View, warnings: Board['warnings']): Board {
  const { project, tiles } = view;
  return {
    project: basename(project.paths.root),
    config: project.manifest.file,
    profile: project.profile,
    profiles: [...project.manifest.profiles.keys()],
    revision: 0,
    tiles,
    cost: costOf(view),
    spending: { limit: null, spent: 0 },
    activity: { phase: 'closed', done: 0, total: 0, now: [] },
    problems: [],
    errors: [],
    warnings,
  };
}

function picturesOf({ tile, past, candidates, drafts, final, explored }: Dossier): Shown[] {
  const all = [tile, ...past, ...candidates, ...drafts, ...(final ? [final] : []), ...explored];
  return all.flatMap(({ picture }) => picture ?? []);
}

async function addPicture({ digest }: Shown, view: View, report: ReportFolder, known: Set<string>) {
  const name = hexOf(digest);
  if (known.has(name)) return;
  const preview = await view.pictures.preview(digest, WIDTH);
  if (preview === undefined) return;
  known.add(name);
  await report.write(`pictures/${name}.webp`, preview);
}
