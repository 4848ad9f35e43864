import type { Digest } from '../core/digest.ts';
import type { SiteFile, SiteManifest } from '../core/site-manifest.ts';
import { closest } from '../core/suggest.ts';

/** Where a page would be if nobody says: addresses are compared whole. */
const NOWHERE = 'http://site.invalid';

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
    this.#base = whole(basePath, '') ?? NOWHERE;
    const add = ({ src, ...file }: Pick<SiteFile, 'src' | 'width' | 'height' | 'digest'>, id?: string) =>
      this.#files.set(whole(src, '') ?? src, { ...file, id });
    for (const [id, { outputs }] of Object.entries(images))
      for (const { files } of Object.values(outputs)) for (const file of files) add(file, id);
    for (const sheet of Object.values(sprites)) add(sheet);
  }

  /** The picture of an address on a page; `page` is the page's own path from the site's root. */
  find(address: string, page: string): KnownFile | undefined {
    const href = whole(address, page);
    return href === undefined ? undefined : (this.#files.get(href) ?? this.#elsewhere(href));
  }

  /** Whether an address lies where only our pictures are. A whole root belongs to everybody. */
  claims(address: string, page: string): boolean {
    const href = whole(address, page);
    return this.#base !== `${NOWHERE}/` && href !== undefined && href.startsWith(this.#base);
  }

  /** Where the picture of an address may lie in the site's folder; nowhere when it is on another server. */
  placesOf(address: string, page: string): string[] {
    const href = whole(address, page);
    if (href === undefined || (this.#files.has(href) && !href.startsWith(`${NOWHERE}/`))) return [];
    const names = new URL(href).pathname.slice(1).split('/').map(decoded);
    // The folder may be served below a path of its host.
    return names.map((_, index) => names.slice(index).join('/'));
  }

  /** The address that was most likely meant. */
  closest(address: string, page: string): string | undefined {
    const addresses = [...this.#files.keys()].map(shown);
    return closest(shown(whole(address, page) ?? address), addresses);
  }

  /** Cards and feeds name pictures with the site's own host, and a site may live below a path of it. */
  #elsewhere(href: string): KnownFile | undefined {
    for (let path = href.slice(href.indexOf('/', 8)); path !== ''; path = path.slice(path.indexOf('/', 1))) {
      const file = this.#files.get(`${NOWHERE}${path}`);
      if (file !== undefined || path.indexOf('/', 1) < 0) return file;
    }
    return undefined;
  }
}

/** A whole address as a site manifest writes it. */
function shown(href: string): string {
  return href.startsWith(`${NOWHERE}/`) ? href.slice(NOWHERE.length) : href;
}

/** An address without query and fragment, from a page's point of view; undefined when it is none. */
function whole(address: string, page: string): string | undefined {
  if (!URL.canParse(address, `${NOWHERE}/${page}`)) return undefined;
  const { protocol, origin, pathname } = new URL(address, `${NOWHERE}/${page}`);
  // A comma or an @ may stand as it is or be encoded: it is the same file.
  return /^https?:$/.test(protocol) ? `${origin}${decoded(pathname)}` : undefined;
}

function decoded(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}
