/** True for a text without half characters (surrogates that stand alone): only such can be written and hashed. */
export function isWellFormed(text: string): boolean {
  return !/\p{Surrogate}/u.test(text);
}
