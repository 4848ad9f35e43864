/** Two texts as what they share at the beginning and the end, and what differs between. */
export interface ChangedWords {
  readonly start: string;
  readonly from: string;
  readonly to: string;
  readonly end: string;
}

/** Finds the one stretch of whole words that covers all that differs. */
export function changedWords(from: string, to: string): ChangedWords {
  const [before, after] = [wordsOf(from), wordsOf(to)];
  const least = Math.min(before.length, after.length);
  let start = 0;
  while (start < least && before[start] === after[start]) start++;
  let end = 0;
  while (end < least - start && before.at(-1 - end) === after.at(-1 - end)) end++;
  const middle = (words: readonly string[]) => words.slice(start, words.length - end).join('');
  return {
    start: before.slice(0, start).join(''),
    from: middle(before),
    to: middle(after),
    end: before.slice(before.length - end).join(''),
  };
}

/** Words and what stands between them. */
function wordsOf(text: string): string[] {
  return text.match(/\s+|[\p{L}\p{N}]+|[^\s\p{L}\p{N}]/gu) ?? [];
}
