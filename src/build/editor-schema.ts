import { existsSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';

const INSTALLED = 'node_modules/imagebuild/schemas/manifest.schema.json';

/**
 * Returns the path of the schema that an installed package brings, as the first line of a manifest in the folder names
 * it: in the folder itself, or above, where a workspace keeps its packages. Never from outside of the repository, for
 * others who check it out have nothing there.
 */
export function installedSchema(folder: string, exists: (path: string) => boolean = existsSync) {
  const found = foldersUpward(resolve(folder), exists)
    .map((parent) => join(parent, INSTALLED))
    .find(exists);
  if (found === undefined) return undefined;
  const path = relative(resolve(folder), found).replaceAll('\\', '/');
  return path.startsWith('.') ? path : `./${path}`;
}

/** The folder and those above it, as far as its repository goes. */
function foldersUpward(folder: string, exists: (path: string) => boolean): readonly string[] {
  const above = dirname(folder);
  if (above === folder || exists(join(folder, '.git'))) return [folder];
  return [folder, ...foldersUpward(above, exists)];
}
