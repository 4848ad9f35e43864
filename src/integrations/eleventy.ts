import { join, relative } from 'node:path';
import type { Project } from '../build/index.ts';
import { type PictureOptions, pictures } from '../runtime/index.ts';
import type { SiteOptions } from './options.ts';
import { manifestFile, Site } from './site.ts';

/** What is used of Eleventy's configuration, which comes without types. */
export interface EleventyConfig {
  on(event: 'eleventy.before', listener: () => Promise<void>): void;
  addShortcode(name: string, shortcode: (...args: never[]) => string): void;
  addWatchTarget(path: string): void;
}

export interface EleventyOptions extends SiteOptions {
  /** What the shortcode is called; `picture` when absent. */
  readonly shortcode?: string;
  /** What holds for every picture. */
  readonly defaults?: PictureOptions;
}

/**
 * Adds a shortcode: `{% picture "fox/running", { output: "card" } %}`, or with the output alone where a template
 * language has no objects: `{% picture "fox/running", "card" %}`. Builds before every run of Eleventy, for which it
 * buys nothing without `maxCost`.
 */
export default async function imagebuild(
  eleventy: EleventyConfig,
  options: EleventyOptions = {},
): Promise<void> {
  const { shortcode = 'picture', defaults } = options;
  const site = new Site(process.cwd(), options);
  let show: (id: string, options: PictureOptions) => string = () => {
    throw new Error('imagebuild: nothing was built yet');
  };

  // Eleventy takes note of them once, before its first run, when the manifest may not be sound yet.
  const watched = await site.project().then(watchedFiles, () => ['imagebuild.yaml']);
  for (const path of watched) eleventy.addWatchTarget(path);

  eleventy.on('eleventy.before', async () => {
    await site.build();
    const { manifest } = await site.read();
    show = pictures(manifest, defaults);
  });

  eleventy.addShortcode(shortcode, (id: string, given: string | PictureOptions = {}) =>
    show(id, typeof given === 'string' ? { output: given } : withoutMark(given)),
  );
}

/** Nunjucks marks what was written as `name=value`. */
function withoutMark({ __keywords, ...options }: PictureOptions): PictureOptions {
  return options;
}

/** What pictures are made from, and the site manifest for those who build them elsewhere; relative to the folder. */
function watchedFiles(project: Project): string[] {
  const inputs = [...project.manifest.files, ...project.inputs.keys()];
  const files = [...inputs.map((file) => join(project.paths.root, file)), manifestFile(project) ?? []];
  return files.flat().map((file) => relative(process.cwd(), file).replaceAll('\\', '/'));
}
