import { copyFile, mkdir, readdir, readFile, rm } from 'node:fs/promises';
import { basename, dirname, join, relative, resolve } from 'node:path';
import type { Project } from '../build/index.ts';
import { problem } from '../core/diagnostic.ts';
import { hexOf } from '../core/digest.ts';
import { failure } from '../core/failure.ts';
import { fail, type Result, succeed } from '../core/result.ts';
import { writeWhole } from '../store/index.ts';
import { dossierOf } from './dossier.ts';
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
/** What a report is made of, beside its page: what an earlier one may be cleared of. */
const FOLDERS = ['pictures', 'targets', 'files'];
const PAGE_FILES = ['studio.js', 'studio.css', 'icon.svg'];

/** Writes the gallery as a folder that opens from disk, without a server: for CI artefacts, and for sending. */
export async function exportStudio(
  project: Project,
  cwd: string,
  wanted: string,
): Promise<Result<ExportedReport>> {
  const folder = resolve(cwd, wanted);
  const foreign = await holdsOtherThings(folder);
  if (foreign) {
    const message = `${wanted} holds files that are not of a report, such as ${foreign}`;
    return fail(failure('invalid-input', problem('usage', message, { hint: 'name a new folder' })));
  }
  const looked = await lookAt(project);
  if (!looked.ok) return looked;
  const view = looked.value;
  for (const name of FOLDERS) await rm(join(folder, name), { recursive: true, force: true });
  const report = new ReportFolder(folder);
  const scripts: { [id: string]: string } = {};
  const pictures = new Set<string>();
  for (const [index, tile] of view.tiles.entries()) {
    const dossier = await dossierOf(tile, view);
    if (dossier === undefined) continue;
    const name = `targets/${index + 1}.js`;
    scripts[tile.id] = name;
    await report.write(name, `imagebuildDossier(${JSON.stringify(dossier)});\n`);
    for (const picture of picturesOf(dossier)) await addPicture(picture, view, report, pictures);
    for (const { path, state } of dossier.files)
      if (state !== 'missing') await report.copy(join(project.paths.root, path), `files/${path}`);
  }
  const board = boardOf(view, looked.warnings);
  const exported: Exported = { board, scripts, pictures: [...pictures] };
  for (const name of PAGE_FILES) await report.copy(join(PAGE_FOLDER, name), name);
  await report.write('index.html', pageHtml(JSON.stringify(exported)));
  const page = relative(cwd, join(folder, 'index.html')) || 'index.html';
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

/** A folder that is written into, and what that came to. */
class ReportFolder {
  readonly #folder: string;
  files = 0;
  bytes = 0;

  constructor(folder: string) {
    this.#folder = folder;
  }

  async write(name: string, content: string | Uint8Array): Promise<void> {
    await writeWhole(join(this.#folder, name), content, false);
    this.files += 1;
    this.bytes += Buffer.byteLength(content);
  }

  async copy(from: string, name: string): Promise<void> {
    const to = join(this.#folder, name);
    await mkdir(dirname(to), { recursive: true });
    await copyFile(from, to);
    this.files += 1;
    this.bytes += (await readFile(to)).length;
  }
}

/** The name of something in a folder that no report has put there. */
async function holdsOtherThings(folder: string): Promise<string | undefined> {
  const names = await readdir(folder).catch((): string[] => []);
  const ours = new Set<string>([...FOLDERS, ...PAGE_FILES, 'index.html']);
  const other = names.find((name) => !ours.has(name));
  if (other !== undefined || !names.includes('index.html')) return other ?? names[0];
  const page = await readFile(join(folder, 'index.html'), 'utf8');
  return page.includes('<title>imagebuild studio</title>') ? undefined : 'index.html';
}
