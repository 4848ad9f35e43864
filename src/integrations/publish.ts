import { createReadStream } from 'node:fs';
import { readFile } from 'node:fs/promises';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { join, relative, sep } from 'node:path';
import type { Project } from '../build/index.ts';
import type { SiteFile } from '../core/site-manifest.ts';

/** A file that the site's own server does not know, and where browsers ask for it. */
export interface Unserved {
  /** Decoded path of its address, with the base. */
  readonly pathname: string;
  /** The same without base and first slash: its name in a folder of built files. */
  readonly name: string;
  /** Absolute. */
  readonly path: string;
  readonly type: string;
  readonly digest: string;
}

/** Where a site is served: `base` begins and ends with a slash, or is relative; `publicDir` is copied as it is. */
export interface Served {
  readonly base: string;
  /** Absolute; empty where there is none. */
  readonly publicDir: string;
}

/** What is used of a file of the site manifest to find it on a site. */
type Published = Pick<SiteFile, 'src' | 'path'>;

/** Where the site serves a file. */
export interface Place {
  /** Whole, or from the root of the host, as far as the base says. */
  readonly address: string;
  /** Decoded name in the folder of built files. */
  readonly name: string;
  /** True where the site's own tools copy and serve it. */
  readonly copied: boolean;
}

/** Where the site serves a file of its manifest; undefined where another server does. */
export function placeOf({ src, path }: Published, root: string, served: Served): Place | undefined {
  if (/^([a-z]+:)?\/\//i.test(src)) return undefined;
  const absolute = join(root, path);
  const copied = isBelow(served.publicDir, absolute);
  if (copied) {
    // What is copied has its name, whatever the base begins with.
    const name = relative(served.publicDir, absolute).replaceAll(sep, '/');
    const address =
      decodeURIComponent(src) === `/${name}` ? `${served.base}${src.slice(1)}` : withBase(src, served);
    return { address, name, copied };
  }
  const address = withBase(src, served);
  const name = address.startsWith(served.base) ? address.slice(served.base.length) : address;
  return { address, name: decodeURIComponent(name.replace(/^\//, '')), copied };
}

/** A manifest's address below the base of the site; one that has it already stays. */
function withBase(src: string, { base }: Served): string {
  if (base !== '/' && base !== '' && src.startsWith(base)) return src;
  return `${base}${src.replace(/^\//, '')}`;
}

/** The files of images that lie outside of the public folder, on this server. */
export function unserved(
  files: Iterable<Published & Pick<SiteFile, 'type' | 'digest'>>,
  { paths }: Pick<Project, 'paths'>,
  served: Served,
): Unserved[] {
  return [...files].flatMap(({ type, digest, ...file }) => {
    const place = placeOf(file, paths.root, served);
    if (place === undefined || place.copied) return [];
    const { name, address } = place;
    return [{ pathname: decodeURIComponent(address), name, path: join(paths.root, file.path), type, digest }];
  });
}

/** A file's bytes as they are stored. */
export function bytesOf({ path }: Unserved): Promise<Uint8Array> {
  return readFile(path);
}

/** Sends a file's bytes as they are; a browser that has them already is told so. */
export function send(
  { path, type, digest }: Unserved,
  request: IncomingMessage,
  response: ServerResponse,
): void {
  const etag = `"${digest.slice(-32)}"`;
  response.setHeader('ETag', etag);
  response.setHeader('Cache-Control', 'no-cache');
  if (request.headers['if-none-match'] === etag) {
    response.writeHead(304).end();
    return;
  }
  response.setHeader('Content-Type', type);
  createReadStream(path)
    .on('error', () => {
      response.writeHead(404).end();
    })
    .pipe(response);
}

function isBelow(folder: string, path: string): boolean {
  if (folder === '') return false;
  const way = relative(folder, path);
  return way !== '..' && !way.startsWith(`..${sep}`);
}
