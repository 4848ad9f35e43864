import { distance } from 'fastest-levenshtein';

/** The known word somebody most likely meant, or undefined when none is close. */
export function closest(word: string, known: Iterable<string>): string | undefined {
  let best: string | undefined;
  let bestDistance = Math.max(1, Math.floor(word.length / 3)) + 1;
  for (const candidate of known) {
    const away = distance(word.toLowerCase(), candidate.toLowerCase());
    if (away < bestDistance) {
      best = candidate;
      bestDistance = away;
    }
  }
  return best;
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
