import { basename, join, resolve } from 'node:path';
import { problem } from '../core/diagnostic.ts';
import { failure } from '../core/failure.ts';
import { checkPages, isFolder, readSite } from '../pages/index.ts';
import { reportFailure } from './build.ts';
import { type CheckOptions, checkProject } from './check.ts';
import type { Project } from './project.ts';
import type { Report } from './report.ts';
import { nameOf } from './site-folder.ts';
import { publishedManifest } from './site-manifest.ts';

/** Files that may name a picture. */
const TEXTS = /\.(html?|css|m?js|xml|webmanifest|svg|txt)$/;

/**
 * What {@link checkProject} says, and whether the pages of a built site and the site manifest agree. `folder` is
 * absolute, or relative to `cwd`; it may lie anywhere, and is only read.
 */
export async function checkSite(
  project: Project,
  patterns: readonly string[],
  folder: string,
  cwd: string,
  options: CheckOptions = {},
): Promise<Report> {
  const absolute = resolve(cwd, folder);
  if (!(await isFolder(absolute))) {
    const none = problem('file-missing', `there is no folder ${folder}`, { hint: 'build the site first' });
    return reportFailure(project, failure('invalid-input', none));
  }
  const manifest = publishedManifest(project);
  if (!manifest.ok) return reportFailure(project, manifest.failure);
  const report = await checkProject(project, patterns, options);
  const own = new Set(project.site.manifests.map((path) => basename(path)));
  const { errors, warnings } = await checkPages(
    pages(project, absolute, own),
    manifest.value,
    project.site.basePath,
  );
  return {
    ...report,
    failure: report.failure ?? (errors.length > 0 ? 'damage-found' : undefined),
    errors: [...report.errors, ...errors],
    warnings: [...report.warnings, ...warnings],
  };
}

/** Site manifests name every picture, so that they are no witnesses of use. */
async function* pages(project: Project, absolute: string, own: ReadonlySet<string>) {
  for await (const { path, text } of readSite(absolute, TEXTS)) {
    if (!own.has(basename(path))) yield { path, text, file: nameOf(project, join(absolute, path)) };
  }
}
