import { problem } from '../core/diagnostic.ts';
import { type Failure, failure } from '../core/failure.ts';
import { fail, type Result, succeed } from '../core/result.ts';
import type { SiteManifest } from '../core/site-manifest.ts';
import type { SiteSettings } from '../manifest/index.ts';
import { isReadable, readSiteManifest } from '../site/index.ts';
import type { Project } from './project.ts';

/** The site manifest that the last build wrote, or what to do to have one. */
export function publishedManifest({ paths, site }: Project): Result<SiteManifest> {
  const manifest = readSiteManifest(paths.root, site);
  return manifest === undefined ? fail(missing(site)) : succeed(manifest);
}

/** The first site manifest that holds all that a site can read; undefined where the project writes none. */
export function readableManifest({ manifests }: SiteSettings): string | undefined {
  return manifests.find(isReadable);
}

function missing(site: SiteSettings): Failure {
  const path = readableManifest(site);
  const message =
    path === undefined
      ? 'the project writes no site manifest in JSON or TypeScript'
      : `there is no site manifest ${path}`;
  const hint =
    path === undefined
      ? 'name one in imagebuild.yaml, as in `site: { manifest: public/images/images.json }`, and build'
      : 'run `imagebuild build`';
  return failure('invalid-input', problem('site-manifest-missing', message, { hint }));
}
