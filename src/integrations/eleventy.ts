import { join, relative } from 'node:path';
import type { Project } from '../build/index.ts';
import { type HeadOptions, head, type PictureOptions, pictures } from '../runtime/index.ts';
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
  /** What the shortcode of a page's head is called; `head` when absent. */
  readonly headShortcode?: string;
  /** What holds for the head of every page. */
  readonly head?: HeadOptions;
}

/** What a template says of a page's head. Nunjucks marks what was written as `name=value`. */
interface GivenHead extends HeadOptions {
  readonly __keywords?: boolean;
}

/**
 * Adds a shortcode: `{% picture "fox/running", { output: "card" } %}`, or with the output alone where a template
 * language has no objects: `{% picture "fox/running", "card" %}`. Another gives icons and the card of a page:
 * `{% head { card: "fox/running", title: title } %}`, or `{% head "fox/running", title, page.url %}`. Builds before every run of Eleventy, for which it
 * buys nothing without `maxCost`.
 */
export default async function imagebuild(
  eleventy: EleventyConfig,
  options: EleventyOptions = {},
): Promise<void> {
  const { shortcode = 'picture', defaults, headShortcode = 'head', head: always } = options;
  const site = new Site(process.cwd(), options);
  let show: (id: string, options: PictureOptions) => string = () => {
    throw new Error('imagebuild: nothing was built yet');
  };
  let introduce: (options: HeadOptions) => string = () => show('', {});

  // Eleventy takes note of them once, before its first run, when the manifest may not be sound yet.
  const watched = await site.project().then(watchedFiles, () => ['imagebuild.yaml']);
  for (const path of watched) eleventy.addWatchTarget(path);

  eleventy.on('eleventy.before', async () => {
    await site.build();
    const { manifest } = await site.read();
    show = pictures(manifest, defaults);
    introduce = (own) => head(manifest, { ...always, ...own });
  });

  eleventy.addShortcode(shortcode, (id: string, given: string | PictureOptions = {}) =>
    show(id, typeof given === 'string' ? { output: given } : withoutMark(given)),
  );

  eleventy.addShortcode(headShortcode, (given: string | GivenHead = '', title?: string, url?: string) =>
    introduce(headOf(given, title, url)),
  );
}

/** What a template says that may say it in order: card, title, and the page's address. */
function headOf(given: string | GivenHead, title?: string, url?: string): HeadOptions {
  if (typeof given !== 'string') {
    const { __keywords, ...options } = given;
    return options;
  }
  const card = given === '' ? {} : { card: given };
  return { ...card, ...(title ? { title } : {}), ...(url ? { url } : {}) };
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
