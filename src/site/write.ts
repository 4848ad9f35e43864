import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Diagnostic, warning } from '../core/diagnostic.ts';
import type { SiteManifest } from '../core/site-manifest.ts';
import type { SiteSettings } from '../manifest/index.ts';
import { writeOutput } from './output-files.ts';
import type { PublishedFile } from './output-index.ts';
import { writerFor } from './writers/index.ts';
import type { NotOurs } from './writers/writer.ts';

/** Writes every site manifest that the settings ask for; returns what could not be written, as warnings. */
export async function writeSiteManifests(
  root: string,
  site: SiteSettings,
  manifest: SiteManifest,
): Promise<Diagnostic[]> {
  const warnings: Diagnostic[] = [];
  for (const path of site.manifests) {
    const text = writerFor(path)?.write(manifest, textOf(join(root, path))) ?? '';
    if (typeof text === 'string') await writeOutput(root, path, Buffer.from(text));
    else warnings.push(notOurs(path, text));
  }
  return warnings;
}

function notOurs(path: string, { because }: NotOurs): Diagnostic {
  const hint = 'mend it, or delete it; the next build writes it';
  return warning('site-manifest-unusable', `${path} was left as it is, since ${because}`, { hint });
}

/** Whether a file under the name of a site manifest is one that a build wrote: one that is empty holds nothing of anybody. */
export function isSiteManifest(root: string, path: string): boolean {
  const text = textOf(join(root, path));
  return text === undefined || text.trim() === '' || (writerFor(path)?.owns(text) ?? false);
}

/** Whether a site manifest of the project, of whatever kind, names a file of the site. */
export function isNamed(root: string, { manifests }: SiteSettings, file: string): boolean {
  return manifests.some((path) => textOf(join(root, path))?.includes(JSON.stringify(file)) ?? false);
}

/** The text of a file; undefined when there is none. */
function textOf(absolute: string): string | undefined {
  try {
    return readFileSync(absolute, 'utf8');
  } catch {
    return undefined;
  }
}

/** The site manifest that the last build wrote, in whichever of its shapes holds all of it; undefined when there is none to read. */
export function readSiteManifest(root: string, site: SiteSettings): SiteManifest | undefined {
  for (const path of site.manifests) {
    const manifest = writerFor(path)?.read?.(textOf(join(root, path)) ?? '');
    if (manifest !== undefined) return manifest;
  }
  return undefined;
}

/** Whether a site manifest of that name holds all that a site can read. */
export function isReadable(path: string): boolean {
  return writerFor(path)?.read !== undefined;
}

/** The files that the project's site manifest promises, by path; empty when there is none. */
export function publishedFiles(root: string, site: SiteSettings): ReadonlyMap<string, PublishedFile> {
  const published = new Map<string, PublishedFile>();
  const { images = {}, sprites = {} } = readSiteManifest(root, site) ?? {};
  for (const { outputs } of Object.values(images))
    for (const { files } of Object.values(outputs)) for (const file of files) published.set(file.path, file);
  for (const sheet of Object.values(sprites)) published.set(sheet.path, { ...sheet, format: 'png' });
  return published;
}
