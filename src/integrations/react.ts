import { type ComponentProps, createElement, type ReactElement } from 'react';
import { elements, type OutputName, type Picture as Shape } from '../runtime/index.ts';

/** Properties of `<Picture>`: those of an `<img>`, but for its addresses, which the image brings. */
export interface PictureProps<Image extends Shape = Shape>
  extends Omit<
    ComponentProps<'img'>,
    'src' | 'srcSet' | 'placeholder' | 'children' | 'dangerouslySetInnerHTML'
  > {
  /** An image of the site manifest. */
  image: Image;
  /** Which output to show; the first when absent. */
  output?: OutputName<Image>;
  /** False shows nothing until the picture has loaded: right for pictures with transparent parts. */
  placeholder?: boolean;
}

/** A picture of the site manifest, for server and client components: it has no state and no effect. */
export function Picture<Image extends Shape>({
  image,
  output,
  placeholder,
  alt,
  sizes,
  loading,
  fetchPriority,
  width,
  height,
  style,
  ...others
}: PictureProps<Image>): ReactElement {
  const { sources, img, background } = elements(image, {
    output,
    placeholder,
    alt,
    sizes,
    loading,
    fetchpriority: fetchPriority,
    width,
    height,
  });
  // A browser asks for a picture as soon as it knows an address, so all that tells how to ask stands before it.
  const fallback = createElement('img', {
    loading: img.loading,
    fetchPriority,
    decoding: img.decoding,
    alt: img.alt,
    width: img.width,
    height: img.height,
    ...others,
    style: background ? { background, ...style } : style,
    sizes: img.sizes,
    srcSet: img.srcset,
    src: img.src,
  });
  if (!sources[0]) return fallback;
  const better = sources.map(({ srcset, ...source }) =>
    createElement('source', { ...source, srcSet: srcset }),
  );
  return createElement('picture', null, ...better, fallback);
}
