import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { isDigest } from '../core/digest.ts';
import type { SiteManifest } from '../core/site-manifest.ts';
import type { SiteSettings } from '../manifest/index.ts';
import { writeOutput } from './output-files.ts';
import type { PublishedFile } from './output-index.ts';
import { SITE_WRITERS } from './writers.ts';

/** Writes every site manifest that the settings ask for; returns the paths whose text changed. */
export async function writeSiteManifests(
  root: string,
  site: SiteSettings,
  manifest: SiteManifest,
): Promise<string[]> {
  const written: string[] = [];
  for (const path of site.manifests) {
    const write = SITE_WRITERS[path.slice(path.lastIndexOf('.') + 1)];
    if (write && (await writeOutput(root, path, Buffer.from(write(manifest))))) written.push(path);
  }
  return written;
}

/** The files that the project's JSON site manifest promises, by path; empty when there is none. */
export function publishedFiles(root: string, site: SiteSettings): ReadonlyMap<string, PublishedFile> {
  const published = new Map<string, PublishedFile>();
  for (const path of site.manifests.filter((path) => path.endsWith('.json'))) {
    let manifest: SiteManifest;
    try {
      manifest = JSON.parse(readFileSync(join(root, path), 'utf8')) as SiteManifest;
    } catch {
      continue;
    }
    for (const image of Object.values(manifest.images ?? {})) {
      for (const output of Object.values(image.outputs ?? {})) {
        for (const file of output.files ?? []) if (isDigest(file.digest)) published.set(file.path, file);
      }
    }
  }
  return published;
}
