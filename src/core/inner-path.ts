/**
 * True for a path that stays in its folder whatever it is joined to: relative, with forward slashes, of names that are
 * none of ``, `.` and `..`. What is recorded in files that anybody can write may be read, shown or deleted.
 */
export function isInnerPath(path: string): boolean {
  if (path.includes('\\') || path.includes('\0') || /^[A-Za-z]:/.test(path)) return false;
  return path.split('/').every((name) => name !== '' && name !== '.' && name !== '..');
}
