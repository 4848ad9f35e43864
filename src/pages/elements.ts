import type { DefaultTreeAdapterTypes } from 'parse5';

/** Offsets into the text of a page, in UTF-16 units; `end` is the first that is no longer part of it. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

export interface PageElement {
  readonly name: string;
  /** Decoded values by lower-case name. */
  readonly attributes: ReadonlyMap<string, string>;
  /** The start tag. */
  readonly span: Span;
  /** Where an attribute stands, name and value. */
  spanOf(attribute: string): Span;
  /** Name of the element around it. */
  readonly parent: string;
  /** The text in a `<style>` and where it begins; undefined in all other elements. */
  readonly style?: { readonly text: string; readonly start: number };
}

type Node = DefaultTreeAdapterTypes.ChildNode;
type Element = DefaultTreeAdapterTypes.Element;

/**
 * All elements of a page that stand in its text, in the order of the tree, as a browser would read it; also those in
 * `<template>` and `<noscript>`. Never fails: every text is HTML of some kind.
 */
export async function pageElements(text: string): Promise<PageElement[]> {
  const { parse } = await import('parse5');
  const document = parse(text, { sourceCodeLocationInfo: true, scriptingEnabled: false });
  return below(document.childNodes, '');
}

function below(nodes: readonly Node[], parent: string): PageElement[] {
  return nodes.flatMap((node) => {
    if (!('attrs' in node)) return [];
    const inside = 'content' in node ? node.content.childNodes : node.childNodes;
    return [...describe(node, parent), ...below(inside, node.tagName)];
  });
}

/** Nothing for elements that the parser has added, such as a missing `<head>`. */
function describe(element: Element, parent: string): PageElement[] {
  const where = element.sourceCodeLocation;
  if (!where) return [];
  const tag = where.startTag ?? where;
  const span = { start: tag.startOffset, end: tag.endOffset };
  return [
    {
      name: element.tagName,
      attributes: new Map(element.attrs.map(({ name, value }) => [name, value])),
      span,
      spanOf(attribute) {
        const at = where.attrs?.[attribute];
        return at ? { start: at.startOffset, end: at.endOffset } : span;
      },
      parent,
      style: styleOf(element),
    },
  ];
}

function styleOf({ tagName, childNodes }: Element): PageElement['style'] {
  const [first] = childNodes;
  if (tagName !== 'style' || first === undefined || !('value' in first)) return undefined;
  return { text: first.value, start: first.sourceCodeLocation?.startOffset ?? 0 };
}
