/** Scores up to which each is said; docs/review.md tells what they were measured on. */
const WORDS = [
  [0.02, 'hardly to be seen'],
  [0.1, 'a slight change'],
  [0.5, 'clearly changed'],
] as const;

/** What a score of two pictures against each other means, for people. 0 is no difference at the size of comparison. */
export function differenceWords(score: number): string {
  if (score === 0) return 'looks the same';
  return WORDS.find(([limit]) => score < limit)?.[1] ?? 'another picture';
}
