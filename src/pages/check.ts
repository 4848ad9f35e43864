import { type Diagnostic, problem, warning } from '../core/diagnostic.ts';
import type { Digest } from '../core/digest.ts';
import type { SiteManifest } from '../core/site-manifest.ts';
import { didYouMean } from '../core/suggest.ts';
import { type PageElement, pageElements } from './elements.ts';
import { type KnownFile, KnownFiles, type Standpoint, standpointOf, standpointOfBase } from './files.ts';
import { ID } from './fill.ts';
import { locate } from './locate.ts';
import { cssReferences, elementReferences, type Reference } from './references.ts';

export interface CheckedSite {
  readonly errors: readonly Diagnostic[];
  readonly warnings: readonly Diagnostic[];
}

/** A file of the site as {@link checkPages} wants it. `file` is its name in messages. */
interface Text {
  readonly path: string;
  readonly file: string;
  readonly text: string;
}

/**
 * Do the pages of a site and its site manifest agree? Finds pictures that no image or output of the manifest explains,
 * our `<img>`s without an alt or with another shape than their file's, and images that nothing uses.
 */
export async function checkPages(
  texts: AsyncIterable<Text> | Iterable<Text>,
  manifest: SiteManifest,
  basePath: string,
  look?: LookAtPicture,
): Promise<CheckedSite> {
  const check = new Check(manifest, new KnownFiles(manifest, basePath), look);
  for await (const text of texts) await check.look(text);
  return { errors: check.errors, warnings: [...check.warnings, ...check.unused()] };
}

/** What a picture of the site's folder is: the first of the places that has a file counts. */
export type LookAtPicture = (places: readonly string[], digest: Digest) => Promise<PictureState>;

export type PictureState = 'sound' | 'missing' | 'no picture';

class Check {
  readonly errors: Diagnostic[] = [];
  readonly warnings: Diagnostic[] = [];
  readonly #manifest: SiteManifest;
  readonly #known: KnownFiles;
  readonly #used = new Set<string>();

  readonly #look: LookAtPicture | undefined;
  readonly #states = new Map<string, Promise<PictureState>>();

  constructor(manifest: SiteManifest, known: KnownFiles, look: LookAtPicture | undefined) {
    this.#manifest = manifest;
    this.#known = known;
    this.#look = look;
  }

  async look(text: Text): Promise<void> {
    if (/\.html?$/.test(text.path)) await this.#page(text);
    else if (text.path.endsWith('.css'))
      await this.#references(text, standpointOf(text.path), cssReferences(text.text));
    else this.#mentions(text.text);
  }

  unused(): Diagnostic[] {
    return Object.keys(this.#manifest.images)
      .filter((id) => !this.#used.has(id))
      .map((id) =>
        warning('unused-image', `no page uses ${id}`, {
          target: id,
          hint: 'remove it from the manifest if nothing else needs it',
        }),
      );
  }

  async #page(text: Text): Promise<void> {
    const elements = await pageElements(text.text);
    const base = elements.find(({ name, attributes }) => name === 'base' && attributes.has('href'));
    const page = standpointOf(text.path);
    const from = standpointOfBase(page, base?.attributes.get('href') ?? '');
    for (const element of elements) {
      await this.#references(text, from, elementReferences(element));
      if (element.name === 'img' && element.attributes.has(ID)) this.#place(text, element);
      if (element.name === 'img' || element.name === 'source') this.#picture(text, from, element);
    }
    // Scripts and data in a page may name pictures too.
    this.#mentions(text.text);
  }

  async #references(text: Text, from: Standpoint, references: readonly Reference[]): Promise<void> {
    const unknown = new Set<string>();
    for (const reference of references) {
      const { address } = reference;
      const file = this.#known.find(address, from);
      if (file?.id !== undefined) this.#used.add(file.id);
      if (file !== undefined) await this.#file(text, from, reference, file);
      if (file !== undefined || unknown.has(address) || !this.#claims(address, from)) continue;
      unknown.add(address);
      this.#undeclared(text, from, reference);
    }
  }

  /** A picture that the manifest knows must be where the page looks for it, and be one. */
  async #file({ file, text }: Text, from: Standpoint, { address, span }: Reference, known: KnownFile) {
    const places = this.#known.placesOf(address, from);
    if (this.#look === undefined || places.length === 0) return;
    const found = await this.#stateOf(places, known.digest);
    if (found === 'sound') return;
    const location = locate(file, text, span);
    const hint = 'build the pictures, then copy them into the folder with the pages';
    if (found === 'no picture') {
      const message = `${address} is there, and is no picture`;
      this.errors.push(problem('picture-unreadable', message, { location, hint }));
      return;
    }
    const leading = this.#known.leading(address, from);
    const better = leading && (await this.#stateOf([leading.place], known.digest)) === 'sound';
    this.errors.push(
      better
        ? problem('picture-missing', `${address} leads to ${places[0]} from here, where no picture is`, {
            location,
            hint: `a relative address begins at its page: ${leading.address} leads to the picture`,
          })
        : problem('picture-missing', `${address} is not in the folder of the site`, { location, hint }),
    );
  }

  /** Pages name the same picture again and again: each place is looked at once. */
  async #stateOf(places: readonly string[], digest: Digest): Promise<PictureState> {
    const identity = places.join('\n');
    const state =
      this.#states.get(identity) ?? this.#look?.(places, digest) ?? Promise.resolve('sound' as const);
    this.#states.set(identity, state);
    return state;
  }

  /** A folder is no picture, and neither is what another kind of file is called. */
  #claims(address: string, from: Standpoint): boolean {
    return this.#known.claims(address, from) && IMAGE.test(address);
  }

  #undeclared({ file, text }: Text, from: Standpoint, { address, span }: Reference): void {
    const message = `the site manifest has no file ${address}`;
    const close = this.#known.closest(address, from);
    const hint = close ? `did you mean ${close}?` : 'declare it, or keep other pictures in another folder';
    const location = locate(file, text, span);
    this.errors.push(problem('undeclared-image', message, { location, hint }));
  }

  /** An `<img data-imagebuild>` that nobody filled shows nothing. */
  #place({ file, text }: Text, element: PageElement): void {
    const id = element.attributes.get(ID) ?? '';
    const location = locate(file, text, element.spanOf(ID));
    const { images } = this.#manifest;
    if (!Object.hasOwn(images, id)) {
      const hint = didYouMean(id, Object.keys(images));
      const message = `the site manifest has no image "${id}"`;
      this.errors.push(problem('undeclared-image', message, { location, hint }));
      return;
    }
    this.#used.add(id);
    const hint = 'run `imagebuild html` on the folder after the site is built';
    this.warnings.push(warning('unfilled-image', `${id} was not put into the page`, { location, hint }));
  }

  #picture({ file, text }: Text, from: Standpoint, element: PageElement): void {
    const { name, attributes, span } = element;
    const shown = elementReferences(element).flatMap(({ address }) => this.#known.find(address, from) ?? []);
    const [first] = shown;
    if (first === undefined) return;
    const location = locate(file, text, span);
    const what = first.id ?? 'a sheet of sprites';
    if (name === 'img' && !attributes.has('alt')) {
      const hint = 'say what it shows; alt="" where it says nothing that the text does not say';
      this.errors.push(problem('missing-alt', `the picture of ${what} has no alt`, { location, hint }));
    }
    const width = pixels(attributes.get('width'));
    const height = pixels(attributes.get('height'));
    if (width === undefined || height === undefined || shown.some((one) => fits(width, height, one))) return;
    const message = `${what} is ${first.width} × ${first.height}, and the page says ${width} × ${height}`;
    const hint = 'width and height have the shape of the file; CSS may crop it';
    this.errors.push(problem('wrong-size', message, { location, hint }));
  }

  /** Addresses that stand in scripts, feeds and data: they count as used, and nothing more is known of them. */
  #mentions(text: string): void {
    for (const [address] of text.replaceAll('\\/', '/').matchAll(WORD)) {
      if (!IMAGE.test(address)) continue;
      const file = this.#known.find(address, ROOT);
      if (file?.id !== undefined) this.#used.add(file.id);
    }
  }
}

/** Where what has no address of its own may stand. */
const ROOT = standpointOf('');

/** Names of files that are pictures. */
const IMAGE = /\.(avif|webp|jpe?g|png|gif|svg|ico|jxl)($|[?#])/i;

/** What may be an address in any text. Searched for whole, since a line may be a megabyte long. */
const WORD = /[^\s"'`()<>,;=[\]{}\\]+/g;

/** A whole number of pixels; undefined for everything else that an attribute may hold. */
function pixels(text: string | undefined): number | undefined {
  return text !== undefined && /^\d+$/.test(text) && Number(text) > 0 ? Number(text) : undefined;
}

/** Whether a size has the shape of a file: as well as whole pixels allow, and a hundredth. */
function fits(width: number, height: number, file: KnownFile): boolean {
  const expected = (width * file.height) / file.width;
  return Math.abs(height - expected) <= Math.max(1, expected / 100);
}
