import { own, tag } from './html.ts';
import type { HeadFile, HeadOptions, HeadPicture, HeadPictures } from './shapes.ts';

/** An element of a page's head. */
export interface HeadTag {
  readonly name: 'link' | 'meta';
  readonly attributes: { readonly [name: string]: string };
}

type Id<Manifest extends HeadPictures> = Extract<keyof Manifest['images'], string>;

/**
 * The HTML of a page's icons and of the card that others show of it: what the presets `favicon` and `social` are made
 * for. Throws where the manifest knows no such image, and where the address of a card would not be whole.
 */
export function head<const Manifest extends HeadPictures>(
  manifest: Manifest,
  options: HeadOptions<Id<Manifest>> = {},
): string {
  return headTags(manifest, options)
    .map(({ name, attributes }) => tag(name, attributes))
    .join('\n');
}

/** The same as data, for frameworks that write the head themselves. */
export function headTags<const Manifest extends HeadPictures>(
  manifest: Manifest,
  options: HeadOptions<Id<Manifest>> = {},
): HeadTag[] {
  const { webmanifest = manifest.webmanifest } = options;
  return [
    ...iconTags(manifest, options),
    ...(webmanifest ? [link({ rel: 'manifest', href: webmanifest })] : []),
    ...cardTags(manifest, options),
  ];
}

/** Sizes that the preset `favicon` names, and nothing else has. */
const ICONS = ['ico', 'apple-touch', 'maskable'];

function iconTags({ images }: HeadPictures, { icon }: HeadOptions): HeadTag[] {
  if (icon === false) return [];
  const found = icon === undefined ? Object.values(images) : [own(images, icon, 'image')];
  const files = found.map((image) => outputWith(image, ICONS)?.files).find((files) => files !== undefined);
  if (files === undefined && icon !== undefined) {
    throw Error(`imagebuild: ${icon} has no icons; give it an output of the preset favicon`);
  }
  const kinds = (...sizes: string[]) => (files ?? []).filter(({ size = '' }) => sizes.includes(size));
  const special = new Set(kinds('apple-touch', 'maskable'));
  const icons = (files ?? []).filter((file) => !special.has(file));
  return [
    // Of icons that fit as well, browsers take the last: a vector is always sharp.
    ...icons.sort((a, b) => Number(isVector(a)) - Number(isVector(b))).map((file) => iconTag('icon', file)),
    ...kinds('apple-touch').map((file) => iconTag('apple-touch-icon', file)),
  ];
}

function iconTag(rel: string, file: HeadFile): HeadTag {
  const sizes = isVector(file) ? 'any' : `${file.width}x${file.height}`;
  return link({ rel, href: file.src, sizes, type: file.type });
}

function cardTags({ images }: HeadPictures, options: HeadOptions): HeadTag[] {
  const { card, site, url, title, description, siteName, type = 'website' } = options;
  if ([card, url, title, description, siteName].every((said) => said === undefined)) return [];
  const shown = card === undefined ? undefined : cardOf(card, own(images, card, 'image'), options);
  const page = [
    property('og:type', type),
    property('og:site_name', siteName),
    property('og:title', title),
    property('og:description', description),
    property('og:url', url && whole(url, site)),
  ];
  const picture = shown && [
    property('og:image', whole(shown.og.src, site)),
    property('og:image:type', shown.og.type),
    property('og:image:width', String(shown.og.width)),
    property('og:image:height', String(shown.og.height)),
    property('og:image:alt', shown.alt),
    named('twitter:card', 'summary_large_image'),
    named('twitter:image', whole(shown.x.src, site)),
    named('twitter:image:alt', shown.alt),
  ];
  return [...page, ...(picture ?? [named('twitter:card', 'summary')])].flat();
}

/** The files of a card: for most readers, and for the one that wants another shape. */
function cardOf(id: string, image: HeadPicture, { output, alt = image.alt }: HeadOptions) {
  const { outputs } = image;
  const chosen =
    output === undefined
      ? (outputWith(image, ['og']) ?? outputs.og ?? outputs.social)
      : own(outputs, output, 'output');
  // The last format is the one that every reader knows.
  const last = (size?: string) => chosen?.files.filter((file) => file.size === size).at(-1);
  const og = last('og') ?? chosen?.files.at(-1);
  if (og === undefined) {
    throw Error(`imagebuild: ${id} has no card; give it an output of the preset social, or say which output`);
  }
  return { og, x: last('x') ?? og, alt };
}

function outputWith({ outputs }: HeadPicture, sizes: readonly string[]) {
  return Object.values(outputs).find(({ files }) => files.some(({ size = '' }) => sizes.includes(size)));
}

/** A whole address: readers of cards know no page to begin from. The path of the site comes first, once. */
function whole(address: string, site?: string): string {
  if (/^https?:/i.test(address)) return address;
  if (!site) {
    throw Error(`imagebuild: a card needs whole addresses; say site: 'https://…' for ${address}`);
  }
  const root = new URL(site.replace(/\/?$/, '/'));
  const known = address.startsWith('//') || address.startsWith(root.pathname);
  return new URL(known ? address : address.replace(/^\//, './'), root).href;
}

function isVector({ type }: HeadFile): boolean {
  return type === 'image/svg+xml';
}

function link(attributes: HeadTag['attributes']): HeadTag {
  return { name: 'link', attributes };
}

/** Nothing for what nobody has said. */
function property(key: string, content: string | undefined): HeadTag[] {
  return content ? [{ name: 'meta', attributes: { property: key, content } }] : [];
}

function named(key: string, content: string | undefined): HeadTag[] {
  return content ? [{ name: 'meta', attributes: { name: key, content } }] : [];
}
