/** Room: what a site calls to show a picture. It needs nothing but its own files and is small, so it may go anywhere. */
export type { SiteFile, SiteImage, SiteManifest, SiteOutput, SiteSource } from '../core/site-manifest.ts';
export { elements } from './elements.ts';
export { type HeadTag, head, headTags } from './head.ts';
export type {
  Elements,
  HeadFile,
  HeadOptions,
  HeadPicture,
  HeadPictures,
  Image,
  OutputName,
  Picture,
  PictureOptions,
  Pictures,
} from './shapes.ts';

import { elements } from './elements.ts';
import { own, tag } from './html.ts';
import type { OutputName, Picture, PictureOptions, Pictures } from './shapes.ts';

/** Ids of a manifest; any text where the type does not know them. */
type Id<Manifest extends Pictures> = Extract<keyof Manifest['images'], string>;

/**
 * A function that gives the HTML of a manifest's pictures by id. `manifest` is the parsed JSON, or `{ images }` of the
 * TypeScript file, which lets the compiler check ids and outputs; `defaults` hold for every picture.
 * It throws where the manifest knows no such id or output.
 */
export function pictures<const Manifest extends Pictures>(
  { images }: Manifest,
  defaults: PictureOptions = {},
) {
  return <Name extends Id<Manifest>>(
    id: Name,
    options: PictureOptions<OutputName<Manifest['images'][Name]>> = {},
  ): string => html(own(images, id, 'image'), { ...defaults, ...options });
}

/** The HTML of one picture, as the plugins import it. Throws where it has no such output. */
export function picture<const Image extends Picture>(
  image: Image,
  options: PictureOptions<OutputName<Image>> = {},
): string {
  return html(image, options);
}

function html(image: Picture, options: PictureOptions): string {
  const { sources, img, background } = elements(image, options);
  const style = [background && `background:${background}`, options.style].filter(Boolean).join(';');
  const fallback = tag('img', { ...img, style });
  return sources[0]
    ? `<picture>${sources.map((source) => tag('source', source)).join('')}${fallback}</picture>`
    : fallback;
}
