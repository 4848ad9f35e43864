import { problem } from '../core/diagnostic.ts';
import { type Failure, failure } from '../core/failure.ts';
import { fail, type Result, succeed } from '../core/result.ts';
import type { SiteManifest } from '../core/site-manifest.ts';
import { readSiteManifest } from '../site/index.ts';
import type { Project } from './project.ts';

/** The site manifest that the last build wrote, or what to do to have one. */
export function publishedManifest({ paths, site }: Project): Result<SiteManifest> {
  const manifest = readSiteManifest(paths.root, site);
  return manifest === undefined ? fail(missing(site.manifests)) : succeed(manifest);
}

function missing(manifests: readonly string[]): Failure {
  const path = manifests.find((path) => path.endsWith('.json'));
  const message =
    path === undefined ? 'the project writes no site manifest in JSON' : `there is no site manifest ${path}`;
  const hint =
    path === undefined
      ? 'name one in imagebuild.yaml, as in `site: { manifest: public/images/images.json }`, and build'
      : 'run `imagebuild build`';
  return failure('invalid-input', problem('site-manifest-missing', message, { hint }));
}
