import { createReadStream } from 'node:fs';
import { readFile } from 'node:fs/promises';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { join, relative, sep } from 'node:path';
import type { Project } from '../build/index.ts';
import type { SiteFile, SiteManifest, SiteSprite } from '../core/site-manifest.ts';

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

/** A manifest's address below the base of the site; whole addresses and those that have it already stay. */
export function withBase(src: string, { base }: Pick<Served, 'base'>): string {
  if (/^([a-z]+:)?\/\//i.test(src) || (base !== '/' && base !== '' && src.startsWith(base))) return src;
  return `${base}${src.replace(/^\//, '')}`;
}

/** The files of images that lie outside of the public folder, on this server. */
export function unserved(
  files: Iterable<SiteFile | (SiteSprite & { readonly type: string })>,
  { paths }: Pick<Project, 'paths'>,
  served: Served,
): Unserved[] {
  return [...files].flatMap(({ src, path, type, digest }) => {
    const absolute = join(paths.root, path);
    const address = withBase(src, served);
    if (isBelow(served.publicDir, absolute) || /^([a-z]+:)?\/\//i.test(address)) return [];
    const name = decodeURIComponent(
      address.startsWith(served.base) ? address.slice(served.base.length) : address,
    );
    return [{ pathname: decodeURIComponent(address), name, path: absolute, type, digest }];
  });
}

/** Every file of a manifest. */
export function* filesOf({ images, sprites = {} }: SiteManifest) {
  for (const { outputs } of Object.values(images))
    for (const { files } of Object.values(outputs)) yield* files;
  for (const sheet of Object.values(sprites)) yield { ...sheet, type: 'image/png' };
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
