import { readSmall } from './careful-file.ts';

/** Pointers of Git LFS are smaller than this, by its specification. */
const LIMIT = 1024;

/** Whether these bytes only stand for a file that Git LFS keeps elsewhere. */
export function isLfsPointer(bytes: Uint8Array): boolean {
  return bytes.length < LIMIT && Buffer.from(bytes).toString('utf8').startsWith('version https://git-lfs');
}

/** Whether a pointer of Git LFS lies where a file should be. What cannot be read is none. */
export function isLfsPointerFile(path: string): boolean {
  try {
    const bytes = readSmall(path, LIMIT);
    return typeof bytes !== 'string' && isLfsPointer(bytes);
  } catch {
    return false;
  }
}
