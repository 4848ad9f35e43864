import { distance } from 'fastest-levenshtein';

/** The known word somebody most likely meant, or undefined when none is close. */
export function closest(word: string, known: Iterable<string>): string | undefined {
  let best: string | undefined;
  let bestDistance = Math.max(1, Math.floor(word.length / 3)) + 1;
  for (const candidate of known) {
    const away = slips(word.toLowerCase(), candidate.toLowerCase());
    if (away < bestDistance) {
      best = candidate;
      bestDistance = away;
    }
  }
  return best;
}

/** Edit distance in which two neighbours that changed places are one slip: the commonest of all. */
function slips(word: string, other: string): number {
  let at = 0;
  while (at < word.length && word[at] === other[at]) at++;
  const swapped = `${word.slice(0, at)}${word[at + 1] ?? ''}${word[at] ?? ''}${word.slice(at + 2)}`;
  return swapped === other && word !== other ? 1 : distance(word, other);
}

/** A hint: the close word, else the list of what there is. */
export function didYouMean(word: string, known: Iterable<string>): string | undefined {
  const words = [...known];
  const close = closest(word, words);
  if (close !== undefined) return `did you mean "${close}"?`;
  if (words.length === 0) return undefined;
  const shown = words.slice(0, 12).join(', ');
  return words.length > 12 ? `known: ${shown}, … (${words.length} in all)` : `known: ${shown}`;
}
