/** What the emulator takes offence at. */
export interface Moderation {
  /** Words in a prompt that refuse the request. */
  readonly refuse: readonly string[];
  /** Words in a prompt whose picture comes back blurred. */
  readonly blur: readonly string[];
}

export type Verdict = 'fine' | 'refused' | 'blurred';

/** Judges the texts of a request, word by word and without regard to case. */
export function judge(texts: readonly string[], { refuse, blur }: Moderation): Verdict {
  const words = ` ${
    texts
      .join(' ')
      .toLowerCase()
      .match(/[\p{L}\p{N}]+/gu)
      ?.join(' ') ?? ''
  } `;
  const holds = (list: readonly string[]) => list.some((word) => words.includes(` ${word.toLowerCase()} `));
  if (holds(refuse)) return 'refused';
  return holds(blur) ? 'blurred' : 'fine';
}

/** The API takes English only. Here that means: most letters are Latin ones. */
export function isEnglish(texts: readonly string[]): boolean {
  const letters = texts.join(' ').match(/\p{L}/gu) ?? [];
  const latin = letters.filter((letter) => /\p{Script=Latin}/u.test(letter));
  return latin.length * 2 >= letters.length;
}
