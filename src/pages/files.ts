import type { Digest } from '../core/digest.ts';
import type { SiteFile, SiteManifest } from '../core/site-manifest.ts';
import { closest } from '../core/suggest.ts';

/** Where a page would be if nobody says: addresses are compared whole. */
const NOWHERE = 'http://site.invalid';

/** From where the addresses of a text are meant. */
export interface Standpoint {
  /** Whole address of the text, or of the `<base>` of its page. */
  readonly href: string;
  /** True for a `<base>` that names a path of the host, below which the folder may be served. */
  readonly hosted: boolean;
}

/** The standpoint of a text by its path from the site's root. */
export function standpointOf(path: string): Standpoint {
  return { href: `${NOWHERE}/${path.split('/').map(encodeURIComponent).join('/')}`, hosted: false };
}

/** The standpoint of a page with a `<base>`. A base that is no address is none, as in browsers. */
export function standpointOfBase(page: Standpoint, base: string): Standpoint {
  if (!URL.canParse(base, page.href)) return page;
  return { href: new URL(base, page.href).href, hosted: !isRelative(base) };
}

/** Addresses that begin at the root of the site. */
const ROOT = standpointOf('');

/** A picture that the site manifest knows. */
export interface KnownFile {
  /** Target id; undefined for a sheet of sprites. */
  readonly id?: string;
  readonly width: number;
  readonly height: number;
  /** What its bytes are when nobody has touched them. */
  readonly digest: Digest;
}

/** The published pictures by their address. */
export class KnownFiles {
  readonly #files = new Map<string, KnownFile>();
  readonly #base: string;

  /** `basePath` is what the site puts before its pictures: `/art/`, or the address of another server. */
  constructor({ images, sprites = {} }: SiteManifest, basePath: string) {
    this.#base = whole(basePath, ROOT) ?? NOWHERE;
    const add = ({ src, ...file }: Pick<SiteFile, 'src' | 'width' | 'height' | 'digest'>, id?: string) =>
      this.#files.set(whole(src, ROOT) ?? src, { ...file, id });
    for (const [id, { outputs }] of Object.entries(images))
      for (const { files } of Object.values(outputs)) for (const file of files) add(file, id);
    for (const sheet of Object.values(sprites)) add(sheet);
  }

  /** The picture that an address means, also one that leads past it: what leads where is told by {@link placesOf}. */
  find(address: string, from: Standpoint): KnownFile | undefined {
    const href = whole(address, from);
    const meant = href === undefined ? undefined : this.#meant(href);
    return meant === undefined ? undefined : this.#files.get(meant);
  }

  /** Whether an address lies where only our pictures are. A whole root belongs to everybody. */
  claims(address: string, from: Standpoint): boolean {
    const href = whole(address, from);
    return this.#base !== `${NOWHERE}/` && href !== undefined && href.startsWith(this.#base);
  }

  /** Where the picture of an address may lie in the site's folder; nowhere when it is on another server. */
  placesOf(address: string, from: Standpoint): string[] {
    const href = whole(address, from);
    if (href === undefined || (this.#files.has(href) && !href.startsWith(`${NOWHERE}/`))) return [];
    const names = href.slice(href.indexOf('/', 8) + 1).split('/');
    // The folder may be served below a path of its host, which a relative address never sees.
    if (isExact(address, from)) return [names.join('/')];
    return names.map((_, index) => names.slice(index).join('/'));
  }

  /** The relative address that leads to the picture which another relative one misses; undefined for other addresses. */
  leading(
    address: string,
    from: Standpoint,
  ): { readonly place: string; readonly address: string } | undefined {
    if (!isExact(address, from)) return undefined;
    const { pathname } = new URL(from.href);
    const meant = this.#meant(whole(address, from) ?? '');
    if (meant === undefined || !meant.startsWith(`${NOWHERE}/`)) return undefined;
    const place = shown(meant).slice(1);
    const up = '../'.repeat(pathname.split('/').length - 2);
    return {
      place,
      address: `${up}${place.split('/').map(encodeURIComponent).join('/').replaceAll('%40', '@')}`,
    };
  }

  /** The address that was most likely meant. */
  closest(address: string, from: Standpoint): string | undefined {
    const addresses = [...this.#files.keys()].map(shown);
    return closest(shown(whole(address, from) ?? address), addresses);
  }

  /** Cards and feeds name pictures with the site's own host, and a site may live below a path of it. */
  #meant(href: string): string | undefined {
    if (this.#files.has(href)) return href;
    for (let path = href.slice(href.indexOf('/', 8)); path !== ''; path = path.slice(path.indexOf('/', 1))) {
      const known = `${NOWHERE}${path}`;
      if (this.#files.has(known)) return known;
      if (path.indexOf('/', 1) < 0) return undefined;
    }
    return undefined;
  }
}

/** A whole address as a site manifest writes it. */
function shown(href: string): string {
  return href.startsWith(`${NOWHERE}/`) ? href.slice(NOWHERE.length) : href;
}

/** An address without query and fragment, from where it is meant; undefined when it is none. */
function whole(address: string, { href }: Standpoint): string | undefined {
  if (!URL.canParse(address, href)) return undefined;
  const { protocol, origin, pathname } = new URL(address, href);
  // A comma or an @ may stand as it is or be encoded: it is the same file.
  return /^https?:$/.test(protocol) ? `${origin}${decoded(pathname)}` : undefined;
}

/** Whether an address leads to one place in the folder, wherever that is served. */
function isExact(address: string, { hosted }: Standpoint): boolean {
  return !hosted && isRelative(address);
}

/** Whether an address begins at its page, and not at the root of a host. */
function isRelative(address: string): boolean {
  return !/^\s*([\\/]|[a-z][a-z0-9+.-]*:)/i.test(address);
}

function decoded(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}
