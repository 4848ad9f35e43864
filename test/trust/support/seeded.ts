/** Random numbers that can be had again: mulberry32. */
export interface Chance {
  /** At least 0, less than 1. */
  next(): number;
  /** True so often, from 0 to 1. */
  of(probability: number): boolean;
  /** A whole number from `from` to `to`, both included. */
  between(from: number, to: number): number;
  pick<T>(choices: readonly [T, ...T[]]): T;
}

export function seeded(seed: number): Chance {
  let state = seed >>> 0;
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
  const between = (from: number, to: number) => from + Math.floor(next() * (to - from + 1));
  return {
    next,
    of: (probability) => next() < probability,
    between,
    pick: (choices) => choices[between(0, choices.length - 1)] ?? choices[0],
  };
}

/** The seed of this run: given by IMAGEBUILD_TRUST_SEED, fixed in CI, else drawn. Failures print it. */
export function runSeed(): number {
  const { IMAGEBUILD_TRUST_SEED: given, CI } = process.env;
  if (given) return Number(given);
  return CI ? 20_261_123 : Math.floor(Math.random() * 2 ** 31);
}
