import { isAbsolute, posix, relative, resolve, sep } from 'node:path';
import type { ManifestFiles } from './files.ts';

/**
 * A path written in a file of the project, as a path relative to the root with forward slashes.
 * Undefined when it leads out of the root, also through a symbolic link.
 */
export async function projectPath(
  root: string,
  from: string,
  written: string,
  files: ManifestFiles,
): Promise<string | undefined> {
  const path = lexicalPath(from, written);
  if (path === undefined) return undefined;
  const real = await files.real(resolve(root, path));
  if (real === undefined) return path;
  const inside = relative((await files.real(root)) ?? root, real);
  return leaves(inside) ? undefined : path;
}

/** The same without looking at the disk: `from` is the file that mentions the path. */
export function lexicalPath(from: string, written: string): string | undefined {
  const forward = written.replaceAll('\\', '/');
  if (
    isAbsolute(written) ||
    posix.isAbsolute(forward) ||
    /^[A-Za-z]:/.test(written) ||
    forward.includes('\0')
  )
    return undefined;
  const path = posix.normalize(posix.join(posix.dirname(from), forward));
  return leaves(path) ? undefined : path;
}

function leaves(path: string): boolean {
  return path === '..' || path.startsWith('../') || path.startsWith(`..${sep}`) || isAbsolute(path);
}
