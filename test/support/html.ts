import { HtmlValidate } from 'html-validate';
import { type DefaultTreeAdapterTypes, parse } from 'parse5';

export interface Element {
  readonly name: string;
  readonly attributes: { readonly [name: string]: string };
}

/** The elements of a page in their order; of a fragment, those in its body. */
export function elements(html: string): Element[] {
  const below = (nodes: readonly DefaultTreeAdapterTypes.ChildNode[]): Element[] =>
    nodes.flatMap((node) => {
      if (!('attrs' in node)) return [];
      const attributes = Object.fromEntries(node.attrs.map(({ name, value }) => [name, value]));
      return [{ name: node.nodeName, attributes }, ...below(node.childNodes)];
    });
  return below(parse(html).childNodes).filter(({ name }) => !['html', 'head', 'body'].includes(name));
}

const validator = new HtmlValidate({ root: true, extends: ['html-validate:recommended'] });

/** Tastes rather than rules of HTML. */
const TASTE = ['no-inline-style', 'no-trailing-whitespace', 'long-title'];

/** What is wrong with a whole page: by the validator, and by the rules for srcset and sizes, which it does not know. */
export async function pageFaults(page: string): Promise<string[]> {
  const { results } = await validator.validateString(page);
  const found = results.flatMap(({ messages }) =>
    messages
      .filter(({ ruleId }) => !TASTE.includes(ruleId))
      .map(({ ruleId, message }) => `${ruleId}: ${message}`),
  );
  return [...found, ...pictureFaults(elements(page))];
}

/** The same for a piece of a page's body. */
export function faults(body: string): Promise<string[]> {
  return pageFaults(
    `<!DOCTYPE html>\n<html lang="en"><head><title>Fox</title></head><body>\n${body}\n</body></html>\n`,
  );
}

/** HTML standard, 4.8.2 to 4.8.4: what authors must do with srcset, sizes and loading. */
function pictureFaults(all: readonly Element[]): string[] {
  return all.flatMap(({ name, attributes: { srcset, sizes, loading } }, index) => {
    if (name !== 'img' && name !== 'source') return [];
    const img = all.slice(index).find((element) => element.name === 'img')?.attributes;
    const found: string[] = [];
    const automatic = sizes !== undefined && /^auto(,|$)/i.test(sizes);
    if (loading !== undefined && !['lazy', 'eager'].includes(loading)) found.push(`loading: ${loading}`);
    if (automatic && img?.loading !== 'lazy') found.push('sizes: auto without loading=lazy');
    const descriptors = (srcset?.split(', ') ?? []).map((one) => /^\S+(?: ([\d.]+[wx]))?$/.exec(one));
    if (descriptors.includes(null)) found.push(`srcset: ${srcset}`);
    const words = descriptors.map((match) => match?.[1] ?? '1x');
    const widths = words.filter((word) => word.endsWith('w')).length;
    if (new Set(words).size < words.length) found.push(`srcset: two of one size: ${srcset}`);
    if (widths > 0 && widths < words.length) found.push(`srcset: widths and densities: ${srcset}`);
    if (widths > 0 && sizes === undefined) found.push('sizes: missing');
    if (widths === 0 && sizes !== undefined) found.push('sizes: without widths');
    return found;
  });
}
