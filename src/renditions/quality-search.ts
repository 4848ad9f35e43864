/** Quality below this is not worth publishing, however few bytes are asked for. */
export const LEAST_QUALITY = 20;

/** Above this, files grow and nobody sees why. */
export const MOST_QUALITY = 95;

/** What a search found, and at which quality. */
export interface Found<Result> {
  readonly result: Result;
  readonly reached: number;
}

/** The largest quality whose result passes, by halving; that of the lowest when none does. At most seven tries. */
export async function searchLargest<Result>(
  low: number,
  high: number,
  attempt: (quality: number) => Promise<Result>,
  passes: (result: Result) => boolean,
): Promise<Found<Result>> {
  let found = { result: await attempt(low), reached: low };
  if (!passes(found.result)) return found;
  let [least, most] = [low, high];
  while (least < most) {
    const middle = Math.ceil((least + most) / 2);
    const result = await attempt(middle);
    if (passes(result)) {
      found = { result, reached: middle };
      least = middle;
    } else most = middle - 1;
  }
  return found;
}

/** The least quality that passes, by halving; the highest when none does. At most seven tries. */
export async function searchLeast(
  low: number,
  high: number,
  passes: (quality: number) => Promise<boolean>,
): Promise<number> {
  let [least, most] = [low, high];
  while (least < most) {
    const middle = Math.floor((least + most) / 2);
    if (await passes(middle)) most = middle;
    else least = middle + 1;
  }
  return least;
}
