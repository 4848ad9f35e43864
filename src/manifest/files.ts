import { readdir, readFile, realpath, stat } from 'node:fs/promises';
import type { Digest } from '../core/digest.ts';
import { ignoreAbsent } from '../core/ignore-absent.ts';

/** How the manifest room reads files; tests hand in one that lives in memory. Paths are absolute. */
export interface ManifestFiles {
  /** The file's bytes, or undefined when there is none. */
  read(path: string): Promise<Uint8Array | undefined>;
  /** The digest of the file's bytes, or undefined when there is none; for files of which nothing else is wanted. */
  digest?(path: string): Promise<Digest | undefined>;
  /** Bytes, or undefined when there is no such file. */
  size(path: string): Promise<number | undefined>;
  /** The path with symbolic links followed, or undefined when there is nothing. */
  real(path: string): Promise<string | undefined>;
  /** Names in a folder, of files and folders; none where it cannot be listed. Only hints need them. */
  names?(folder: string): Promise<readonly string[]>;
  /** Files that match, relative to the folder, sorted. */
  list(folder: string, patterns: readonly string[]): Promise<readonly string[]>;
}

export const diskFiles: ManifestFiles = {
  read: (path) => readFile(path).catch(ignoreAbsent),
  size: (path) => stat(path).then((facts) => (facts.isFile() ? facts.size : undefined), ignoreAbsent),
  real: (path) => realpath(path).catch(ignoreAbsent),
  names: (folder) => readdir(folder).catch(() => []),
  async list(folder, patterns) {
    const { default: glob } = await import('fast-glob');
    const found = await glob([...patterns], {
      cwd: folder,
      ignore: ['**/node_modules/**', '**/.imagebuild/**'],
      onlyFiles: true,
    });
    return found.sort();
  },
};
