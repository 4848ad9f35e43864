import { basename, join, resolve } from 'node:path';
import { problem } from '../core/diagnostic.ts';
import { digestOf } from '../core/digest.ts';
import { failure } from '../core/failure.ts';
import { checkPages, isFolder, type LookAtPicture, readPicture, readSite } from '../pages/index.ts';
import { examine } from '../renditions/index.ts';
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
    pictureIn(absolute),
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

/** Looks at the picture that a page means. One that was made smaller after the build is a picture all the same. */
function pictureIn(folder: string): LookAtPicture {
  return async (places, digest) => {
    for (const place of places) {
      const bytes = await readPicture(folder, place);
      if (bytes === undefined) continue;
      if (digestOf(bytes) === digest || isIcon(bytes)) return 'sound';
      return (await examine(bytes)) instanceof Error ? 'no picture' : 'sound';
    }
    return 'missing';
  };
}

/** The image library does not read icons of Windows. */
function isIcon(bytes: Uint8Array): boolean {
  return bytes.length > 22 && Buffer.from(bytes.subarray(0, 4)).readUInt32LE(0) === 0x00_01_00_00;
}
