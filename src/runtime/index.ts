/** Room: what a site calls to show a picture. It needs nothing but its own files and is small, so it may go anywhere. */
export type { SiteFile, SiteImage, SiteManifest, SiteOutput, SiteSource } from '../core/site-manifest.ts';
export { type HeadTag, head, headTags } from './head.ts';
export type {
  HeadFile,
  HeadOptions,
  HeadPicture,
  HeadPictures,
  Image,
  Picture,
  PictureOptions,
  Pictures,
} from './shapes.ts';

import { own, tag } from './html.ts';
import type { Picture, PictureOptions, Pictures } from './shapes.ts';

/** Ids of a manifest; any text where the type does not know them. */
type Id<Manifest extends Pictures> = Extract<keyof Manifest['images'], string>;

type OutputName<Image extends Picture> = Extract<keyof Image['outputs'], string>;

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
  const { output: name, placeholder = true, alt, sizes, loading, style, ...others } = options;
  const output = own(image.outputs, name ?? Object.keys(image.outputs)[0] ?? '', 'output');
  const lazy = loading ?? (others.fetchpriority === 'high' ? 'eager' : 'lazy');
  const wide = sizes ?? output.sizes ?? (lazy === 'lazy' ? 'auto, 100vw' : '100vw');
  const fitted = (srcset: string, size: { width: number; height: number }) => {
    // One file needs no width to be chosen by.
    const set = srcset.replace(/^(\S+) \d+w$/, '$1');
    const density = +(/ ([\d.]+)x$/.exec(set)?.[1] ?? 1);
    return {
      srcset: set,
      sizes: / \d+w(,|$)/.test(set) && wide,
      width: Math.round(size.width / density),
      height: Math.round(size.height / density),
    };
  };
  const { srcset, ...fit } = fitted(Object.values(output.srcset).at(-1) ?? '', output);
  // Whoever says one side means the picture's own shape.
  const { width, height } = others;
  if (width) fit.height = Math.round((+width * output.height) / output.width);
  else if (height) fit.width = Math.round((+height * output.width) / output.height);
  const img = tag('img', {
    src: output.src,
    srcset: srcset !== output.src && srcset,
    ...fit,
    alt: alt ?? image.alt ?? '',
    loading: lazy,
    decoding: 'async',
    ...others,
    style: [placeholder && background(image.placeholder), style].filter(Boolean).join(';'),
  });
  const sources = output.sources.map(({ media, type, ...source }) =>
    tag('source', { type, media, ...fitted(source.srcset, source) }),
  );
  return sources[0] ? `<picture>${sources.join('')}${img}</picture>` : img;
}

/** What shows until the picture has loaded: CSS, or nothing. */
function background({ color = '', lqip }: NonNullable<Picture['placeholder']> = {}): string {
  const css = `${color}${lqip ? ` url('${lqip}') 50%/cover` : ''}`;
  return css && `background:${css.trim()}`;
}
