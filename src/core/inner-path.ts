/**
 * True for a path that stays in its folder whatever it is joined to: relative, with forward slashes, of names that are
 * none of ``, `.` and `..`. What is recorded in files that anybody can write may be read, shown or deleted.
 */
export function isInnerPath(path: string): boolean {
  return !LEADS_ELSEWHERE.test(path);
}

const LEADS_ELSEWHERE = /(?:^|\/)\.{0,2}(?:\/|$)|[\\\0]|^[A-Za-z]:/;
