import { closeSync, constants, fstatSync, openSync, readSync } from 'node:fs';
import { open } from 'node:fs/promises';

/** Nothing lies there, or something that is no plain file of a fitting size. */
export type Unread = 'absent' | 'unfit';

/** Whoever else may write into a folder may leave a link to anywhere, or a pipe that never answers. */
const FLAGS = constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0);

/** Reads a plain file of at most `limit` bytes at once; throws when the disk cannot be read. */
export function readSmall(path: string, limit: number): Buffer | Unread {
  let file: number;
  try {
    file = openSync(path, FLAGS);
  } catch (error) {
    return unreadOf(error);
  }
  try {
    const facts = fstatSync(file);
    if (!facts.isFile() || facts.size > limit) return 'unfit';
    const bytes = Buffer.alloc(facts.size);
    let read = 0;
    while (read < bytes.length) {
      const more = readSync(file, bytes, read, bytes.length - read, read);
      if (more === 0) break;
      read += more;
    }
    return bytes.subarray(0, read);
  } finally {
    closeSync(file);
  }
}

/** Reads a plain file of exactly `size` bytes; rejects when the disk cannot be read. */
export async function readSized(path: string, size: number): Promise<Buffer | Unread> {
  const file = await open(path, FLAGS).catch(unreadOf);
  if (typeof file === 'string') return file;
  try {
    const facts = await file.stat();
    if (!facts.isFile() || facts.size !== size) return 'unfit';
    const bytes = Buffer.alloc(size);
    let read = 0;
    while (read < size) {
      const { bytesRead } = await file.read(bytes, read, size - read, read);
      if (bytesRead === 0) break;
      read += bytesRead;
    }
    return bytes.subarray(0, read);
  } finally {
    await file.close();
  }
}

function unreadOf(error: unknown): Unread {
  const { code } = error as NodeJS.ErrnoException;
  if (code === 'ENOENT' || code === 'ENOTDIR') return 'absent';
  // A link where a file should be, a socket, a folder.
  if (code === 'ELOOP' || code === 'EMLINK' || code === 'ENXIO' || code === 'EISDIR') return 'unfit';
  throw error;
}
