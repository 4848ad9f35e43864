import { join, resolve } from 'node:path';
import { type Diagnostic, problem } from '../core/diagnostic.ts';
import { failure } from '../core/failure.ts';
import { fail, type Result, succeed } from '../core/result.ts';
import { fillPage, isFolder, readSite } from '../pages/index.ts';
import { writeOutput } from '../site/index.ts';
import type { Project } from './project.ts';
import { nameOf } from './site-folder.ts';
import { publishedManifest } from './site-manifest.ts';

export interface FilledSite {
  /** How many pages were looked at. */
  readonly pages: number;
  /** Those with places for pictures, by name from the project's root. */
  readonly changed: readonly { readonly file: string; readonly pictures: number }[];
}

export interface FillRequest {
  /** The folder of the built site; may lie anywhere. */
  readonly folder: string;
  /** From where a relative folder is meant. */
  readonly cwd: string;
  /** Only find out. */
  readonly dryRun?: boolean;
}

/**
 * Puts pictures into all pages below a folder. When one page asks for a picture that there is not, none is written.
 * Pages that ask for nothing keep their bytes and times.
 */
export async function fillSite(
  project: Project,
  { folder, cwd, dryRun = false }: FillRequest,
): Promise<Result<FilledSite>> {
  const absolute = resolve(cwd, folder);
  if (!(await isFolder(absolute))) {
    const none = problem('file-missing', `there is no folder ${folder}`, { hint: 'build the site first' });
    return fail(failure('invalid-input', none));
  }
  const manifest = publishedManifest(project);
  if (!manifest.ok) return manifest;
  const problems: Diagnostic[] = [];
  const changed: { path: string; file: string; pictures: number; bytes: Uint8Array }[] = [];
  let pages = 0;
  for await (const { path, text, encode } of readSite(absolute, /\.html?$/)) {
    pages++;
    const file = nameOf(project, join(absolute, path));
    const filled = await fillPage(file, text, manifest.value);
    problems.push(...filled.problems);
    if (filled.pictures > 0) {
      changed.push({ path, file, pictures: filled.pictures, bytes: encode(filled.text) });
    }
  }
  if (problems.length > 0) return fail(failure('invalid-input', ...problems));
  if (!dryRun) for (const { path, bytes } of changed) await writeOutput(absolute, path, bytes);
  return succeed({ pages, changed: changed.map(({ file, pictures }) => ({ file, pictures })) });
}
