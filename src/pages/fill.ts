import { type Diagnostic, problem } from '../core/diagnostic.ts';
import type { SiteManifest } from '../core/site-manifest.ts';
import { didYouMean } from '../core/suggest.ts';
import { type PictureOptions, pictures } from '../runtime/index.ts';
import { type PageElement, pageElements, type Span } from './elements.ts';
import { locate } from './locate.ts';

/** What marks an `<img>` as a place for a picture: its id, and which output to show. */
export const ID = 'data-imagebuild';
const OUTPUT = 'data-imagebuild-output';

export interface FilledPage {
  /** The page with its pictures; the very same text where it asks for none. */
  readonly text: string;
  /** How many were placed. */
  readonly pictures: number;
  /** Ids and outputs that there are not. Their places are left as they are. */
  readonly problems: readonly Diagnostic[];
}

/**
 * Puts a picture in the place of every `<img data-imagebuild="ID">`. Attributes of that `<img>` win over the
 * manifest's. All other text stays to the character, and a page that was filled has nothing left to fill.
 */
export async function fillPage(file: string, text: string, manifest: SiteManifest): Promise<FilledPage> {
  if (!text.toLowerCase().includes(ID)) return { text, pictures: 0, problems: [] };
  const places = (await pageElements(text)).filter(
    ({ name, attributes }) => name === 'img' && attributes.has(ID),
  );
  const problems = places.flatMap((place) => unknown(file, text, place, manifest) ?? []);
  const show = pictures(manifest);
  const edits = places
    .filter((place) => unknown(file, text, place, manifest) === undefined)
    .map((place) => ({ span: place.span, html: fitting(place, show) }));
  return { text: replaced(text, edits), pictures: edits.length, problems };
}

/** What is wrong with the id or the output that a place asks for. */
function unknown(
  file: string,
  text: string,
  { attributes, spanOf }: PageElement,
  { images }: SiteManifest,
): Diagnostic | undefined {
  const id = attributes.get(ID) ?? '';
  const image = Object.hasOwn(images, id) ? images[id] : undefined;
  if (image === undefined) {
    const location = locate(file, text, spanOf(ID));
    const hint = didYouMean(id, Object.keys(images));
    return problem('undeclared-image', `the site manifest has no image "${id}"`, { location, hint });
  }
  const names = Object.keys(image.outputs);
  const output = attributes.get(OUTPUT) ?? names[0] ?? '';
  if (names.includes(output)) return undefined;
  const location = locate(file, text, spanOf(attributes.has(OUTPUT) ? OUTPUT : ID));
  const hint = didYouMean(output, names);
  return problem('undeclared-image', `${id} has no output "${output}"`, { location, hint });
}

/** The HTML for a place. A `<picture>` that stands there already is not put into another. */
function fitting(
  { attributes, parent }: PageElement,
  show: (id: string, options: PictureOptions) => string,
): string {
  const own = [...attributes].filter(([name]) => ![ID, OUTPUT, 'src', 'srcset'].includes(name));
  const options = Object.fromEntries(own.map(([name, value]) => [name, bare(name, value)]));
  const html = show(attributes.get(ID) ?? '', { ...options, output: attributes.get(OUTPUT) });
  return parent === 'picture' ? html.replace(/^<picture>|<\/picture>$/g, '') : html;
}

/** An attribute without a value stays one; an empty alt is a value. */
function bare(name: string, value: string): string | true {
  return value === '' && name !== 'alt' ? true : value;
}

function replaced(text: string, edits: readonly { readonly span: Span; readonly html: string }[]): string {
  const inOrder = [...edits].sort((a, b) => a.span.start - b.span.start);
  let filled = '';
  let done = 0;
  for (const { span, html } of inOrder) {
    filled += text.slice(done, span.start) + html;
    done = span.end;
  }
  return filled + text.slice(done);
}
