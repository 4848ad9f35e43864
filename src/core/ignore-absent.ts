/** For a promise that may fail because there is no such file: missing is an answer, anything else is trouble. */
export function ignoreAbsent(error: NodeJS.ErrnoException): undefined {
  if (error.code === 'ENOENT' || error.code === 'ENOTDIR') return undefined;
  throw error;
}
