import { own } from './html.ts';
import type { Elements, Picture, PictureOptions } from './shapes.ts';

/** What the HTML of a picture says, as data. Throws where there is no picture, or where it has no such output. */
export function elements(image: Picture, options: PictureOptions = {}): Elements {
  const {
    output: name,
    placeholder = true,
    alt,
    sizes,
    loading,
    decoding = 'async',
    width,
    height,
    style: _,
    ...others
  } = options;
  if (!image) throw Error('imagebuild: no image; is its id in the site manifest?');
  const output = own(image.outputs, name ?? Object.keys(image.outputs)[0] ?? '', 'output');
  const lazy = loading ?? (others.fetchpriority === 'high' ? 'eager' : 'lazy');
  const wide = sizes ?? output.sizes ?? (lazy === 'lazy' ? 'auto, 100vw' : '100vw');
  const fitted = (srcset: string, size: { width: number; height: number }) => {
    // One file needs no width to be chosen by.
    const set = srcset.replace(/^(\S+) \d+w$/, '$1');
    const density = +(/ ([\d.]+)x$/.exec(set)?.[1] ?? 1);
    return {
      srcset: set,
      sizes: / \d+w(,|$)/.test(set) ? wide : undefined,
      width: Math.round(size.width / density),
      height: Math.round(size.height / density),
    };
  };
  const { srcset, ...fit } = fitted(Object.values(output.srcset).at(-1) ?? '', output);
  const { color, lqip } = image.placeholder ?? {};
  return {
    sources: output.sources.map(({ media, type, ...source }) => ({
      type,
      media,
      ...fitted(source.srcset, source),
    })),
    img: {
      src: output.src,
      srcset: srcset === output.src ? undefined : srcset,
      ...fit,
      // Whoever says one side means the picture's own shape.
      width: width ?? (height ? Math.round((+height * output.width) / output.height) : fit.width),
      height: height ?? (width ? Math.round((+width * output.height) / output.width) : fit.height),
      alt: alt ?? image.alt ?? '',
      loading: lazy,
      decoding,
      ...others,
    },
    background: placeholder ? [color, lqip && `url('${lqip}') 50%/cover`].filter(Boolean).join(' ') : '',
  };
}
