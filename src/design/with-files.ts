import { diskFiles, type ManifestFiles } from '../manifest/index.ts';

/** The disk, but for some files. Paths are absolute. */
export function withFiles(
  contents: ReadonlyMap<string, string | Uint8Array>,
  disk: ManifestFiles = diskFiles,
): ManifestFiles {
  const bytes = new Map(
    [...contents].map(([path, content]) => [
      path,
      typeof content === 'string' ? Buffer.from(content) : content,
    ]),
  );
  return {
    ...disk,
    read: async (path) => bytes.get(path) ?? disk.read(path),
    size: async (path) => bytes.get(path)?.length ?? disk.size(path),
  };
}
