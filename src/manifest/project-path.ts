import { isAbsolute, posix, relative, resolve, sep } from 'node:path';
import { type Diagnostic, problem, type SourceLocation } from '../core/diagnostic.ts';
import { deviceIn } from '../core/portable-name.ts';
import type { ManifestFiles } from './files.ts';

/**
 * A path written in a file of the project, as a path relative to the root with forward slashes.
 * Undefined when it leads out of the root, also through a symbolic link, or to a device: `outsideProject` says so.
 */
export async function projectPath(
  root: string,
  from: string,
  written: string,
  files: ManifestFiles,
): Promise<string | undefined> {
  const path = lexicalPath(from, written);
  if (path === undefined) return undefined;
  const real = await nearestReal(root, path, files);
  if (real === undefined) return path;
  const inside = relative((await files.real(root)) ?? root, real);
  return leaves(inside) ? undefined : path;
}

/** Where a path really is; for one that is not there, the nearest folder above it that is. */
async function nearestReal(root: string, path: string, files: ManifestFiles): Promise<string | undefined> {
  for (let above = path; above !== '.'; above = posix.dirname(above)) {
    const real = await files.real(resolve(root, above));
    if (real !== undefined) return real;
  }
  return undefined;
}

/** The same without looking at the disk: `from` is the file that mentions the path. */
export function lexicalPath(from: string, written: string): string | undefined {
  const forward = written.replaceAll('\\', '/');
  if (
    isAbsolute(written) ||
    posix.isAbsolute(forward) ||
    /^[A-Za-z]:/.test(written) ||
    forward.includes('\0') ||
    deviceIn(forward) !== undefined
  )
    return undefined;
  const path = posix.normalize(posix.join(posix.dirname(from), forward));
  return leaves(path) ? undefined : path;
}

function leaves(path: string): boolean {
  return path === '..' || path.startsWith('../') || path.startsWith(`..${sep}`) || isAbsolute(path);
}

/** The problem of a path for which there is no path in the project. */
export function outsideProject(written: string, location: SourceLocation | undefined): Diagnostic {
  const device = deviceIn(written.replaceAll('\\', '/'));
  return device === undefined
    ? problem('outside-project', `"${written}" leads out of the project`, { location })
    : problem(
        'outside-project',
        `"${written}" leads out of the project: "${device}" is a device on Windows`,
        {
          location,
          hint: 'rename the file, so that the project can be used everywhere',
        },
      );
}
