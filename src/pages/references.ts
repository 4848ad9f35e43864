import type { PageElement, Span } from './elements.ts';
import { srcsetAddresses } from './srcset.ts';

/** An address that a page or style sheet asks for, and where it says so. */
export interface Reference {
  /** As it is written, relative addresses included. */
  readonly address: string;
  readonly span: Span;
  readonly element?: PageElement;
}

/** Attributes that hold one address of a picture, by element; an icon is a link, a card's picture a `content`. */
const SINGLE: { readonly [element: string]: string } = {
  img: 'src',
  input: 'src',
  link: 'href',
  meta: 'content',
  video: 'poster',
  image: 'href',
  a: 'href',
};

/** Every address in an element that may be a picture's. */
export function elementReferences(element: PageElement): Reference[] {
  const { name, attributes, style } = element;
  const found: Reference[] = [];
  const add = (attribute: string, addresses: readonly string[]) => {
    for (const address of addresses) found.push({ address, span: element.spanOf(attribute), element });
  };
  const single = attributes.get(SINGLE[name] ?? '');
  if (single !== undefined) add(SINGLE[name] ?? '', [single.trim()]);
  for (const attribute of ['srcset', 'imagesrcset'])
    add(attribute, srcsetAddresses(attributes.get(attribute) ?? ''));
  add(
    'style',
    cssReferences(attributes.get('style') ?? '').map(({ address }) => address),
  );
  if (style) {
    for (const { address, span } of cssReferences(style.text)) {
      found.push({
        address,
        span: { start: span.start + style.start, end: span.end + style.start },
        element,
      });
    }
  }
  return found;
}

/** Every `url()` of a style sheet, also in a comment. An `image-set()` of bare texts is not seen. */
export function cssReferences(css: string): Reference[] {
  return [...css.matchAll(/url\(\s*(?:"([^"]*)"|'([^']*)'|([^\s"')]+))\s*\)/gi)].map((match) => ({
    address: match[1] ?? match[2] ?? match[3] ?? '',
    span: { start: match.index, end: match.index + match[0].length },
  }));
}
