import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { isInnerPath } from '../core/inner-path.ts';

/** A text file of a built site. */
export interface SiteText {
  /** Relative to the site's folder, with forward slashes. */
  readonly path: string;
  readonly text: string;
  /** The bytes of a text in the file's own encoding. Characters beyond ASCII that it lacks become references. */
  encode(text: string): Uint8Array;
}

/** Files of a site with one of these endings, in the order of their paths. */
export async function* readSite(folder: string, endings: RegExp): AsyncGenerator<SiteText> {
  for (const path of await filesBelow(folder, '')) {
    if (endings.test(path)) yield decode(path, await readFile(join(folder, path)));
  }
}

/** The bytes of a file of a site; undefined when there is none. */
export async function readPicture(folder: string, path: string): Promise<Uint8Array | undefined> {
  const absolute = join(folder, path);
  if (!isInnerPath(path)) return undefined;
  const facts = await stat(absolute).catch(() => undefined);
  return facts?.isFile() ? readFile(absolute) : undefined;
}

/** Whether a folder is there. */
export async function isFolder(path: string): Promise<boolean> {
  return stat(path).then(
    (facts) => facts.isDirectory(),
    () => false,
  );
}

async function filesBelow(folder: string, below: string): Promise<string[]> {
  const entries = await readdir(join(folder, below), { withFileTypes: true });
  const found: string[] = [];
  for (const entry of entries.sort((a, b) => (a.name < b.name ? -1 : 1))) {
    if (entry.name === 'node_modules' || entry.name === '.git') continue;
    const path = below === '' ? entry.name : `${below}/${entry.name}`;
    if (entry.isDirectory()) found.push(...(await filesBelow(folder, path)));
    else if (entry.isFile()) found.push(path);
  }
  return found;
}

/** UTF-8; where a file is not, each byte is one character, so that what is not edited keeps its bytes. */
function decode(path: string, bytes: Buffer): SiteText {
  try {
    const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
    return { path, text, encode: (edited) => Buffer.from(edited) };
  } catch {
    return {
      path,
      text: bytes.toString('latin1'),
      encode: (edited) => Buffer.from(edited.replace(/[^\0-\xff]/gu, reference), 'latin1'),
    };
  }
}

function reference(character: string): string {
  return `&#${character.codePointAt(0)};`;
}
