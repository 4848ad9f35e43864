import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { extname, join } from 'node:path';
import { onTestFinished } from 'vitest';

const TYPES: { readonly [ending: string]: string } = {
  '.html': 'text/html',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.json': 'application/json',
  '.png': 'image/png',
  '.webp': 'image/webp',
  '.jpg': 'image/jpeg',
  '.ico': 'image/x-icon',
};

export interface FolderServer {
  /** Scheme, host and port. */
  readonly origin: string;
  /** Puts a folder below a path that begins and ends with a slash. */
  serve(path: string, folder: string): void;
}

/** A host of static files, as strangers run them; it ends with the test. Scripts of other origins may load its files. */
export async function folderServer(): Promise<FolderServer> {
  const folders = new Map<string, string>();
  const server = createServer(async ({ url = '/' }, response) => {
    const path = decodeURIComponent(url.replace(/[?#].*/s, ''));
    const [mount, folder] = [...folders].find(([mount]) => path.startsWith(mount)) ?? ['', undefined];
    const name = path.slice(mount.length).replace(/(^|\/)$/, '$1index.html');
    const bytes =
      folder === undefined ? undefined : await readFile(join(folder, name)).catch(() => undefined);
    response.writeHead(bytes === undefined ? 404 : 200, {
      'content-type': TYPES[extname(name)] ?? 'application/octet-stream',
      'access-control-allow-origin': '*',
    });
    response.end(bytes);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
  const { port } = server.address() as AddressInfo;
  return {
    origin: `http://127.0.0.1:${port}`,
    serve: (path, folder) => void folders.set(path, folder),
  };
}
