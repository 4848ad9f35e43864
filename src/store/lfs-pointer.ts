import { isLfsPointer, POINTER_LIMIT } from '../core/lfs-pointer.ts';
import { readSmall } from './careful-file.ts';

/** Whether a pointer of Git LFS lies where a file should be. What cannot be read is none. */
export function isLfsPointerFile(path: string): boolean {
  try {
    const bytes = readSmall(path, POINTER_LIMIT);
    return typeof bytes !== 'string' && isLfsPointer(bytes);
  } catch {
    return false;
  }
}
